/*
 * The request gate: rejects requests that a proxy and this server could parse differently (request
 * smuggling), before routing.
 *
 * libmicrohttpd is lenient: it accepts a bare LF, joins folded lines, truncates at NUL and uses the
 * first of two Content-Lengths. Pure.
 *
 * Source: RFC 9112 2.2, 3.2, 5.1, 5.2, 6.1–6.3; RFC 3986.
 */
#pragma once

#include "http/http.h"

enum { GATE_HEADERS_MAX = 100, GATE_HEAD_MAX = 16 * 1024, GATE_TARGET_MAX = 8 * 1024 };

struct gate_head {
    struct str method, target, version;
    struct http_fields headers; /* names as sent */
    size_t bytes;               /* of the complete head on the wire */
    bool exact; /* these strings were separated by single spaces, colons and CRLF only */
};

struct gate_pass {
    enum http_method method;
    bool method_known, head;
    bool preflight;   /* OPTIONS; accepted only by routes with HTTP_ANY_ORIGIN */
    struct str path;  /* decoded */
    struct str query; /* as sent */
    struct str host;  /* lower case; of an absolute target, else of Host; without an empty port */
    struct http_fields headers; /* names in lower case, values trimmed */
    bool chunked;
    uint64_t content_length;
};

/*
 * Returns 0, or the status that rejects the request: 400, 414, 431. In every case *ret_pass
 * contains what was parsed.
 */
int gate_check(struct arena *arena, const struct gate_head *head, struct gate_pass *ret_pass);
/*
 * Returns true when host (as in gate_pass) is the host of origin, e.g.
 * "https://loket.example.be:8443". Case is ignored, and the default port equals no port (RFC 9110
 * 4.2.3).
 */
bool gate_host_matches(struct str host, struct str origin);
