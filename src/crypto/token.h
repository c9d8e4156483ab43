/* Random tokens (sessions, one-time links): 256 bits, base64url in the cookie or link, SHA-256 in
 * the database. */
#pragma once

#include "base/clock.h"
#include "base/str.h"

enum { TOKEN_HASH = 32 };

struct str token_draw(struct arena *arena, const struct random *random);
struct str token_hash(struct arena *arena, struct str token); /* 32 bytes */

/* Time-based one-time passwords (RFC 6238, SHA-1, 6 digits, 30 s; liboath). */
struct str totp_secret_draw(struct arena *arena, const struct random *random); /* 20 bytes */
struct str totp_secret_text(struct arena *arena,
                            struct str secret); /* base32, for typing and for the QR code */
/* One step early or late is accepted, a step already used (last_step) never again. RC_DENIED: does
 * not fit. */
enum rc totp_check(struct str secret, struct str code, int64_t now_ms, int64_t last_step,
                   int64_t *ret_step) MUST_USE;

/* How many guesses somebody who knows the words (names, school) needs; libzxcvbn. words: at most
 * 200 are looked at. */
double strength_guesses(struct arena *arena, struct str secret, const struct str *words,
                        size_t word_count);
