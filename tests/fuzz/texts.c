/* Parsers of typed names, secrets and numbers. */
#include "tests/fuzz/targets.h"

#include "base/encode.h"
#include "domain/id.h"
#include "domain/national_number.h"
#include "domain/secrets.h"
#include "domain/username.h"

static bool clean(struct arena *arena, struct str input, struct str *ret) {
    return text_clean(arena, input, 200, ret) == TEXT_FINE;
}

static void text(struct arena *arena, struct str input) {
    struct str once, twice;
    if (!clean(arena, input, &once)) return;
    PROMISE(clean(arena, once, &twice) && str_eq(once, twice) && text_length(once) <= 200);
    struct str folded = text_fold(arena, fuzz_text_rules(), once);
    PROMISE(str_eq(text_fold(arena, fuzz_text_rules(), folded), folded));
    (void)text_latin(arena, fuzz_text_rules(), once);
    PROMISE(text_sort_key(arena, fuzz_text_rules(), once).len <= 200);
}

static void username(struct arena *arena, struct str input) {
    struct str typed, read, again;
    if (!clean(arena, input, &typed) ||
        username_read(arena, fuzz_text_rules(), typed, &read) != USERNAME_FINE)
        return;
    PROMISE(read.len > 0 && read.len <= USERNAME_MAX &&
            username_read(arena, fuzz_text_rules(), read, &again) == USERNAME_FINE &&
            str_eq(read, again));
}

static void proposal(struct arena *arena, struct str input) {
    struct str first = str_cut(&input, '\n', NULL), a, b;
    if (!clean(arena, first, &a) || !clean(arena, input, &b)) return;
    struct str proposed = username_propose(arena, fuzz_text_rules(), a, b), read;
    PROMISE(proposed.len <= USERNAME_MAX);
    enum username_flaw flaw = username_read(arena, fuzz_text_rules(), proposed, &read);
    PROMISE(proposed.len == 0 || flaw == USERNAME_FINE || flaw == USERNAME_RESERVED);
}

static void secret(struct arena *arena, struct str input) {
    for (int kind = SECRET_PICTURE; kind <= SECRET_OWN; kind++) {
        struct str typed, read, again;
        if (!clean(arena, input, &typed) ||
            secret_read(arena, fuzz_text_rules(), (enum secret_kind)kind, typed, &read) != RC_OK)
            continue;
        PROMISE(secret_read(arena, fuzz_text_rules(), (enum secret_kind)kind, read, &again) ==
                    RC_OK &&
                str_eq(read, again));
    }
}

static void pictures(struct arena *arena, struct str input) {
    unsigned char numbers[SECRET_PICTURES_MAX], again[SECRET_PICTURES_MAX];
    int count, same;
    if (secret_pictures(input, numbers, &count) != RC_OK) return;
    PROMISE(secret_pictures(secret_of_pictures(arena, numbers, count), again, &same) == RC_OK &&
            same == count);
    PROMISE(memcmp(numbers, again, (size_t)count) == 0);
}

static void national_number(struct arena *arena, struct str input) {
    struct national_number number, again;
    (void)arena;
    if (national_number_read(input, FUZZ_TODAY, &number) != RC_OK) return;
    PROMISE(national_number_read((struct str){number.digits, sizeof number.digits}, FUZZ_TODAY,
                                 &again) == RC_OK);
}

static void id(struct arena *arena, struct str input) {
    int64_t number;
    if (id_parse(input, &number) == RC_OK) PROMISE(str_eq(id_text(arena, number), input));
}

static void base64(struct arena *arena, struct str input) {
    unsigned char bytes[64];
    for (size_t len = 1; len <= sizeof bytes; len++)
        if (base64url_decode(input, bytes, len) == RC_OK)
            PROMISE(str_eq(base64url_encode(arena, bytes, len), input));
    if (hex_decode(input, bytes, input.len / 2 < sizeof bytes ? input.len / 2 : 0) == RC_OK)
        PROMISE(input.len % 2 == 0);
}

static void number(struct arena *arena, struct str input) {
    int64_t value;
    (void)arena;
    if (str_to_i64(input, -1000, 1000, &value) == RC_OK) PROMISE(value >= -1000 && value <= 1000);
}

const struct fuzz_target fuzz_texts[] = {
    {"text", text},     {"username", username}, {"proposal", proposal},
    {"secret", secret}, {"pictures", pictures}, {"national_number", national_number},
    {"id", id},         {"base64", base64},     {"number", number},
    {NULL, NULL},
};
