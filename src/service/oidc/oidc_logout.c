#include "service/oidc/oidc_logout.h"

#include "format/url.h"
#include "service/oidc/authorize.h"
#include "service/oidc/oidc_claims.h"

static bool is_registered(const struct application_wish *wish, struct str uri) {
    for (size_t i = 0; i < wish->logout_redirect_count; i++)
        if (uri_same(wish->logout_redirect_uris[i], uri, wish->is_public)) return true;
    return false;
}

static struct str with_state(struct arena *arena, struct str uri, struct str state) {
    if (state.len == 0) return uri;
    const char *between = str_contains(uri, S("?")) ? "&" : "?";
    return str_format(arena, "%.*s%sstate=%.*s", STR_ARG(uri), between,
                      STR_ARG(url_encode(arena, state)));
}

enum rc oidc_logout_read(struct service *service, struct arena *arena, struct str form,
                         struct logout_wish *ret_wish, struct fault *fault) {
    struct logout_wish wish = {.is_bad = true,
                               .why = WHY_LOGOUT_HINT,
                               .application = S(""),
                               .address = S(""),
                               .client_id = S(""),
                               .form = form};
    struct oidc_params params;
    struct oidc_hint hint = {.client_id = S("")};
    *ret_wish = wish;
    if (oidc_params_read(arena, form, &params) != RC_OK || oidc_params_twice(&params)) return RC_OK;
    struct str token = params.values[OIDC_ID_TOKEN_HINT], client_id = params.values[OIDC_CLIENT_ID],
               uri = params.values[OIDC_POST_LOGOUT_REDIRECT_URI];
    if (token.len > 0 && oidc_hint_read(arena, service, token, &hint) != RC_OK) return RC_OK;
    if (token.len > 0 && client_id.len > 0 && !str_eq(client_id, hint.client_id)) return RC_OK;
    if (client_id.len == 0) client_id = hint.client_id;
    struct application application;
    enum rc rc = client_id.len == 0
                     ? RC_NONE
                     : application_by_client(service, arena, client_id, &application, fault);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    bool known = rc == RC_OK, back = uri.len > 0 && known && is_registered(&application.wish, uri);
    wish.client_id = client_id;
    if (known) wish.application_id = application.application_id;
    if (known) wish.application = application.wish.name;
    if (back) wish.address = with_state(arena, uri, params.values[OIDC_STATE]);
    wish.why = uri.len > 0 && !back ? WHY_LOGOUT_URI : WHY_NONE;
    wish.is_bad = false;
    *ret_wish = wish;
    return RC_OK;
}
