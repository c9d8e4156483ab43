/* The endpoints of OpenID Connect on the pupil site. Source: service/authorize.h, service/oidc_token.h; docs/applications.md. */
#pragma once

#include "service/authorize.h"
#include "web/web.h"

enum rc oidc_configuration_get(struct visit *visit);
enum rc oidc_jwks_get(struct visit *visit);
enum rc oidc_authorize_get(struct visit *visit);
enum rc oidc_authorize_post(struct visit *visit);
enum rc oidc_further(struct visit *visit); /* after a sign-in: the request that waits */
enum rc oidc_token_post(struct visit *visit);
enum rc oidc_userinfo_get(struct visit *visit);
enum rc oidc_userinfo_post(struct visit *visit);
enum rc oidc_introspect_post(struct visit *visit);
enum rc oidc_revoke_post(struct visit *visit);
enum rc oidc_par_post(struct visit *visit);
enum rc oidc_logo_get(struct visit *visit);
enum rc oidc_logout_get(struct visit *visit);
enum rc oidc_logout_post(struct visit *visit);
enum rc oidc_logout_answer(struct visit *visit); /* what the pupil said */

/* ---- for the pages of signing in ---- */

/* Where a pupil goes after signing in: to the application that waits, or to the start page. */
struct str oidc_after_sign_in(const struct visit *visit);
/* Lets the forms of this page end at the application that waits: browsers hold a form's policy against the redirects that follow it.
 * When it cannot be known the policy stays closed. */
void oidc_open_policy(struct visit *visit);
/* The same for one origin; "" none. */
void oidc_set_policy(struct visit *visit, struct str origin);
