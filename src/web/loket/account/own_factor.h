/* The parts of "Mijn rekening" about signing in: second factors, recovery codes, and where one is
 * signed in. Each action answers the request itself. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "web/pages.h"
#include "web/web.h"

/* Fills what the page shows of factors and places. */
enum rc own_factor_fill(struct visit *visit, struct account_view *view) MUST_USE;
/* Removes a message that was read; every kind of account has them. */
enum rc own_message_remove(struct visit *visit) MUST_USE;
/* The action of a form of the page; RC_INVALID when it is none of these. *ret_problem: what is
 * wrong with the input, "" when the request is answered. */
enum rc own_factor_post(struct visit *visit, struct str action, struct str *ret_problem) MUST_USE;
