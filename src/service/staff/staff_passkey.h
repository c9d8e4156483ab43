/* Passkeys of staff (WebAuthn): registration, list, removal, and assertions that sign in or renew
 * the proof of a session. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "service/staff/staff.h"

enum { PASSKEY_CHALLENGE_MS = 5 * 60 * 1000, PASSKEYS_MAX = 10, PASSKEY_NAME_MAX = 40 };

/* The relying party as browsers see it. */
struct relying_party {
    struct str origin; /* e.g. "https://loket.example:8443", without a trailing slash */
    struct str id;     /* host name, e.g. "loket.example" */
};
/* Derives origin and id from the address of the site. */
struct relying_party passkey_relying_party(struct str url);

/* Purpose of a challenge. A challenge is valid for one purpose and one session, and can be used
 * once. */
enum passkey_purpose { PASSKEY_SIGN_IN, PASSKEY_PROVE, PASSKEY_REGISTER };
/* Returns a challenge for the browser, as ASCII text that is valid for PASSKEY_CHALLENGE_MS.
 * session is NULL for PASSKEY_SIGN_IN. */
struct str passkey_challenge(struct service *service, struct arena *arena,
                             enum passkey_purpose purpose, const struct staff_session *session);

/* Response of the browser; all fields are base64url. */
struct passkey_answer {
    struct str id;          /* credential id; assertions only */
    struct str client_data; /* clientDataJSON */
    struct str auth_data;   /* authenticator data */
    struct str signature;   /* assertions only */
};

/* Adds a passkey to the account of the session. name is as typed; a default replaces an empty or
 * invalid one. Returns RC_DENIED when the proof of the session is too old or the challenge was used
 * before, RC_INVALID when the answer is not valid for a challenge of this session, RC_CONFLICT when
 * the passkey is already registered, and RC_LIMIT when the account has PASSKEYS_MAX passkeys. */
enum rc passkey_add(struct service *service, struct arena *arena,
                    const struct staff_session *session, const struct relying_party *party,
                    const struct passkey_answer *answer, struct str name,
                    struct fault *fault) MUST_USE;

struct passkey_line {
    struct str handle; /* credential id in hexadecimal, for passkey_remove */
    struct str id;     /* credential id in base64url, for the browser */
    struct str name;
    int64_t created_ms, used_ms; /* used_ms is negative when the passkey was never used */
};
/* Returns the passkeys of the session's account. */
enum rc passkey_list(struct service *service, struct arena *arena,
                     const struct staff_session *session, struct passkey_line **ret_lines,
                     size_t *ret_count, struct fault *fault) MUST_USE;
/* Removes a passkey. Returns RC_DENIED when the proof is too old, RC_LIMIT when the passkey is the
 * only second factor, and RC_NONE when it does not exist. */
enum rc passkey_remove(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct str handle,
                       struct fault *fault) MUST_USE;

/* Opens a session for the owner of the passkey; *ret_token is its token. Returns RC_DENIED for
 * every reason to refuse: unknown passkey, invalid or used challenge, wrong signature, disabled
 * account. Returns RC_LIMIT when this network had too many failures and must wait *ret_wait_ms. */
enum rc passkey_sign_in(struct service *service, struct arena *arena,
                        const struct relying_party *party, const struct passkey_answer *answer,
                        const struct staff_origin *from, struct str *ret_token,
                        int64_t *ret_wait_ms, struct fault *fault) MUST_USE;
/* Renews the proof of the session. Returns RC_DENIED as passkey_sign_in does, and for a passkey of
 * another account. */
enum rc passkey_prove(struct service *service, struct arena *arena,
                      const struct staff_session *session, const struct relying_party *party,
                      const struct passkey_answer *answer, struct fault *fault) MUST_USE;
