/*
 * Secrets of pupils: generating, formatting and parsing. Pure: the random source is a parameter.
 *
 * A secret has one canonical text, which is hashed, sealed, printed and written to the workbook:
 *   picture    Dutch names joined by hyphens: "hond-politie-banaan-robot-deur-fototoestel-rugzak"
 *   word       lower-case word with digits 2..9 before, after or on both sides: "29ban94"
 *   temporary  8 characters of 57, without 0 O 1 l I: "pgu9J7Zn"
 *   own        what the pupil typed, in NFC
 *
 * Source: docs/develop/requirements.md "Secrets", docs/develop/pictures.md,
 * docs/develop/security-decisions.md "Secrets".
 */
#pragma once

#include "base/clock.h"
#include "base/day.h"
#include "base/text.h"
#include "domain/words.h"

enum account_type { ACCOUNT_BASIC = 1, ACCOUNT_ADVANCED = 2 };
enum secret_kind { SECRET_PICTURE = 1, SECRET_WORD = 2, SECRET_TEMPORARY = 3, SECRET_OWN = 4 };
enum { SECRET_PICTURES_MAX = 7, SECRET_MAX_CHARS = 128 };

/* Sizes of the generated secrets of a school. The defaults give at least 2^24 possibilities. */
struct secret_policy {
    int picture_count; /* 5..7 */
    int word_digits;   /* 3 or 4 */
};
struct secret_policy secret_policy_default(void);

/* Returns the kind of secret that a new account of that type gets by default. */
enum secret_kind secret_kind_default(enum account_type type);
/*
 * Tells whether accounts of that type may have that kind: pictures or words for basic ones,
 * passwords for advanced ones.
 */
bool secret_kind_fits(enum account_type type, enum secret_kind kind);

/*
 * Returns the last instant of a temporary secret that is valid for a number of days. It expires at
 * the end of a day, because the card names a day.
 */
int64_t secret_end_ms(int64_t now_ms, int days);

/* Generates a secret of a kind. SECRET_OWN gives a temporary secret. */
struct str secret_draw(struct arena *arena, const struct random *random,
                       const struct secret_policy *policy, enum secret_kind kind);

/*
 * Returns the number of bits of a generated secret. Below 20 the school is warned that its choice
 * is weak.
 */
double secret_bits(const struct secret_policy *policy, enum secret_kind kind);

/*
 * Parses what was typed into canonical form: picture names in any language, separated by spaces or
 * hyphens; words without case and spaces; temporary secrets without spaces; own passwords unchanged
 * except for NFC. Returns RC_INVALID when the text cannot be a secret of that kind.
 */
enum rc secret_read(struct arena *arena, const struct text_rules *rules, enum secret_kind kind,
                    struct str typed, struct str *ret_secret) MUST_USE;

/* Parses a canonical picture secret into picture numbers. Returns RC_INVALID when it is not one. */
enum rc secret_pictures(struct str secret, unsigned char ret_pictures[SECRET_PICTURES_MAX],
                        int *ret_count) MUST_USE;
/* Formats picture numbers as a canonical picture secret. */
struct str secret_of_pictures(struct arena *arena, const unsigned char *pictures, int count);

/* Errors in a word or temporary password that staff typed instead of a generated one. */
enum typed_flaw {
    TYPED_FINE,
    TYPED_SHORT,     /* under 8 characters */
    TYPED_LONG,      /* over 40 characters, the limit of a card */
    TYPED_BLANKS,    /* contains spaces */
    TYPED_HAS_NAME,  /* contains a name of the pupil, or a part of it of three or more letters */
    TYPED_GUESSABLE, /* under 10^6 guesses, or a word of domain/common */
    TYPED_TWICE,     /* equal to another row; determined by the caller */
};
/*
 * Checks a typed secret.
 *   guesses  estimate of the strength library
 */
enum typed_flaw secret_typed_flaw(struct arena *arena, const struct text_rules *rules,
                                  struct str typed, struct str first_name, struct str last_name,
                                  double guesses);
