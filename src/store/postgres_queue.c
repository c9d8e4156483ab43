/*
 * Queue of writes without a result, which are sent together: a thousand rows take one round trip
 * instead of a thousand.
 *
 * Plain inserts go first, in schema order, so that referenced rows exist; then the other statements
 * in their order. An insert into a table that a queued statement changes sends the queue first.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/encode.h"
#include "store/postgres.h"

enum {
    KEPT_MAX = 8192,
    KEPT_BYTES = 4 << 20,
    COPY_FROM = 8,
    PIPELINE_MAX = 512,
    COPY_PIECE = 128 << 10
};
static const size_t ARENA_MAX = (size_t)256 << 20;

void queue_drop(struct queue *queue) {
    if (queue->arena != NULL) arena_reset(queue->arena);
    queue->items = NULL;
    queue->count = queue->room = 0;
}

static bool changes_table(const struct queue *queue, int rank) {
    for (size_t i = 0; i < queue->count; i++)
        if (queue->items[i].statement->copy == NULL && queue->items[i].statement->rank == rank)
            return true;
    return false;
}

static const struct value *keep_values(struct arena *arena, const struct value *in, int count) {
    struct value *kept = ARENA_ARRAY(arena, struct value, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        kept[i] = in[i];
        if (in[i].kind == VALUE_TEXT || in[i].kind == VALUE_BYTES)
            kept[i].bytes = str_copy(arena, in[i].bytes);
    }
    return kept;
}

enum rc queue_add(struct connection *c, const struct statement *statement, const struct value *in,
                  struct fault *fault) {
    struct queue *queue = &c->queue;
    if (queue->arena == NULL) queue->arena = arena_create(ARENA_MAX, true);
    bool full = queue->count >= KEPT_MAX || arena_used(queue->arena) > KEPT_BYTES;
    if (full || (statement->copy != NULL && changes_table(queue, statement->rank)))
        TRY(queue_send(c, fault));
    if (queue->count == queue->room) {
        size_t room = queue->room == 0 ? 64 : queue->room * 2;
        struct kept *grown = ARENA_ARRAY(queue->arena, struct kept, room);
        if (queue->count > 0) memcpy(grown, queue->items, queue->count * sizeof *grown);
        queue->items = grown;
        queue->room = room;
    }
    queue->items[queue->count] =
        (struct kept){statement, keep_values(queue->arena, in, statement->in), queue->count};
    queue->count++;
    return RC_OK;
}

static int compare_kept(const void *left, const void *right) {
    const struct kept *a = left, *b = right;
    bool a_copy = a->statement->copy != NULL, b_copy = b->statement->copy != NULL;
    if (a_copy != b_copy) return a_copy ? -1 : 1;
    if (a_copy && a->statement->rank != b->statement->rank)
        return a->statement->rank - b->statement->rank;
    if (a_copy && a->statement->number != b->statement->number)
        return a->statement->number - b->statement->number;
    return a->order < b->order ? -1 : a->order > b->order;
}

/*
 * Writes a field in COPY's text format: a backslash before characters that end a field or row;
 * bytes as \x and hexadecimal digits.
 */
static void write_field(struct buf *out, const struct value *value) {
    static const char digits[] = "0123456789abcdef";
    switch (value->kind) {
        case VALUE_NULL: buf_c(out, "\\N"); return;
        case VALUE_I64: buf_i64(out, value->number); return;
        case VALUE_BYTES:
            buf_c(out, "\\\\x");
            for (size_t i = 0; i < value->bytes.len; i++) {
                unsigned char byte = (unsigned char)value->bytes.ptr[i];
                const char pair[2] = {digits[byte >> 4], digits[byte & 15]};
                buf_bytes(out, pair, 2);
            }
            return;
        case VALUE_TEXT: {
            const char *at = value->bytes.ptr, *end = at + value->bytes.len;
            for (const char *from = at; at <= end; at++) {
                const char *escape = at == end     ? ""
                                     : *at == '\\' ? "\\\\"
                                     : *at == '\n' ? "\\n"
                                     : *at == '\r' ? "\\r"
                                     : *at == '\t' ? "\\t"
                                                   : NULL;
                if (escape == NULL) continue;
                buf_bytes(out, from, (size_t)(at - from));
                buf_c(out, escape);
                from = at + 1;
            }
            return;
        }
    }
}

static enum rc copy_rows(struct connection *c, const struct kept *rows, size_t count,
                         struct fault *fault) {
    const struct statement *statement = rows[0].statement;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(ARENA_MAX, true);
    PGresult *begun = postgres_ask(c, statement->copy);
    enum rc rc = PQresultStatus(begun) == PGRES_COPY_IN
                     ? RC_OK
                     : postgres_failed(c, begun, statement->name, fault);
    PQclear(begun);
    TRY(rc);
    struct buf out = buf_make(scratch, ARENA_MAX / 4);
    bool sent = true;
    for (size_t i = 0; i < count && sent; i++) {
        for (int k = 0; k < statement->in; k++) {
            if (k > 0) buf_char(&out, '\t');
            write_field(&out, &rows[i].in[k]);
        }
        buf_char(&out, '\n');
        if (out.len < COPY_PIECE && i + 1 < count) continue;
        sent = !out.overflow && PQputCopyData(c->handle, out.ptr, (int)out.len) == 1 &&
               postgres_flush(c);
        out.len = 0;
    }
    if (sent) sent = PQputCopyEnd(c->handle, NULL) == 1;
    if (!sent) (void)!PQputCopyEnd(c->handle, "cannot be sent");
    for (PGresult *result; (result = postgres_next(c)) != NULL;) {
        if (rc == RC_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
            rc = postgres_failed(c, result, statement->name, fault);
        PQclear(result);
        if (PQstatus(c->handle) != CONNECTION_OK) break;
    }
    if (rc == RC_OK && !sent) rc = postgres_failed(c, NULL, statement->name, fault);
    return rc;
}

static enum rc receive(struct connection *c, const struct kept *items, size_t count,
                       struct fault *fault) {
    enum rc rc = RC_OK;
    for (size_t i = 0; i < count; i++) {
        PGresult *result = postgres_next(c);
        if (result == NULL)
            return rc != RC_OK ? rc : postgres_failed(c, NULL, items[i].statement->name, fault);
        ExecStatusType status = PQresultStatus(result);
        bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        if (!fine && rc == RC_OK) rc = postgres_failed(c, result, items[i].statement->name, fault);
        PQclear(result);
        if (PQstatus(c->handle) != CONNECTION_OK) return rc;
        PQclear(postgres_next(c)); /* the NULL that ends each result */
    }
    PQclear(postgres_next(c)); /* of the sync */
    return rc;
}

static enum rc pipeline(struct connection *c, const struct kept *items, size_t count,
                        struct fault *fault) {
    if (PQenterPipelineMode(c->handle) != 1) return postgres_failed(c, NULL, "pipeline", fault);
    bool sent = true;
    size_t done = 0;
    for (; done < count && sent; done++) {
        const struct statement *statement = items[done].statement;
        struct parameters p;
        postgres_fill(&p, items[done].in, statement->in);
        sent = PQsendQueryPrepared(c->handle, statement->name, statement->in, p.values, p.lengths,
                                   p.formats, 1) == 1;
        free(p.ended);
    }
    enum rc rc = sent && PQpipelineSync(c->handle) == 1
                     ? RC_OK
                     : postgres_failed(c, NULL, "pipeline", fault);
    if (rc == RC_OK) rc = receive(c, items, count, fault);
    if (PQexitPipelineMode(c->handle) != 1) c->broken = true;
    return rc;
}

static enum rc send_sorted(struct connection *c, struct fault *fault) {
    const struct kept *items = c->queue.items;
    size_t count = c->queue.count, from = 0; /* from: first statement for the next pipeline */
    for (size_t at = 0, end; at < count; at = end) {
        const struct statement *statement = items[at].statement;
        for (end = at + 1;
             statement->copy != NULL && end < count && items[end].statement == statement;)
            end++;
        bool copied =
            statement->copy != NULL && !c->no_copy[statement->number] && end - at >= COPY_FROM;
        if (from < at && (copied || end - from >= PIPELINE_MAX)) {
            TRY(pipeline(c, items + from, at - from, fault));
            from = at;
        }
        if (copied) {
            TRY(copy_rows(c, items + at, end - at, fault));
            from = end;
        }
    }
    return from < count ? pipeline(c, items + from, count - from, fault) : RC_OK;
}

enum rc queue_send(struct connection *c, struct fault *fault) {
    if (c->queue.count == 0) return RC_OK;
    qsort(c->queue.items, c->queue.count, sizeof *c->queue.items, compare_kept);
    enum rc rc = send_sorted(c, fault);
    queue_drop(&c->queue);
    return rc;
}
