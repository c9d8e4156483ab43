/* What the pages of the pupil site need of the OpenID Connect endpoints. Source:
 * service/oidc/authorize.h, service/oidc/oidc_token.h; docs/admin/applications.md. */
#pragma once

#include "service/oidc/authorize.h"
#include "web/web.h"

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
