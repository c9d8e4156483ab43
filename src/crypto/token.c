#include "crypto/token.h"

#include <liboath/oath.h>
#include <math.h>
#include <sodium.h>
#include <zxcvbn.h>

#include "base/encode.h"

enum { TOKEN = 32, TOTP_SECRET = 20, TOTP_STEP_S = 30, WORDS_MAX = 200, STRENGTH_BYTES = 512 };

struct str token_draw(struct arena *arena, const struct random *random) {
    unsigned char bytes[TOKEN];
    random_fill(random, bytes, sizeof bytes);
    struct str token = base64url_encode(arena, bytes, sizeof bytes);
    explicit_bzero(bytes, sizeof bytes);
    return token;
}

struct str token_hash(struct arena *arena, struct str token) {
    unsigned char *hash = arena_alloc(arena, TOKEN_HASH);
    crypto_hash_sha256(hash, (const unsigned char *)token.ptr, token.len);
    return (struct str){(const char *)hash, TOKEN_HASH};
}

bool token_eq(struct str a, struct str b) {
    return a.len == b.len && sodium_memcmp(a.ptr, b.ptr, a.len) == 0;
}

struct str totp_secret_draw(struct arena *arena, const struct random *random) {
    char *secret = arena_alloc(arena, TOTP_SECRET);
    random_fill(random, secret, TOTP_SECRET);
    return (struct str){secret, TOTP_SECRET};
}

struct str totp_secret_text(struct arena *arena, struct str secret) {
    char *text = NULL;
    size_t len = 0;
    if (oath_base32_encode(secret.ptr, secret.len, &text, &len) != OATH_OK) return S("");
    struct str copy = str_copy(arena, (struct str){text, len});
    explicit_bzero(text, len);
    free(text);
    return copy;
}

enum rc totp_check(struct str secret, struct str code, int64_t now_ms, int64_t last_step,
                   int64_t *ret_step) {
    ENSURE(code.len == 6, RC_DENIED);
    int64_t step = now_ms / 1000 / TOTP_STEP_S;
    int64_t found = 0;
    for (int64_t at = step - 1; at <= step + 1; at++) {
        char expected[8];
        ENSURE(oath_hotp_generate(secret.ptr, secret.len, (uint64_t)at, 6, false,
                                  OATH_HOTP_DYNAMIC_TRUNCATION, expected) == OATH_OK,
               RC_IO);
        if (sodium_memcmp(expected, code.ptr, 6) == 0 && at > last_step) found = at;
    }
    ENSURE(found != 0, RC_DENIED);
    *ret_step = found;
    return RC_OK;
}

double token_guesses(struct arena *arena, struct str secret, const struct str *words,
                     size_t word_count) {
    const char *list[WORDS_MAX + 1];
    size_t count = word_count < WORDS_MAX ? word_count : WORDS_MAX;
    for (size_t i = 0; i < count; i++) list[i] = str_c(arena, words[i]);
    list[count] = NULL;
    double bits = ZxcvbnMatch(str_c(arena, str_sub(secret, 0, STRENGTH_BYTES)), list,
                              NULL); /* the cost grows with the square of the length */
    return exp2(bits);
}
