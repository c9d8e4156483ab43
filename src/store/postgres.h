/*
 * Internal to the PostgreSQL engine: a connection, the parameters of a statement, and the queue of
 * writes that are sent together.
 */
#pragma once

#include <libpq-fe.h>

#include "store/row.h"

enum {
    PARAMETERS_MAX = 48,
    CONNECT_S = 5,
    ANSWER_MS = 65000 /* the server itself ends a statement after 60 s */
};

/* A queued statement that needs no result. */
struct kept {
    const struct statement *statement;
    const struct value *in;
    size_t order;
};

struct queue {
    struct arena *arena; /* wiped; reset when the queue is emptied */
    struct kept *items;
    size_t count, room;
};

struct connection {
    PGconn *handle;
    bool *prepared; /* indexed by statement number */
    bool *no_copy;  /* indexed by statement number: row security forbids COPY into its table */
    bool broken;
    int64_t answer_ms; /* time limit for an answer; INT64_MAX: a script sets its own */
    struct queue queue;
};

struct parameters {
    const char *values[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX];
    int formats[PARAMETERS_MAX];
    char numbers[PARAMETERS_MAX][24];
    char *ended; /* NUL-terminated copies of texts; the caller frees them */
};
void postgres_fill(struct parameters *p, const struct value *in, int count);

/*
 * Sends a command and returns its result, as PQexec() does; NULL when the connection failed. After
 * answer_ms without an answer it closes the connection and marks it broken.
 */
PGresult *postgres_ask(struct connection *c, const char *sql);
/* As postgres_ask(), for a command sent by a PQsend…() function; sent: its return value. */
PGresult *postgres_answer(struct connection *c, int sent);
PGresult *postgres_next(struct connection *c); /* as PQgetResult(), with the time limit */
bool postgres_flush(struct connection *c);     /* false: not everything could be sent */

/*
 * Returns the result code for a failed result (NULL: the connection failed), and marks the
 * connection broken when it cannot be used again.
 */
enum rc postgres_failed(struct connection *c, const PGresult *result, const char *where,
                        struct fault *fault);

/*
 * Queues a write of a prepared statement. Sends the queue first when it is large or when the order
 * of statements matters.
 */
enum rc queue_add(struct connection *c, const struct statement *statement, const struct value *in,
                  struct fault *fault) MUST_USE;
/* Sends all queued writes: many rows of a plain insert by COPY, the rest in one pipeline. */
enum rc queue_send(struct connection *c, struct fault *fault) MUST_USE;
void queue_drop(struct queue *queue);
