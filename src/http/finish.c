#include "http/finish.h"

#include <libdeflate.h>
#include <unistd.h>

enum { GZIP_MIN = 1024, GZIP_MAX = 4 * 1024 * 1024, HEAD_ADDED = 512 };

static const struct {
    const char *name, *value;
} always[] = {
    {"Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src "
                                "'self'; font-src 'self'; connect-src 'self'; "
                                "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

void response_begin(const struct http_request *request, struct http_response *response) {
    *response = (struct http_response){
        .arena = request->arena, .body_fd = -1, .header_max = HTTP_HEADERS_MAX};
    for (size_t i = 0; i < COUNT(always); i++)
        http_set_header(response, always[i].name, str_of(always[i].value));
    if (request->secure)
        http_set_header(response, "Strict-Transport-Security",
                        S("max-age=63072000; includeSubDomains"));
    if (request->route == NULL) return;
    response->cache = request->route->cache;
    response->compressible = request->route->flags & HTTP_COMPRESSIBLE;
}

static bool is_set(const struct http_response *response, const char *name) {
    for (size_t i = 0; i < response->header_count; i++)
        if (str_eq_ascii_nocase(response->headers[i].name, str_of(name))) return true;
    return false;
}

static void drop_body(struct http_response *response) {
    if (response->body_fd >= 0) close(response->body_fd);
    response->body_fd = -1;
    arena_destroy(response->memory);
    response->memory = NULL;
    response->body = response->body_gzip = response->content_type = S("");
}

static void write_error(const struct http_request *request, struct http_response *response,
                        void (*error_page)(void *, const struct http_request *,
                                           struct http_response *),
                        void *app) {
    int status = response->status;
    response->cache = HTTP_NO_STORE;
    response->compressible = false;
    response->etag = S("");
    if (error_page != NULL) error_page(app, request, response);
    response->status = status;
    if (response->body.len == 0)
        http_answer(response, status, S("text/plain; charset=utf-8"),
                    str_format(response->arena, "%d\n", status));
}

/* FNV-1a, 64 bits: distinguishes versions of a page; not for security. */
static uint64_t checksum(struct str bytes) {
    uint64_t sum = 0xcbf29ce484222325;
    for (size_t i = 0; i < bytes.len; i++)
        sum = (sum ^ (unsigned char)bytes.ptr[i]) * 0x100000001b3;
    return sum;
}

/* Weak comparison (RFC 9110 8.8.3.2) of an ETag with a list. */
static bool matches(struct str list, struct str etag) {
    while (list.len > 0) {
        struct str tag = str_trim(str_cut(&list, ',', NULL));
        if (str_eq(tag, S("*"))) return true;
        if (str_starts(tag, S("W/"))) tag = str_sub(tag, 2, tag.len);
        if (tag.len == etag.len + 2 && str_eq(str_sub(tag, 1, etag.len), etag)) return true;
    }
    return false;
}

static void settle_cache(const struct http_request *request, struct http_response *response) {
    static const char *const control[] = {
        [HTTP_NO_STORE] = "no-store",
        [HTTP_REVALIDATE] = "private, no-cache",
        [HTTP_FOREVER] = "public, max-age=31536000, immutable",
    };
    struct str asked;
    if (response->status >= 400)
        response->cache = HTTP_NO_STORE; /* a missing page may exist in a minute */
    if (!is_set(response, "Cache-Control"))
        http_set_header(response, "Cache-Control", str_of(control[response->cache]));
    if (response->cache == HTTP_NO_STORE || response->status != 200 || response->body_fd >= 0)
        return;
    if (response->etag.len == 0)
        response->etag =
            str_format(response->arena, "%016llx", (unsigned long long)checksum(response->body));
    http_set_header(response, "ETag",
                    str_format(response->arena, "W/\"%.*s\"", STR_ARG(response->etag)));
    if (!http_header(request, "if-none-match", &asked) || !matches(asked, response->etag)) return;
    drop_body(response);
    response->status = 304;
}

static bool is_text(struct str type) {
    static const char *const texts[] = {"text/", "application/json", "application/javascript",
                                        "image/svg+xml"};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (str_starts(type, str_of(texts[i]))) return true;
    return false;
}

/* Returns true for "gzip" or "*" among the codings, unless with q=0. */
static bool takes_gzip(const struct http_request *request) {
    struct str list = S("");
    http_header(request, "accept-encoding", &list);
    while (list.len > 0) {
        struct str item = str_cut(&list, ',', NULL);
        struct str coding = str_trim(str_cut(&item, ';', NULL));
        if (!str_eq_ascii_nocase(coding, S("gzip")) && !str_eq(coding, S("*"))) continue;
        struct str weight = str_trim(item);
        bool zero = str_starts(weight, S("q=0"));
        for (size_t i = 3; zero && i < weight.len; i++)
            zero = weight.ptr[i] == '0' || weight.ptr[i] == '.';
        return !zero;
    }
    return false;
}

static void settle_coding(const struct http_request *request, struct http_response *response,
                          struct libdeflate_compressor *compressor) {
    bool may = response->body_fd < 0 && is_text(response->content_type) &&
               !is_set(response, "Content-Encoding");
    bool beforehand = response->body_gzip.len > 0;
    if (!may || (!beforehand && (!response->compressible || response->body.len < GZIP_MIN ||
                                 response->body.len > GZIP_MAX)))
        return;
    http_set_header(response, "Vary", S("Accept-Encoding"));
    if (!takes_gzip(request)) return;
    if (!beforehand) {
        if (compressor == NULL) return;
        size_t room = libdeflate_gzip_compress_bound(compressor, response->body.len);
        char *packed = arena_alloc(response->arena, room);
        size_t len = libdeflate_gzip_compress(compressor, response->body.ptr, response->body.len,
                                              packed, room);
        if (len == 0 || len >= response->body.len) return;
        response->body_gzip = (struct str){packed, len};
    }
    response->body = response->body_gzip;
    http_set_header(response, "Content-Encoding", S("gzip"));
}

/* Size of the response head, including what finishing adds. */
static size_t head_bytes(const struct http_response *response) {
    size_t bytes = HEAD_ADDED + response->content_type.len;
    for (size_t i = 0; i < response->header_count; i++)
        bytes += response->headers[i].name.len + response->headers[i].value.len + strlen(": \r\n");
    return bytes;
}

/* True for a response head that is too long to send because it repeats input (Location). */
static bool is_long(const struct http_request *request, const struct http_response *response) {
    return request->answer_room > 0 && head_bytes(response) > request->answer_room;
}

void response_finish(const struct http_request *request, struct http_response *response,
                     void (*error_page)(void *, const struct http_request *,
                                        struct http_response *),
                     void *app, struct libdeflate_compressor *compressor) {
    if (response->status < 200 || response->status > 599 || response->flawed) {
        drop_body(response);
        response_begin(request, response);
        response->status = 500;
    }
    if (is_long(request, response)) {
        drop_body(response);
        response_begin(request, response);
        response->status = 413;
    }
    if (response->status >= 400 && response->body.len == 0 && response->body_fd < 0)
        write_error(request, response, error_page, app);
    response->header_max = COUNT(response->headers);
    settle_cache(request, response);
    settle_coding(request, response, compressor);
    if (response->content_type.len > 0)
        http_set_header(response, "Content-Type", response->content_type);
}
