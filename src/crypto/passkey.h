/*
 * Verifies what a browser sends when a passkey is registered or used (WebAuthn level 2), with
 * libfido2.
 *
 * Knows nothing of challenges, origins or accounts: the caller checks those in the client data.
 * User presence and user verification are always required; attestation is ignored.
 *
 * Source: docs/develop/staff-sign-in.md.
 */
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
    int64_t counter; /* signature counter of the authenticator; 0: it does not count */
};

/*
 * Reads a new passkey from the authenticator data of a registration. The strings of *ret_passkey
 * are in the arena. RC_INVALID: malformed, for another site, without user verification, or with
 * another algorithm.
 *   rp_id  host name of the site, without scheme and port
 */
enum rc passkey_read(struct arena *arena, struct str rp_id, struct str auth_data,
                     struct passkey *ret_passkey) MUST_USE;

/*
 * Verifies an assertion; *ret_counter is the counter that the authenticator sent. RC_DENIED: the
 * signature, the site or a flag does not match. RC_CONFLICT: the counter did not increase, as with
 * a cloned authenticator. RC_INVALID: malformed.
 */
enum rc passkey_check(struct arena *arena, struct str rp_id, const struct passkey *passkey,
                      struct str client_data, struct str auth_data, struct str signature,
                      int64_t *ret_counter) MUST_USE;
