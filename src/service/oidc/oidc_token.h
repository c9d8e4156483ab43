/*
 * The token endpoint and its companions: client authentication, codes, refresh tokens, userinfo,
 * introspection, revocation.
 *
 * Nothing here knows HTTP: a reply is a refusal or JSON, and the functions return RC_OK for both
 * (except oidc_client_prove).
 *
 * Source: OpenID Connect Core 3.1.3 and 5.3, RFC 6749, 7009, 7523, 7636, 7662.
 */
#pragma once

#include "domain/oidc_refusal.h"
#include "service/application/application.h"

enum {
    OIDC_ACCESS_S = 900,       /* lifetime of an access token */
    OIDC_ID_TOKEN_S = 3600,    /* lifetime of an ID token */
    OIDC_CODE_MS = 60 * 1000,  /* lifetime of a code */
    OIDC_REFRESH_MS_DAYS = 30, /* lifetime of a refresh token, in days */
    OIDC_SKEW_S = 60,          /* accepted clock difference in assertions */
    OIDC_REPEAT_MS = 30 * 1000 /* within this time a confidential client that repeats a refresh gets
                                  the same successor */
};

/* A request of an application, with its client authentication. */
struct oidc_caller {
    struct str authorization; /* value of the header; "" without one */
    const struct oidc_params *params;
    struct str endpoint; /* such as "/oidc/token"; an accepted audience of assertions */
    struct str peer;     /* network address */
};
struct oidc_reply {
    enum oidc_why why; /* WHY_NONE: json is the answer */
    struct str json;
    struct str client_id;   /* as the caller names itself, known or not; "" when it does not */
    int64_t application_id; /* 0: unknown */
};
/* Exchanges a code or refresh token for tokens. */
enum rc oidc_token(struct service *service, struct arena *arena, const struct oidc_caller *caller,
                   struct oidc_reply *ret_reply, struct fault *fault) MUST_USE;
/* Tells whether a token of the caller is active, and its claims. Refused for public clients. */
enum rc oidc_introspect(struct service *service, struct arena *arena,
                        const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                        struct fault *fault) MUST_USE;
/*
 * Revokes a token of the caller; an unknown token is no error. A refresh token revokes its grant.
 */
enum rc oidc_revoke(struct service *service, struct arena *arena, const struct oidc_caller *caller,
                    struct oidc_reply *ret_reply, struct fault *fault) MUST_USE;
/*
 * Answers with the claims of the pupil that an access token belongs to.
 *   token  from the Authorization header (Bearer) or the form
 */
enum rc oidc_userinfo(struct service *service, struct arena *arena, struct str token,
                      struct oidc_reply *ret_reply, struct fault *fault) MUST_USE;

/* Authenticates an application. RC_DENIED: not authenticated; ret_reply->why says why. */
enum rc oidc_client_prove(struct service *service, struct arena *arena,
                          const struct oidc_caller *caller, struct application *ret_application,
                          struct oidc_reply *ret_reply, struct fault *fault) MUST_USE;
