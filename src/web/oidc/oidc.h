/*
 * What pages of the pupil site need from the OpenID Connect endpoints.
 *
 * Source: service/oidc/authorize.h, service/oidc/oidc_token.h; docs/admin/applications.md.
 */
#pragma once

#include "service/oidc/authorize.h"
#include "web/web.h"

/* Returns where to go after a sign-in: to the stored request of this tab, or to the start page. */
struct str oidc_after_sign_in(struct visit *visit);
/*
 * Tells whether the stored request of this tab needs a (new) sign-in; false when there is none.
 * RC_CONFLICT: the request was answered before.
 */
enum rc oidc_wants_sign_in(struct visit *visit, bool *ret_wants) MUST_USE;
/* Shows the page "Je bent al verder": the request was answered before. */
enum rc oidc_already(struct visit *visit);
/*
 * Records a refusal for the operator (log) and for the page of the application. WHY_NONE does
 * nothing.
 *   client_id  as the application names itself
 */
void oidc_refused(struct visit *visit, int64_t application_id, struct str client_id,
                  enum oidc_why why);
/*
 * Sends a page that navigates to an address outside this site; a redirect would be blocked after a
 * form, because browsers apply form-action to it.
 */
enum rc oidc_onward(struct visit *visit, struct str address);
