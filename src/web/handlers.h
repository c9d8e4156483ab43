/* Declares the handlers, one per row of the route table. */
#pragma once

#include "web/web.h"

#define ROW(method, sites, pattern, body, cache, flags, who, right, handler, form, help)           \
    enum rc handler(struct visit *visit);
#include "web/route_table.h"
#undef ROW
