/* Staff sign in through the OpenID Connect provider of their organisation: we are the application
 * now. Who they are and what they may do comes from its claims, as the Flemish provider sends them:
 * vo_id, vo_doelgroepcode OV, vo_orgcode = school number, and <app>_rol_3d with Role:ORGCODE. Code
 * flow with PKCE and private_key_jwt; our public keys are those of the pupil site. Source:
 * docs/admin/staff-provider.md. */
#pragma once

#include <stdatomic.h>

#include "service/staff/staff.h"

struct staff_provider {
    struct str issuer; /* "": there is none */
    struct str client_id;
    struct str app;          /* names the claim <app>_rol_3d */
    struct str scopes;       /* "openid profile vo" and what gives the roles */
    struct str acr;          /* values that stand for a second factor, separated by blanks */
    struct str roles;        /* "LeerID-beheerder=manager LeerID-lezer=viewer" */
    struct str redirect_uri; /* at the Schoolloket */
    struct str ca_file;
    atomic_int *calls; /* how many wait for it, of all workers */
};

struct outside_wish {
    struct str back;         /* path to go to afterwards */
    struct school_id school; /* the one to work in (login_hint); 0: the provider asks */
    bool again;              /* the secret must be given again */
    bool chooses;            /* the provider asks for which school, also when it knows one */
};
/* Where the browser goes, and what it keeps until it comes back: sealed. RC_RETRY: the provider
 * does not answer as it should. */
enum rc staff_outside_begin(struct service *service, struct arena *arena,
                            const struct staff_provider *provider, const struct outside_wish *wish,
                            struct str *ret_address, struct str *ret_kept,
                            struct fault *fault) MUST_USE;

struct outside_entry {
    struct str token; /* of the session */
    struct str back;
};
/* The session is for the school that was wished for, if there is a role in it, else for the one
 * that the provider says. query: as it came back. RC_DENIED: not from the provider we asked, or it
 * said no. RC_NONE: known there, no role in a school here. RC_INVALID: the
 * roles need an acr of staff_provider.acr, and the token has another. RC_RETRY: the provider does
 * not answer. Roles of every sign-in replace those of the one before. */
enum rc staff_outside_finish(struct service *service, struct arena *arena,
                             const struct staff_provider *provider, struct str kept,
                             struct str query, struct str source, struct outside_entry *ret_entry,
                             struct fault *fault) MUST_USE;
