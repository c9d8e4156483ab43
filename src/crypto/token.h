/*
 * Random tokens for sessions and one-time links: 256 bits, base64url in the cookie or link, SHA-256
 * in the database. Also one-time passwords and password strength.
 */
#pragma once

#include "base/clock.h"
#include "base/str.h"

enum { TOKEN_HASH = 32 };

struct str token_draw(struct arena *arena, const struct random *random);
struct str token_hash(struct arena *arena, struct str token); /* 32 bytes */
/* Compares in a time that does not depend on the bytes. */
bool token_eq(struct str a, struct str b);

/* Time-based one-time passwords (RFC 6238, SHA-1, 6 digits, 30 s; liboath). */
struct str totp_secret_draw(struct arena *arena, const struct random *random); /* 20 bytes */
/* base32, for typing and for the QR code */
struct str totp_secret_text(struct arena *arena, struct str secret);
/*
 * Accepts the code of one step early or late, but never a step that was used already (last_step).
 * Returns RC_DENIED when it does not match; *ret_step is the matching step.
 */
enum rc totp_check(struct str secret, struct str code, int64_t now_ms, int64_t last_step,
                   int64_t *ret_step) MUST_USE;

/*
 * Estimates the number of guesses that an attacker needs who knows the given words (names, school);
 * libzxcvbn. At most 200 words are used.
 */
double token_guesses(struct arena *arena, struct str secret, const struct str *words,
                     size_t word_count);
