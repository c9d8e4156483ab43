/*
 * The CSRF token. It is bound to the session or, before a sign-in, to a random cookie of the
 * browser. Pages contain it masked with fresh random bytes, so that a compressed page that also
 * shows user input does not reveal it by its length (BREACH).
 */
#include "web/csrf_token.h"

#include "base/encode.h"

enum { TOKEN_BYTES = 32 };

static struct str plain_token(struct visit *visit, struct str base) {
    return service_form_token(
        visit->arena, visit->service,
        str_format(visit->arena, "%d %.*s", visit->request->site, STR_ARG(base)));
}

static struct str base_of(struct visit *visit) {
    struct str base = visit_cookie(visit, visit->signed_in ? COOKIE_SESSION : COOKIE_DOOR);
    if (base.len > 0) return base;
    base = service_random_token(visit->arena, visit->service);
    visit_set_cookie(visit, COOKIE_DOOR, base, 0);
    return base;
}

struct str csrf_token(struct visit *visit) {
    if (visit->csrf.len > 0) return visit->csrf;
    unsigned char masked[2 * TOKEN_BYTES];
    struct str token = plain_token(visit, base_of(visit));
    if (base64url_decode(token, masked + TOKEN_BYTES, TOKEN_BYTES) != RC_OK) return S("");
    random_fill(&visit->service->random, masked, TOKEN_BYTES);
    for (size_t i = 0; i < TOKEN_BYTES; i++) masked[TOKEN_BYTES + i] ^= masked[i];
    visit->csrf = base64url_encode(visit->arena, masked, sizeof masked);
    return visit->csrf;
}

bool csrf_token_matches(struct visit *visit, struct str sent, struct str base) {
    unsigned char masked[2 * TOKEN_BYTES], expected[TOKEN_BYTES], difference = 0;
    if (base.len == 0 || base64url_decode(sent, masked, sizeof masked) != RC_OK) return false;
    if (base64url_decode(plain_token(visit, base), expected, sizeof expected) != RC_OK)
        return false;
    for (size_t i = 0; i < TOKEN_BYTES; i++)
        difference |= (unsigned char)(masked[i] ^ masked[TOKEN_BYTES + i] ^ expected[i]);
    return difference == 0;
}

static bool same_host(const struct visit *visit, struct str origin) {
    struct str host = origin;
    bool scheme = false;
    for (size_t i = 0; i + 2 < origin.len && !scheme; i++) {
        scheme = str_eq(str_sub(origin, i, 3), S("://"));
        if (scheme) host = str_sub(origin, i + 3, origin.len);
    }
    return scheme && (str_eq(host, visit->request->host) ||
                      str_eq(origin, visit->web->urls[visit->request->site]));
}

bool csrf_form_is_ours(struct visit *visit, enum web_cookie cookie) {
    struct str fetched, origin;
    if (http_header(visit->request, "sec-fetch-site", &fetched) &&
        !str_eq(fetched, S("same-origin")))
        return false;
    if (http_header(visit->request, "origin", &origin) && !same_host(visit, origin)) return false;
    return csrf_token_matches(visit, visit_form(visit, "csrf"), visit_cookie(visit, cookie));
}
