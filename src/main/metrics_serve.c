#include "main/metrics_serve.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/wait.h"

enum { READERS = 16, HEAD_MAX = 4096, ANSWER_BYTES = 8 << 20, READER_MS = 5000, TICK_MS = 500 };

/* A client: reads its request head, then sends the response. */
struct reader {
    int fd; /* -1: free slot */
    int64_t until_ms;
    size_t head_len;
    struct arena *arena; /* memory of the response; NULL until the head is complete */
    struct str left;     /* part of the response still to send */
    char head[HEAD_MAX];
};

struct serving {
    metrics_text text;
    void *context;
    struct reader readers[READERS];
};

static void end_reader(struct reader *reader) {
    close(reader->fd);
    arena_destroy(reader->arena);
    reader->arena = NULL;
    reader->fd = -1;
}

/* Returns a free slot, or closes and returns the oldest one when none is free. */
static struct reader *find_slot(struct serving *s) {
    struct reader *found = &s->readers[0];
    for (struct reader *r = s->readers; r < s->readers + READERS; r++) {
        if (r->fd < 0) return r;
        if (r->until_ms < found->until_ms) found = r;
    }
    end_reader(found);
    return found;
}

static void take_reader(struct serving *s, int listener_fd) {
    int fd = accept4(listener_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    struct reader *reader = find_slot(s);
    reader->fd = fd;
    reader->until_ms = monotonic_ms() + READER_MS;
    reader->head_len = 0;
}

static void write_answer(const struct serving *s, struct reader *reader) {
    struct str line = str_of(reader->head);
    reader->arena = arena_create(ANSWER_BYTES, false);
    reader->left = S("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    if (!str_starts(line, S("GET /metrics ")) && !str_starts(line, S("GET /metrics?"))) return;
    struct str text = s->text(s->context, reader->arena);
    reader->left = str_format(reader->arena,
                              "HTTP/1.1 200 OK\r\n"
                              "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
                              "Content-Length: %zu\r\nConnection: close\r\n\r\n%.*s",
                              text.len, STR_ARG(text));
}

/* Reads available bytes of the request head. Returns false when the client is done. */
static bool read_head(const struct serving *s, struct reader *reader) {
    size_t room = HEAD_MAX - 1 - reader->head_len;
    ssize_t got = read(reader->fd, reader->head + reader->head_len, room);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    reader->head_len += (size_t)got;
    reader->head[reader->head_len] = '\0';
    if (strstr(reader->head, "\r\n\r\n") != NULL)
        write_answer(s, reader);
    else if (got == 0 || reader->head_len == HEAD_MAX - 1)
        return false;
    return true;
}

/* Sends as much of the response as the socket takes. Returns false when the client is done. */
static bool send_some(struct reader *reader) {
    ssize_t sent = send(reader->fd, reader->left.ptr, reader->left.len, MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    reader->left = str_sub(reader->left, (size_t)sent, reader->left.len);
    return reader->left.len > 0;
}

static void go_on(const struct serving *s, struct reader *reader, short ready) {
    bool stays = true;
    if (ready != 0 && reader->arena == NULL)
        stays = read_head(s, reader);
    else if (ready != 0)
        stays = send_some(reader);
    if (!stays || monotonic_ms() >= reader->until_ms) end_reader(reader);
}

void metrics_serve(int listener_fd, const atomic_bool *closing, metrics_text text, void *context) {
    struct serving s = {.text = text, .context = context};
    for (int i = 0; i < READERS; i++) s.readers[i].fd = -1;
    while (!atomic_load(closing)) {
        struct pollfd ready[READERS + 1] = {{.fd = listener_fd, .events = POLLIN}};
        for (int i = 0; i < READERS; i++) {
            const struct reader *r = &s.readers[i];
            short wanted = r->arena == NULL ? POLLIN : POLLOUT;
            ready[i + 1] = (struct pollfd){.fd = r->fd, .events = wanted};
        }
        if (poll(ready, READERS + 1, TICK_MS) < 0) continue;
        for (int i = 0; i < READERS; i++)
            if (s.readers[i].fd >= 0) go_on(&s, &s.readers[i], ready[i + 1].revents);
        if (ready[0].revents != 0) take_reader(&s, listener_fd);
    }
    for (struct reader *r = s.readers; r < s.readers + READERS; r++)
        if (r->fd >= 0) end_reader(r);
}
