/* Inside the PostgreSQL engine: a connection, the parameters of a statement, and the writes that
 * are kept back to be sent together. */
#pragma once

#include <libpq-fe.h>

#include "store/row.h"

enum { PARAMETERS_MAX = 48 };

/* A statement that was asked for no answer. */
struct kept {
    const struct statement *statement;
    const struct value *in;
    size_t order;
};

struct queue {
    struct arena *arena; /* wiped; emptied with the queue */
    struct kept *items;
    size_t count, room;
};

struct connection {
    PGconn *handle;
    bool *prepared; /* by statement number */
    bool *no_copy;  /* the same: row security forbids COPY into its table */
    bool broken;
    bool unlimited; /* a script runs in this transaction: its author sets the limits */
    struct queue queue;
};

struct parameters {
    const char *values[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX];
    int formats[PARAMETERS_MAX];
    char numbers[PARAMETERS_MAX][24];
    char *ended; /* copies of texts, ended by NUL; to be freed */
};
void postgres_fill(struct parameters *p, const struct value *in, int count);

/* The result of one command, as PQexec gives it; NULL: the connection failed. No wait is longer
 * than 65 s: then the connection is closed and marked broken. */
PGresult *postgres_ask(struct connection *c, const char *sql);
/* The same for what a PQsend… function sent; sent: what that returned. */
PGresult *postgres_answer(struct connection *c, int sent);
PGresult *postgres_next(struct connection *c); /* as PQgetResult, with that limit */
bool postgres_flush(struct connection *c);     /* False: not all could be sent */

/* The result code for a result that is no success (NULL: the connection failed). Marks the
 * connection where it must not be used again. */
enum rc postgres_failed(struct connection *c, const PGresult *result, const char *where,
                        struct fault *fault);

/* Keeps a write back; sends what is kept when it grows large or when the order would suffer. The
 * statement is prepared. */
enum rc queue_add(struct connection *c, const struct statement *statement, const struct value *in,
                  struct fault *fault) MUST_USE;
/* Sends everything kept: many rows of one plain insert as COPY, the rest in one pipeline. */
enum rc queue_send(struct connection *c, struct fault *fault) MUST_USE;
void queue_drop(struct queue *queue);
