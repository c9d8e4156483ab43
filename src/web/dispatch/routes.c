#include "web/handlers.h"
#include "web/pages.h"

enum { FORM = 64 * 1024, LARGE_FORM = 2 * 1024 * 1024, FILE_BODY = 64 * 1024 * 1024 };

static void never(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker, (void)request;
    response->status =
        500; /* not reached: web_middleware() calls the handler of the rule instead */
}

#define ROW(method, sites, pattern, body, cache, flags, who, right, handler, form, help)           \
    {method, sites, pattern,                                                                       \
     body,   cache, flags,                                                                         \
     never,  help,  &(const struct web_rule){who, right, handler, form}},
const struct http_route web_routes[] = {
#include "web/route_table.h"
};
#undef ROW
const size_t web_route_count = COUNT(web_routes);
