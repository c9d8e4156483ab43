#include "service/application/oidc_keys.h"

#include "base/encode.h"
#include "format/json.h"

enum { KEYS_MAX = 20, NUMBER_MAX = 600 };

static bool bytes_of(struct arena *arena, const struct json *key, const char *name,
                     struct str *ret_bytes) {
    struct str text;
    if (!json_member_text(key, name, &text) || text.len == 0 || text.len % 4 == 1 ||
        text.len > NUMBER_MAX * 2)
        return false;
    size_t len = text.len * 3 / 4;
    char *bytes = arena_alloc(arena, len);
    if (base64url_decode(text, bytes, len) != RC_OK) return false;
    *ret_bytes = (struct str){bytes, len};
    return true;
}

static bool text_is(const struct json *key, const char *name, struct str wanted, bool when_absent) {
    struct str text;
    if (json_member(key, name) == NULL) return when_absent;
    return json_member_text(key, name, &text) && str_eq(text, wanted);
}

static bool read_key(struct arena *arena, const struct json *key, struct jose_public *ret) {
    if (!text_is(key, "use", S("sig"), true)) return false;
    if (text_is(key, "kty", S("RSA"), false) && text_is(key, "alg", S("RS256"), true)) {
        ret->alg = JOSE_RS256;
        return bytes_of(arena, key, "n", &ret->n) && bytes_of(arena, key, "e", &ret->e);
    }
    if (!text_is(key, "kty", S("EC"), false) || !text_is(key, "crv", S("P-256"), false) ||
        !text_is(key, "alg", S("ES256"), true))
        return false;
    ret->alg = JOSE_ES256;
    return bytes_of(arena, key, "x", &ret->x) && bytes_of(arena, key, "y", &ret->y);
}

static enum rc open_set(struct arena *arena, struct str text, const struct json **ret_keys) {
    struct json *set = ARENA_NEW(arena, struct json);
    TRY(json_read(arena, text, set));
    *ret_keys = json_member(set, "keys");
    ENSURE(*ret_keys != NULL && (*ret_keys)->kind == JSON_KIND_LIST &&
               (*ret_keys)->count <= KEYS_MAX,
           RC_INVALID);
    return RC_OK;
}

enum rc oidc_keys_judge(struct arena *arena, struct str text) {
    const struct json *keys;
    size_t usable = 0;
    TRY(open_set(arena, text, &keys));
    for (size_t i = 0; i < keys->count; i++) {
        struct jose_public public;
        ENSURE(json_member(&keys->items[i], "d") == NULL &&
                   json_member(&keys->items[i], "k") == NULL,
               RC_INVALID);
        usable += read_key(arena, &keys->items[i], &public);
    }
    return usable > 0 ? RC_OK : RC_INVALID;
}

enum rc oidc_keys_check(struct arena *arena, struct str text, enum jose_alg alg, struct str kid,
                        const struct jose_parts *parts) {
    const struct json *keys;
    enum rc rc = RC_NONE;
    TRY(open_set(arena, text, &keys));
    for (size_t i = 0; i < keys->count; i++) {
        struct jose_public public;
        if (!read_key(arena, &keys->items[i], &public) || public.alg != alg) continue;
        if (kid.len > 0 && !text_is(&keys->items[i], "kid", kid, false)) continue;
        if (jose_check(&public, parts) == RC_OK) return RC_OK;
        rc = RC_DENIED;
    }
    return rc;
}

enum rc oidc_keys_read(struct arena *arena, struct str token, struct jose_parts *ret_parts,
                       struct jose_head *ret_head) {
    struct jose_parts parts;
    struct json header;
    struct jose_head head = {.kid = S(""), .type = S("")};
    struct str alg;
    TRY(jose_cut(arena, token, &parts));
    TRY(json_read(arena, parts.header, &header));
    ENSURE(json_member_text(&header, "alg", &alg), RC_INVALID);
    TRY(jose_alg_by_name(alg, &head.alg));
    ENSURE(json_member(&header, "crit") == NULL && json_member(&header, "b64") == NULL, RC_INVALID);
    json_member_text(&header, "kid", &head.kid);
    json_member_text(&header, "typ", &head.type);
    *ret_parts = parts;
    *ret_head = head;
    return RC_OK;
}
