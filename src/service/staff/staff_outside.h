/*
 * Staff sign-in through the OpenID Connect provider of their organisation; LeerID is the relying
 * party.
 *
 * Identity and roles come from the claims of the Flemish provider: vo_id, vo_doelgroepcode OV,
 * vo_orgcode (school number) and <app>_rol_3d (values Role:ORGCODE). The code flow uses PKCE and
 * private_key_jwt; the public keys are those of the pupil site. Source:
 * docs/admin/staff-provider.md.
 */
#pragma once

#include <stdatomic.h>

#include "service/staff/staff.h"

/* Settings of the provider. */
struct staff_provider {
    struct str issuer; /* "": no provider configured */
    struct str client_id;
    struct str app;          /* prefix of the claim <app>_rol_3d */
    struct str scopes;       /* "openid profile vo" and the scope that returns the roles */
    struct str acr;          /* acr values that prove a second factor, separated by spaces */
    struct str roles;        /* role mapping, e.g. "LeerID-beheerder=manager LeerID-lezer=viewer" */
    struct str redirect_uri; /* address on the Schoolloket */
    struct str ca_file;
    atomic_int *calls; /* number of threads waiting for the provider, over all workers */
};

/* Options of a sign-in. */
struct outside_wish {
    struct str back;         /* path to open after the sign-in */
    struct school_id school; /* school to work in, sent as login_hint; 0: the provider asks */
    bool again;              /* require authentication again (prompt=login) */
    bool chooses; /* ask for the school even when the provider knows one (prompt=select_account) */
};
/*
 * Starts a sign-in.
 *   ret_address  authorization request to redirect the browser to
 *   ret_kept     sealed state of the sign-in, to be stored in a cookie
 * Returns RC_RETRY when the provider does not respond or is busy, and RC_DENIED when its metadata
 * is not as expected.
 */
enum rc staff_outside_begin(struct service *service, struct arena *arena,
                            const struct staff_provider *provider, const struct outside_wish *wish,
                            struct str *ret_address, struct str *ret_kept,
                            struct fault *fault) MUST_USE;

struct outside_entry {
    struct str token; /* session token */
    struct str back;
};
/*
 * Completes a sign-in: exchanges the code, validates the ID token, replaces the roles and opens a
 * session. The session works in the school that was asked for, when the roles include it; otherwise
 * in the school that the provider states.
 *   kept    ret_kept of staff_outside_begin
 *   query   query string of the redirect
 *   source  shortened network address, for the histories
 * Returns RC_DENIED when the response is not valid or not for this browser, or the provider
 * refused. Returns RC_NONE when the person has no role in a school here. Returns RC_INVALID when
 * the roles need an acr of staff_provider.acr and the token has another. Returns RC_RETRY when the
 * provider does not respond.
 */
enum rc staff_outside_finish(struct service *service, struct arena *arena,
                             const struct staff_provider *provider, struct str kept,
                             struct str query, struct str source, struct outside_entry *ret_entry,
                             struct fault *fault) MUST_USE;
