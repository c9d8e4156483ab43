/*
 * Connections and responses of libmicrohttpd (0.9.75); only this file and daemon_head.c use the
 * library. Everything runs on the loop thread.
 *
 * The library calls on_request at least three times per request: with the head, for each piece of
 * the body, and at the end; once more after a suspended connection is resumed. A response that is
 * queued at the head closes the connection, so that a body is never parsed as the next request.
 */
#include <microhttpd.h>
#include <sys/stat.h>

#include "http/daemon_head.h"

enum {
    /* of a body that is too large: read and discarded, so that the browser receives the 413 */
    SWALLOW_MAX = 64 * 1024 * 1024,
};

struct link *daemon_link_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info->socket_context;
}

/* ---- responses ---- */

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

/*
 * Makes the library ask for the response before it reads from a resumed connection. Otherwise a
 * client that shut down its sending side would get no response, because the library takes the end
 * of input for the end of the connection. It serves connections with their own timeout first, so
 * each connection gets one, a second longer than the default, from being resumed until its response
 * is queued.
 */
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
    struct link *link = daemon_link_of(exchange->connection);
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

/* ---- callbacks of the library ---- */

static enum MHD_Result begin_request(struct site_daemon *daemon, struct MHD_Connection *connection,
                                     const char *method, const char *version, void **ret_context) {
    struct http_server *server = daemon->server;
    struct link *link = daemon_link_of(connection);
    struct exchange *exchange = exchange_take(server);
    const char *allow = "";
    bool clear;
    uint64_t length;
    exchange->connection = connection;
    exchange->request.site = daemon->site;
    link->exchange = exchange;
    link->since_ms = server->now_ms;
    link->bytes = 0;
    *ret_context = exchange;
    exchange->refused =
        daemon_admit(exchange, connection, method, version, &clear, &length, &allow);
    link->target = NULL;
    if (exchange->refused == 0) return MHD_YES;
    struct str expects;
    bool waits = http_header(&exchange->request, "expect", &expects);
    exchange_refuse(exchange, exchange->refused, allow);
    return clear && !waits && length <= SWALLOW_MAX ? MHD_YES : send_answer(exchange);
}

/* Bytes past the limit are counted and discarded. */
static enum MHD_Result take_body(struct exchange *exchange, const char *bytes, size_t len) {
    struct link *link = daemon_link_of(exchange->connection);
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
        explicit_bzero((void *)(uintptr_t)upload,
                       *upload_len); /* bodies contain secrets, and the library's buffer outlives
                                        the request */
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
    struct link *link = daemon_link_of(connection);
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

/*
 * Called when the request line is complete: records its target and hides the query, so that the
 * library does not parse it in its lenient way.
 */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection) {
    (void)context;
    struct link *link = daemon_link_of(connection);
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

/* ---- called by the server ---- */

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
