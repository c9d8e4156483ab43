/* What printed files are called, and names that no font can show. Source: docs/develop/document.md.
 */
#pragma once

#include "document/card.h"
#include "service/service.h"

/* The class of the cards, or their administrative group where the class is unknown; of more than
 * one the first and the last in the text range ("{0} tot {1}"). */
struct str print_places(struct arena *arena, const struct card *cards, size_t count,
                        struct str range);
/* "LeerID-000002-4A-2026-11-30-kaarten-A4.pdf": the school, the class (of more than one the first
 * and the last), of one pupil the roll number, the day of making; so that files are told apart and
 * the newest is known. Never the name of a pupil. */
struct str print_file_name(struct arena *arena, const struct service *service,
                           struct school_id school, const struct card *cards, size_t count,
                           const char *tail);
/* The text with each word that has a character no font has in Latin letters, its first a capital;
 * what cannot be written so
 * ("🦄") is left out. "" when nothing remains. */
struct str print_latin(struct arena *arena, const struct service *service, struct str text);
