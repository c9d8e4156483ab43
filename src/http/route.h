/*
 * Router: finds the row of the route table for a path. The table is compiled once into a tree of
 * segments, which is read-only afterwards. Pure.
 */
#pragma once

#include "http/http.h"

struct router;

/* The table must have passed http_routes_check(). */
struct router *route_router_make(struct arena *arena, const struct http_route *routes,
                                 size_t count);

struct route_found {
    /* by method; NULL when the path does not support it. Both NULL: no such path. */
    const struct http_route *route[2];
    struct str params[HTTP_PARAMS_MAX];
};
/* path is decoded, as in gate_pass. */
struct route_found route_router_find(const struct router *router, int site, struct str path);
/* Returns e.g. "GET, HEAD, POST" for the Allow header. */
const char *route_allow(const struct route_found *found);
