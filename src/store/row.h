/* Internal to the store: shared by the generated queries and the two engines. */
#pragma once

#include "store/store.h"

enum value_kind { VALUE_NULL, VALUE_I64, VALUE_TEXT, VALUE_BYTES };

struct value {
    enum value_kind kind;
    int64_t number;
    struct str bytes;
};

/*
 * A named statement. number is its index in sql_statements, by which engines keep prepared
 * statements.
 */
struct statement {
    const char *name;
    const char *sql;
    int in;
    int out;
    const enum value_kind *kinds; /* kinds of the result columns */
    int number;
    int rank; /* rank of the table it writes, in schema order, in which referenced tables come
                 first; 0 = it only reads */
    const char *copy; /* COPY … FROM STDIN for a plain insert, otherwise NULL */
};
extern const struct statement *const sql_statements[];
extern const int sql_statement_count;

/*
 * Statements for copying each table of the schema row by row, in schema order: the first page, the
 * next page after a key, the insert.
 */
struct table_pages {
    const char *name;
    const struct statement *first, *after, *put;
    const int *key; /* column numbers of the key */
    int key_count;
};
extern const struct table_pages table_pages[];
extern const int table_pages_count;
extern const int sql_query_count; /* number of statements from sql/query, which come first; the
                                     others are those of table_pages */

typedef enum rc (*row_function)(void *context, const struct value *columns);

/*
 * Runs a statement and calls the function for each row; a result other than RC_OK ends the run,
 * which then returns it.
 */
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
/*
 * Reserves the next row of a growing array. Returns RC_TOO_LARGE beyond a million rows or past the
 * limit of the arena.
 */
enum rc put_many_room(struct put_many *put, size_t size, void **ret_row) MUST_USE;

/*
 * The interface of a database engine. Functions return RC_RETRY when nothing happened and the
 * transaction must be started again. run: a statement without row function and ret_changed may be
 * queued, and sent before the next statement with a result or before the commit.
 */
struct engine {
    enum rc (*connect)(struct store *store, void **ret_connection, struct fault *fault);
    void (*disconnect)(void *connection);
    enum rc (*begin)(void *connection, bool write, int school_id,
                     struct fault *fault); /* school_id: row security, 0 = all schools */
    enum rc (*commit)(void *connection, struct fault *fault);
    enum rc (*sync)(
        void *connection,
        struct fault *fault); /* brings the commits to the disk; NULL when commit does so */
    enum rc (*recover)(void *connection,
                       struct fault *fault); /* as sync, by other means, after sync failed */
    void (*rollback)(void *connection);
    enum rc (*run)(void *connection, const struct statement *statement, const struct value *in,
                   row_function row, void *context, int64_t *ret_changed, struct fault *fault);
    enum rc (*script)(void *connection, const char *sql,
                      struct fault *fault); /* statements without parameters */
    bool (*alive)(void *connection);
    enum rc (*expect_bulk)(void *connection, struct fault *fault);
    enum rc (*check)(void *connection, struct fault *fault);
    enum rc (*backup)(void *connection, const char *file,
                      struct fault *fault); /* NULL: the engine has no backup of its own */
    enum rc (*in_place)(void *connection, bool *ret_in_place,
                        struct fault *fault); /* NULL: always in place */
    enum rc (*owns)(void *connection, bool *ret_owns,
                    struct fault *fault); /* NULL: the engine has no owners */
    enum rc (*has_table)(void *connection, const char *name, bool *ret_has, struct fault *fault);
};
extern const struct engine sqlite_engine;
extern const struct engine postgres_engine;

enum rc db_backup(struct db *db, const char *file, struct fault *fault) MUST_USE;
/*
 * Moves everything that was committed from the journal into the database file, so that closing it
 * leaves no journal.
 */
enum rc db_checkpoint(struct db *db, struct fault *fault) MUST_USE;
const char *store_target(const struct store *store);
/* Engine calls outside typed queries, for migrations. */
enum rc tx_script(struct tx *tx, const char *sql) MUST_USE;
enum rc tx_has_table(struct tx *tx, const char *name, bool *ret_has) MUST_USE;
struct fault *tx_fault(struct tx *tx);
/* Records that a history row was added; the commit hook receives it after the commit. */
void tx_mark_history(struct tx *tx, int64_t subject_id, int64_t seq, bool visit, struct str mac);
struct mac_hook tx_mac(struct tx *tx);
/* Computes the MAC of a row that follows the one with MAC `before` ("" for the first). */
enum rc history_mac_of(struct tx *tx, struct arena *arena, struct str before, int64_t seq,
                       const struct history_entry *entry, struct str *ret_mac) MUST_USE;
