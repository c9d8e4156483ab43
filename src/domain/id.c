#include "domain/id.h"

enum { DIGITS = 13 };
static const char ALPHABET[] = "0123456789abcdefghjkmnpqrstvwxyz";

int64_t id_draw(const struct random *random) {
    int64_t id;
    do {
        id = (int64_t)(random_u64(random) >> 1);
    } while (id == 0);
    return id;
}

int64_t id_draw_near(const struct random *random, int place) {
    return (int64_t)((uint64_t)(place & 0xFFFF) << 47 | (uint64_t)id_draw(random) >> 16 | 1);
}

struct str id_text(struct arena *arena, int64_t id) {
    char *text = arena_alloc(arena, DIGITS + 1);
    uint64_t rest = (uint64_t)id;
    for (int i = DIGITS - 1; i >= 0; i--, rest >>= 5) text[i] = ALPHABET[rest & 31];
    return (struct str){text, DIGITS};
}

enum rc id_parse(struct str text, int64_t *ret_id) {
    ENSURE(text.len == DIGITS, RC_INVALID);
    uint64_t id = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *found = text.ptr[i] == 0 ? NULL : strchr(ALPHABET, text.ptr[i]);
        ENSURE(found != NULL, RC_INVALID);
        ENSURE(id >> 59 == 0, RC_INVALID);
        id = id << 5 | (uint64_t)(found - ALPHABET);
    }
    ENSURE(id > 0 && id <= INT64_MAX, RC_INVALID);
    *ret_id = (int64_t)id;
    return RC_OK;
}
