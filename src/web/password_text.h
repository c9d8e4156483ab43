/* The message when a chosen password is refused, for both sites. */
#pragma once

#include "service/password_flaw.h"
#include "web/web.h"

struct str password_flaw_text(const struct visit *visit, enum own_flaw flaw); /* "" for OWN_FINE */
