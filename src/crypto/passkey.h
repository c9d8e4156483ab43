/* Checks what a browser sends when a passkey is registered or used (WebAuthn level 2), with
 * libfido2. Knows nothing of challenges, origins or accounts: the caller has checked those in the
 * client data. User presence and user verification are always required; attestation is never
 * looked at. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "base/str.h"

enum {
    PASSKEY_ID_MAX = 1023,
    PASSKEY_AUTH_DATA_MAX = 2048,
    PASSKEY_CLIENT_DATA_MAX = 2048,
    PASSKEY_SIGNATURE_MAX = 1024
};

struct passkey {
    struct str id;   /* credential id, 1 to PASSKEY_ID_MAX bytes */
    struct str key;  /* public key as libfido2 writes it */
    int algorithm;   /* COSE: -7 ES256, -8 EdDSA, -257 RS256 */
    int64_t counter; /* signatures made, as the authenticator says; 0: it does not count */
};

/* Reads the new passkey out of the authenticator data of a registration. The strings of
 * *ret_passkey are in the arena. rp_id: host name of the site, without scheme and port. RC_INVALID:
 * malformed, for another site, without user verification, or of another algorithm. */
enum rc passkey_read(struct arena *arena, struct str rp_id, struct str auth_data,
                     struct passkey *ret_passkey) MUST_USE;

/* Checks the signature of an assertion; *ret_counter is the counter that the authenticator sent.
 * RC_DENIED: the signature, the site or a flag does not match. RC_CONFLICT: the counter did not
 * grow, as with a copied authenticator. RC_INVALID: malformed. */
enum rc passkey_check(struct arena *arena, struct str rp_id, const struct passkey *passkey,
                      struct str client_data, struct str auth_data, struct str signature,
                      int64_t *ret_counter) MUST_USE;
