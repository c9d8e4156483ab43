/* The token endpoint and what lies behind it: client authentication, codes, refresh tokens, userinfo, introspection, revocation. Nothing here
 * knows HTTP: an answer is an error of the protocol or JSON. Source: OpenID Connect Core 3.1.3 and 5.3, RFC 6749, 7009, 7523, 7636, 7662. */
#pragma once

#include "service/application.h"

enum { OIDC_ACCESS_S = 900, OIDC_ID_TOKEN_S = 3600, OIDC_CODE_MS = 60 * 1000, OIDC_REFRESH_MS_DAYS = 30, OIDC_SKEW_S = 60 };

/* How an application proved itself, or tried to. */
struct oidc_caller {
    struct str authorization; /* the header; "" without one */
    const struct oidc_params *params;
    struct str endpoint; /* "/oidc/token": assertions may be for its address */
};
struct oidc_reply {
    enum oidc_error error;
    const char *description; /* English */
    struct str json;         /* when the error is OIDC_FINE */
    bool basic;              /* the client tried the Authorization header: 401 answers with WWW-Authenticate */
};
enum rc oidc_token(struct service *service, struct arena *arena, const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                   struct fault *fault) MUST_USE;
enum rc oidc_introspect(struct service *service, struct arena *arena, const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                        struct fault *fault) MUST_USE;
enum rc oidc_revoke(struct service *service, struct arena *arena, const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                    struct fault *fault) MUST_USE;
/* token: what stood behind "Bearer", or in the form. */
enum rc oidc_userinfo(struct service *service, struct arena *arena, struct str token, struct oidc_reply *ret_reply, struct fault *fault) MUST_USE;

/* Who is it? RC_DENIED: not proved; the reply says why. */
enum rc oidc_client_prove(struct service *service, struct arena *arena, const struct oidc_caller *caller, struct application *ret_application,
                          struct oidc_reply *ret_reply, struct fault *fault) MUST_USE;
