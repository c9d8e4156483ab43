/* Roles and their places in words, for pages that list staff. */
#pragma once

#include "web/web.h"

struct str role_text(const struct visit *visit, enum role role); /* "leerkracht" */
