/* The secrets of pupils: drawn, written, read back. Pure: chance comes in as a parameter.
 *
 * A secret has one canonical text, which is what is hashed, sealed, printed and put in the
 * workbook: picture    Dutch names joined by hyphens:
 * "hond-politie-banaan-robot-deur-fototoestel-rugzak" word       lower-case word with digits 2..9
 * before, after or around it: "29ban94" temporary  8 characters of 57, without 0 O 1 l I:
 * "pgu9J7Zn" own        what the pupil typed, in NFC Source: PRODUCT 3, PICTURES, SECURITY
 * "Secrets". */
#pragma once

#include "base/clock.h"
#include "base/day.h"
#include "base/text.h"
#include "domain/words.h"

enum account_type { ACCOUNT_BASIC = 1, ACCOUNT_ADVANCED = 2 };
enum secret_kind { SECRET_PICTURE = 1, SECRET_WORD = 2, SECRET_TEMPORARY = 3, SECRET_OWN = 4 };
enum { SECRET_PICTURES_MAX = 7, SECRET_MAX_CHARS = 128 };

/* How large the secrets of a school are; the defaults reach at least 2^24. */
struct secret_policy {
    int picture_count; /* 5..7 */
    int word_digits;   /* 3 or 4 */
};
struct secret_policy secret_policy_default(void);

/* The kind a new account of that type gets unless somebody chooses otherwise. */
enum secret_kind secret_kind_default(enum account_type type);
bool secret_kind_fits(enum account_type type, enum secret_kind kind);

/* The last instant of a temporary secret that is good for so many days: it ends with a day, as the
 * card names one. */
int64_t secret_end_ms(int64_t now_ms, int days);

/* Draws a secret of a kind (not SECRET_OWN). */
struct str secret_draw(struct arena *arena, const struct random *random,
                       const struct secret_policy *policy, enum secret_kind kind);

/* The size of the space a drawn secret comes from, in bits; under 20 a school is told that its
 * choice is weak. */
double secret_bits(const struct secret_policy *policy, enum secret_kind kind);

/* What was typed, in canonical form: picture names in any language with blanks or hyphens between;
 * words without case and blanks; others unchanged (text_clean has given NFC). RC_INVALID when it
 * can be no secret of that kind. */
enum rc secret_read(struct arena *arena, const struct text_rules *rules, enum secret_kind kind,
                    struct str typed, struct str *ret_secret) MUST_USE;

/* The picture numbers of a canonical picture secret; RC_INVALID when it is none. */
enum rc secret_pictures(struct str secret, unsigned char ret_pictures[SECRET_PICTURES_MAX],
                        int *ret_count) MUST_USE;
/* Joins picture numbers to a canonical picture secret. */
struct str secret_of_pictures(struct arena *arena, const unsigned char *pictures, int count);

/* What is wrong with a word or temporary password that staff typed instead of a drawn one. */
enum typed_flaw {
    TYPED_FINE,
    TYPED_SHORT,     /* under 8 characters */
    TYPED_LONG,      /* over 40: a card has no more room */
    TYPED_BLANKS,    /* blanks inside */
    TYPED_HAS_NAME,  /* holds a name of the pupil, or a part of it of three letters or more */
    TYPED_GUESSABLE, /* under 10^6 guesses, or a word of domain/common */
    TYPED_TWICE,     /* the same as another row */
};
/* guesses: what the strength library estimates. The caller compares rows with each other. */
enum typed_flaw secret_typed_flaw(struct arena *arena, const struct text_rules *rules,
                                  struct str typed, struct str first_name, struct str last_name,
                                  double guesses);
