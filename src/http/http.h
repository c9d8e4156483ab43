/* What a handler sees: a request that passed the gate, a response to fill, and the row of the route table it was chosen
 * by. This room knows nothing of schools; the table of routes, the pages and the sessions are the web room's
 * (http/server.h wires them).
 *
 * All text of a request lives in its arena (wiped after the answer is sent) and was checked before the handler is
 * called: path, parameters, query and form are percent-decoded, valid UTF-8 in NFC, without control characters; a
 * request that does not keep to it is answered 400 and never reaches a handler. A response holds views only: what it
 * points to lives in the arena or is constant. Source: RFC 9110, RFC 9112, RFC 6265, WHATWG URL 5 (urlencoded), RFC
 * 7578 (multipart); docs/http.md. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

enum http_method { HTTP_GET, HTTP_POST }; /* HEAD is served as GET without the body */
enum http_cache {
    HTTP_NO_STORE,   /* personal pages: never kept */
    HTTP_REVALIDATE, /* may be kept by the browser, asked again each time by ETag */
    HTTP_FOREVER,    /* the address holds a hash of the content */
};
enum {
    HTTP_PARAMS_MAX = 4,
    HTTP_FIELDS_MAX = 20000,           /* of a query or a form */
    HTTP_NAME_MAX = 64,                /* bytes of a field's name */
    HTTP_TEXT_MAX = 8192,              /* characters of a field's text */
    HTTP_ARENA_MAX = 256 * 1024 * 1024, /* bytes of one request, its body besides */
};
/* Flags of a route. */
enum {
    HTTP_LINES = 1,    /* form text may hold line ends (given as \n) */
    HTTP_RAW_BODY = 2, /* any content type; the handler reads request->body itself */
    HTTP_COMPRESSIBLE = 4, /* may be gzipped: no secret in it that its length would betray (BREACH) */
    HTTP_RAW_QUERY = 8, /* any character; the handler reads request->query itself */
    HTTP_ANY_ORIGIN = 16, /* scripts of every site may call it, without cookies: their browsers' question before it (OPTIONS) is answered yes */
    HTTP_SLOW = 32, /* the handler may wait long (for a password hash, for a job): runs on threads of its own */
    HTTP_ANY_HOST = 64, /* also under a Host that is not the site's: what looks after servers asks by address */
    HTTP_WEB_FLAGS = 256,  /* this bit and higher: the web room's own */
};
_Static_assert((HTTP_LINES | HTTP_RAW_BODY | HTTP_COMPRESSIBLE | HTTP_RAW_QUERY | HTTP_ANY_ORIGIN | HTTP_SLOW |
                HTTP_ANY_HOST) == 127, "a bit for each flag");

struct http_request;
struct http_response;

/* One row of the table that shows all the system does. pattern: "/leerlingen/:pupil/historiek": literal segments win
 * over parameters, a parameter is one whole, not empty segment. */
struct http_route {
    enum http_method method;
    unsigned site_mask; /* bit 0: site 0, bit 1: site 1 */
    const char *pattern;
    size_t body_max; /* bytes; larger is 413. 0 for GET */
    enum http_cache cache;
    unsigned flags;
    void (*handler)(void *worker, struct http_request *request, struct http_response *response);
    const char *help;  /* one sentence for `leerid routes` */
    const void *extra; /* the web room's: rights, CSRF, rate class … */
};

struct http_field {
    struct str name;
    struct str value; /* checked text */
    struct str raw;   /* decoded bytes as sent, unchecked: for secrets, where blanks count */
};
struct http_fields {
    const struct http_field *rows;
    size_t count;
};

/* The one file of a multipart form. */
struct http_file {
    struct str field;        /* name of the form field */
    struct str name;         /* file name as the browser sent it, checked text; may be empty; never a path to open */
    struct str content_type; /* as sent; a claim, no proof */
    struct str bytes;
};

struct http_request {
    struct arena *arena;
    struct str id; /* of this request, in its log line and on its error page: 12 random hexadecimal digits, or what a trusted proxy sent as X-Request-ID */
    enum http_method method;
    bool head;   /* asked with HEAD */
    bool secure; /* a trusted proxy says the browser speaks https */
    int site;
    struct str path;  /* decoded */
    struct str query; /* as sent, without '?' */
    struct str host;  /* of the target, else of the header Host: lower case, with the port if one was sent */
    struct str peer;  /* address of the client; "unix": came by a socket file, no trusted proxy names it */
    const struct http_route *route; /* NULL in the error page of a request that found none */
    struct str params[HTTP_PARAMS_MAX];
    struct str body;
    struct http_fields headers;     /* names in lower case; values trimmed, no controls, else bytes as sent */
    struct http_fields queries, forms;
    struct http_fields cookies;
    const struct http_file *file; /* NULL without one */
    size_t answer_room;           /* bytes that the head of the answer may have; 0: any number */
    void *note;                   /* what `around` hands to the handler: the session */
};

/* By name; the first when it stands there more than once. False, *ret_value untouched, when absent. */
bool http_header(const struct http_request *request, const char *lower_case_name, struct str *ret_value);
bool http_cookie(const struct http_request *request, const char *name, struct str *ret_value);
bool http_query(const struct http_request *request, const char *name, struct str *ret_value);
bool http_form(const struct http_request *request, const char *name, struct str *ret_value);
bool http_form_raw(const struct http_request *request, const char *name, struct str *ret_bytes);
/* How often a name stands in fields: protocols that forbid repeated parameters ask. */
size_t http_count(struct http_fields fields, const char *name);
/* All values of a repeated name in order, in the arena. */
struct str *http_all(struct arena *arena, struct http_fields fields, const char *name, size_t *ret_count);

/* ---- answers ---- */

enum {
    HTTP_COOKIE_SESSION = 0, /* Path=/; HttpOnly; SameSite=Lax, gone when the browser closes */
    HTTP_COOKIE_STRICT = 1,  /* SameSite=Strict */
    HTTP_COOKIE_INSECURE = 2, /* without Secure, for plain http on one's own machine; browsers then refuse __Host- */
};
enum {
    HTTP_HEADERS_MAX = 24,   /* of an answer, set by handlers: one more is a bug, the answer becomes 500 */
    HTTP_HEADERS_FINISH = 5, /* and set when it is finished: caching, coding, type */
};

struct http_response {
    struct arena *arena; /* of the request */
    int status;          /* 0 until answered: then 500 is sent */
    enum http_cache cache;
    bool compressible; /* starts as the route's flag */
    bool close;        /* close the connection after this answer */
    struct str content_type;
    struct str body;      /* not copied */
    struct str body_gzip; /* the same compressed beforehand; empty when not */
    struct arena *memory; /* where body lies when it is too large for the request's arena; taken over, destroyed after sending. NULL: none */
    int body_fd;     /* a file sent instead of body, from its begin; -1 for none; taken over (closed after sending) */
    struct str etag; /* without quotes; made from the body when empty and the cache class wants one */
    struct http_field headers[HTTP_HEADERS_MAX + HTTP_HEADERS_FINISH]; /* name and value only */
    size_t header_max; /* for now */
    size_t header_count;
    bool flawed; /* a helper was given what cannot be sent: 500 */
};

/* status with a body. An answer of 400 or more without a body gets the error page. */
void http_answer(struct http_response *response, int status, struct str content_type, struct str body);
void http_html(struct http_response *response, struct str body); /* 200, text/html; charset=utf-8 */
void http_json(struct http_response *response, int status, struct str body);
/* 303 See Other. location: a path of this site or an absolute address that the caller vouches for. */
void http_redirect(struct http_response *response, struct str location);
/* A download under a file name (ASCII fallback and RFC 8187 form). */
void http_download(struct http_response *response, struct str content_type, struct str file_name, struct str body);
/* Replaces a header of that name (any case), also one of the security headers; an empty value leaves it out. A value
 * with a control character is a bug: the answer becomes 500. */
void http_set_header(struct http_response *response, const char *name, struct str value);
/* Adds a Set-Cookie. max_age_s: 0 = until the browser closes, negative = delete it. value: token characters only. */
void http_set_cookie(struct http_response *response, const char *name, struct str value, int64_t max_age_s,
                     unsigned flags);
