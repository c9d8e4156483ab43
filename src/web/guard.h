/* The guard in front of every handler: session, rights, form token; and what a result code becomes. Source: SECURITY "Web". */
#pragma once

#include "web/web.h"

/* The token that every changing form of this visit carries. */
struct str guard_token(struct visit *visit);
/* The page or redirect for what a handler answered other than RC_OK. */
void guard_answer(struct visit *visit, enum rc rc);
/* The pages of trouble, each site in its own clothes. code: for the helpdesk, "" without one. */
enum trouble { TROUBLE_MISSING, TROUBLE_STALE, TROUBLE_CHANGED, TROUBLE_UNKNOWN, TROUBLE_BUSY, TROUBLE_INPUT, TROUBLE_BUG, TROUBLES };
void trouble_page(struct visit *visit, enum trouble trouble, struct str code);
