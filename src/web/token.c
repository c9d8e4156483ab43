/* The form token. It hangs on the session, or before a session on a random cookie of this browser.
 * In a page it stands masked, another way each time: so a page that also shows what somebody typed
 * may be compressed without its length telling the token (BREACH). */
#include "base/encode.h"
#include "web/guard.h"

enum { TOKEN_BYTES = 32 };

static struct str plain_token(struct visit *visit, struct str base) {
    return form_token(visit->arena, visit->service,
                      str_format(visit->arena, "%d %.*s", visit->request->site, STR_ARG(base)));
}

static struct str base_of(struct visit *visit) {
    struct str base = visit_cookie(visit, visit->signed_in ? COOKIE_SESSION : COOKIE_DOOR);
    if (base.len > 0) return base;
    base = random_token(visit->arena, visit->service);
    visit_set_cookie(visit, COOKIE_DOOR, base, 0);
    return base;
}

struct str guard_token(struct visit *visit) {
    if (visit->csrf.len > 0) return visit->csrf;
    unsigned char masked[2 * TOKEN_BYTES];
    struct str token = plain_token(visit, base_of(visit));
    if (base64url_decode(token, masked + TOKEN_BYTES, TOKEN_BYTES) != RC_OK) return S("");
    random_fill(&visit->service->random, masked, TOKEN_BYTES);
    for (size_t i = 0; i < TOKEN_BYTES; i++) masked[TOKEN_BYTES + i] ^= masked[i];
    visit->csrf = base64url_encode(visit->arena, masked, sizeof masked);
    return visit->csrf;
}

bool guard_token_fits(struct visit *visit, struct str sent, struct str base) {
    unsigned char masked[2 * TOKEN_BYTES], expected[TOKEN_BYTES], difference = 0;
    if (base.len == 0 || base64url_decode(sent, masked, sizeof masked) != RC_OK) return false;
    if (base64url_decode(plain_token(visit, base), expected, sizeof expected) != RC_OK)
        return false;
    for (size_t i = 0; i < TOKEN_BYTES; i++)
        difference |= (unsigned char)(masked[i] ^ masked[TOKEN_BYTES + i] ^ expected[i]);
    return difference == 0;
}
