/*
 * Names of the OpenID Connect protocol (request parameters, errors, scopes, claims), and what an
 * operator configures for a client (data, options). Constant tables and pure functions. Source:
 * OpenID Connect Core 1.0, RFC 6749, 7009, 7636, 7662, 9126, 9207; docs/admin/applications.md.
 */
#pragma once

#include "base/str.h"

/* The supported parameters of all endpoints. Each may occur at most once in a request. */
enum oidc_name {
    OIDC_CLIENT_ID,
    OIDC_REDIRECT_URI,
    OIDC_RESPONSE_TYPE,
    OIDC_RESPONSE_MODE,
    OIDC_SCOPE,
    OIDC_STATE,
    OIDC_NONCE,
    OIDC_CODE_CHALLENGE,
    OIDC_CODE_CHALLENGE_METHOD,
    OIDC_PROMPT,
    OIDC_MAX_AGE,
    OIDC_LOGIN_HINT,
    OIDC_ACR_VALUES,
    OIDC_UI_LOCALES,
    OIDC_ID_TOKEN_HINT,
    OIDC_CLAIMS,
    OIDC_REQUEST,
    OIDC_REQUEST_URI,
    OIDC_GRANT_TYPE,
    OIDC_CODE,
    OIDC_CODE_VERIFIER,
    OIDC_REFRESH_TOKEN,
    OIDC_CLIENT_SECRET,
    OIDC_CLIENT_ASSERTION,
    OIDC_CLIENT_ASSERTION_TYPE,
    OIDC_TOKEN,
    OIDC_TOKEN_TYPE_HINT,
    OIDC_POST_LOGOUT_REDIRECT_URI,
    OIDC_ACCESS_TOKEN,
    OIDC_NAMES,
};
/* Returns the name of a parameter as it occurs in a request: "client_id". */
const char *oidc_name_text(enum oidc_name name);

/*
 * The parameters of a request: percent-decoded, not validated, pointing into the request. An empty
 * value counts as absent (RFC 6749, 3.1). Initialise to zero.
 */
struct oidc_params {
    struct str values[OIDC_NAMES]; /* "" when absent */
    bool twice[OIDC_NAMES];        /* occurred more than once; values holds the last one */
};
/* Adds a parameter; ignores unknown names. */
void oidc_params_add(struct oidc_params *params, struct str name, struct str value);
/* Tells whether any parameter occurred more than once. */
bool oidc_params_twice(const struct oidc_params *params);
static inline bool oidc_given(const struct oidc_params *params, enum oidc_name name) {
    return params->values[name].len > 0;
}

enum oidc_error {
    OIDC_FINE,
    OIDC_INVALID_REQUEST,
    OIDC_INVALID_CLIENT,
    OIDC_INVALID_GRANT,
    OIDC_UNAUTHORIZED_CLIENT,
    OIDC_UNSUPPORTED_GRANT_TYPE,
    OIDC_INVALID_SCOPE,
    OIDC_UNSUPPORTED_RESPONSE_TYPE,
    OIDC_ACCESS_DENIED,
    OIDC_LOGIN_REQUIRED,
    OIDC_REQUEST_NOT_SUPPORTED,
    OIDC_REQUEST_URI_NOT_SUPPORTED,
    OIDC_INVALID_REQUEST_URI,
    OIDC_UNMET_AUTHENTICATION,
    OIDC_INVALID_TOKEN,
    OIDC_SERVER_ERROR,
    OIDC_ERRORS,
};
/* Returns the error code of the protocol, e.g. "invalid_request"; "" for OIDC_FINE. */
const char *oidc_error_code(enum oidc_error error);

enum oidc_scope {
    SCOPE_OPENID = 1,
    SCOPE_PROFILE = 2,
    SCOPE_EMAIL = 4,
    SCOPE_SCHOOL = 8,
    SCOPE_OFFLINE = 16 /* offline_access */
};
enum { OIDC_SCOPES = 5 };
/*
 * Parses a space-separated list into bits of enum oidc_scope; ignores unknown scopes (OpenID
 * Connect Core 3.1.2.1).
 */
unsigned oidc_scopes_read(struct str text);
/* Formats scopes as a space-separated list, allocated in the arena. */
struct str oidc_scopes_text(struct arena *arena, unsigned scopes);

/*
 * Pupil data that an application may receive. Set by the operator, visible to the school. Stored in
 * the database: never renumber.
 */
enum oidc_data {
    DATA_FIRST_NAME = 1,
    DATA_LAST_NAME = 2,
    DATA_USERNAME = 4,
    DATA_EMAIL = 8,
    DATA_SCHOOL = 16,
    DATA_GROUP = 32,
    DATA_CLASS = 64,
    DATA_LEVEL = 128,
    DATA_ROLL_NUMBER = 256,
    DATA_TYPE = 512,
};
enum { OIDC_DATA = 10 };
/*
 * Returns the command-line name of a bit, e.g. "first_name".
 *   bit  position, 0 to OIDC_DATA - 1
 */
const char *oidc_data_name(int bit);
/*
 * Parses a command-line name to a value of enum oidc_data. Returns RC_INVALID when the name is
 * unknown.
 */
enum rc oidc_data_read(struct str name, unsigned *ret_bit) MUST_USE;

/*
 * Compatibility options of an application, set by the operator. Stored in the database: never
 * renumber.
 */
enum app_option {
    APP_AUDIENCE_LIST = 1, /* accept client assertions whose aud is a list (older libraries) */
    APP_AUTH_TIME = 2,     /* require_auth_time */
    APP_CLAIMS_IN_TOKEN =
        4, /* the ID token also contains the claims of the scopes; no userinfo request is needed */
    APP_MAIL_PLACEHOLDER = 8, /* send an undeliverable address instead of a withheld one */
};
enum { APP_OPTIONS = 4 };
/*
 * Returns the command-line name of an option, e.g. "audience-list".
 *   bit  position, 0 to APP_OPTIONS - 1
 */
const char *oidc_option_name(int bit);

enum oidc_claim {
    CLAIM_NAME,
    CLAIM_GIVEN_NAME,
    CLAIM_FAMILY_NAME,
    CLAIM_PREFERRED_USERNAME,
    CLAIM_LOCALE,
    CLAIM_EMAIL,
    CLAIM_EMAIL_VERIFIED,
    CLAIM_SCHOOL_NUMBER,
    CLAIM_SCHOOL_NAME,
    CLAIM_GROUP,
    CLAIM_CLASS,
    CLAIM_LEVEL,
    CLAIM_ROLL_NUMBER,
    CLAIM_ACCOUNT_TYPE,
    CLAIM_SCHOOLS,
    CLAIM_GROUP_ID,
    CLAIM_CLASS_ID,
    CLAIM_GROUPS,
    CLAIM_ROLES,
    CLAIM_AUTH_TIME,
    OIDC_CLAIMS_COUNT,
};
const char *oidc_claim_name(enum oidc_claim claim);
/* Returns RC_INVALID when the name is unknown. */
enum rc oidc_claim_read(struct str name, enum oidc_claim *ret_claim) MUST_USE;

/* Sets of claims are bits 1 << enum oidc_claim. */

/* Returns the claims that the scopes request. */
unsigned oidc_claims_of(unsigned scopes);
/*
 * Returns the subset of claims that an application with this data (bits of enum oidc_data) may
 * receive. A claim that combines several data needs only one of them.
 */
unsigned oidc_claims_allowed(unsigned claims, unsigned data);

/*
 * Tells whether the text is valid as error_description: %x20-21 / %x23-5B / %x5D-7E (RFC 6749,
 * 5.2).
 */
bool oidc_description_fits(struct str text);
