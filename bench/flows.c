/*
 * Load generator: many browsers with a session repeatedly sign in to an application (authorize,
 * code, token). One thread, one connection per browser.
 *
 *   flows PORT CLIENT_ID BASIC REDIRECT SECONDS <cookies
 *     cookies  one line per browser: the value of its Cookie header
 *     BASIC    id:secret in base64
 *
 * Prints flows, failed flows, seconds, median and 99th percentile of a flow in microseconds, and
 * the CPU seconds of this program.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/encode.h"
#include "crypto/jose.h"

enum {
    BROWSERS_MAX = 1024,
    OUT_MAX = 4096,
    IN_MAX = 16384,
    EVENTS = 256,
    VERIFIER_BYTES = 32,
    FLOWS_MAX = 1 << 20,
    COOKIE_MAX = 400,
    CODE_MAX = 200
};
enum step { STEP_AUTHORIZE, STEP_TOKEN };

struct browser {
    int fd;
    enum step step;
    char cookie[COOKIE_MAX], code[CODE_MAX], verifier[64];
    char out[OUT_MAX], in[IN_MAX];
    size_t in_len;
    int64_t began_us;
};
struct load {
    const char *client_id, *basic, *redirect;
    uint16_t port;
    int epoll;
    struct random random;
    struct arena *arena;
    struct browser *browsers;
    size_t count;
    int64_t *took_us;
    size_t flows, failed;
};

static int64_t now_us(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static void give_up(const char *what) {
    fprintf(stderr, "flows: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void dial(struct load *load, struct browser *b) {
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(load->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = b};
    const int yes = 1;
    if (b->fd >= 0) close(b->fd);
    b->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (b->fd < 0 || connect(b->fd, (struct sockaddr *)&to, sizeof to) != 0) give_up("connect");
    setsockopt(b->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, b->fd, &event) != 0) give_up("epoll");
}

/* Requests are small and the connection is idle, so the socket accepts them at once. */
static void send_request(struct browser *b, int len) {
    b->in_len = 0;
    if (len <= 0 || len >= OUT_MAX) give_up("a request too long");
    if (send(b->fd, b->out, (size_t)len, MSG_NOSIGNAL) != len)
        b->in_len = 0; /* without Content-Length the response ends with the connection */
}

static void begin(struct load *load, struct browser *b) {
    unsigned char bytes[VERIFIER_BYTES], hash[32], state[12];
    random_fill(&load->random, bytes, sizeof bytes);
    random_fill(&load->random, state, sizeof state);
    struct str verifier = base64url_encode(load->arena, bytes, sizeof bytes);
    jose_sha256(verifier, hash);
    struct str challenge = base64url_encode(load->arena, hash, sizeof hash),
               word = base64url_encode(load->arena, state, sizeof state);
    snprintf(b->verifier, sizeof b->verifier, "%.*s", STR_ARG(verifier));
    b->step = STEP_AUTHORIZE;
    b->began_us = now_us();
    send_request(b, snprintf(b->out, OUT_MAX,
                             "GET "
                             "/oidc/"
                             "authorize?client_id=%s&redirect_uri=%s&response_type=code&scope="
                             "openid%%20profile&state=%.*s&nonce=%.*s"
                             "&code_challenge_method=S256&code_challenge=%.*s HTTP/1.1\r\nHost: "
                             "localhost:%u\r\nCookie: %s\r\n\r\n",
                             load->client_id, load->redirect, STR_ARG(word), STR_ARG(word),
                             STR_ARG(challenge), load->port, b->cookie));
    arena_reset(load->arena);
}

static void ask_token(const struct load *load, struct browser *b) {
    char form[1024];
    int len = snprintf(form, sizeof form,
                       "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s",
                       b->code, load->redirect, b->verifier);
    b->step = STEP_TOKEN;
    send_request(b, snprintf(b->out, OUT_MAX,
                             "POST /oidc/token HTTP/1.1\r\nHost: localhost:%u\r\nAuthorization: "
                             "Basic %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                             "Content-Length: %d\r\n\r\n%s",
                             load->port, load->basic, len, form));
}

/* Returns true when the response is complete; *ret_body is the start of its body. */
static bool is_whole(const struct browser *b, const char **ret_body) {
    const char *end = strstr(b->in, "\r\n\r\n"), *length = strcasestr(b->in, "\r\nContent-Length:");
    if (end == NULL) return false;
    *ret_body = end + 4;
    size_t body = length == NULL || length > end ? 0 : strtoul(length + 17, NULL, 10);
    return b->in_len >= (size_t)(end + 4 - b->in) + body;
}

static bool take_code(struct browser *b) {
    const char *where = strcasestr(b->in, "\r\nLocation:"),
               *code = where == NULL ? NULL : strstr(where, "code=");
    if (strncmp(b->in, "HTTP/1.1 303", 12) != 0 || code == NULL) return false;
    size_t len = strcspn(code + 5, "&\r");
    if (len >= CODE_MAX) return false;
    memcpy(b->code, code + 5, len);
    b->code[len] = '\0';
    return true;
}

static bool has_tokens(const struct browser *b, const char *body) {
    return strncmp(b->in, "HTTP/1.1 200", 12) == 0 && strstr(body, "\"id_token\":\"") != NULL &&
           strstr(body, "\"access_token\":\"") != NULL;
}

static void fail(struct load *load, struct browser *b) {
    if (load->failed++ == 0)
        fprintf(stderr, "flows: the first that failed, step %d:\n%.600s\n", b->step, b->in);
    dial(load, b);
    begin(load, b);
}

static void go_on(struct load *load, struct browser *b, const char *body) {
    if (b->step == STEP_AUTHORIZE && take_code(b)) return ask_token(load, b);
    if (b->step == STEP_AUTHORIZE || !has_tokens(b, body)) return fail(load, b);
    if (load->flows < FLOWS_MAX) load->took_us[load->flows++] = now_us() - b->began_us;
    begin(load, b);
}

static void hear(struct load *load, struct browser *b) {
    const char *body;
    ssize_t got = recv(b->fd, b->in + b->in_len, IN_MAX - 1 - b->in_len, 0);
    if (got <= 0) return fail(load, b);
    b->in_len += (size_t)got;
    b->in[b->in_len] = '\0';
    if (is_whole(b, &body)) go_on(load, b, body);
}

static void read_cookies(struct load *load) {
    char line[COOKIE_MAX];
    while (load->count < BROWSERS_MAX && fgets(line, sizeof line, stdin) != NULL) {
        struct browser *b = &load->browsers[load->count++];
        line[strcspn(line, "\n")] = '\0';
        memcpy(b->cookie, line, sizeof line);
        b->fd = -1;
    }
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void tell(const struct load *load, int64_t took_us) {
    struct rusage usage;
    size_t n = load->flows;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    qsort(load->took_us, n, sizeof *load->took_us, by_size);
    printf("%zu %zu %.3f %lld %lld %.3f\n", n, load->failed, (double)took_us / 1e6,
           n == 0 ? 0LL : (long long)load->took_us[n / 2],
           n == 0 ? 0LL : (long long)load->took_us[n * 99 / 100], cpu);
}

int main(int argc, char **argv) {
    struct epoll_event events[EVENTS];
    int64_t port, seconds;
    if (argc != 6 || str_to_i64(str_of(argv[1]), 1, UINT16_MAX, &port) != RC_OK ||
        str_to_i64(str_of(argv[5]), 1, 3600, &seconds) != RC_OK)
        return fprintf(stderr, "flows PORT CLIENT_ID BASIC REDIRECT SECONDS <cookies\n"), 2;
    struct load load = {.port = (uint16_t)port,
                        .client_id = argv[2],
                        .basic = argv[3],
                        .redirect = argv[4],
                        .epoll = epoll_create1(EPOLL_CLOEXEC),
                        .random = random_system(),
                        .arena = arena_create(1 << 20, false),
                        .browsers = calloc(BROWSERS_MAX, sizeof(struct browser)),
                        .took_us = calloc(FLOWS_MAX, sizeof(int64_t))};
    if (load.epoll < 0 || load.browsers == NULL || load.took_us == NULL) give_up("start");
    read_cookies(&load);
    int64_t start = now_us(), until = start + seconds * 1000000;
    for (size_t i = 0; i < load.count; i++) {
        dial(&load, &load.browsers[i]);
        begin(&load, &load.browsers[i]);
    }
    while (now_us() < until) {
        int ready = epoll_wait(load.epoll, events, EVENTS, 100);
        for (int i = 0; i < ready; i++) hear(&load, events[i].data.ptr);
    }
    tell(&load, now_us() - start);
    for (size_t i = 0; i < load.count; i++) close(load.browsers[i].fd);
    arena_destroy(load.arena);
    free(load.browsers);
    free(load.took_us);
    return load.failed == 0 ? 0 : 1;
}
