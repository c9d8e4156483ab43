/* Sign-in settings on "Mijn rekening": second factors, recovery codes, sessions and trusted
 * devices. Each action answers the request itself. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "web/pages.h"
#include "web/web.h"

/* Fills the second factors, sessions and devices of the page. */
enum rc own_factor_fill(struct visit *visit, struct account_view *view) MUST_USE;
/* Removes a message that was read. Available to every kind of account. */
enum rc own_message_remove(struct visit *visit) MUST_USE;
/* Runs an action of the page. Returns RC_INVALID when the action is unknown. *ret_problem describes
 * invalid input, or is "" when the request was answered. */
enum rc own_factor_post(struct visit *visit, struct str action, struct str *ret_problem) MUST_USE;
