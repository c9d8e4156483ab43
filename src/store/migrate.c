#include "store/migrate.h"

#include <ctype.h>

#include "base/buf.h"
#include "store/queries.h"
#include "store/row.h"

enum { SQL_MAX = 1 << 20 };

struct word {
    const char *word, *sqlite, *postgres;
};
static const struct word words[] = {
    {"ID", "INTEGER", "BIGINT"},
    {"BYTES", "BLOB", "BYTEA"},
    {"CLUSTERED", "WITHOUT ROWID", ""},
};

static const char *replacement(struct str word, bool postgres) {
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq(word, str_of(words[i].word)))
            return postgres ? words[i].postgres : words[i].sqlite;
    return NULL;
}

static bool in_word(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

/* Replaces the placeholders by the types of one engine. */
static const char *translate(struct arena *arena, const char *sql, bool postgres) {
    struct buf out = buf_make(arena, SQL_MAX);
    for (const char *at = sql; *at != 0;) {
        size_t len = 0;
        while (in_word(at[len])) len++;
        const char *other = len == 0 ? NULL : replacement((struct str){at, len}, postgres);
        if (len == 0) len = 1;
        if (other != NULL) buf_c(&out, other);
        if (other == NULL) buf_bytes(&out, at, len);
        at += len;
    }
    buf_char(&out, 0);
    return out.ptr;
}

struct migration {
    struct arena *arena;
    bool postgres;
    int64_t now_ms;
    int applied;
};

/*
 * Waits for a concurrent migration before reading anything; SQLite's write transactions do so by
 * themselves. READ COMMITTED, because a stricter level would keep the state from before the wait.
 */
static enum rc lock_schema(struct tx *tx, const struct migration *m) {
    if (!m->postgres) return RC_OK;
    return tx_script(tx, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL "
                         "statement_timeout = 0; SET LOCAL lock_timeout = '10min';"
                         " SELECT pg_advisory_xact_lock(7041201)");
}

static enum rc make_ledger(struct tx *tx, void *context) {
    TRY(lock_schema(tx, context));
    return tx_script(tx, "CREATE TABLE IF NOT EXISTS schema_step (number INTEGER NOT NULL PRIMARY "
                         "KEY, name TEXT NOT NULL,"
                         " digest TEXT NOT NULL, applied_ms BIGINT NOT NULL)");
}

/* Reads the applied migrations; those that this program knows must be identical. */
static enum rc read_steps(struct tx *tx, const struct migration *m,
                          struct sql_schema_steps_row **ret_rows, size_t *ret_count) {
    TRY(sql_schema_steps(tx, m->arena, ret_rows, ret_count));
    for (size_t i = 0; i < *ret_count && i < (size_t)schema_step_count; i++)
        if (!str_eq((*ret_rows)[i].digest, str_of(schema_steps[i].digest)))
            return FAULT(tx_fault(tx), RC_CONFLICT,
                         "migration %zu of the database differs from that of this program", i + 1);
    return RC_OK;
}

static enum rc newer(struct tx *tx, size_t count) {
    return FAULT(tx_fault(tx), RC_CONFLICT,
                 "the database has a newer schema (step %zu) than this program (step %d)", count,
                 schema_step_count);
}

/* Compares the applied migrations with those that this program knows. */
static enum rc compare_steps(struct tx *tx, const struct migration *m, size_t *ret_count) {
    struct sql_schema_steps_row *rows;
    TRY(read_steps(tx, m, &rows, ret_count));
    return *ret_count > (size_t)schema_step_count ? newer(tx, *ret_count) : RC_OK;
}

/*
 * Returns the migration that a program must know to work with this one, from its name
 * "…_needs_0012"; 0 = none, it only adds.
 */
static int64_t step_needs(struct str name) {
    static const char mark[] = "_needs_";
    int64_t number = 0;
    for (size_t at = 0; at < name.len; at++)
        if (str_starts(str_sub(name, at, name.len), str_of(mark)) &&
            str_to_i64(str_sub(name, at + sizeof mark - 1, name.len), 1, INT32_MAX, &number) !=
                RC_OK)
            return INT32_MAX;
    return number;
}

static enum rc check_newer_schema(struct tx *tx, void *context) {
    struct migration *m = context;
    struct sql_schema_steps_row *rows;
    size_t count;
    TRY(read_steps(tx, m, &rows, &count));
    for (size_t i = (size_t)schema_step_count; i < count; i++)
        if (step_needs(rows[i].name) > schema_step_count) return newer(tx, count);
    m->applied = (int)count - schema_step_count;
    return RC_OK;
}

enum rc store_check_newer_schema(struct db *db, int *ret_ahead, struct fault *fault) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, false);
    struct migration m = {.arena = arena};
    TRY(store_run_read(db, arena, check_newer_schema, &m, fault));
    *ret_ahead = m.applied;
    return RC_OK;
}

/*
 * Checks the schema without writing: the program's own login may not change it. Returns RC_NONE
 * when migrations are missing.
 */
static enum rc look_only(struct tx *tx, void *context) {
    size_t count;
    bool begun;
    TRY(tx_has_table(tx, "schema_step", &begun));
    ENSURE(begun, RC_NONE);
    TRY(compare_steps(tx, context, &count));
    return count == (size_t)schema_step_count ? RC_OK : RC_NONE;
}

/* Applies the first missing migration. */
static enum rc apply_next(struct tx *tx, void *context) {
    struct migration *m = context;
    size_t count;
    TRY(lock_schema(tx, m));
    /*
     * Creating an index over a year of visits takes longer than the statement timeout. A migration
     * that waits for a table lock blocks everyone behind it, so it waits briefly and then tries
     * again.
     */
    if (m->postgres) TRY(tx_script(tx, "SET LOCAL lock_timeout = '1s'"));
    TRY(compare_steps(tx, m, &count));
    if (count == (size_t)schema_step_count) return RC_NONE;
    const struct schema_step *step = &schema_steps[count];
    if (step->sql[0] != '\0') TRY(tx_script(tx, translate(m->arena, step->sql, m->postgres)));
    if (m->postgres && step->postgres[0] != '\0') TRY(tx_script(tx, step->postgres));
    return sql_schema_step_add(tx, step->number, str_of(step->name), str_of(step->digest),
                               m->now_ms, NULL);
}

static enum rc count_steps(struct tx *tx, void *context) {
    struct migration *m = context;
    struct sql_schema_steps_row *rows;
    size_t count;
    TRY(sql_schema_steps(tx, m->arena, &rows, &count));
    m->applied = (int)count;
    return RC_OK;
}

int store_schema_known(void) {
    return schema_step_count;
}

enum rc store_schema_steps(struct db *db, int *ret_steps, struct fault *fault) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, false);
    struct migration m = {.arena = arena};
    TRY(store_run_read(db, arena, count_steps, &m, fault));
    *ret_steps = m.applied;
    return RC_OK;
}

enum rc store_migrate(struct db *db, int64_t now_ms, int *ret_applied, struct fault *fault) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(4 << 20, false);
    struct migration m = {
        .arena = arena, .postgres = store_is_postgres(db_store(db)), .now_ms = now_ms};
    enum rc rc = store_run_read(db, arena, look_only, &m, fault);
    if (rc == RC_OK) *ret_applied = 0;
    ENSURE(rc != RC_DENIED, RC_NONE);
    ENSURE(rc == RC_NONE, rc);
    TRY(store_run_write(db, arena, HISTORY_NONE, make_ledger, &m, fault));
    while ((rc = store_run_write(db, arena, HISTORY_NONE, apply_next, &m, fault)) == RC_OK)
        m.applied++;
    ENSURE(rc == RC_NONE, rc);
    *ret_applied = m.applied;
    return RC_OK;
}
