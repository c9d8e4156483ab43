/* Calls to the server with a time limit: libpq is non-blocking, and the waiting happens here. */
#include <poll.h>
#include <sys/socket.h>

#include "base/wait.h"
#include "store/postgres.h"

static int64_t limit_of(const struct connection *c) {
    return c->answer_ms == INT64_MAX ? INT64_MAX : monotonic_ms() + c->answer_ms;
}

/*
 * Waits for the socket. Returns false at the time limit, after closing the connection, so that all
 * libpq calls fail at once as if the server had ended.
 */
static bool wait_for_socket(struct connection *c, short events, int64_t until_ms) {
    for (;;) {
        struct pollfd ready = {.fd = PQsocket(c->handle), .events = events};
        int64_t left = until_ms - monotonic_ms();
        if (poll(&ready, 1, left > ANSWER_MS ? ANSWER_MS : left < 0 ? 0 : (int)left) > 0)
            return true;
        if (monotonic_ms() < until_ms) continue;
        c->broken = true;
        (void)!shutdown(ready.fd, SHUT_RDWR);
        return false;
    }
}

bool postgres_flush(struct connection *c) {
    int64_t until_ms = limit_of(c);
    int left;
    while ((left = PQflush(c->handle)) > 0) {
        if (!wait_for_socket(c, POLLIN | POLLOUT, until_ms)) return false;
        if (PQconsumeInput(c->handle) != 1) return false;
    }
    return left == 0;
}

PGresult *postgres_next(struct connection *c) {
    int64_t until_ms = limit_of(c);
    bool going = postgres_flush(c);
    while (going && PQisBusy(c->handle))
        going = wait_for_socket(c, POLLIN, until_ms) && PQconsumeInput(c->handle) == 1;
    return PQgetResult(c->handle);
}

PGresult *postgres_answer(struct connection *c, int sent) {
    PGresult *last = NULL, *next;
    while (sent == 1 && (next = postgres_next(c)) != NULL) {
        PQclear(last);
        last = next;
        if (PQresultStatus(last) == PGRES_COPY_IN || PQstatus(c->handle) != CONNECTION_OK) break;
    }
    return last;
}

PGresult *postgres_ask(struct connection *c, const char *sql) {
    return postgres_answer(c, PQsendQuery(c->handle, sql));
}
