/*
 * The PostgreSQL engine: SERIALIZABLE transactions, named prepared statements, results in binary
 * form. SQLSTATEs that mean "nothing happened": docs/develop/store.md.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>

#include "store/postgres.h"

enum { COLUMNS_MAX = 64 };

/*
 * Prepared statements exist already or are missing: a pooler uses another server connection than
 * the one they were prepared on.
 */
static bool is_pooled(const char *state) {
    return strcmp(state, "42P05") == 0 || strcmp(state, "26000") == 0;
}

static enum fault_cause cause_of(const char *state) {
    if (is_pooled(state)) return FAULT_POOLING;
    if (strcmp(state, "53100") == 0) return FAULT_DISK_FULL;
    return strcmp(state, "25006") == 0 ? FAULT_READ_ONLY : FAULT_OTHER;
}

/*
 * States after which the transaction is gone and may be restarted: serialization failure, deadlock,
 * lost or read-only server.
 */
static bool is_retryable(const char *state) {
    static const char *const states[] = {"40001", "40P01", "25006", "57P01",
                                         "57P02", "57P03", "55P03", "53300"};
    for (size_t i = 0; i < COUNT(states); i++)
        if (strcmp(state, states[i]) == 0) return true;
    return strncmp(state, "08", 2) == 0;
}

enum rc postgres_failed(struct connection *c, const PGresult *result, const char *where,
                        struct fault *fault) {
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL) state = "08000";
    const char *message = result == NULL ? PQerrorMessage(c->handle)
                                         : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    enum rc rc = RC_IO;
    if (strncmp(state, "23", 2) == 0) rc = RC_CONFLICT;
    if (strcmp(state, "42501") == 0) rc = RC_DENIED; /* insufficient privilege */
    if (is_retryable(state)) rc = RC_RETRY;
    if (PQstatus(c->handle) != CONNECTION_OK || strncmp(state, "25006", 5) == 0 ||
        strncmp(state, "57P", 3) == 0)
        c->broken = true;
    rc = FAULT(fault, rc, "postgresql: %s: %s %s", where, state,
               message == NULL ? "connection lost" : message);
    if (fault != NULL) fault->cause = cause_of(state);
    return rc;
}

static enum rc command(struct connection *c, const char *where, const char *sql,
                       struct fault *fault) {
    PGresult *result = postgres_ask(c, sql);
    ExecStatusType status = PQresultStatus(result);
    enum rc rc = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
                     ? RC_OK
                     : postgres_failed(c, result, where, fault);
    PQclear(result);
    return rc;
}

static void postgres_disconnect(void *connection) {
    struct connection *c = connection;
    PQfinish(c->handle);
    arena_destroy(c->queue.arena);
    free(c->prepared);
    free(c->no_copy);
    free(c);
}

static void ignore_notice(void *context, const PGresult *result) {
    (void)context;
    (void)result;
}

static bool copies_into(const struct statement *statement, struct str table) {
    struct str rest = str_of(statement->copy);
    (void)str_cut(&rest, ' ', NULL);
    return str_eq(str_cut(&rest, ' ', NULL), table);
}

/*
 * Finds the tables to which row security applies for this login: PostgreSQL refuses COPY into them.
 */
static enum rc find_row_security(struct connection *c, struct fault *fault) {
    PGresult *result = postgres_ask(
        c, "SELECT relname FROM pg_class WHERE relrowsecurity AND row_security_active(oid)");
    enum rc rc = PQresultStatus(result) == PGRES_TUPLES_OK
                     ? RC_OK
                     : postgres_failed(c, result, "row security", fault);
    for (int r = 0; rc == RC_OK && r < PQntuples(result); r++)
        for (int i = 0; i < sql_statement_count; i++)
            if (copies_into(sql_statements[i], str_of(PQgetvalue(result, r, 0))))
                c->no_copy[i] = true;
    PQclear(result);
    return rc;
}

static enum rc postgres_connect(struct store *store, void **ret_connection, struct fault *fault) {
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL) abort();
    c->prepared = calloc((size_t)sql_statement_count + 1, sizeof(bool));
    c->no_copy = calloc((size_t)sql_statement_count + 1, sizeof(bool));
    if (c->prepared == NULL || c->no_copy == NULL) abort();
    /* A pooler accepts a connection at once and answers when it has one to the server. */
    c->answer_ms = CONNECT_S * 1000;
    /*
     * An unresponsive server is given up after 5 s with unacknowledged data, 11 s while waiting;
     * the URL may override this.
     */
    static const char *const words[] = {"tcp_user_timeout",
                                        "keepalives",
                                        "keepalives_idle",
                                        "keepalives_interval",
                                        "keepalives_count",
                                        "dbname",
                                        "target_session_attrs",
                                        "connect_timeout",
                                        "client_encoding",
                                        "application_name",
                                        NULL};
    const char *const values[] = {"5000",       "1", "5",    "2",      "3", store_target(store),
                                  "read-write", "5", "UTF8", "leerid", NULL};
    c->handle = PQconnectdbParams(words, values, 1);
    enum rc rc =
        PQstatus(c->handle) == CONNECTION_OK ? RC_OK : postgres_failed(c, NULL, "connect", fault);
    if (rc == RC_OK) PQsetNoticeReceiver(c->handle, ignore_notice, NULL);
    if (rc == RC_OK) (void)!PQsetnonblocking(c->handle, 1);
    /*
     * The queries take milliseconds; without statistics, e.g. right after an import, PostgreSQL
     * would choose JIT compilation or parallel workers.
     */
    if (rc == RC_OK)
        rc = command(c, "settings",
                     "SET statement_timeout = '60s'; SET lock_timeout = '10s'; SET jit = off; SET "
                     "max_parallel_workers_per_gather = 0",
                     fault);
    if (rc == RC_OK) rc = find_row_security(c, fault);
    if (rc != RC_OK) {
        postgres_disconnect(c);
        return rc;
    }
    *ret_connection = c;
    return RC_OK;
}

/*
 * Row security is set with BEGIN and ends with the transaction. Under SERIALIZABLE a sequential
 * scan of a small table locks it as a whole, so that concurrent writers would have to restart.
 * Writing transactions therefore use indexes.
 */
static enum rc postgres_begin(void *connection, bool write, int school_id, struct fault *fault) {
    const char *begin =
        write ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL enable_seqscan = off"
              : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    ((struct connection *)connection)->answer_ms = ANSWER_MS;
    if (school_id == 0) return command(connection, "begin", begin, fault);
    char both[200];
    snprintf(both, sizeof both, "%s; SET LOCAL leerid.school = '%d'", begin, school_id);
    return command(connection, "begin", both, fault);
}

static void postgres_rollback(void *connection) {
    struct connection *c = connection;
    queue_drop(&c->queue);
    if (PQtransactionStatus(c->handle) == PQTRANS_IDLE) return;
    /* A broken pipeline: the server rolls back when the connection closes. */
    if (PQpipelineStatus(c->handle) != PQ_PIPELINE_OFF) return;
    PGresult *result = postgres_ask(c, "ROLLBACK");
    if (PQresultStatus(result) != PGRES_COMMAND_OK) c->broken = true;
    PQclear(result);
}

/*
 * A commit whose response was lost may have happened. The response "ROLLBACK" means that it did
 * not.
 */
static enum rc postgres_commit(void *connection, struct fault *fault) {
    struct connection *c = connection;
    enum rc rc = queue_send(c, fault);
    if (rc != RC_OK) {
        postgres_rollback(c);
        return rc;
    }
    PGresult *result = postgres_ask(c, "COMMIT");
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        bool known =
            state != NULL && (strncmp(state, "40", 2) == 0 || strncmp(state, "23", 2) == 0);
        rc = postgres_failed(c, result, "commit", fault);
        if (!known) rc = RC_UNCERTAIN;
    } else if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        rc = FAULT(fault, RC_BUG, "postgresql: commit of a transaction that had failed");
    }
    PQclear(result);
    if (rc == RC_RETRY) postgres_rollback(c);
    return rc;
}

static enum rc prepare_on_server(struct connection *c, const struct statement *statement,
                                 struct fault *fault) {
    if (c->prepared[statement->number]) return RC_OK;
    PGresult *result = postgres_answer(
        c, PQsendPrepare(c->handle, statement->name, statement->sql, statement->in, NULL));
    enum rc rc = PQresultStatus(result) == PGRES_COMMAND_OK
                     ? RC_OK
                     : postgres_failed(c, result, statement->name, fault);
    PQclear(result);
    if (rc == RC_OK) c->prepared[statement->number] = true;
    return rc;
}

/*
 * Texts are passed NUL-terminated, and numbers as text, so that the server converts them to the
 * type it expects.
 */
void postgres_fill(struct parameters *p, const struct value *in, int count) {
    size_t need = 0;
    for (int i = 0; i < count; i++) need += in[i].bytes.len + 1;
    p->ended = malloc(need + 1);
    if (p->ended == NULL) abort();
    char *at = p->ended;
    for (int i = 0; i < count; i++) {
        p->formats[i] = in[i].kind == VALUE_BYTES;
        p->lengths[i] = (int)in[i].bytes.len;
        switch (in[i].kind) {
            case VALUE_NULL: p->values[i] = NULL; break;
            case VALUE_BYTES: p->values[i] = in[i].bytes.ptr; break;
            case VALUE_I64:
                snprintf(p->numbers[i], sizeof p->numbers[i], "%lld", (long long)in[i].number);
                p->values[i] = p->numbers[i];
                break;
            case VALUE_TEXT:
                memcpy(at, in[i].bytes.ptr, in[i].bytes.len);
                at[in[i].bytes.len] = 0;
                p->values[i] = at;
                at += in[i].bytes.len + 1;
                break;
        }
    }
}

static int64_t read_number(const char *bytes, int len) {
    if (len == 8) {
        int64_t wide;
        memcpy(&wide, bytes, 8);
        return (int64_t)be64toh((uint64_t)wide);
    }
    if (len == 4) {
        uint32_t narrow;
        memcpy(&narrow, bytes, 4);
        return (int32_t)ntohl(narrow);
    }
    return len > 0 ? bytes[len - 1] : 0;
}

static enum rc give_rows(const PGresult *result, const struct statement *statement,
                         row_function row, void *context) {
    struct value columns[COLUMNS_MAX];
    int rows = PQntuples(result);
    for (int r = 0; r < rows; r++) {
        for (int i = 0; i < statement->out; i++) {
            const char *bytes = PQgetvalue(result, r, i);
            int len = PQgetlength(result, r, i);
            columns[i] = (struct value){.kind = statement->kinds[i], .bytes = {bytes, (size_t)len}};
            if (PQgetisnull(result, r, i)) columns[i].kind = VALUE_NULL;
            if (columns[i].kind == VALUE_I64) columns[i].number = read_number(bytes, len);
        }
        if (row != NULL) TRY(row(context, columns));
    }
    return RC_OK;
}

static enum rc postgres_run(void *connection, const struct statement *statement,
                            const struct value *in, row_function row, void *context,
                            int64_t *ret_changed, struct fault *fault) {
    struct connection *c = connection;
    TRY(prepare_on_server(c, statement, fault));
    if (row == NULL && ret_changed == NULL) return queue_add(c, statement, in, fault);
    TRY(queue_send(c, fault));
    struct parameters p;
    postgres_fill(&p, in, statement->in);
    PGresult *result =
        postgres_answer(c, PQsendQueryPrepared(c->handle, statement->name, statement->in, p.values,
                                               p.lengths, p.formats, 1));
    free(p.ended);
    ExecStatusType status = PQresultStatus(result);
    enum rc rc = RC_OK;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        rc = postgres_failed(c, result, statement->name, fault);
    if (rc == RC_OK && status == PGRES_TUPLES_OK) rc = give_rows(result, statement, row, context);
    if (rc == RC_OK && ret_changed != NULL) {
        *ret_changed = 0;
        (void)!str_to_i64(str_of(PQcmdTuples((PGresult *)result)), 0, INT64_MAX, ret_changed);
    }
    PQclear(result);
    return rc;
}

static enum rc postgres_script(void *connection, const char *sql, struct fault *fault) {
    struct connection *c = connection;
    TRY(queue_send(c, fault));
    c->answer_ms = INT64_MAX;
    return command(c, "script", sql, fault);
}

static bool postgres_alive(void *connection) {
    struct connection *c = connection;
    return !c->broken && PQstatus(c->handle) == CONNECTION_OK;
}

/*
 * The server manages its own memory; but a server that pauses for some seconds under a bulk write
 * (a checkpoint, a slow disk) is not unresponsive.
 */
static enum rc postgres_expect_bulk(void *connection, struct fault *fault) {
    const struct connection *c = connection;
    const unsigned patience_ms = 60000;
    (void)fault;
    (void)!setsockopt(PQsocket(c->handle), IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms,
                      sizeof patience_ms); /* fails on a Unix socket, which has no such option */
    return RC_OK;
}

/* PostgreSQL checks itself (page checksums, amcheck); this only checks that it answers. */
static enum rc postgres_check(void *connection, struct fault *fault) {
    return command(connection, "check", "SELECT 1", fault);
}

/*
 * Tells whether this login is the owner or may become it: row security is then not effective, and
 * history can be changed.
 */
static enum rc postgres_owns(void *connection, bool *ret_owns, struct fault *fault) {
    struct connection *c = connection;
    PGresult *result = postgres_ask(c, "SELECT 1 FROM pg_class WHERE oid = 'history'::regclass AND "
                                       "pg_has_role(relowner, 'USAGE')");
    enum rc rc = PQresultStatus(result) == PGRES_TUPLES_OK
                     ? RC_OK
                     : postgres_failed(c, result, "owner", fault);
    *ret_owns = rc == RC_OK && PQntuples(result) > 0;
    PQclear(result);
    return rc;
}

static enum rc postgres_has_table(void *connection, const char *name, bool *ret_has,
                                  struct fault *fault) {
    struct connection *c = connection;
    const char *const values[] = {name};
    PGresult *result = postgres_answer(
        c, PQsendQueryParams(c->handle, "SELECT 1 WHERE to_regclass($1) IS NOT NULL", 1, NULL,
                             values, NULL, NULL, 0));
    enum rc rc = PQresultStatus(result) == PGRES_TUPLES_OK
                     ? RC_OK
                     : postgres_failed(c, result, "schema", fault);
    *ret_has = rc == RC_OK && PQntuples(result) > 0;
    PQclear(result);
    return rc;
}

const struct engine postgres_engine = {
    .connect = postgres_connect,
    .disconnect = postgres_disconnect,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .run = postgres_run,
    .script = postgres_script,
    .alive = postgres_alive,
    .expect_bulk = postgres_expect_bulk,
    .check = postgres_check,
    .owns = postgres_owns,
    .has_table = postgres_has_table,
};
