/* Unicode: what comes from outside is checked here once; folding for search, transliteration for
 * usernames, sort keys. Source: Unicode 15 through ICU 72. All results live in the arena they are
 * given. */
#pragma once

#include "base/str.h"

/* The compiled rules (transliterators, Dutch collation). Made once at start, read-only and shared
 * by all threads after. */
struct text_rules;
/* Opens the rules; they live in the arena's owner until text_rules_close. RC_IO when ICU's data is
 * missing. */
enum rc text_rules_open(struct arena *arena, struct text_rules **ret_rules) MUST_USE;
void text_rules_close(struct text_rules *rules);

enum text_flaw {
    TEXT_FINE,
    TEXT_NOT_UTF8, /* bytes that are no UTF-8 */
    TEXT_CONTROL,  /* NUL and other controls, line ends, direction marks, unassigned or private
                      characters */
    TEXT_TOO_LONG, /* more than max_chars characters */
};

/* Checks bytes from outside and gives the text in NFC, blanks trimmed off both ends, runs of blanks
 * made one space. max_chars counts code points after NFC. Joiners (U+200C, U+200D) are allowed:
 * names in Persian and Sinhala need them. */
enum text_flaw text_clean(struct arena *arena, struct str bytes, size_t max_chars,
                          struct str *ret_clean) MUST_USE;

/* The text without characters that show nothing: zero width space, soft hyphen, byte order mark,
 * direction controls. Files of other programs hold them by accident; call it before text_clean, so
 * that a letter and its accent meet. What is not UTF-8 comes back unchanged. */
struct str text_visible(struct arena *arena, struct str bytes);

/* The key that two texts share when they differ only in case and accents ("Ömer" → "omer", "ß" →
 * "ss", "ı" → "i"); apostrophes are dropped; other scripts are case-folded only. For search and
 * comparison. */
struct str text_fold(struct arena *arena, const struct text_rules *rules, struct str text);

/* Latin letters for any script, accents off, lower case: the raw material of a username. What
 * cannot be written in Latin letters is left out; spaces and ASCII punctuation stay. */
struct str text_latin(struct arena *arena, const struct text_rules *rules, struct str text);

/* Bytes whose plain order is the Dutch alphabetical order of the texts; at most 200 bytes. For the
 * sort column. */
struct str text_sort_key(struct arena *arena, const struct text_rules *rules, struct str text);

size_t text_length(struct str text); /* code points */
/* The first n code points of a text. */
struct str text_first(struct str text, size_t n);
