/* Passkeys of staff (WebAuthn): registering, listing, removing, and using one to sign in or to
 * prove that it is still the same person. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "service/staff/staff.h"

enum { PASSKEY_CHALLENGE_MS = 5 * 60 * 1000, PASSKEYS_MAX = 10, PASSKEY_NAME_MAX = 40 };

/* The site as browsers see it. */
struct relying_party {
    struct str origin; /* "https://loket.example:8443", without a slash at the end */
    struct str id;     /* its host name: "loket.example" */
};
/* From the address of the site. */
struct relying_party passkey_relying_party(struct str url);

/* A challenge serves one purpose and one session, and is answered once. */
enum passkey_purpose { PASSKEY_SIGN_IN, PASSKEY_PROVE, PASSKEY_REGISTER };
/* What the page gives to the browser: ASCII text, used as bytes. session: NULL to sign in. */
struct str passkey_challenge(struct service *service, struct arena *arena,
                             enum passkey_purpose purpose, const struct staff_session *session);

/* What the browser sends back, each base64url. */
struct passkey_answer {
    struct str id;          /* credential id; of an assertion */
    struct str client_data; /* clientDataJSON */
    struct str auth_data;   /* authenticator data */
    struct str signature;   /* of an assertion */
};

/* Adds a passkey to the account of the session, whose proof must be fresh. name: as typed; "" gets
 * a name. RC_DENIED: the proof is old. RC_INVALID: not an answer to our challenge. RC_CONFLICT:
 * this passkey is registered already. RC_LIMIT: PASSKEYS_MAX. */
enum rc passkey_add(struct service *service, struct arena *arena,
                    const struct staff_session *session, const struct relying_party *party,
                    const struct passkey_answer *answer, struct str name,
                    struct fault *fault) MUST_USE;

struct passkey_line {
    struct str handle; /* hexadecimal, for passkey_remove */
    struct str id;     /* the same as base64url, for the browser */
    struct str name;
    int64_t created_ms, used_ms; /* used: negative when never */
};
enum rc passkey_list(struct service *service, struct arena *arena,
                     const struct staff_session *session, struct passkey_line **ret_lines,
                     size_t *ret_count, struct fault *fault) MUST_USE;
/* RC_DENIED: the proof is old. RC_LIMIT: it is the last way to give a second factor. RC_NONE: no
 * such passkey. */
enum rc passkey_remove(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct str handle,
                       struct fault *fault) MUST_USE;

/* Opens a session for the owner of the passkey; *ret_token is its token. RC_DENIED: unknown, not an
 * answer to our challenge, answered before, or the account is switched off: the same for all.
 * RC_LIMIT: too many failures from this network, *ret_wait_ms. */
enum rc passkey_sign_in(struct service *service, struct arena *arena,
                        const struct relying_party *party, const struct passkey_answer *answer,
                        const struct staff_origin *from, struct str *ret_token,
                        int64_t *ret_wait_ms, struct fault *fault) MUST_USE;
/* Renews the proof of the session. RC_DENIED as above, or a passkey of somebody else. */
enum rc passkey_prove(struct service *service, struct arena *arena,
                      const struct staff_session *session, const struct relying_party *party,
                      const struct passkey_answer *answer, struct fault *fault) MUST_USE;
