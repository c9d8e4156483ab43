/* The handlers, one for each row of the table of routes. */
#pragma once

#include "web/web.h"

#define ROW(method, sites, pattern, body, cache, flags, who, right, handler, form, help)           \
    enum rc handler(struct visit *visit);
#include "web/route_table.h"
#undef ROW
