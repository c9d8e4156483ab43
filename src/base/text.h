/*
 * Unicode: validation of input, folding for search, transliteration for usernames, sort keys. Uses
 * ICU 72 (Unicode 15). All results are allocated from the given arena.
 */
#pragma once

#include "base/str.h"

/*
 * The compiled rules (transliterators, Dutch collation). Created once at start, then read-only and
 * shared by all threads.
 */
struct text_rules;
/*
 * Opens the rules; text_rules_close() must be called before the arena is destroyed. Returns RC_IO
 * when the data files of ICU are missing.
 */
enum rc text_rules_open(struct arena *arena, struct text_rules **ret_rules) MUST_USE;
void text_rules_close(struct text_rules *rules);

enum text_flaw {
    TEXT_FINE,
    TEXT_NOT_UTF8, /* invalid UTF-8 */
    TEXT_CONTROL,  /* control characters (also NUL), line separators, direction marks, unassigned or
                      private characters */
    TEXT_TOO_LONG, /* more than max_chars characters */
};

/*
 * Validates bytes from outside and returns the text in NFC, without white space at both ends and
 * with each run of white space replaced by one space.
 *   max_chars  limit in code points after NFC
 * Joiners (U+200C, U+200D) are allowed because names in Persian and Sinhala need them.
 */
enum text_flaw text_clean(struct arena *arena, struct str bytes, size_t max_chars,
                          struct str *ret_clean) MUST_USE;

/*
 * Removes invisible characters: zero width space, soft hyphen, byte order mark, direction controls.
 * Files of other programs contain them by accident. Call it before text_clean(), so that NFC can
 * combine a letter with an accent that was separated from it. Invalid UTF-8 is returned unchanged.
 */
struct str text_visible(struct arena *arena, struct str bytes);

/*
 * Returns a key for search and comparison that ignores case, accents and apostrophes ("Ömer" →
 * "omer", "ß" → "ss", "ı" → "i"). Other scripts are only case-folded.
 */
struct str text_fold(struct arena *arena, const struct text_rules *rules, struct str text);

/*
 * Transliterates any script to lower-case Latin letters without accents, as the base of a username.
 * Drops what has no Latin form; spaces and ASCII punctuation stay.
 */
struct str text_latin(struct arena *arena, const struct text_rules *rules, struct str text);

/*
 * Returns a key whose byte order is the Dutch alphabetical order, at most 200 bytes; for the sort
 * column in the database.
 */
struct str text_sort_key(struct arena *arena, const struct text_rules *rules, struct str text);

size_t text_length(struct str text); /* in code points */
/* Returns the first n code points of a text. */
struct str text_first(struct str text, size_t n);
