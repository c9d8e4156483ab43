/* The guard in front of every handler: session, rights, form token; and what a result code becomes.
 * Source: docs/develop/security-decisions.md "Web". */
#pragma once

#include "web/web.h"

/* The token that every changing form of this visit carries, masked; made when first asked. */
struct str guard_token(struct visit *visit);
/* Is it one that was made for that cookie? */
bool guard_token_fits(struct visit *visit, struct str sent, struct str base);
/* Did our own page send this form? Two independent proofs: what the browser says of where it came
 * from, and the token inside. cookie: what the token hangs on. */
bool guard_form_is_ours(struct visit *visit, enum web_cookie cookie);
/* The page or redirect for what a handler answered other than RC_OK. */
void guard_answer(struct visit *visit, enum rc rc);
/* Logs why this request failed, by its result code and visit->fault. */
void guard_log(const struct visit *visit, enum rc rc);
/* The pages of trouble, each site in its own clothes. code: the id of the request, for the
 * helpdesk; "" without one. */
enum trouble {
    TROUBLE_MISSING,
    TROUBLE_STALE,
    TROUBLE_CHANGED,
    TROUBLE_UNKNOWN,
    TROUBLE_QUEUE_FULL,
    TROUBLE_BUSY,
    TROUBLE_INPUT,
    TROUBLE_TOO_LARGE,
    TROUBLE_SYSTEM,
    TROUBLE_HOST,
    TROUBLE_BUG,
    TROUBLES
};
void trouble_page(struct visit *visit, enum trouble trouble, struct str code);
