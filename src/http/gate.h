/* The strict gate: judges the head of a request as one way to read it, or refuses it. libmicrohttpd
 * reads leniently (it accepts a bare LF as a line end, joins folded lines, cuts at NUL, takes the
 * first of two Content-Lengths); whatever two programs in a row could read differently is refused
 * here. Pure. Source: RFC 9112 2.2, 3.2, 5.1, 5.2, 6.1–6.3; RFC 3986. */
#pragma once

#include "http/http.h"

enum { GATE_HEADERS_MAX = 100, GATE_HEAD_MAX = 16 * 1024, GATE_TARGET_MAX = 8 * 1024 };

struct gate_head {
    struct str method, target, version;
    struct http_fields headers; /* names as sent */
    size_t bytes;               /* of the whole head on the wire */
    bool exact; /* the wire held these strings with single blanks, colons and CRLF between them, and
                   nothing else */
};

struct gate_pass {
    enum http_method method;
    bool method_known, head;
    bool preflight;   /* OPTIONS: known only where a route lets every origin in */
    struct str path;  /* decoded */
    struct str query; /* as sent */
    struct str host;  /* lower case; of an absolute target, else of Host; without a colon that no
                         port follows */
    struct http_fields headers; /* names in lower case, values trimmed */
    bool chunked;
    uint64_t content_length;
};

/* 0, or the status to refuse with: 400, 414, 431. Whatever the answer, *ret_pass holds what was
 * understood until then.
 */
int gate_check(struct arena *arena, const struct gate_head *head, struct gate_pass *ret_pass);
/* Is host, as the gate gives it, that of origin ("https://loket.example.be:8443")? Case does not
 * count, and the port of the scheme is the same as none (RFC 9110 4.2.3). */
bool gate_host_fits(struct str host, struct str origin);
