/* Finds the row of the route table for a path. The table is compiled once into a tree of segments.
 * Pure, read-only after. */
#pragma once

#include "http/http.h"

struct router;

/* The table must have passed http_routes_check. */
struct router *router_make(struct arena *arena, const struct http_route *routes, size_t count);

struct route_found {
    const struct http_route
        *route[2]; /* by method; NULL where the path knows it not. Both NULL: no such path */
    struct str params[HTTP_PARAMS_MAX];
};
/* path: decoded, as the gate gives it. */
struct route_found router_find(const struct router *router, int site, struct str path);
/* "GET, HEAD, POST", "POST" … for the Allow header. */
const char *route_allow(const struct route_found *found);
