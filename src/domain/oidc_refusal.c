#include "domain/oidc_refusal.h"

static const struct oidc_refusal refusals[OIDC_WHYS] = {
    [WHY_NONE] = {"", OIDC_FINE, ""},

    [WHY_CLIENT] = {"client", OIDC_INVALID_CLIENT,
                    "client_id is unknown, or the application was removed"},
    [WHY_NO_PROOF] =
        {"no_proof", OIDC_INVALID_CLIENT,
         "client authentication is missing: send the client_secret or a client_assertion"},
    [WHY_HEADER] = {"header", OIDC_INVALID_CLIENT,
                    "the Authorization header is not Basic with form-encoded id and secret"},
    [WHY_SECRET] = {"secret", OIDC_INVALID_CLIENT,
                    "the client_secret is wrong, or it was replaced more than a week ago"},
    [WHY_NO_SECRET] =
        {"no_secret", OIDC_INVALID_CLIENT,
         "this client has no client_secret: it is public or signs its own assertions"},
    [WHY_ASSERTION] = {"assertion", OIDC_INVALID_CLIENT,
                       "client_assertion is not a JWT signed with RS256 or ES256"},
    [WHY_SIGNATURE] = {"signature", OIDC_INVALID_CLIENT,
                       "client_assertion: no key registered for this client made the signature"},
    [WHY_ISS] = {"iss", OIDC_INVALID_CLIENT, "client_assertion: iss and sub must be the client_id"},
    [WHY_JTI] = {"jti", OIDC_INVALID_CLIENT, "client_assertion: jti is missing"},
    [WHY_REPLAY] = {"replay", OIDC_INVALID_CLIENT, "client_assertion: this jti was used before"},
    [WHY_AUD] = {"aud", OIDC_INVALID_CLIENT,
                 "client_assertion: aud must be the issuer alone; a list needs the switch on the "
                 "page of the application"},
    [WHY_EXP] = {"exp", OIDC_INVALID_CLIENT,
                 "client_assertion: exp must be a time in the next hour"},
    [WHY_NBF] = {"nbf", OIDC_INVALID_CLIENT, "client_assertion: nbf must be a time in the past"},
    [WHY_IAT] = {"iat", OIDC_INVALID_CLIENT,
                 "client_assertion: iat must be a time in the last hour"},

    [WHY_FORM] = {"form", OIDC_INVALID_REQUEST,
                  "the body must be application/x-www-form-urlencoded"},
    [WHY_TWICE] = {"twice", OIDC_INVALID_REQUEST, "a parameter is repeated"},
    [WHY_PROOFS] = {"proofs", OIDC_INVALID_REQUEST,
                    "more than one method of client authentication"},
    [WHY_CLIENT_ID] = {"client_id", OIDC_INVALID_REQUEST,
                       "client_id differs from that of the client authentication"},
    [WHY_ASSERTION_TYPE] = {"assertion_type", OIDC_INVALID_REQUEST,
                            "client_assertion_type must be jwt-bearer"},
    [WHY_GRANT_TYPE_MISSING] = {"grant_type_missing", OIDC_INVALID_REQUEST,
                                "grant_type is missing"},
    [WHY_GRANT_TYPE] = {"grant_type", OIDC_UNSUPPORTED_GRANT_TYPE,
                        "grant_type must be authorization_code or refresh_token"},
    [WHY_CODE_MISSING] = {"code_missing", OIDC_INVALID_REQUEST, "code or refresh_token is missing"},
    [WHY_TOKEN_MISSING] = {"token_missing", OIDC_INVALID_REQUEST, "token is missing"},
    [WHY_TOKEN_TWICE] = {"token_twice", OIDC_INVALID_REQUEST,
                         "the access token was sent in two places"},
    [WHY_REDIRECT_URI] = {"redirect_uri", OIDC_INVALID_REQUEST,
                          "redirect_uri is not registered for this client"},

    [WHY_CODE] = {"code", OIDC_INVALID_GRANT, "the code is unknown, or it was used before"},
    [WHY_CODE_ENDED] = {"code_ended", OIDC_INVALID_GRANT,
                        "the code has expired; codes are valid for one minute"},
    [WHY_CODE_REDIRECT_URI] = {"code_redirect_uri", OIDC_INVALID_GRANT,
                               "redirect_uri differs from that of the authorization request"},
    [WHY_VERIFIER] = {"code_verifier", OIDC_INVALID_GRANT,
                      "code_verifier does not match the authorization request"},
    [WHY_ACCOUNT] = {"account", OIDC_INVALID_GRANT,
                     "the account is no longer active, or has no access any more"},
    [WHY_REFRESH] = {"refresh", OIDC_INVALID_GRANT, "the refresh token is unknown"},
    [WHY_REFRESH_ENDED] = {"refresh_ended", OIDC_INVALID_GRANT, "the refresh token has expired"},
    [WHY_REFRESH_USED] =
        {"refresh_used", OIDC_INVALID_GRANT,
         "the refresh token was used before; all tokens of this sign-in are revoked"},
    [WHY_REFRESH_SCOPE] = {"refresh_scope", OIDC_INVALID_SCOPE, "scope exceeds what was granted"},
    [WHY_PUBLIC] = {"public", OIDC_UNAUTHORIZED_CLIENT,
                    "introspection is for clients that authenticate"},
    [WHY_ACCESS_TOKEN] = {"access_token", OIDC_INVALID_TOKEN,
                          "the access token is unknown or has expired"},

    [WHY_RESPONSE_MODE] = {"response_mode", OIDC_INVALID_REQUEST,
                           "response_mode must be query or form_post"},
    [WHY_RESPONSE_TYPE_MISSING] = {"response_type_missing", OIDC_INVALID_REQUEST,
                                   "response_type is missing"},
    [WHY_RESPONSE_TYPE] = {"response_type", OIDC_UNSUPPORTED_RESPONSE_TYPE,
                           "only response_type code is supported"},
    [WHY_SCOPE] = {"scope", OIDC_INVALID_SCOPE, "scope must contain openid"},
    [WHY_CHALLENGE_MISSING] = {"code_challenge_missing", OIDC_INVALID_REQUEST,
                               "a public client needs PKCE: code_challenge is missing"},
    [WHY_CHALLENGE_METHOD] =
        {"code_challenge_method", OIDC_INVALID_REQUEST,
         "code_challenge_method must be S256, and comes with a code_challenge"},
    [WHY_CHALLENGE] = {"code_challenge", OIDC_INVALID_REQUEST,
                       "code_challenge is not a SHA-256 in base64url"},
    [WHY_PROMPT] = {"prompt", OIDC_INVALID_REQUEST,
                    "prompt must be none, login, consent or select_account"},
    [WHY_PROMPT_NONE] = {"prompt_none", OIDC_INVALID_REQUEST, "prompt=none must be the only value"},
    [WHY_MAX_AGE] = {"max_age", OIDC_INVALID_REQUEST, "max_age must be a number of seconds"},
    [WHY_STATE] = {"state", OIDC_INVALID_REQUEST, "state is longer than 2000 octets"},
    [WHY_NONCE] = {"nonce", OIDC_INVALID_REQUEST,
                   "nonce must be at most 1000 characters of visible ASCII"},
    [WHY_REQUEST] = {"request", OIDC_REQUEST_NOT_SUPPORTED, "request objects are not supported"},
    [WHY_REQUEST_URI] = {"request_uri", OIDC_REQUEST_URI_NOT_SUPPORTED,
                         "request_uri is for pushed requests only"},
    [WHY_CLAIMS] = {"claims", OIDC_INVALID_REQUEST, "claims is not a valid JSON object"},
    [WHY_ID_TOKEN_HINT] = {"id_token_hint", OIDC_INVALID_REQUEST,
                           "id_token_hint is not an ID token of this client"},
    [WHY_LOGIN] = {"login", OIDC_LOGIN_REQUIRED,
                   "the pupil is not signed in, is another one, or signed in too long ago"},
    [WHY_ACCESS] = {"access", OIDC_ACCESS_DENIED,
                    "the school has not switched this application on for this pupil"},
    [WHY_ACR] = {"acr", OIDC_UNMET_AUTHENTICATION, "this pupil has a basic account"},

    [WHY_LOGOUT_HINT] =
        {"logout_hint", OIDC_INVALID_REQUEST,
         "id_token_hint is not an ID token of this client, or a parameter is repeated"},
    [WHY_LOGOUT_URI] = {"post_logout_redirect_uri", OIDC_INVALID_REQUEST,
                        "post_logout_redirect_uri is not registered for this client"},
};

const struct oidc_refusal *oidc_refusal(enum oidc_why why) {
    return &refusals[why];
}

enum rc oidc_why_read(struct str word, enum oidc_why *ret_why) {
    for (int i = WHY_NONE + 1; i < OIDC_WHYS; i++) {
        if (!str_eq(word, str_of(refusals[i].word))) continue;
        *ret_why = (enum oidc_why)i;
        return RC_OK;
    }
    return RC_NONE;
}

bool oidc_why_is_kept(enum oidc_why why) {
    return why != WHY_NONE && why != WHY_LOGIN;
}

struct str oidc_client_shown(struct str client_id, char buffer[static OIDC_CLIENT_SHOWN_MAX]) {
    size_t len = client_id.len / 2;
    if (len > OIDC_CLIENT_SHOWN_MAX) len = OIDC_CLIENT_SHOWN_MAX;
    for (size_t i = 0; i < len; i++) {
        char c = client_id.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_';
        buffer[i] = plain ? c : '*';
    }
    return (struct str){buffer, len};
}
