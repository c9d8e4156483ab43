#include "domain/oidc.h"

#include "base/buf.h"

static const char *const names[OIDC_NAMES] = {
    [OIDC_CLIENT_ID] = "client_id",
    [OIDC_REDIRECT_URI] = "redirect_uri",
    [OIDC_RESPONSE_TYPE] = "response_type",
    [OIDC_RESPONSE_MODE] = "response_mode",
    [OIDC_SCOPE] = "scope",
    [OIDC_STATE] = "state",
    [OIDC_NONCE] = "nonce",
    [OIDC_CODE_CHALLENGE] = "code_challenge",
    [OIDC_CODE_CHALLENGE_METHOD] = "code_challenge_method",
    [OIDC_PROMPT] = "prompt",
    [OIDC_MAX_AGE] = "max_age",
    [OIDC_LOGIN_HINT] = "login_hint",
    [OIDC_ACR_VALUES] = "acr_values",
    [OIDC_UI_LOCALES] = "ui_locales",
    [OIDC_ID_TOKEN_HINT] = "id_token_hint",
    [OIDC_CLAIMS] = "claims",
    [OIDC_REQUEST] = "request",
    [OIDC_REQUEST_URI] = "request_uri",
    [OIDC_GRANT_TYPE] = "grant_type",
    [OIDC_CODE] = "code",
    [OIDC_CODE_VERIFIER] = "code_verifier",
    [OIDC_REFRESH_TOKEN] = "refresh_token",
    [OIDC_CLIENT_SECRET] = "client_secret",
    [OIDC_CLIENT_ASSERTION] = "client_assertion",
    [OIDC_CLIENT_ASSERTION_TYPE] = "client_assertion_type",
    [OIDC_TOKEN] = "token",
    [OIDC_TOKEN_TYPE_HINT] = "token_type_hint",
    [OIDC_POST_LOGOUT_REDIRECT_URI] = "post_logout_redirect_uri",
    [OIDC_ACCESS_TOKEN] = "access_token",
};

const char *oidc_name_text(enum oidc_name name) {
    return names[name];
}

void oidc_params_add(struct oidc_params *params, struct str name, struct str value) {
    for (int i = 0; i < OIDC_NAMES; i++) {
        if (!str_eq(name, str_of(names[i]))) continue;
        if (params->values[i].ptr != NULL) params->twice[i] = true;
        params->values[i] = value.ptr == NULL ? S("") : value;
    }
}

bool oidc_params_twice(const struct oidc_params *params) {
    for (int i = 0; i < OIDC_NAMES; i++)
        if (params->twice[i]) return true;
    return false;
}

static const char *const errors[OIDC_ERRORS] = {
    [OIDC_FINE] = "",
    [OIDC_INVALID_REQUEST] = "invalid_request",
    [OIDC_INVALID_CLIENT] = "invalid_client",
    [OIDC_INVALID_GRANT] = "invalid_grant",
    [OIDC_UNAUTHORIZED_CLIENT] = "unauthorized_client",
    [OIDC_UNSUPPORTED_GRANT_TYPE] = "unsupported_grant_type",
    [OIDC_INVALID_SCOPE] = "invalid_scope",
    [OIDC_UNSUPPORTED_RESPONSE_TYPE] = "unsupported_response_type",
    [OIDC_ACCESS_DENIED] = "access_denied",
    [OIDC_LOGIN_REQUIRED] = "login_required",
    [OIDC_REQUEST_NOT_SUPPORTED] = "request_not_supported",
    [OIDC_REQUEST_URI_NOT_SUPPORTED] = "request_uri_not_supported",
    [OIDC_INVALID_REQUEST_URI] = "invalid_request_uri",
    [OIDC_UNMET_AUTHENTICATION] = "unmet_authentication_requirements",
    [OIDC_INVALID_TOKEN] = "invalid_token",
    [OIDC_SERVER_ERROR] = "server_error",
};

const char *oidc_error_code(enum oidc_error error) {
    return errors[error];
}

static const char *const scope_names[OIDC_SCOPES] = {"openid", "profile", "email", "school",
                                                     "offline_access"};

unsigned oidc_scopes_read(struct str text) {
    unsigned found = 0;
    while (text.len > 0) {
        struct str word = str_cut(&text, ' ', NULL);
        for (unsigned i = 0; i < OIDC_SCOPES; i++)
            if (str_eq(word, str_of(scope_names[i]))) found |= 1u << i;
    }
    return found;
}

struct str oidc_scopes_text(struct arena *arena, unsigned scopes) {
    struct buf out = buf_make(arena, 200);
    for (unsigned i = 0; i < OIDC_SCOPES; i++)
        if (scopes & 1u << i) buf_format(&out, "%s%s", out.len > 0 ? " " : "", scope_names[i]);
    return buf_view(&out);
}

static const char *const data_names[OIDC_DATA] = {"first_name",  "last_name", "username", "email",
                                                  "school",      "group",     "class",    "level",
                                                  "roll_number", "type"};

const char *oidc_data_name(int bit) {
    return data_names[bit];
}

enum rc oidc_data_read(struct str name, unsigned *ret_bit) {
    for (unsigned i = 0; i < OIDC_DATA; i++) {
        if (!str_eq(name, str_of(data_names[i]))) continue;
        *ret_bit = 1u << i;
        return RC_OK;
    }
    return RC_INVALID;
}

/* One of the data is enough: with DATA_FIRST_NAME alone, "name" is the first name. */
static const struct {
    const char *name;
    unsigned scope, data;
} claims[OIDC_CLAIMS_COUNT] = {
    [CLAIM_NAME] = {"name", SCOPE_PROFILE, DATA_FIRST_NAME | DATA_LAST_NAME},
    [CLAIM_GIVEN_NAME] = {"given_name", SCOPE_PROFILE, DATA_FIRST_NAME},
    [CLAIM_FAMILY_NAME] = {"family_name", SCOPE_PROFILE, DATA_LAST_NAME},
    [CLAIM_PREFERRED_USERNAME] = {"preferred_username", SCOPE_PROFILE, DATA_USERNAME},
    [CLAIM_LOCALE] = {"locale", SCOPE_PROFILE, ~0u},
    [CLAIM_EMAIL] = {"email", SCOPE_EMAIL, DATA_EMAIL},
    [CLAIM_EMAIL_VERIFIED] = {"email_verified", SCOPE_EMAIL, DATA_EMAIL},
    [CLAIM_SCHOOL_NUMBER] = {"school_number", SCOPE_SCHOOL, DATA_SCHOOL},
    [CLAIM_SCHOOL_NAME] = {"school_name", SCOPE_SCHOOL, DATA_SCHOOL},
    [CLAIM_GROUP] = {"school_group", SCOPE_SCHOOL, DATA_GROUP},
    [CLAIM_CLASS] = {"school_class", SCOPE_SCHOOL, DATA_CLASS},
    [CLAIM_LEVEL] = {"school_level", SCOPE_SCHOOL, DATA_LEVEL},
    [CLAIM_ROLL_NUMBER] = {"school_roll_number", SCOPE_SCHOOL, DATA_ROLL_NUMBER},
    [CLAIM_ACCOUNT_TYPE] = {"account_type", SCOPE_SCHOOL, DATA_TYPE},
    [CLAIM_SCHOOLS] = {"schools", SCOPE_SCHOOL,
                       DATA_SCHOOL | DATA_GROUP | DATA_CLASS | DATA_LEVEL | DATA_ROLL_NUMBER},
    [CLAIM_GROUP_ID] = {"school_group_id", SCOPE_SCHOOL, DATA_GROUP},
    [CLAIM_CLASS_ID] = {"school_class_id", SCOPE_SCHOOL, DATA_CLASS},
    [CLAIM_GROUPS] = {"groups", SCOPE_SCHOOL, DATA_GROUP | DATA_CLASS},
    [CLAIM_ROLES] = {"roles", SCOPE_SCHOOL, ~0u},
    /* a property of the sign-in, not of the pupil; only when requested */
    [CLAIM_AUTH_TIME] = {"auth_time", 0, 0},
};

static const char *const option_names[APP_OPTIONS] = {"audience-list", "auth-time",
                                                      "claims-in-token", "mail-placeholder"};

const char *oidc_option_name(int bit) {
    return option_names[bit];
}

const char *oidc_claim_name(enum oidc_claim claim) {
    return claims[claim].name;
}

enum rc oidc_claim_read(struct str name, enum oidc_claim *ret_claim) {
    for (int i = 0; i < OIDC_CLAIMS_COUNT; i++) {
        if (!str_eq(name, str_of(claims[i].name))) continue;
        *ret_claim = (enum oidc_claim)i;
        return RC_OK;
    }
    return RC_INVALID;
}

unsigned oidc_claims_of(unsigned scopes) {
    unsigned found = 0;
    for (unsigned i = 0; i < OIDC_CLAIMS_COUNT; i++)
        if (scopes & claims[i].scope) found |= 1u << i;
    return found;
}

unsigned oidc_claims_allowed(unsigned asked, unsigned data) {
    unsigned found = 0;
    for (unsigned i = 0; i < OIDC_CLAIMS_COUNT; i++)
        if (asked & 1u << i && claims[i].data & data) found |= 1u << i;
    return found;
}

bool oidc_description_fits(struct str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') return false;
    }
    return true;
}
