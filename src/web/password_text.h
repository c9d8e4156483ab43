/* What both sites say of a password that somebody chose and that is refused. */
#pragma once

#include "service/password_flaw.h"
#include "web/web.h"

struct str password_flaw_text(const struct visit *visit, enum own_flaw flaw); /* "" when fine */
