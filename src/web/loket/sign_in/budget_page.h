/* The page between a request and the secrets that do not fit in the budget of the day: it asks why,
 * and a second proof, and then goes on with the same request. Source:
 * docs/develop/staff-sign-in.md, "Budget of reveals". */
#pragma once

#include "web/web.h"

/* Answers a request that ended in RC_DENIED with visit->over_budget. */
void budget_page_ask(struct visit *visit);

/* Is this request the form of that page? */
bool budget_page_asked(const struct visit *visit);
/* Checks what was typed, before a proof is used up. False: the page was sent again. */
bool budget_page_fits(struct visit *visit);
/* After the proof: raises the budget of today, with the reason. */
enum rc budget_page_extend(struct visit *visit) MUST_USE;
/* The page again, with what is wrong with the proof. */
void budget_page_again(struct visit *visit, struct str problem, struct str secret_problem);
