/*
 * Reads request heads from libmicrohttpd (0.9.75): reconstructs the bytes on the wire, determines
 * the client, and admits or rejects the request. Everything runs on the loop thread.
 */
#include <microhttpd.h>

#include "http/daemon_head.h"
#include "http/gate.h"

enum {
    POOL_A_HEADER = 64, /* memory of the library per header and per cookie */
    POOL_ANSWER = 2048, /* memory for the head of a response */
};

struct header_walk {
    struct http_field rows[GATE_HEADERS_MAX + 1];
    size_t count;
    const char *at; /* where the next line must start */
    bool exact;
};

static bool only_blanks(const char *from, const char *to) {
    for (; from < to; from++)
        if (*from != ' ' && *from != '\t') return false;
    return from == to;
}

static enum MHD_Result walk_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   size_t name_len, const char *value, size_t value_len) {
    (void)kind;
    struct header_walk *walk = context;
    walk->exact =
        walk->exact && value != NULL && name == walk->at && only_blanks(name + name_len + 1, value);
    if (value == NULL) return MHD_NO;
    walk->at = value + value_len + 2;
    walk->rows[walk->count++] =
        (struct http_field){.name = {name, name_len}, .value = {value, value_len}};
    return walk->count <= GATE_HEADERS_MAX ? MHD_YES : MHD_NO;
}

/*
 * The library overwrites line endings with NUL and returns pointers into one buffer. The distances
 * between these strings therefore reveal every byte between them: a bare LF, a folded line, a NUL
 * or a second space gives another distance than CRLF. If a later version of the library changes its
 * buffer, requests are rejected; nothing is accepted by accident.
 */
static struct gate_head read_head(struct MHD_Connection *connection, const struct link *link,
                                  const char *method, const char *version, struct header_walk *walk,
                                  struct arena *arena) {
    size_t method_len = strlen(method), version_len = strlen(version);
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct gate_head head = {
        .method = {method, method_len}, .version = {version, version_len}, .target = S("")};
    head.bytes = size == NULL ? 0 : size->header_size;
    *walk = (struct header_walk){.at = version + version_len + 2};
    walk->exact =
        link->target == method + method_len + 1 && version == link->target + link->target_len + 1;
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, walk_header, walk);
    head.headers = (struct http_fields){walk->rows, walk->count};
    head.exact = walk->exact && walk->at + 2 == method + head.bytes;
    if (link->target == NULL) return head;
    char *target = arena_alloc(arena, link->target_len + 1);
    memcpy(target, link->target, link->target_len);
    const char *question =
        memchr(target, '\0', link->target_len); /* the library added a mark; a NUL on the wire would
                                                   end the target before target_len */
    if (question != NULL) {
        target[question - target] = '?';
        if (link->query_first != '\0') target[question - target + 1] = link->query_first;
    }
    head.target = (struct str){target, link->target_len};
    return head;
}

/*
 * Returns the bytes left for the response head. The library keeps the heads of request and response
 * and a copy of the cookies in one small pool; when it is full, it closes the connection without a
 * response.
 */
static size_t answer_room(const struct gate_head *head) {
    size_t need = head->bytes + head->headers.count * POOL_A_HEADER;
    for (size_t i = 0; i < head->headers.count; i++) {
        if (!str_eq_ascii_nocase(head->headers.rows[i].name, S("cookie"))) continue;
        struct str cookies = head->headers.rows[i].value;
        need += cookies.len + POOL_A_HEADER;
        for (size_t k = 0; k < cookies.len; k++) need += cookies.ptr[k] == ';' ? POOL_A_HEADER : 0;
    }
    return need < POOL_BYTES ? POOL_BYTES - need : 0;
}

/*
 * Takes the request id that a trusted proxy set and logged. Ignored when there are two, because the
 * client sent one as well and they cannot be told apart.
 */
static void take_id(struct http_request *request) {
    struct str id;
    if (http_count(request->headers, "x-request-id") == 1 &&
        http_header(request, "x-request-id", &id) && proxies_id_valid(id))
        request->id = id;
}

/* Reports a proxy that is missing in the settings: all its clients appear under its own address. */
static void report_untrusted(const struct http_server *server, const struct http_request *request,
                             struct net_address socket) {
    bool forwards = http_count(request->headers, "x-forwarded-for") > 0 ||
                    http_count(request->headers, "forwarded") > 0;
    if (forwards && server->config.untrusted_forward != NULL)
        server->config.untrusted_forward(server->config.app, net_text(request->arena, socket));
}

static void read_peer(const struct http_server *server, struct MHD_Connection *connection,
                      struct http_request *request) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct net_address socket = net_of_socket(info == NULL ? NULL : info->client_addr);
    struct net_address client = socket;
    if (proxies_trust(server->proxies, socket)) {
        struct str scheme = S(""), forwarded = S("");
        for (size_t i = 0; i < request->headers.count; i++)
            if (str_eq(request->headers.rows[i].name, S("x-forwarded-for")))
                forwarded = str_format(request->arena, "%.*s,%.*s", STR_ARG(forwarded),
                                       STR_ARG(request->headers.rows[i].value));
        client = proxies_client(server->proxies, socket, forwarded);
        http_header(request, "x-forwarded-proto", &scheme);
        request->secure = str_eq_ascii_nocase(scheme, S("https"));
        take_id(request);
    } else {
        report_untrusted(server, request, socket);
    }
    request->peer = net_text(request->arena, client);
}

static bool is_open(const struct http_route *route) {
    return route != NULL && route->flags & HTTP_ANY_ORIGIN;
}

/* Returns true for a Host that is not this site's (421 Misdirected Request). */
static bool is_misdirected(const struct exchange *exchange, const struct site_daemon *daemon) {
    const struct http_request *request = &exchange->request;
    bool any =
        daemon->origin == NULL || (request->route != NULL && request->route->flags & HTTP_ANY_HOST);
    return !any && !gate_host_matches(request->host, str_of(daemon->origin));
}

/* Returns 0, or the status that explains why there is no route; *ret_allow for 405. */
static int choose_route(struct exchange *exchange, const struct gate_pass *pass,
                        const char **ret_allow) {
    struct http_request *request = &exchange->request;
    struct route_found found =
        route_router_find(exchange->server->router, request->site, request->path);
    memcpy(request->params, found.params, sizeof found.params);
    *ret_allow = route_allow(&found);
    if (pass->preflight && (is_open(found.route[HTTP_GET]) || is_open(found.route[HTTP_POST])))
        return 204;
    if (!pass->method_known) return 405;
    if (found.route[HTTP_GET] == NULL && found.route[HTTP_POST] == NULL) return 404;
    request->route = found.route[pass->method];
    return request->route == NULL ? 405 : 0;
}

int daemon_admit(struct exchange *exchange, struct MHD_Connection *connection, const char *method,
                 const char *version, bool *ret_clear, uint64_t *ret_length,
                 const char **ret_allow) {
    struct http_request *request = &exchange->request;
    const struct link *link = daemon_link_of(connection);
    struct header_walk walk;
    struct gate_pass pass;
    const struct gate_head head =
        read_head(connection, link, method, version, &walk, request->arena);
    int refused = gate_check(request->arena, &head, &pass);
    request->answer_room = answer_room(&head);
    exchange->cramped = request->answer_room < POOL_ANSWER;
    if (exchange->cramped) request->answer_room = 0; /* sent without additional headers */
    if (refused == 0 && exchange->cramped) refused = 431;
    request->method = pass.method;
    request->head = pass.head;
    request->path = pass.path;
    request->query = pass.query;
    request->host = pass.host;
    request->headers = pass.headers;
    exchange->method = !pass.method_known         ? "-"
                       : pass.head                ? "HEAD"
                       : pass.method == HTTP_POST ? "POST"
                                                  : "GET";
    read_peer(exchange->server, connection, request);
    *ret_clear = refused == 0;
    *ret_length = pass.content_length;
    exchange->close = refused != 0 || pass.chunked;
    if (refused == 0) {
        refused = choose_route(exchange, &pass, ret_allow);
        if (is_misdirected(exchange, link->daemon)) refused = 421;
    }
    size_t most = request->route == NULL ? 0 : request->route->body_max;
    if (refused == 0 && pass.content_length > most) refused = 413;
    size_t room = pass.chunked ? most : (size_t)pass.content_length;
    if (refused == 0 && room > 0 && !exchange_body_room(exchange, room)) refused = 503;
    return refused;
}
