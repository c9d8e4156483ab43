/* Inside the store only: what the generated queries and the two engines share. */
#pragma once

#include "store/store.h"

enum value_kind { VALUE_NULL, VALUE_I64, VALUE_TEXT, VALUE_BYTES };

struct value {
    enum value_kind kind;
    int64_t number;
    struct str bytes;
};

/* One named statement; number is its place in sql_statements, where engines keep what they
 * prepared. */
struct statement {
    const char *name;
    const char *sql;
    int in;
    int out;
    const enum value_kind *kinds; /* of the columns that come out */
    int number;
    int rank; /* of the table it writes, in the order of the schema: tables that others refer to
                 come first; 0: it reads */
    const char *copy; /* COPY … FROM STDIN for a plain insert, else NULL */
};
extern const struct statement *const sql_statements[];
extern const int sql_statement_count;

/* Each table of the schema, in its order, for copying it row by row: a first page, the pages after
 * a key, the insert. */
struct table_pages {
    const char *name;
    const struct statement *first, *after, *put;
    const int *key; /* places of the key's columns */
    int key_count;
};
extern const struct table_pages table_pages[];
extern const int table_pages_count;
extern const int
    sql_query_count; /* of sql_statements: those of sql/query; the others are of table_pages */

typedef enum rc (*row_function)(void *context, const struct value *columns);

/* Runs a statement; each row goes to the function, whose answer other than RC_OK ends the run. */
enum rc tx_run(struct tx *tx, const struct statement *statement, const struct value *in,
               row_function row, void *context, int64_t *ret_changed) MUST_USE;

struct value value_i64(int64_t number, bool may_be_null);
struct value value_text(struct str text, bool may_be_null);
struct value value_bytes(struct str bytes, bool may_be_null);
int64_t column_i64(const struct value *column);
struct str column_str(struct arena *arena, const struct value *column);

struct put_one {
    struct arena *arena;
    void *row;
    size_t count;
};
struct put_many {
    struct arena *arena;
    void *rows;
    size_t count;
    size_t room;
};
enum rc put_many_room(struct put_many *put, size_t size, void **ret_row) MUST_USE;

/* What an engine must be able to do. Results: RC_RETRY when nothing happened and the transaction
 * must begin again. run: a statement without row function and ret_changed may be kept back and sent
 * with others, before the next one that is asked for an answer, or before the commit. */
struct engine {
    enum rc (*connect)(struct store *store, void **ret_connection, struct fault *fault);
    void (*disconnect)(void *connection);
    enum rc (*begin)(void *connection, bool write, int school_id,
                     struct fault *fault); /* school_id: the wall, 0: none */
    enum rc (*commit)(void *connection, struct fault *fault);
    enum rc (*sync)(
        void *connection,
        struct fault *fault); /* what was committed is on the disk now; NULL: commit sees to it */
    enum rc (*mend)(void *connection,
                    struct fault *fault); /* … after a sync that failed, by another way */
    void (*rollback)(void *connection);
    enum rc (*run)(void *connection, const struct statement *statement, const struct value *in,
                   row_function row, void *context, int64_t *ret_changed, struct fault *fault);
    enum rc (*script)(void *connection, const char *sql,
                      struct fault *fault); /* statements without parameters */
    bool (*alive)(void *connection);
    enum rc (*expect_bulk)(void *connection, struct fault *fault);
    enum rc (*check)(void *connection, struct fault *fault);
    enum rc (*backup)(void *connection, const char *file,
                      struct fault *fault); /* NULL: has none of its own */
    enum rc (*in_place)(void *connection, bool *ret_in_place,
                        struct fault *fault); /* NULL: always */
    enum rc (*owns)(void *connection, bool *ret_owns,
                    struct fault *fault); /* NULL: has no owners */
    enum rc (*has_table)(void *connection, const char *name, bool *ret_has, struct fault *fault);
};
extern const struct engine sqlite_engine;
extern const struct engine postgres_engine;

enum rc db_backup(struct db *db, const char *file, struct fault *fault) MUST_USE;
/* Everything that was committed stands in the database itself: a copy that is closed leaves nothing
 * in a journal. */
enum rc db_settle(struct db *db, struct fault *fault) MUST_USE;
const char *store_target(const struct store *store);
/* Engine calls outside typed queries, for migrations. */
enum rc tx_script(struct tx *tx, const char *sql) MUST_USE;
enum rc tx_has_table(struct tx *tx, const char *name, bool *ret_has) MUST_USE;
struct fault *tx_fault(struct tx *tx);
/* A row was added to a chain; told after the commit. */
void tx_mark_history(struct tx *tx, int64_t subject_id, int64_t seq, bool visit, struct str mac);
struct mac_hook tx_mac(struct tx *tx);
/* The MAC of a row after the one with the MAC `before` ("" for the first). */
enum rc history_mac_of(struct tx *tx, struct arena *arena, struct str before, int64_t seq,
                       const struct history_entry *entry, struct str *ret_mac) MUST_USE;
