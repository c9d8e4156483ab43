/* The guard in front of every handler: session, rights, form token; and what a result code becomes.
 * Source: docs/develop/security-decisions.md "Web". */
#pragma once

#include "web/web.h"

/* The page or redirect for what a handler answered other than RC_OK. */
void guard_answer(struct visit *visit, enum rc rc);
