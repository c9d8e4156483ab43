/*
 * The guard that runs before every handler: session, rights, CSRF token. It also turns the
 * handler's result code into a response. Source: docs/develop/security-decisions.md "Web".
 */
#pragma once

#include "web/web.h"

/* Writes the page or redirect for a result code other than RC_OK. */
void guard_answer(struct visit *visit, enum rc rc);
