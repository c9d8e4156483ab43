#include "http/route.h"

#include "http/server.h"

enum { SITES = 2, BODY_MAX = 256 * 1024 * 1024, PATTERN_MAX = 200 };

/*
 * A segment of one or more patterns. Literals are siblings in a list; at most one child is a
 * parameter.
 */
struct node {
    struct str literal;
    struct node *sibling;
    struct node *children;
    struct node *parameter;
    const struct http_route *route[SITES][2];
};

struct router {
    struct node root;
};

static struct node *child_of(struct arena *arena, struct node *node, struct str segment) {
    if (segment.len > 0 && segment.ptr[0] == ':') {
        if (node->parameter == NULL) node->parameter = ARENA_NEW(arena, struct node);
        return node->parameter;
    }
    for (struct node *child = node->children; child != NULL; child = child->sibling)
        if (str_eq(child->literal, segment)) return child;
    struct node *child = ARENA_NEW(arena, struct node);
    child->literal = segment;
    child->sibling = node->children;
    node->children = child;
    return child;
}

/* Returns the node of a pattern, creating missing ones. "/" is the root itself. */
static struct node *node_of(struct arena *arena, struct node *root, const char *pattern) {
    struct str rest = str_of(pattern + 1);
    struct node *node = root;
    while (rest.len > 0) node = child_of(arena, node, str_cut(&rest, '/', NULL));
    return node;
}

struct router *route_router_make(struct arena *arena, const struct http_route *routes,
                                 size_t count) {
    struct router *router = ARENA_NEW(arena, struct router);
    for (size_t i = 0; i < count; i++) {
        struct node *node = node_of(arena, &router->root, routes[i].pattern);
        for (int site = 0; site < SITES; site++)
            if (routes[i].site_mask >> site & 1) node->route[site][routes[i].method] = &routes[i];
    }
    return router;
}

/*
 * Depth-first search: literal before parameter, back to the parameter when the literal leads
 * nowhere. At most 2^depth steps for a short pattern.
 */
static const struct node *find_node(const struct node *node, int site, struct str rest, bool more,
                                    size_t depth, struct str *params) {
    if (!more)
        return node->route[site][HTTP_GET] != NULL || node->route[site][HTTP_POST] != NULL ? node
                                                                                           : NULL;
    struct str segment = str_cut(&rest, '/', &more);
    for (const struct node *child = node->children; child != NULL; child = child->sibling) {
        if (!str_eq(child->literal, segment)) continue;
        const struct node *found = find_node(child, site, rest, more, depth, params);
        if (found != NULL) return found;
    }
    if (node->parameter == NULL || segment.len == 0 || depth == HTTP_PARAMS_MAX) return NULL;
    params[depth] = segment;
    return find_node(node->parameter, site, rest, more, depth + 1, params);
}

struct route_found route_router_find(const struct router *router, int site, struct str path) {
    struct route_found found = {.route = {NULL, NULL}};
    for (size_t i = 0; i < HTTP_PARAMS_MAX; i++) found.params[i] = S("");
    const struct node *node =
        find_node(&router->root, site, str_sub(path, 1, path.len), path.len > 1, 0, found.params);
    if (node == NULL) return found;
    for (int method = 0; method < 2; method++) found.route[method] = node->route[site][method];
    return found;
}

const char *route_allow(const struct route_found *found) {
    if (found->route[HTTP_GET] == NULL && found->route[HTTP_POST] != NULL) return "POST";
    if (found->route[HTTP_GET] != NULL && found->route[HTTP_POST] == NULL) return "GET, HEAD";
    return "GET, HEAD, POST";
}

/* Checks "/" or "/segment/:parameter…": segments of visible ASCII, no slash at the end. */
static bool is_pattern(const char *pattern) {
    if (pattern == NULL || pattern[0] != '/' || strlen(pattern) > PATTERN_MAX) return false;
    struct str rest = str_of(pattern + 1);
    size_t params = 0;
    bool more = rest.len > 0;
    while (more) {
        struct str segment = str_cut(&rest, '/', &more);
        if (segment.len == 0 || str_eq(segment, S(":"))) return false;
        params += segment.ptr[0] == ':';
        for (size_t i = 0; i < segment.len; i++)
            if (segment.ptr[i] <= ' ' || segment.ptr[i] >= 127 ||
                strchr("%?#", segment.ptr[i]) != NULL)
                return false;
    }
    return params <= HTTP_PARAMS_MAX;
}

/* Returns true when two patterns match the same paths, whatever their parameters are called. */
static bool same_path(const char *a, const char *b) {
    struct str rest_a = str_of(a), rest_b = str_of(b);
    while (rest_a.len > 0 && rest_b.len > 0) {
        struct str piece_a = str_cut(&rest_a, '/', NULL), piece_b = str_cut(&rest_b, '/', NULL);
        bool both_params = str_starts(piece_a, S(":")) && str_starts(piece_b, S(":"));
        if (!both_params && !str_eq(piece_a, piece_b)) return false;
    }
    return rest_a.len == rest_b.len;
}

static const char *flaw_of(const struct http_route *route) {
    if (!is_pattern(route->pattern)) return "bad pattern";
    if (route->handler == NULL) return "no handler";
    if (route->method != HTTP_GET && route->method != HTTP_POST) return "unknown method";
    if (route->method == HTTP_GET && route->body_max > 0) return "a GET with a body";
    if (route->body_max > BODY_MAX) return "body limit too high";
    if (route->site_mask == 0 || route->site_mask >> SITES != 0) return "unknown site";
    if (route->method == HTTP_POST && route->cache != HTTP_NO_STORE)
        return "a POST that may be kept";
    return NULL;
}

enum rc http_routes_check(const struct http_route *routes, size_t count, struct fault *fault) {
    for (size_t i = 0; i < count; i++) {
        const char *flaw = flaw_of(&routes[i]);
        const char *pattern = routes[i].pattern == NULL ? "(none)" : routes[i].pattern;
        if (flaw != NULL) return FAULT(fault, RC_INVALID, "route %zu %s: %s", i, pattern, flaw);
        for (size_t k = 0; k < i; k++) {
            bool meets = routes[i].method == routes[k].method &&
                         (routes[i].site_mask & routes[k].site_mask) != 0;
            if (meets && same_path(routes[i].pattern, routes[k].pattern))
                return FAULT(fault, RC_INVALID, "routes %zu %s and %zu %s match the same requests",
                             k, routes[k].pattern, i, pattern);
        }
    }
    return RC_OK;
}
