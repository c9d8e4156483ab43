/* Names of printed files, and names of pupils that no font can print. Source:
 * docs/develop/document.md. */
#pragma once

#include "document/card.h"
#include "service/service.h"

/* Returns the class of the cards, or the administrative group where the class is unknown. Several
 * places give the first and last in the text range ("{0} tot {1}"). */
struct str print_places(struct arena *arena, const struct card *cards, size_t count,
                        struct str range);
/* Returns a file name such as "LeerID-000002-4A-2026-11-30-kaarten-A4.pdf": school number, class
 * (first and last when there are several; the roll number for one pupil), day of printing, and
 * tail. It distinguishes files and shows which is newest; it never contains the name of a pupil. */
struct str print_file_name(struct arena *arena, const struct service *service,
                           struct school_id school, const struct card *cards, size_t count,
                           const char *tail);
/* Transliterates each word with a character that no font has to Latin letters, with an initial
 * capital. Characters without a transliteration ("🦄") are removed. Returns "" when nothing
 * remains.
 */
struct str print_latin(struct arena *arena, const struct service *service, struct str text);
