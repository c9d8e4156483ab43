/*
 * The interface of a handler: the validated request, the response to fill, and the row of the route
 * table that matched. The http module knows nothing of schools; the web module supplies routes,
 * pages and sessions (http/server.h connects them).
 *
 * The text of a request lives in its arena, which is wiped after the response is sent. Path,
 * parameters, query and form are percent-decoded, valid UTF-8 in NFC, without control characters;
 * any other request is answered 400 and reaches no handler. A response holds views: what it points
 * to lives in the arena or is constant. Source: RFC 9110, RFC 9112, RFC 6265, WHATWG URL 5
 * (urlencoded), RFC 7578 (multipart); docs/develop/http.md.
 */
#pragma once

#include "base/arena.h"
#include "base/str.h"

enum http_method { HTTP_GET, HTTP_POST }; /* HEAD is served as GET without the body */
enum http_cache {
    HTTP_NO_STORE,   /* personal pages */
    HTTP_REVALIDATE, /* the browser may cache it and revalidates each time with the ETag */
    HTTP_FOREVER,    /* immutable: the URL holds a hash of the content */
};
enum {
    HTTP_PARAMS_MAX = 4,
    HTTP_FIELDS_MAX = 20000,            /* fields in a query or a form */
    HTTP_NAME_MAX = 64,                 /* bytes of a field's name */
    HTTP_TEXT_MAX = 8192,               /* characters of a field's text */
    HTTP_ARENA_MAX = 256 * 1024 * 1024, /* bytes of one request, not counting its body */
};
/* Flags of a route. */
enum {
    HTTP_LINES = 1,    /* form text may hold line breaks (normalized to \n) */
    HTTP_RAW_BODY = 2, /* any content type; the handler parses request->body itself */
    /* May be gzipped: the response holds no secret that its length could reveal (BREACH). */
    HTTP_COMPRESSIBLE = 4,
    HTTP_RAW_QUERY = 8, /* any character; the handler parses request->query itself */
    /* CORS: scripts of every origin may call it, without cookies; preflights are answered 204. */
    HTTP_ANY_ORIGIN = 16,
    /* The handler may block (on a password hash, on a job): it runs on a separate thread pool. */
    HTTP_SLOW = 32,
    HTTP_ANY_HOST = 64, /* accepts any Host: health checks connect by IP address */
};
_Static_assert((HTTP_LINES | HTTP_RAW_BODY | HTTP_COMPRESSIBLE | HTTP_RAW_QUERY | HTTP_ANY_ORIGIN |
                HTTP_SLOW | HTTP_ANY_HOST) == 127,
               "a bit for each flag");

struct http_request;
struct http_response;

/*
 * One row of the route table. pattern: "/leerlingen/:pupil/historiek". A literal segment takes
 * precedence over a parameter; a parameter matches one whole, non-empty segment.
 */
struct http_route {
    enum http_method method;
    unsigned site_mask; /* bit 0: site 0, bit 1: site 1 */
    const char *pattern;
    size_t body_max; /* bytes; a larger body is answered 413. 0 for GET */
    enum http_cache cache;
    unsigned flags;
    void (*handler)(void *worker, struct http_request *request, struct http_response *response);
    const char *help;  /* one sentence for `leerid routes` */
    const void *extra; /* of the web module (struct web_rule): rights, handler … */
};

struct http_field {
    struct str name;
    struct str value; /* validated text */
    struct str raw;   /* decoded bytes, not validated: for secrets, in which blanks count */
};
struct http_fields {
    const struct http_field *rows;
    size_t count;
};

/* The one file of a multipart form. */
struct http_file {
    struct str field;        /* name of the form field */
    struct str name;         /* file name from the browser, validated text; "" possible; no path */
    struct str content_type; /* from the browser, not verified */
    struct str bytes;
};

struct http_request {
    struct arena *arena;
    /*
     * Request id, for the log line and the error page: X-Request-ID of a trusted proxy, else 12
     * random hexadecimal digits.
     */
    struct str id;
    enum http_method method;
    bool head;        /* the method was HEAD */
    bool secure;      /* a trusted proxy reports that the browser uses https */
    int site;         /* of the listener */
    struct str path;  /* decoded */
    struct str query; /* as sent, without '?' */
    struct str host;  /* of an absolute target, else of Host: lower case, with the port if sent */
    struct str peer;  /* IP address of the client; "unix": a Unix socket without a trusted proxy */
    const struct http_route *route; /* NULL on an error page when no route matched */
    struct str params[HTTP_PARAMS_MAX];
    struct str body;
    struct http_fields headers; /* names in lower case; values trimmed, no controls, else as sent */
    struct http_fields queries, forms;
    struct http_fields cookies;
    const struct http_file *file; /* NULL: no file was uploaded */
    size_t answer_room;           /* limit on the response head in bytes; 0: no limit */
};

/*
 * Finds a value by name, the first one of a repeated name. When absent returns false and leaves
 * *ret_value unchanged.
 */
bool http_header(const struct http_request *request, const char *lower_case_name,
                 struct str *ret_value);
bool http_cookie(const struct http_request *request, const char *name, struct str *ret_value);
bool http_query(const struct http_request *request, const char *name, struct str *ret_value);
bool http_form(const struct http_request *request, const char *name, struct str *ret_value);
bool http_form_raw(const struct http_request *request, const char *name, struct str *ret_bytes);
/* Returns how often name occurs, for protocols that forbid repeated parameters. */
size_t http_count(struct http_fields fields, const char *name);
/* Returns all values of a repeated name in order, allocated in the arena. */
struct str *http_all(struct arena *arena, struct http_fields fields, const char *name,
                     size_t *ret_count);

/* ---- responses ---- */

enum {
    HTTP_COOKIE_SESSION = 0, /* Path=/; HttpOnly; Secure; SameSite=Lax */
    HTTP_COOKIE_STRICT = 1,  /* SameSite=Strict */
    /* Without Secure, for plain http on localhost; browsers then reject the prefix __Host-. */
    HTTP_COOKIE_INSECURE = 2,
};
enum {
    HTTP_HEADERS_MAX = 24,   /* before response_finish; one more is a bug: 500 is sent */
    HTTP_HEADERS_FINISH = 5, /* added by response_finish: caching, coding, type */
};

struct http_response {
    struct arena *arena; /* of the request */
    int status;          /* 0: not set; 500 is sent */
    enum http_cache cache;
    bool compressible; /* initially HTTP_COMPRESSIBLE of the route */
    bool close;        /* close the connection after this response */
    struct str content_type;
    struct str body;      /* not copied */
    struct str body_gzip; /* the same body, gzipped in advance; "" without */
    /*
     * Arena of a body that is too large for the request's arena. The response owns it and destroys
     * it after sending. NULL: none.
     */
    struct arena *memory;
    /*
     * A file to send in place of body, from offset 0. The response owns it and closes it after
     * sending. -1: none.
     */
    int body_fd;
    struct str etag; /* without quotes; "": computed from the body if the cache class needs one */
    struct http_field headers[HTTP_HEADERS_MAX + HTTP_HEADERS_FINISH]; /* raw is not used */
    size_t header_max; /* HTTP_HEADERS_MAX until response_finish, then the size of headers */
    size_t header_count;
    bool flawed; /* a helper got an argument that cannot be sent; 500 is sent */
};

/* Sets status and body. A status of 400 or more without a body gets the error page. */
void http_answer(struct http_response *response, int status, struct str content_type,
                 struct str body);
void http_html(struct http_response *response, struct str body); /* 200, text/html; charset=utf-8 */
void http_json(struct http_response *response, int status, struct str body);
/* 303 See Other. location: a path of this site, or an absolute URL that the caller validated. */
void http_redirect(struct http_response *response, struct str location);
/* 200 as an attachment under file_name (ASCII fallback and RFC 8187 form). */
void http_download(struct http_response *response, struct str content_type, struct str file_name,
                   struct str body);
/*
 * Sets a header, replacing one of that name (case-insensitive), security headers included; an empty
 * value removes it. name and value are not copied. A control character in value is a bug: 500 is
 * sent.
 */
void http_set_header(struct http_response *response, const char *name, struct str value);
/*
 * Adds a Set-Cookie header. max_age_s: 0: session cookie, negative: delete the cookie. value:
 * visible ASCII without quote, comma, semicolon and backslash; anything else is a bug: 500 is sent.
 */
void http_set_cookie(struct http_response *response, const char *name, struct str value,
                     int64_t max_age_s, unsigned flags);
