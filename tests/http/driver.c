/*
 * A server with a few routes for tests/http/run: prints the ports of its listeners on one line,
 * logs to standard error, stops gracefully on SIGTERM. Arguments: key=value (threads, slow, queue,
 * idle, drain, proxies, site0, site1, connections).
 */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "http/server.h"

enum { BIG = 300000 };

static void plain(struct http_response *response, struct str body) {
    http_answer(response, 200, S("text/plain; charset=utf-8"), body);
}

static void tiny(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker, (void)request;
    plain(response, S("ok\n"));
}

static void write_fields(struct buf *out, const char *title, struct http_fields fields) {
    for (size_t i = 0; i < fields.count; i++)
        buf_format(out, "%s %.*s=%.*s\n", title, STR_ARG(fields.rows[i].name),
                   STR_ARG(fields.rows[i].value));
}

static void echo(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker;
    struct buf out = buf_make(request->arena, 1 << 20);
    buf_format(
        &out,
        "method %d\nsite %d\npath %.*s\nhost %.*s\npeer %.*s\nsecure %d\nbody %zu\nheaders %zu\n",
        request->method, request->site, STR_ARG(request->path), STR_ARG(request->host),
        STR_ARG(request->peer), request->secure, request->body.len, request->headers.count);
    for (size_t i = 0; i < HTTP_PARAMS_MAX; i++)
        if (request->params[i].len > 0)
            buf_format(&out, "param %.*s\n", STR_ARG(request->params[i]));
    write_fields(&out, "query", request->queries);
    write_fields(&out, "form", request->forms);
    write_fields(&out, "cookie", request->cookies);
    if (request->file != NULL)
        buf_format(&out, "file %.*s %.*s %.*s %zu\n", STR_ARG(request->file->field),
                   STR_ARG(request->file->name), STR_ARG(request->file->content_type),
                   request->file->bytes.len);
    plain(response, buf_view(&out));
}

static void slow(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker;
    struct str text = S("200");
    int64_t ms = 200;
    http_query(request, "ms", &text);
    if (str_to_i64(text, 0, 10000, &ms) == RC_OK) usleep((useconds_t)ms * 1000);
    plain(response, S("slow\n"));
}

static struct str many_lines(struct arena *arena) {
    struct buf out = buf_make(arena, BIG);
    while (out.len + 32 < BIG) buf_format(&out, "line %zu of a long page\n", out.len);
    return buf_view(&out);
}

/* Created once, so that the test measures the server and not 12,000 calls of printf per request. */
struct app {
    bool loud;
    struct str long_page;
    _Atomic int opening; /* workers that are starting */
};

static void big(void *worker, struct http_request *request, struct http_response *response) {
    (void)request;
    plain(response, ((const struct app *)worker)->long_page);
}

static void file(void *worker, struct http_request *request, struct http_response *response) {
    (void)request;
    int fd = memfd_create("answer", MFD_CLOEXEC);
    struct str lines = ((const struct app *)worker)->long_page;
    if (fd < 0 || write(fd, lines.ptr, lines.len) != (ssize_t)lines.len) return;
    http_download(response, S("application/zip"), S("kaarten élève.zip"), S(""));
    response->body_fd = fd;
}

static void cookie(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker, (void)request;
    http_set_cookie(response, "__Host-loket", S("abc123"), 0, HTTP_COOKIE_SESSION);
    http_set_cookie(response, "__Host-toestel", S("def"), 3600, HTTP_COOKIE_STRICT);
    http_set_header(response, "x-frame-options", S("DENY"));
    http_set_header(response, "permissions-policy", S(""));
    http_redirect(response, S("/echo?a=1"));
}

/* Returns the body in a header, like a cross-site form that becomes a navigation. */
static void back(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker;
    http_redirect(response, str_format(request->arena, "/echo?%.*s", STR_ARG(request->body)));
}

static void bad(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker, (void)request;
    http_html(response, S("<p>geheim"));
    http_set_header(response, "X-A", S("a\r\nX-B: b"));
}

static void silent(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker, (void)request, (void)response;
}

static void missing(void *worker, struct http_request *request, struct http_response *response) {
    (void)worker, (void)request;
    response->status = 404;
}

static const struct http_route routes[] = {
    {HTTP_GET, 3, "/tiny", 0, HTTP_NO_STORE, 0, tiny, "the smallest answer", NULL},
    {HTTP_GET, 3, "/", 0, HTTP_NO_STORE, 0, tiny, "the root", NULL},
    {HTTP_GET, 1, "/loket", 0, HTTP_NO_STORE, 0, tiny, "only on site 0", NULL},
    {HTTP_GET, 3, "/echo", 0, HTTP_NO_STORE, 0, echo, "what arrived", NULL},
    {HTTP_GET, 3, "/echo/:een/twee/:drie", 0, HTTP_NO_STORE, 0, echo, "what arrived", NULL},
    {HTTP_POST, 3, "/echo", 1000, HTTP_NO_STORE, 0, echo, "what arrived", NULL},
    {HTTP_POST, 3, "/upload", 4 << 20, HTTP_NO_STORE, HTTP_LINES, echo, "a file", NULL},
    {HTTP_POST, 3, "/raw", 2 << 20, HTTP_NO_STORE, HTTP_RAW_BODY, echo, "any body", NULL},
    {HTTP_GET, 3, "/slow", 0, HTTP_NO_STORE, 0, slow, "takes ?ms=", NULL},
    {HTTP_GET, 3, "/wait", 0, HTTP_NO_STORE, HTTP_SLOW, slow, "takes ?ms= on a thread for that",
     NULL},
    {HTTP_GET, 3, "/big", 0, HTTP_REVALIDATE, HTTP_COMPRESSIBLE, big, "a long page", NULL},
    {HTTP_GET, 3, "/big/secret", 0, HTTP_NO_STORE, 0, big, "a long page that is not compressed",
     NULL},
    {HTTP_GET, 3, "/asset", 0, HTTP_FOREVER, 0, tiny, "kept forever", NULL},
    {HTTP_GET, 3, "/file", 0, HTTP_NO_STORE, 0, file, "a download from a descriptor", NULL},
    {HTTP_POST, 3, "/cookie", 1000, HTTP_NO_STORE, 0, cookie, "cookies and a redirect", NULL},
    {HTTP_POST, 3, "/back", 65536, HTTP_NO_STORE, HTTP_RAW_BODY, back, "the body in a header",
     NULL},
    {HTTP_GET, 3, "/any-host", 0, HTTP_NO_STORE, HTTP_ANY_HOST, tiny, "under every host", NULL},
    {HTTP_GET, 3, "/bad", 0, HTTP_NO_STORE, 0, bad, "a header that cannot be", NULL},
    {HTTP_GET, 3, "/silent", 0, HTTP_NO_STORE, 0, silent, "a handler that says nothing", NULL},
    {HTTP_GET, 3, "/missing", 0, HTTP_NO_STORE, 0, missing, "404 by the handler", NULL},
};

/* Chosen by a cookie, as in the product: on the event loop, before a worker has the request. */
static bool goes_first(void *app, const struct http_request *request) {
    struct str value;
    (void)app;
    return http_cookie(request, "first", &value);
}

static bool is_known(void *app, const struct http_request *request) {
    struct str value;
    (void)app;
    return http_cookie(request, "known", &value);
}

/*
 * Fails the start when two workers run it at once, because they share what they fill; then every
 * test fails.
 */
static void *worker_open(void *context, int index) {
    struct app *app = context;
    (void)index;
    bool alone = ++app->opening == 1;
    usleep(2000);
    app->opening--;
    return alone ? context : NULL;
}

static void error_page(void *app, const struct http_request *request,
                       struct http_response *response) {
    (void)app;
    http_answer(response, response->status, S("text/html; charset=utf-8"),
                str_format(request->arena, "<h1>%d</h1>", response->status));
}

static void log_line(void *app, const struct http_log_line *line) {
    if (!((const struct app *)app)->loud) return;
    fprintf(stderr, "request=%.*s site=%d %s %s status=%d ms=%lld bytes=%llu sent=%d\n",
            STR_ARG(line->id), line->site, line->method, line->pattern, line->status,
            (long long)line->ms, (unsigned long long)line->bytes, line->sent);
}

/* Waits for SIGTERM on its own thread, which stops the server. */
static void *wait_for_term(void *context) {
    sigset_t set;
    int got;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    if (sigwait(&set, &got) == 0) http_server_stop(context);
    return NULL;
}

static const char *argument(int argc, char **argv, const char *key, const char *otherwise) {
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], key, strlen(key)) == 0 && argv[i][strlen(key)] == '=')
            return argv[i] + strlen(key) + 1;
    return otherwise;
}

static int64_t number(int argc, char **argv, const char *key) {
    int64_t value = 0;
    return str_to_i64(str_of(argument(argc, argv, key, "0")), 0, INT32_MAX, &value) == RC_OK ? value
                                                                                             : 0;
}

int main(int argc, char **argv) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(64 << 20, false);
    struct app app = {.loud = str_eq(str_of(argument(argc, argv, "log", "1")), S("1")),
                      .long_page = many_lines(arena)};
    const struct http_listener listeners[] = {
        {argument(argc, argv, "site0", "127.0.0.1:0"), 0, argument(argc, argv, "origin0", NULL),
         NULL},
        {argument(argc, argv, "site1", "127.0.0.1:0"), 1, argument(argc, argv, "origin1", NULL),
         NULL},
    };
    const struct http_config config = {
        .listeners = listeners,
        .listener_count = COUNT(listeners),
        .routes = routes,
        .route_count = COUNT(routes),
        .trusted_proxies = argument(argc, argv, "proxies", "none"),
        .worker_threads = (int)number(argc, argv, "threads"),
        .slow_threads = (int)number(argc, argv, "slow"),
        .first = goes_first,
        .known = is_known,
        .queue_max = (size_t)number(argc, argv, "queue"),
        .quick_wait_ms = number(argc, argv, "wait"),
        .connections_max = (size_t)number(argc, argv, "connections"),
        .idle_ms = number(argc, argv, "idle"),
        .drain_ms = number(argc, argv, "drain"),
        .app = &app,
        .worker_open = worker_open,
        .error_page = error_page,
        .log = log_line,
    };
    struct fault fault = {0};
    struct http_server *server;
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (http_server_open(arena, &config, &fault, &server) != RC_OK) {
        fprintf(stderr, "%s\n", fault.detail);
        return 1;
    }
    printf("%d %d\n", http_server_port(server, 0), http_server_port(server, 1));
    fflush(stdout);
    pthread_t waiter;
    if (pthread_create(&waiter, NULL, wait_for_term, server) != 0) return 1;
    enum rc rc = http_server_run(server);
    pthread_kill(waiter, SIGTERM);
    pthread_join(waiter, NULL);
    http_server_close(server);
    return rc == RC_OK ? 0 : 1;
}
