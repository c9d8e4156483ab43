#include "web/mijn/waiting_request.h"

#include "base/encode.h"

enum { HANDLE_BYTES = 32 };

struct str waiting_request(const struct visit *visit) {
    const char *name = "verder";
    unsigned char bytes[HANDLE_BYTES];
    struct str handle =
        visit->request->method == HTTP_POST ? visit_form(visit, name) : visit_query(visit, name);
    return base64url_decode(handle, bytes, sizeof bytes) == RC_OK ? handle : S("");
}

struct str waiting_request_keep(struct visit *visit, struct str path) {
    struct str handle = waiting_request(visit);
    if (handle.len == 0) return path;
    const char *between = str_contains(path, S("?")) ? "&" : "?";
    return str_format(visit->arena, "%.*s%sverder=%.*s", STR_ARG(path), between, STR_ARG(handle));
}
