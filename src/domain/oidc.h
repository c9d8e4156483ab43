/* Words of OpenID Connect that every part shares: parameters, errors, scopes, claims and the data an application may get. Tables, pure.
 * Source: OpenID Connect Core 1.0, RFC 6749, 7009, 7636, 7662, 9126, 9207; docs/applications.md. */
#pragma once

#include "base/str.h"

/* Parameters that we know, at all endpoints; each may come once. */
enum oidc_name {
    OIDC_CLIENT_ID, OIDC_REDIRECT_URI, OIDC_RESPONSE_TYPE, OIDC_RESPONSE_MODE, OIDC_SCOPE, OIDC_STATE, OIDC_NONCE, OIDC_CODE_CHALLENGE,
    OIDC_CODE_CHALLENGE_METHOD, OIDC_PROMPT, OIDC_MAX_AGE, OIDC_LOGIN_HINT, OIDC_ACR_VALUES, OIDC_UI_LOCALES, OIDC_ID_TOKEN_HINT, OIDC_CLAIMS,
    OIDC_REQUEST, OIDC_REQUEST_URI, OIDC_GRANT_TYPE, OIDC_CODE, OIDC_CODE_VERIFIER, OIDC_REFRESH_TOKEN, OIDC_CLIENT_SECRET,
    OIDC_CLIENT_ASSERTION, OIDC_CLIENT_ASSERTION_TYPE, OIDC_TOKEN, OIDC_TOKEN_TYPE_HINT, OIDC_POST_LOGOUT_REDIRECT_URI, OIDC_ACCESS_TOKEN,
    OIDC_NAMES,
};
const char *oidc_name_text(enum oidc_name name); /* "client_id" */

/* What came: bytes as sent, decoded. An empty value counts as absent (RFC 6749, 3.1). */
struct oidc_params {
    struct str values[OIDC_NAMES]; /* "" when absent */
    bool twice[OIDC_NAMES];
};
void oidc_params_add(struct oidc_params *params, struct str name, struct str value); /* unknown names are passed over */
bool oidc_params_twice(const struct oidc_params *params);
static inline bool oidc_given(const struct oidc_params *params, enum oidc_name name) {
    return params->values[name].len > 0;
}

enum oidc_error {
    OIDC_FINE, OIDC_INVALID_REQUEST, OIDC_INVALID_CLIENT, OIDC_INVALID_GRANT, OIDC_UNAUTHORIZED_CLIENT, OIDC_UNSUPPORTED_GRANT_TYPE,
    OIDC_INVALID_SCOPE, OIDC_UNSUPPORTED_RESPONSE_TYPE, OIDC_ACCESS_DENIED, OIDC_LOGIN_REQUIRED, OIDC_REQUEST_NOT_SUPPORTED,
    OIDC_REQUEST_URI_NOT_SUPPORTED, OIDC_INVALID_REQUEST_URI, OIDC_UNMET_AUTHENTICATION, OIDC_INVALID_TOKEN, OIDC_SERVER_ERROR, OIDC_ERRORS,
};
const char *oidc_error_code(enum oidc_error error); /* "invalid_request" */

enum oidc_scope { SCOPE_OPENID = 1, SCOPE_PROFILE = 2, SCOPE_EMAIL = 4, SCOPE_SCHOOL = 8, SCOPE_OFFLINE = 16 };
enum { OIDC_SCOPES = 5 };
/* The bits of the scopes we know in a list parted by blanks; others are passed over (Core, 3.1.2.1). */
unsigned oidc_scopes_read(struct str text);
struct str oidc_scopes_text(struct arena *arena, unsigned scopes);

/* Data of a pupil that an application may get; the operator decides, the school sees it. */
enum oidc_data {
    DATA_FIRST_NAME = 1, DATA_LAST_NAME = 2, DATA_USERNAME = 4, DATA_EMAIL = 8, DATA_SCHOOL = 16, DATA_GROUP = 32, DATA_CLASS = 64,
    DATA_LEVEL = 128, DATA_ROLL_NUMBER = 256, DATA_TYPE = 512,
};
enum { OIDC_DATA = 10 };
const char *oidc_data_name(int bit); /* 0..9: "first_name" */
enum rc oidc_data_read(struct str name, unsigned *ret_bit) MUST_USE;

/* Switches of an application; the operator decides. */
enum app_option {
    APP_AUDIENCE_LIST = 1,    /* its assertions may name us in a list: older libraries */
    APP_AUTH_TIME = 2,        /* require_auth_time */
    APP_CLAIMS_IN_TOKEN = 4,  /* claims of scopes are in the ID token too: it never asks userinfo */
    APP_MAIL_PLACEHOLDER = 8, /* an address that cannot exist stands for one that it does not get */
};
enum { APP_OPTIONS = 4 };
const char *app_option_name(int bit); /* 0..3: "audience-list", as on the command line */

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
enum rc oidc_claim_read(struct str name, enum oidc_claim *ret_claim) MUST_USE;
/* Bits of claims that those scopes ask for. */
unsigned oidc_claims_of(unsigned scopes);
/* Of these claims, those for which the application may get the data. */
unsigned oidc_claims_allowed(unsigned claims, unsigned data);

/* %x20-21 / %x23-5B / %x5D-7E only: what may stand in error_description (RFC 6749, 5.2). */
bool oidc_description_fits(struct str text);
