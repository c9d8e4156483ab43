#include "service/oidc/oidc_metadata.h"

#include "crypto/jose.h"
#include "domain/oidc.h"
#include "format/json.h"

enum { METADATA_MAX = 8192 };

static const struct {
    const char *name, *path;
} endpoints[] = {
    {"authorization_endpoint", "/oidc/authorize"},
    {"token_endpoint", "/oidc/token"},
    {"userinfo_endpoint", "/oidc/userinfo"},
    {"jwks_uri", "/oidc/jwks"},
    {"introspection_endpoint", "/oidc/introspect"},
    {"revocation_endpoint", "/oidc/revoke"},
    {"end_session_endpoint", "/oidc/logout"},
    {"pushed_authorization_request_endpoint", "/oidc/par"},
};

#define METHODS                                                                                    \
    { "client_secret_basic", "client_secret_post", "private_key_jwt", "none" }
static const struct {
    const char *name, *values[5];
} lists[] = {
    {"scopes_supported", {"openid", "profile", "email", "school", "offline_access"}},
    {"response_types_supported", {"code"}},
    {"response_modes_supported", {"query", "form_post"}},
    {"grant_types_supported", {"authorization_code", "refresh_token"}},
    {"subject_types_supported", {"pairwise", "public"}},
    {"id_token_signing_alg_values_supported", {"RS256", "ES256"}},
    {"token_endpoint_auth_methods_supported", METHODS},
    {"introspection_endpoint_auth_methods_supported",
     {"client_secret_basic", "client_secret_post", "private_key_jwt"}},
    {"revocation_endpoint_auth_methods_supported", METHODS},
    {"token_endpoint_auth_signing_alg_values_supported", {"RS256", "ES256"}},
    {"introspection_endpoint_auth_signing_alg_values_supported", {"RS256", "ES256"}},
    {"revocation_endpoint_auth_signing_alg_values_supported", {"RS256", "ES256"}},
    {"code_challenge_methods_supported", {"S256"}},
    {"prompt_values_supported", {"none", "login", "consent", "select_account"}},
    {"acr_values_supported", {"basic", "advanced"}},
    {"claim_types_supported", {"normal"}},
    {"ui_locales_supported", {"nl", "fr", "en", "de"}},
};

static const struct {
    const char *name;
    bool value;
} flags[] = {
    {"claims_parameter_supported", true},
    {"request_parameter_supported", false},
    {"request_uri_parameter_supported", false},
    {"require_request_uri_registration", false},
    {"require_pushed_authorization_requests", false},
    {"authorization_response_iss_parameter_supported", true},
    {"backchannel_logout_supported", true},
    {"backchannel_logout_session_supported", true},
    {"frontchannel_logout_supported", false},
};

static void write_claims(struct json_out *out) {
    static const char *const always[] = {"iss",   "sub", "aud", "exp", "iat",
                                         "nonce", "acr", "amr", "sid", "at_hash"};
    json_begin(out, "claims_supported", '[');
    for (size_t i = 0; i < COUNT(always); i++) json_text(out, NULL, str_of(always[i]));
    for (int i = 0; i < OIDC_CLAIMS_COUNT; i++)
        json_text(out, NULL, str_of(oidc_claim_name((enum oidc_claim)i)));
    json_end(out, ']');
}

struct str oidc_metadata(struct arena *arena, const struct service *service) {
    struct json_out out = json_write(arena, METADATA_MAX);
    json_begin(&out, NULL, '{');
    json_text(&out, "issuer", service->mijn_url);
    for (size_t i = 0; i < COUNT(endpoints); i++)
        json_text(&out, endpoints[i].name,
                  str_format(arena, "%.*s%s", STR_ARG(service->mijn_url), endpoints[i].path));
    for (size_t i = 0; i < COUNT(lists); i++) {
        json_begin(&out, lists[i].name, '[');
        for (size_t j = 0; j < COUNT(lists[i].values) && lists[i].values[j] != NULL; j++)
            json_text(&out, NULL, str_of(lists[i].values[j]));
        json_end(&out, ']');
    }
    write_claims(&out);
    for (size_t i = 0; i < COUNT(flags); i++) json_flag(&out, flags[i].name, flags[i].value);
    json_text(&out, "service_documentation",
              str_format(arena, "%.*s/hulp", STR_ARG(service->mijn_url)));
    json_end(&out, '}');
    return buf_view(&out.buf);
}

struct str oidc_jwks(struct arena *arena, const struct service *service) {
    return signing_keys_jwks(arena, service->signing);
}
