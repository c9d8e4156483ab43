/* The one file that knows libmicrohttpd (0.9.75). All of it runs on the loop thread.
 *
 * The library calls on_request three times or more for a request: once with the head, once for each
 * piece of body, once at the end; after a suspended connection is resumed, once more. An answer
 * given at the head closes the connection, so that a body is never taken for the next request. */
#include <microhttpd.h>
#include <sys/stat.h>

#include "http/exchange.h"

enum {
    POOL_BYTES = 18944, /* of one connection: bar B24 leaves 20 KiB */
    POOL_A_HEADER = 64, /* what the library keeps there for each header and each cookie */
    POOL_ANSWER = 2048, /* and what the head of an answer needs */
    SWALLOW_MAX = 64 * 1024 * 1024, /* of a body too large: read and thrown away, so that the
                                       browser gets to see the 413 */
};

static struct link *link_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info->socket_context;
}

/* ---- the head ---- */

struct header_walk {
    struct http_field rows[GATE_HEADERS_MAX + 1];
    size_t count;
    const char *at; /* where the next line must begin */
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

/* The library writes NUL over line ends and hands out pointers into its one buffer. So the
 * distances between these strings tell, byte by byte, what was on the wire: a bare LF, a folded
 * line, a NUL or a second blank makes a distance other than that of CRLF. Whatever a later version
 * of the library changes here, this refuses; it never lets more through. */
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
        memchr(target, '\0',
               link->target_len); /* the library's mark; a NUL of the wire would end target_len */
    if (question != NULL) {
        target[question - target] = '?';
        if (link->query_first != '\0') target[question - target + 1] = link->query_first;
    }
    head.target = (struct str){target, link->target_len};
    return head;
}

/* Bytes left for the head of the answer. The library keeps the head of request and answer, and a
 * copy of the cookies, in one small pool; too full, it closes the connection without an answer. */
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

/* The id that a trusted proxy gave and logs. Two of them: the client sent one as well, and nobody
 * can tell which is which. */
static void take_id(struct http_request *request) {
    struct str id;
    if (http_count(request->headers, "x-request-id") == 1 &&
        http_header(request, "x-request-id", &id) && proxies_id_valid(id))
        request->id = id;
}

/* A proxy that the settings do not name hides every client behind its own address. */
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

/* Asked by a name or port that is not this site's. */
static bool is_astray(const struct exchange *exchange, const struct site_daemon *daemon) {
    const struct http_request *request = &exchange->request;
    bool any =
        daemon->origin == NULL || (request->route != NULL && request->route->flags & HTTP_ANY_HOST);
    return !any && !gate_host_fits(request->host, str_of(daemon->origin));
}

/* The route, or the status that tells why none; *ret_allow for 405. */
static int choose_route(struct exchange *exchange, const struct gate_pass *pass,
                        const char **ret_allow) {
    struct http_request *request = &exchange->request;
    struct route_found found = router_find(exchange->server->router, request->site, request->path);
    memcpy(request->params, found.params, sizeof found.params);
    *ret_allow = route_allow(&found);
    if (pass->preflight && (is_open(found.route[HTTP_GET]) || is_open(found.route[HTTP_POST])))
        return 204;
    if (!pass->method_known) return 405;
    if (found.route[HTTP_GET] == NULL && found.route[HTTP_POST] == NULL) return 404;
    request->route = found.route[pass->method];
    return request->route == NULL ? 405 : 0;
}

static int admit(struct exchange *exchange, struct MHD_Connection *connection,
                 const struct gate_head *head, bool *ret_clear, uint64_t *ret_length,
                 const char **ret_allow) {
    struct http_request *request = &exchange->request;
    struct gate_pass pass;
    int refused = gate_check(request->arena, head, &pass);
    request->answer_room = answer_room(head);
    exchange->cramped = request->answer_room < POOL_ANSWER;
    if (exchange->cramped) request->answer_room = 0; /* it is sent without headers */
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
        if (is_astray(exchange, link_of(connection)->daemon)) refused = 421;
    }
    size_t most = request->route == NULL ? 0 : request->route->body_max;
    if (refused == 0 && pass.content_length > most) refused = 413;
    size_t room = pass.chunked ? most : (size_t)pass.content_length;
    if (refused == 0 && room > 0 && !exchange_body_room(exchange, room)) refused = 503;
    return refused;
}

/* ---- the answer ---- */

static struct MHD_Response *make_response(struct exchange *exchange, uint64_t *ret_size) {
    struct http_response *response = &exchange->response;
    struct stat file;
    *ret_size = response->body.len;
    if (response->body_fd < 0)
        return MHD_create_response_from_buffer(
            response->body.len, (void *)(uintptr_t)response->body.ptr, MHD_RESPMEM_PERSISTENT);
    if (fstat(response->body_fd, &file) != 0) return NULL;
    *ret_size = (uint64_t)file.st_size;
    struct MHD_Response *made = MHD_create_response_from_fd64(*ret_size, response->body_fd);
    if (made != NULL) response->body_fd = -1; /* the library closes it */
    return made;
}

static unsigned idle_s(const struct http_server *server) {
    return (unsigned)((server->config.idle_ms + 999) / 1000);
}

/* The library reads from a connection that was resumed before it asks for the answer, and takes the
 * end of what the client sends for the end of the connection: who closes that direction would read
 * nothing. Connections with a time limit of their own it asks first. So each has one, a second more
 * than the others, from the moment it is resumed until its answer is queued. */
static void ask_first(const struct exchange *exchange, bool first) {
    MHD_set_connection_option(exchange->connection, MHD_CONNECTION_OPTION_TIMEOUT,
                              idle_s(exchange->server) + first);
}

void daemon_resume(struct exchange *exchange) {
    exchange->state = EXCHANGE_DONE;
    ask_first(exchange, true);
    MHD_resume_connection(exchange->connection);
}

static enum MHD_Result send_answer(struct exchange *exchange) {
    struct http_response *response = &exchange->response;
    struct http_server *server = exchange->server;
    struct link *link = link_of(exchange->connection);
    struct MHD_Response *made = make_response(exchange, &link->bytes);
    if (made == NULL) return MHD_NO;
    enum MHD_Result fine = MHD_YES;
    size_t count = exchange->cramped ? 0 : response->header_count;
    for (size_t i = 0; i < count && fine == MHD_YES; i++)
        fine =
            MHD_add_response_header(made, str_c(exchange->request.arena, response->headers[i].name),
                                    str_c(exchange->request.arena, response->headers[i].value));
    if (fine == MHD_YES && (exchange->close || response->close || server->draining))
        fine = MHD_add_response_header(made, MHD_HTTP_HEADER_CONNECTION, "close");
    if (exchange->state == EXCHANGE_DONE) ask_first(exchange, false);
    exchange->state = EXCHANGE_SENDING;
    link->since_ms = server->now_ms;
    if (fine == MHD_YES)
        fine = MHD_queue_response(exchange->connection, (unsigned)response->status, made);
    MHD_destroy_response(made);
    return fine;
}

/* ---- what the library calls ---- */

static enum MHD_Result begin_request(struct site_daemon *daemon, struct MHD_Connection *connection,
                                     const char *method, const char *version, void **ret_context) {
    struct http_server *server = daemon->server;
    struct link *link = link_of(connection);
    struct exchange *exchange = exchange_take(server);
    struct header_walk walk;
    const char *allow = "";
    bool clear;
    uint64_t length;
    exchange->connection = connection;
    exchange->request.site = daemon->site;
    link->exchange = exchange;
    link->since_ms = server->now_ms;
    link->bytes = 0;
    *ret_context = exchange;
    struct gate_head head =
        read_head(connection, link, method, version, &walk, exchange->request.arena);
    exchange->refused = admit(exchange, connection, &head, &clear, &length, &allow);
    link->target = NULL;
    if (exchange->refused == 0) return MHD_YES;
    struct str expects;
    bool waits = http_header(&exchange->request, "expect", &expects);
    exchange_refuse(exchange, exchange->refused, allow);
    return clear && !waits && length <= SWALLOW_MAX ? MHD_YES : send_answer(exchange);
}

/* Past the limit bytes are counted and thrown away. */
static enum MHD_Result take_body(struct exchange *exchange, const char *bytes, size_t len) {
    struct link *link = link_of(exchange->connection);
    link->bytes += len;
    if (exchange->refused != 0) return link->bytes <= SWALLOW_MAX ? MHD_YES : MHD_NO;
    exchange->refused = exchange_body_add(exchange, bytes, len);
    if (exchange->refused != 0) exchange_refuse(exchange, exchange->refused, "");
    return MHD_YES;
}

static enum MHD_Result end_request(struct exchange *exchange) {
    if (exchange->refused != 0) return send_answer(exchange);
    exchange->request.body =
        (struct str){exchange->body == NULL ? "" : exchange->body, exchange->body_len};
    exchange->state = EXCHANGE_QUEUED;
    MHD_suspend_connection(exchange->connection);
    if (workers_submit(&exchange->server->workers, exchange)) return MHD_YES;
    daemon_resume(exchange);
    exchange_refuse(exchange, 503, "");
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **request_context) {
    (void)url;
    struct exchange *exchange = *request_context;
    if (exchange == NULL)
        return begin_request(context, connection, method, version, request_context);
    if (*upload_len > 0) {
        enum MHD_Result taken = take_body(exchange, upload, *upload_len);
        explicit_bzero(
            (void *)(uintptr_t)upload,
            *upload_len); /* secrets are typed into bodies; the buffer outlives the request */
        *upload_len = 0;
        return taken;
    }
    if (exchange->state == EXCHANGE_DONE) return send_answer(exchange);
    return exchange->state == EXCHANGE_BODY ? end_request(exchange) : MHD_YES;
}

static const char *known_pattern(const struct exchange *exchange) {
    return exchange->request.route == NULL ? "-" : exchange->request.route->pattern;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_context,
                         enum MHD_RequestTerminationCode how) {
    struct site_daemon *daemon = context;
    struct http_server *server = daemon->server;
    struct exchange *exchange = *request_context;
    struct link *link = link_of(connection);
    if (link != NULL) {
        link->exchange = NULL;
        link->target = NULL;
        link->since_ms = server->now_ms;
    }
    if (exchange == NULL) return;
    *request_context = NULL;
    bool answered = exchange->state == EXCHANGE_SENDING;
    struct http_log_line line = {
        .id = exchange->request.id,
        .site = exchange->request.site,
        .method = exchange->method,
        .pattern = known_pattern(exchange),
        .status = answered ? exchange->response.status : 0,
        .ms = server->now_ms - exchange->begin_ms,
        .bytes = answered && link != NULL ? link->bytes : 0,
        .sent = answered && how == MHD_REQUEST_TERMINATED_COMPLETED_OK,
    };
    if (server->config.log != NULL) server->config.log(server->config.app, &line);
    exchange_give_back(exchange);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code) {
    struct site_daemon *daemon = context;
    struct http_server *server = daemon->server;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *socket_context = link_open(server, daemon, info->connect_fd);
        return;
    }
    link_close(server, *socket_context);
    *socket_context = NULL;
}

/* The request line is there: its target is noted, and the query covered, so that the library's
 * lenient reading of it never happens. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection) {
    (void)context;
    struct link *link = link_of(connection);
    link->target = target;
    link->target_len = target == NULL ? 0 : strlen(target);
    link->query_first = '\0';
    char *question =
        target == NULL ? NULL : memchr((void *)(uintptr_t)target, '?', link->target_len);
    if (question == NULL) return NULL;
    link->query_first = question[1];
    question[1] = '\0';
    return NULL;
}

static size_t keep_escaped(void *context, struct MHD_Connection *connection, char *text) {
    (void)context, (void)connection;
    return strlen(text);
}

/* ---- what the server calls ---- */

enum rc daemon_open(struct site_daemon *daemon, struct fault *fault) {
    const struct http_config *config = &daemon->server->config;
    daemon->mhd = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, daemon,
        MHD_OPTION_LISTEN_SOCKET, daemon->listener.fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)config->connections_max, MHD_OPTION_CONNECTION_TIMEOUT, idle_s(daemon->server),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, daemon, MHD_OPTION_NOTIFY_CONNECTION, on_connection, daemon,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, daemon, MHD_OPTION_UNESCAPE_CALLBACK, keep_escaped,
        NULL, MHD_OPTION_END);
    return daemon->mhd != NULL ? RC_OK
                               : FAULT(fault, RC_IO, "the HTTP library did not start a listener");
}

int daemon_epoll_fd(const struct site_daemon *daemon) {
    return MHD_get_daemon_info(daemon->mhd, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

void daemon_turn(struct site_daemon *daemon) {
    MHD_run(daemon->mhd);
}

int daemon_wait_ms(struct site_daemon *daemon) {
    unsigned long long wait;
    if (MHD_get_timeout(daemon->mhd, &wait) != MHD_YES) return -1;
    return wait > 60000 ? 60000 : (int)wait;
}

void daemon_quiesce(struct site_daemon *daemon) {
    MHD_quiesce_daemon(daemon->mhd);
}

void daemon_close(struct site_daemon *daemon) {
    if (daemon->mhd != NULL) MHD_stop_daemon(daemon->mhd);
    daemon->mhd = NULL;
}
