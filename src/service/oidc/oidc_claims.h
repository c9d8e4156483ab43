/* What an application learns: pseudonyms, the claims parameter, the facts of a pupil as JSON, ID
 * tokens. Source: OpenID Connect Core 2, 5, 8. */
#pragma once

#include "format/json.h"
#include "service/application/application.h"

/* base64url of 256 bits: the same for a pupil in all applications of the sector, and for nobody
 * else (Core, 8.1). */
enum rc oidc_subject(struct arena *arena, const struct service *service,
                     const struct application *application, int64_t pupil_id,
                     struct str *ret_subject) MUST_USE;
/* What a session is called in ID tokens and logout tokens: as subjects, the same in one sector
 * only. */
struct str oidc_session_name(struct arena *arena, const struct application *application,
                             struct str session_hash);

/* The claims parameter. */
struct oidc_asked {
    unsigned token_claims, info_claims; /* bits of enum oidc_claim */
    bool acr_advanced;                  /* essential acr that only an advanced account has */
    struct str sub;                     /* "": any */
};
/* RC_INVALID: no such parameter's shape. "" asks nothing. */
enum rc oidc_claims_read(struct arena *arena, struct str parameter,
                         struct oidc_asked *ret_asked) MUST_USE;

/* A sign-in, as far as tokens need it. */
struct oidc_sign_in {
    int64_t pupil_id;
    struct str sid, nonce, access_token;
    unsigned scopes, token_claims; /* token_claims: what the claims parameter asked; CLAIM_AUTH_TIME
                                      also for max_age and prompt=login */
    int64_t auth_ms;
    bool advanced;
    int secret_kind;
};

/* The pupil as this application sees them today. */
struct oidc_pupil {
    struct str username, email; /* email "": none that is proved */
    struct str placeholder;     /* for an application that must have an address; "" none */
    bool advanced;
    struct pupil_place *places; /* where the application is on for them */
    size_t place_count;
};
/* RC_NONE: the account is no longer active, or the application is no longer on for it. */
enum rc oidc_pupil_read(struct tx *tx, struct arena *arena, const struct service *service,
                        const struct application *application, int64_t pupil_id,
                        struct oidc_pupil *ret_pupil) MUST_USE;
/* Writes those claims that have a value and that the application may get. */
enum rc oidc_claims_write(struct json_out *out, struct arena *arena, const struct service *service,
                          const struct application *application, const struct oidc_pupil *pupil,
                          unsigned asked) MUST_USE;

/* Claims of the pupil in the ID token: those it asked there, and with APP_CLAIMS_IN_TOKEN those of
 * its scopes. */
unsigned oidc_token_claims(const struct application *application,
                           const struct oidc_sign_in *sign_in);
/* The ID token, signed. pupil NULL: no claims but those of the sign-in. */
enum rc oidc_id_token(struct arena *arena, const struct service *service,
                      const struct application *application, const struct oidc_sign_in *sign_in,
                      const struct oidc_pupil *pupil, struct str *ret_token) MUST_USE;
/* Reads an ID token of ours, expired or not. RC_INVALID: it is none. */
struct oidc_hint {
    struct str subject, client_id, session_name;
};
enum rc oidc_hint_read(struct arena *arena, const struct service *service, struct str token,
                       struct oidc_hint *ret_hint) MUST_USE;
