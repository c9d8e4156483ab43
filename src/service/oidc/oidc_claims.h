/*
 * What an application learns about a pupil: subjects, claims as JSON, ID tokens; and the claims
 * parameter of a request.
 *
 * Source: OpenID Connect Core 2, 5, 8.
 */
#pragma once

#include "format/json.h"
#include "service/application/application.h"

/*
 * Computes the subject of a pupil: 256 bits as base64url. It is the same in all applications of a
 * sector and differs between sectors (Core 8.1).
 */
enum rc oidc_subject(struct arena *arena, const struct service *service,
                     const struct application *application, int64_t pupil_id,
                     struct str *ret_subject) MUST_USE;
/*
 * Returns the name of a session in ID tokens and logout tokens (sid). Like subjects, it is the same
 * within one sector only.
 */
struct str oidc_session_name(struct arena *arena, const struct application *application,
                             struct str session_hash);

/* The content of the claims parameter. */
struct oidc_asked {
    unsigned token_claims, info_claims; /* bits of enum oidc_claim */
    bool acr_advanced;                  /* acr is essential and only an advanced account has it */
    struct str sub;                     /* the subject that must be signed in; "" for any */
};
/* Reads the claims parameter; "" asks nothing. RC_INVALID: malformed. */
enum rc oidc_claims_read(struct arena *arena, struct str parameter,
                         struct oidc_asked *ret_asked) MUST_USE;

/* The facts about a sign-in that tokens need. */
struct oidc_sign_in {
    int64_t pupil_id;
    struct str sid, nonce, access_token;
    unsigned scopes, token_claims; /* token_claims: from the claims parameter; includes
                                      CLAIM_AUTH_TIME for max_age and prompt=login */
    int64_t auth_ms;
    bool advanced;
    int secret_kind;
};

/* A pupil as one application sees them today. */
struct oidc_pupil {
    struct str username, email; /* email: "" when none is verified */
    struct str placeholder;     /* address for an application that requires one; "" for none */
    bool advanced;
    struct pupil_place *places; /* enrolments for which the application is switched on */
    size_t place_count;
};
/* Reads the pupil. RC_NONE: the account is inactive, or the application is switched off for it. */
enum rc oidc_pupil_read(struct tx *tx, struct arena *arena, const struct service *service,
                        const struct application *application, int64_t pupil_id,
                        struct oidc_pupil *ret_pupil) MUST_USE;
/*
 * Writes the claims in `asked` (bits of enum oidc_claim) that have a value and that the application
 * may see.
 */
enum rc oidc_claims_write(struct json_out *out, struct arena *arena, const struct service *service,
                          const struct application *application, const struct oidc_pupil *pupil,
                          unsigned asked) MUST_USE;

/*
 * Returns the claims of the pupil for the ID token: those that the claims parameter asks for and,
 * with APP_CLAIMS_IN_TOKEN, those of the scopes.
 */
unsigned oidc_token_claims(const struct application *application,
                           const struct oidc_sign_in *sign_in);
/*
 * Creates a signed ID token. pupil NULL: without claims about the pupil. RC_LIMIT: the token is too
 * long.
 */
enum rc oidc_id_token(struct arena *arena, const struct service *service,
                      const struct application *application, const struct oidc_sign_in *sign_in,
                      const struct oidc_pupil *pupil, struct str *ret_token) MUST_USE;
/* Reads an ID token that this server signed, expired or not. RC_INVALID: it is not one. */
struct oidc_hint {
    struct str subject, client_id, session_name;
};
enum rc oidc_hint_read(struct arena *arena, const struct service *service, struct str token,
                       struct oidc_hint *ret_hint) MUST_USE;
