/* Page shown when a request exceeds the budget of secrets of the day. It asks for a reason and a
 * second proof, and then repeats the request. Source: docs/develop/staff-sign-in.md, "Budget of
 * reveals". */
#pragma once

#include "web/web.h"

/* Shows the page for a request that ended in RC_DENIED with visit->over_budget set. */
void budget_page_ask(struct visit *visit);

/* Tells whether this request is the submitted form of the page. */
bool budget_page_asked(const struct visit *visit);
/* Validates the form before a proof is used. When it is not valid, shows the page again and returns
 * false. */
bool budget_page_fits(struct visit *visit);
/* Extends today's budget with the reason of the form; call it after the proof. */
enum rc budget_page_extend(struct visit *visit) MUST_USE;
/* Shows the page again with a problem of the proof. */
void budget_page_again(struct visit *visit, struct str problem, struct str secret_problem);
