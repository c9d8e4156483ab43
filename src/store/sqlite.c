/*
 * The SQLite engine: WAL mode, cached prepared statements. A commit does not wait for the disk; the
 * store calls sqlite_sync() before anything is acknowledged, once for all commits since the last
 * sync (group.h). This gives the durability of synchronous=FULL at the cost of NORMAL.
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "store/copy.h"
#include "store/row.h"

enum { BUSY_MS = 10000, COLUMNS_MAX = 64 };

enum own { OWN_BEGIN_READ, OWN_BEGIN_WRITE, OWN_COMMIT, OWN_STATEMENTS };
static const char *const own_sql[OWN_STATEMENTS] = {"BEGIN", "BEGIN IMMEDIATE", "COMMIT"};

struct connection {
    sqlite3 *handle;
    sqlite3_stmt *own[OWN_STATEMENTS];
    sqlite3_stmt **prepared; /* indexed by statement number */
};

static enum rc rc_of(int code) {
    switch (code & 0xff) {
        case SQLITE_OK:
        case SQLITE_DONE: return RC_OK;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return RC_RETRY;
        case SQLITE_CONSTRAINT: return RC_CONFLICT;
        default: return RC_IO;
    }
}

static enum fault_cause cause_of(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL: return FAULT_DISK_FULL;
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN: return FAULT_READ_ONLY;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return FAULT_DATABASE_DAMAGED;
        default: return FAULT_OTHER;
    }
}

static enum rc failed(struct connection *c, struct fault *fault, const char *where, int code) {
    enum rc rc = FAULT(fault, rc_of(code), "sqlite: %s: %s", where,
                       c->handle == NULL ? "no memory" : sqlite3_errmsg(c->handle));
    if (fault != NULL) fault->cause = cause_of(code);
    return rc;
}

static enum rc exec(struct connection *c, const char *sql, struct fault *fault) {
    int code = sqlite3_exec(c->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : failed(c, fault, "script", code);
}

static void sqlite_disconnect(void *connection) {
    struct connection *c = connection;
    for (int i = 0; i < sql_statement_count; i++) sqlite3_finalize(c->prepared[i]);
    for (int i = 0; i < OWN_STATEMENTS; i++) sqlite3_finalize(c->own[i]);
    sqlite3_close(c->handle);
    free(c->prepared);
    free(c);
}

static enum rc sqlite_connect(struct store *store, void **ret_connection, struct fault *fault) {
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL) abort();
    c->prepared = calloc((size_t)sql_statement_count + 1, sizeof(sqlite3_stmt *));
    if (c->prepared == NULL) abort();
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                SQLITE_OPEN_PRIVATECACHE; /* only store_create() creates files */
    int code = sqlite3_open_v2(store_target(store), &c->handle, flags, NULL);
    enum rc rc = code == SQLITE_OK ? RC_OK : failed(c, fault, "open", code);
    if (rc == RC_OK) sqlite3_busy_timeout(c->handle, BUSY_MS);
    if (rc == RC_OK)
        rc = exec(c,
                  "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA "
                  "wal_autocheckpoint=4000; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
                  "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-2000; PRAGMA mmap_size=0; PRAGMA "
                  "trusted_schema=OFF",
                  fault);
    if (rc != RC_OK) {
        sqlite_disconnect(c);
        return rc;
    }
    *ret_connection = c;
    return RC_OK;
}

static enum rc run_own(struct connection *c, enum own own, struct fault *fault) {
    sqlite3_stmt **kept = &c->own[own];
    int code = *kept == NULL ? sqlite3_prepare_v3(c->handle, own_sql[own], -1,
                                                  SQLITE_PREPARE_PERSISTENT, kept, NULL)
                             : SQLITE_OK;
    if (code == SQLITE_OK) code = sqlite3_step(*kept);
    enum rc rc = code == SQLITE_DONE ? RC_OK : failed(c, fault, own_sql[own], code);
    sqlite3_reset(*kept);
    return rc;
}

static enum rc sqlite_begin(void *connection, bool write, int school_id, struct fault *fault) {
    (void)school_id;
    return run_own(connection, write ? OWN_BEGIN_WRITE : OWN_BEGIN_READ, fault);
}

static void sqlite_rollback(void *connection) {
    struct connection *c = connection;
    if (!sqlite3_get_autocommit(c->handle)) sqlite3_exec(c->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* After a failed COMMIT the transaction is open or undone; nothing was kept. */
static enum rc sqlite_commit(void *connection, struct fault *fault) {
    enum rc rc = run_own(connection, OWN_COMMIT, fault);
    if (rc != RC_OK) sqlite_rollback(connection);
    return rc;
}

/* Finds the WAL file, which a connection opens at its first read. */
static int find_wal(struct connection *c, sqlite3_file **ret_wal) {
    *ret_wal = NULL;
    int code = sqlite3_file_control(c->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, ret_wal);
    return code == SQLITE_OK && (*ret_wal == NULL || (*ret_wal)->pMethods == NULL) ? SQLITE_MISUSE
                                                                                   : code;
}

/* Syncs through SQLite's own file object, so that any VFS below takes part. */
static enum rc sqlite_sync(void *connection, struct fault *fault) {
    struct connection *c = connection;
    sqlite3_file *wal;
    int code = find_wal(c, &wal);
    if (code == SQLITE_MISUSE)
        code = sqlite3_exec(c->handle, "SELECT 1 FROM sqlite_master LIMIT 1", NULL, NULL, NULL);
    if (code == SQLITE_OK) code = find_wal(c, &wal);
    if (code == SQLITE_OK) code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
    return code == SQLITE_OK ? RC_OK
                             : FAULT(fault, RC_IO, "sqlite: sync: %s", sqlite3_errstr(code));
}

/*
 * After a failed sync the kernel may consider pages written, so a second sync proves nothing.
 * Checkpoints everything into the database file and restarts the WAL instead.
 */
static enum rc sqlite_recover(void *connection, struct fault *fault) {
    struct connection *c = connection;
    int code = sqlite3_wal_checkpoint_v2(c->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : failed(c, fault, "recover", code);
}

/* Prepares a statement once; "$3" in the shared SQL text becomes "?3". */
static enum rc prepare_sqlite(struct connection *c, const struct statement *statement,
                              sqlite3_stmt **ret, struct fault *fault) {
    sqlite3_stmt **kept = &c->prepared[statement->number];
    if (*kept == NULL) {
        char *sql = strdup(statement->sql);
        if (sql == NULL) abort();
        for (char *at = sql; *at != 0; at++)
            if (*at == '$') *at = '?';
        int code = sqlite3_prepare_v3(c->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
        free(sql);
        if (code != SQLITE_OK) return failed(c, fault, statement->name, code);
    }
    *ret = *kept;
    return RC_OK;
}

static int bind(sqlite3_stmt *stmt, int at, const struct value *value) {
    switch (value->kind) {
        case VALUE_NULL: return sqlite3_bind_null(stmt, at);
        case VALUE_I64: return sqlite3_bind_int64(stmt, at, value->number);
        case VALUE_TEXT:
            return sqlite3_bind_text64(stmt, at, value->bytes.ptr, value->bytes.len, SQLITE_STATIC,
                                       SQLITE_UTF8);
        case VALUE_BYTES:
            return sqlite3_bind_blob64(stmt, at, value->bytes.ptr, value->bytes.len, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static struct value column(sqlite3_stmt *stmt, int at, enum value_kind kind) {
    if (sqlite3_column_type(stmt, at) == SQLITE_NULL) return (struct value){.kind = VALUE_NULL};
    if (kind == VALUE_I64)
        return (struct value){.kind = kind, .number = sqlite3_column_int64(stmt, at)};
    const void *bytes = sqlite3_column_blob(stmt, at);
    return (struct value){
        .kind = kind,
        .bytes = {bytes == NULL ? "" : bytes, (size_t)sqlite3_column_bytes(stmt, at)}};
}

static enum rc step_all(struct connection *c, sqlite3_stmt *stmt, const struct statement *statement,
                        row_function row, void *context, struct fault *fault) {
    struct value columns[COLUMNS_MAX];
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (int i = 0; i < statement->out; i++) columns[i] = column(stmt, i, statement->kinds[i]);
        if (row != NULL) TRY(row(context, columns));
    }
    return code == SQLITE_DONE ? RC_OK : failed(c, fault, statement->name, code);
}

static enum rc sqlite_run(void *connection, const struct statement *statement,
                          const struct value *in, row_function row, void *context,
                          int64_t *ret_changed, struct fault *fault) {
    struct connection *c = connection;
    sqlite3_stmt *stmt = NULL;
    TRY(prepare_sqlite(c, statement, &stmt, fault));
    for (int i = 0; i < statement->in; i++) {
        int code = bind(stmt, i + 1, &in[i]);
        if (code != SQLITE_OK) return failed(c, fault, statement->name, code);
    }
    enum rc rc = step_all(c, stmt, statement, row, context, fault);
    if (rc == RC_OK && ret_changed != NULL) *ret_changed = sqlite3_changes64(c->handle);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    return rc;
}

/*
 * Tells whether the file still has its name; when it was renamed, removed or replaced, writes would
 * be lost.
 */
static enum rc sqlite_in_place(void *connection, bool *ret_in_place, struct fault *fault) {
    struct connection *c = connection;
    int moved = 0, code = sqlite3_file_control(c->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    *ret_in_place = moved == 0;
    return code == SQLITE_OK ? RC_OK : failed(c, fault, "moved", code);
}

static enum rc sqlite_script(void *connection, const char *sql, struct fault *fault) {
    return exec(connection, sql, fault);
}

static enum rc sqlite_has_table(void *connection, const char *name, bool *ret_has,
                                struct fault *fault) {
    struct connection *c = connection;
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(c->handle,
                                  "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1",
                                  -1, &stmt, NULL);
    if (code == SQLITE_OK) code = sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_step(stmt);
    *ret_has = code == SQLITE_ROW;
    enum rc rc =
        code == SQLITE_ROW || code == SQLITE_DONE ? RC_OK : failed(c, fault, "schema", code);
    sqlite3_finalize(stmt);
    return rc;
}

static bool sqlite_alive(void *connection) {
    (void)connection;
    return true;
}

/* A bulk import writes four B-trees in random order; their upper pages must fit in the cache. */
static enum rc sqlite_expect_bulk(void *connection, struct fault *fault) {
    return exec(connection, "PRAGMA cache_size=-100000; PRAGMA wal_autocheckpoint=40000", fault);
}

/* Runs a query whose result is one text, "ok" on success. */
static enum rc check_answer(sqlite3 *handle, const char *sql, struct fault *fault) {
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(handle, sql, -1, &stmt, NULL);
    bool row = code == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW;
    const char *said = row ? (const char *)sqlite3_column_text(stmt, 0) : sqlite3_errmsg(handle);
    enum rc rc =
        row && strcmp(said, "ok") == 0 ? RC_OK : FAULT(fault, RC_IO, "sqlite: check: %s", said);
    sqlite3_finalize(stmt);
    return rc;
}

static const char whole[] = "PRAGMA integrity_check(1)";

static enum rc sqlite_check(void *connection, struct fault *fault) {
    return check_answer(((struct connection *)connection)->handle, whole, fault);
}

enum rc store_check_copy(const char *file, struct fault *fault) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(64 << 10, false);
    struct buf uri = buf_make(arena, 3 * strlen(file) + 64);
    buf_c(&uri, "file:");
    for (const char *at = file; *at != '\0'; at++) {
        if (strchr("%?#", *at) != NULL)
            buf_format(&uri, "%%%02X", (unsigned)*at);
        else
            buf_char(&uri, *at);
    }
    buf_c(&uri, "?immutable=1"); /* creates no files beside it */
    buf_char(&uri, '\0');
    sqlite3 *copy = NULL;
    int code = sqlite3_open_v2(uri.ptr, &copy, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    enum rc rc = code == SQLITE_OK
                     ? RC_OK
                     : FAULT(fault, RC_IO, "sqlite: open copy: %s", sqlite3_errstr(code));
    if (rc == RC_OK) rc = check_answer(copy, whole, fault);
    if (rc == RC_OK)
        rc = check_answer(
            copy, "SELECT CASE WHEN COUNT(*) > 0 THEN 'ok' ELSE 'no schema' END FROM schema_step",
            fault);
    sqlite3_close(copy);
    return rc;
}

/*
 * SQLite's online backup: one consistent state, without blocking writers. The copy is a single file
 * without a journal.
 */
static enum rc sqlite_backup(void *connection, const char *file, struct fault *fault) {
    struct connection *c = connection;
    sqlite3 *copy = NULL;
    int code = sqlite3_open_v2(file, &copy, SQLITE_OPEN_READWRITE, NULL);
    sqlite3_backup *backup =
        code == SQLITE_OK ? sqlite3_backup_init(copy, "main", c->handle, "main") : NULL;
    while (backup != NULL &&
           ((code = sqlite3_backup_step(backup, -1)) == SQLITE_BUSY || code == SQLITE_LOCKED))
        sqlite3_sleep(10);
    if (backup != NULL)
        code = sqlite3_backup_finish(backup);
    else if (code == SQLITE_OK)
        code = sqlite3_errcode(copy);
    if (code == SQLITE_OK)
        code = sqlite3_exec(copy, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    enum rc rc = code == SQLITE_OK ? RC_OK
                                   : FAULT(fault, RC_IO, "sqlite: backup: %s",
                                           copy == NULL ? "no memory" : sqlite3_errmsg(copy));
    sqlite3_close(copy);
    return rc;
}

enum rc store_create(struct arena *arena, struct str url, struct fault *fault) {
    if (!str_starts(url, S("sqlite:"))) return RC_OK;
    const char *file = str_c(arena, str_sub(url, 7, url.len));
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? RC_OK : FAULT(fault, RC_IO, "%s: %s", file, strerror(errno));
    close(fd);
    return file_sync_directory(file) ? RC_OK : FAULT(fault, RC_IO, "%s: %s", file, strerror(errno));
}

const struct engine sqlite_engine = {
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .sync = sqlite_sync,
    .recover = sqlite_recover,
    .rollback = sqlite_rollback,
    .run = sqlite_run,
    .script = sqlite_script,
    .alive = sqlite_alive,
    .expect_bulk = sqlite_expect_bulk,
    .check = sqlite_check,
    .backup = sqlite_backup,
    .has_table = sqlite_has_table,
    .in_place = sqlite_in_place,
};
