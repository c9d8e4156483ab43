/* The endpoints of OpenID Connect on the pupil site. Source: service/oidc/authorize.h,
 * service/oidc/oidc_token.h; docs/admin/applications.md. */
#pragma once

#include "service/oidc/authorize.h"
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
enum rc oidc_logout_question(struct visit *visit);
enum rc oidc_logout_answer(struct visit *visit); /* what the pupil said */

/* ---- for the pages of signing in ---- */

/* Where a pupil goes after signing in: to the application that waits in this tab, or to the start
 * page. */
struct str oidc_after_sign_in(struct visit *visit);
/* Must the pupil of this session sign in (again) before the request of this tab goes on? False
 * without one. RC_CONFLICT: its answer was given. */
enum rc oidc_wants_sign_in(struct visit *visit, bool *ret_wants) MUST_USE;
/* "Je bent al verder": the answer was given. */
enum rc oidc_already(struct visit *visit);
/* Tells the operator, and the page of the application, why it was refused at this endpoint.
 * client_id: as it named itself. WHY_NONE: nothing. */
void oidc_refused(struct visit *visit, int64_t application_id, struct str client_id,
                  enum oidc_why why);
/* A page of ours that navigates on to an address outside: browsers apply form-action to redirects
 * that follow a form. */
enum rc oidc_onward(struct visit *visit, struct str address);
