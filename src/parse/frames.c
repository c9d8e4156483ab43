#include "parse/frames.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

enum { HEAD = 8, ROOM = FRAME_MAX + HEAD, FLUSH_FROM = 64 * 1024 };

struct head {
    uint32_t len, kind;
};
_Static_assert(sizeof(struct head) == HEAD, "the head of a frame has no padding");

struct frame_writer frame_writer_open(struct arena *arena, int fd, uint64_t bytes_max) {
    return (struct frame_writer){.fd = fd, .buffer = arena_alloc(arena, ROOM), .left = bytes_max};
}

enum rc frame_flush(struct frame_writer *w) {
    for (size_t at = 0; at < w->used;) {
        ssize_t wrote = write(w->fd, w->buffer + at, w->used - at);
        if (wrote < 0 && errno == EINTR) continue;
        ENSURE(wrote > 0, RC_IO);
        at += (size_t)wrote;
    }
    w->used = 0;
    return RC_OK;
}

char *frame_put(struct frame_writer *w, enum frame_kind kind, size_t len) {
    const struct head head = {(uint32_t)len, kind};
    if (len > FRAME_MAX || len + HEAD > w->left) return NULL;
    bool flushes = w->used >= FLUSH_FROM || w->used + HEAD + len > ROOM;
    if (flushes && frame_flush(w) != RC_OK) return NULL;
    memcpy(w->buffer + w->used, &head, HEAD);
    char *payload = w->buffer + w->used + HEAD;
    w->used += HEAD + len;
    w->left -= HEAD + len;
    return payload;
}

struct frame_reader frame_reader_open(struct arena *arena, int fd, uint64_t bytes_max,
                                      int64_t waiting_ms) {
    return (struct frame_reader){
        .fd = fd, .buffer = arena_alloc(arena, ROOM), .left = bytes_max, .waiting_ms = waiting_ms};
}

/* Returns false when the time is used up. */
static bool wait_for_bytes(struct frame_reader *r) {
    struct pollfd wanted = {.fd = r->fd, .events = POLLIN};
    int64_t begin = monotonic_ms();
    int ready = r->waiting_ms > 0
                    ? poll(&wanted, 1, (int)(r->waiting_ms < 60000 ? r->waiting_ms : 60000))
                    : 0;
    r->waiting_ms -= monotonic_ms() - begin;
    return ready > 0 || r->waiting_ms > 0;
}

/* Reads until len bytes from reader->from on are available; len is at most ROOM. */
static enum frame_result fill(struct frame_reader *r, size_t len) {
    if (r->from + len > ROOM) {
        memmove(r->buffer, r->buffer + r->from, r->until - r->from);
        r->until -= r->from;
        r->from = 0;
    }
    while (r->until - r->from < len) {
        ssize_t got = read(r->fd, r->buffer + r->until, ROOM - r->until);
        if (got == 0) return FRAME_ENDED;
        if (got < 0 && errno != EAGAIN && errno != EINTR) return FRAME_BROKEN;
        if (got < 0 && errno == EAGAIN && !wait_for_bytes(r)) return FRAME_LATE;
        if (got < 0) continue;
        if ((uint64_t)got > r->left) return FRAME_BROKEN;
        r->left -= (uint64_t)got;
        r->until += (size_t)got;
    }
    return FRAME_FINE;
}

enum frame_result frame_next(struct frame_reader *r, enum frame_kind *ret_kind,
                             struct str *ret_payload) {
    struct head head;
    if (r->from == r->until) r->from = r->until = 0;
    enum frame_result result = fill(r, HEAD);
    if (result != FRAME_FINE) return result;
    memcpy(&head, r->buffer + r->from, HEAD);
    if (head.len > FRAME_MAX || head.kind >= FRAME_KINDS) return FRAME_BROKEN;
    result = fill(r, HEAD + head.len);
    if (result != FRAME_FINE) return result;
    *ret_kind = (enum frame_kind)head.kind;
    *ret_payload = (struct str){r->buffer + r->from + HEAD, head.len};
    r->from += HEAD + head.len;
    return FRAME_FINE;
}
