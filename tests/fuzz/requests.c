/* Parsers of requests: head, address, query, form, cookies. */
#include "tests/fuzz/targets.h"

#include "base/buf.h"
#include "domain/network.h"
#include "format/form.h"
#include "format/url.h"
#include "http/bind.h"
#include "http/gate.h"
#include "http/peer.h"
#include "http/route.h"

enum { GATE_ROWS = GATE_HEADERS_MAX };

static void form(struct arena *arena, struct str input) {
    struct form_fields fields;
    if (form_parse(arena, input, (struct form_limits){1000, 64}, &fields) != RC_OK) return;
    PROMISE(fields.count <= 1000);
    for (size_t i = 0; i < fields.count; i++)
        PROMISE(fields.rows[i].name.len > 0 && fields.rows[i].name.len <= 64);
}

static void multipart(struct arena *arena, struct str input) {
    struct form_fields fields;
    if (multipart_parse(arena, input, S("B"), (struct form_limits){1000, 64}, &fields) != RC_OK)
        return;
    for (size_t i = 0; i < fields.count; i++)
        PROMISE(fields.rows[i].value.len == 0 ||
                (fields.rows[i].value.ptr >= input.ptr &&
                 fields.rows[i].value.ptr + fields.rows[i].value.len <= input.ptr + input.len));
}

/* Input: the headers of one part, an empty line, its bytes. */
static void part(struct arena *arena, struct str input) {
    struct buf out = buf_make(arena, input.len + 64);
    buf_str(&out, S("--B\r\n"));
    buf_str(&out, input);
    buf_str(&out, S("\r\n--B--\r\n"));
    multipart(arena, buf_view(&out));
}

static void boundary(struct arena *arena, struct str input) {
    struct str found;
    (void)arena;
    if (multipart_boundary(input, &found) == RC_OK) PROMISE(found.len >= 1 && found.len <= 70);
}

static void cookie(struct arena *arena, struct str input) {
    struct form_fields cookies = cookie_parse(arena, input);
    PROMISE(cookies.count <= input.len);
    for (size_t i = 0; i < cookies.count; i++) {
        PROMISE(cookies.rows[i].name.len > 0);
        fuzz_touch(cookies.rows[i].name);
        fuzz_touch(cookies.rows[i].value);
    }
}

static void url(struct arena *arena, struct str input) {
    struct str bytes, again;
    if (url_decode(arena, input, true, &bytes) == RC_OK) PROMISE(bytes.len <= input.len);
    PROMISE(url_decode(arena, url_encode(arena, input), false, &again) == RC_OK &&
            str_eq(again, input));
}

static void gate(struct arena *arena, struct str input) {
    struct http_field *rows = ARENA_ARRAY(arena, struct http_field, GATE_ROWS);
    struct gate_head head = {.bytes = input.len, .exact = true};
    struct str first = str_cut(&input, '\n', NULL);
    head.method = str_cut(&first, ' ', NULL);
    head.target = str_cut(&first, ' ', NULL);
    head.version = first;
    size_t count = 0;
    for (; input.len > 0 && count < GATE_ROWS; count++) {
        struct str line = str_cut(&input, '\n', NULL);
        rows[count].name = str_cut(&line, ':', NULL);
        rows[count].value = line;
    }
    head.headers = (struct http_fields){rows, count};
    struct gate_pass pass;
    if (gate_check(arena, &head, &pass) != 0) return;
    PROMISE(pass.path.len > 0 && pass.path.ptr[0] == '/' && !str_contains(pass.path, S("/../")) &&
            !str_contains(pass.path, S("//")));
    PROMISE(memchr(pass.path.ptr, 0, pass.path.len) == NULL && pass.host.len > 0 &&
            !(pass.chunked && pass.content_length > 0));
}

static const struct http_route routes[] = {
    {HTTP_GET, 3, "/a/:een", 0, HTTP_NO_STORE, 0, NULL, "", NULL},
    {HTTP_GET, 3, "/a/b/:een/:twee", 0, HTTP_NO_STORE, 0, NULL, "", NULL},
    {HTTP_POST, 1, "/:alles", 0, HTTP_NO_STORE, 0, NULL, "", NULL}};

static void route(struct arena *arena, struct str input) {
    const struct router *router = route_router_make(arena, routes, COUNT(routes));
    struct route_found found =
        route_router_find(router, input.len > 0 && input.ptr[0] == 'x', input);
    PROMISE(route_allow(&found) != NULL);
}

static void peer(struct arena *arena, struct str input) {
    struct proxies *proxies;
    struct net_address socket, client;
    struct str list = str_cut(&input, '\n', NULL);
    if (net_parse(S("10.1.2.3"), &socket) != RC_OK ||
        proxies_parse(arena, str_c(arena, list), &proxies) != RC_OK)
        return;
    client = proxies_client(proxies, socket, input);
    PROMISE(net_text(arena, client).len > 0);
}

static void network(struct arena *arena, struct str input) {
    struct str read;
    PROMISE(network_of(arena, input).own.len <= input.len + 64);
    (void)network_shown(arena, input);
    if (network_read(arena, input, &read) == RC_OK) PROMISE(read.len > 0);
}

/*
 * Input: lines with query, cookies and content type, then the body. Checks that bound fields are
 * valid text.
 */
static void bound(struct arena *arena, struct str input) {
    static const struct http_route route = {HTTP_POST,  3,    "/:een", 1 << 20, HTTP_NO_STORE,
                                            HTTP_LINES, NULL, "",      NULL};
    struct str query = str_cut(&input, '\n', NULL), cookies = str_cut(&input, '\n', NULL),
               type = str_cut(&input, '\n', NULL);
    const struct http_field headers[] = {{.name = S("cookie"), .value = cookies},
                                         {.name = S("content-type"), .value = type}};
    struct http_request request = {.arena = arena,
                                   .method = HTTP_POST,
                                   .route = &route,
                                   .query = query,
                                   .body = input,
                                   .headers = {headers, COUNT(headers)}};
    if (bind_request(&request) != 0) return;
    const struct http_fields kinds[] = {request.queries, request.forms};
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (size_t j = 0; j < kinds[i].count; j++) {
            fuzz_touch(kinds[i].rows[j].raw);
            for (size_t k = 0; k < kinds[i].rows[j].value.len; k++)
                PROMISE((unsigned char)kinds[i].rows[j].value.ptr[k] >= ' ' ||
                        kinds[i].rows[j].value.ptr[k] == '\n');
        }
    if (request.file != NULL) fuzz_touch(request.file->bytes);
}

const struct fuzz_target fuzz_requests[] = {
    {"form", form},         {"multipart", multipart}, {"part", part},
    {"boundary", boundary}, {"cookie", cookie},       {"url", url},
    {"gate", gate},         {"route", route},         {"peer", peer},
    {"network", network},   {"bind", bound},          {NULL, NULL},
};
