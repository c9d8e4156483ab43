/* One attempt at a transaction, and the statements inside it. */
#include "store/state.h"

/*
 * Past its memory limit a transaction ends and is rolled back; the connection and the program
 * continue.
 */
static enum rc check_memory(const struct arena *arena, struct fault *fault) {
    if (!arena_is_over(arena)) return RC_OK;
    return FAULT(fault, RC_TOO_LARGE, "memory limit exceeded: %zu bytes", arena_used(arena));
}

enum rc tx_attempt(struct db *db, const struct arena *arena, bool write, enum history_rule rule,
                   tx_function function, void *context, struct fault *fault) {
    const struct engine *engine = db->store->engine;
    struct tx tx = {.db = db, .arena = arena, .fault = fault};
    TRY(check_memory(arena, fault));
    heads_begin(&db->heads);
    TRY(db_connect(db, fault));
    if (db_fails_now(db)) return FAULT(fault, RC_IO, "injected at begin");
    TRY(engine->begin(db->connection, write, db->school_id, fault));
    db->begun = true;
    enum rc rc = function(&tx, context);
    if (rc == RC_OK && write && rule == HISTORY_REQUIRED && !tx.wrote_history)
        rc = FAULT(fault, RC_BUG, "the transaction wrote no history entry");
    if (rc == RC_OK) rc = check_memory(arena, fault);
    if (rc == RC_OK && db_fails_now(db)) rc = FAULT(fault, RC_IO, "injected at commit");
    if (rc != RC_OK) {
        engine->rollback(db->connection);
        return rc;
    }
    rc = engine->commit(db->connection, fault);
    return rc == RC_UNCERTAIN && !write ? RC_RETRY : rc; /* a read has no uncertain outcome */
}

/* Passes the rows of a statement on and checks the memory after each. */
struct checked_rows {
    const struct tx *tx;
    row_function row;
    void *context;
};

static enum rc pass_row(void *context, const struct value *columns) {
    const struct checked_rows *rows = context;
    TRY(rows->row(rows->context, columns));
    return check_memory(rows->tx->arena, rows->tx->fault);
}

enum rc tx_run(struct tx *tx, const struct statement *statement, const struct value *in,
               row_function row, void *context, int64_t *ret_changed) {
    struct db *db = tx->db;
    struct checked_rows rows = {tx, row, context};
    if (db_fails_now(db)) return FAULT(tx->fault, RC_IO, "injected at %s", statement->name);
    TRY(check_memory(tx->arena, tx->fault));
    return db->store->engine->run(db->connection, statement, in, row == NULL ? NULL : pass_row,
                                  &rows, ret_changed, tx->fault);
}

enum rc tx_script(struct tx *tx, const char *sql) {
    if (db_fails_now(tx->db)) return FAULT(tx->fault, RC_IO, "injected at a script");
    return tx->db->store->engine->script(tx->db->connection, sql, tx->fault);
}

enum rc tx_has_table(struct tx *tx, const char *name, bool *ret_has) {
    if (db_fails_now(tx->db)) return FAULT(tx->fault, RC_IO, "injected at a lookup");
    return tx->db->store->engine->has_table(tx->db->connection, name, ret_has, tx->fault);
}

struct fault *tx_fault(struct tx *tx) {
    return tx->fault;
}

void tx_mark_history(struct tx *tx, int64_t subject_id, int64_t seq, bool visit, struct str mac) {
    tx->wrote_history = true;
    heads_add(&tx->db->heads, subject_id, seq, visit, mac);
}

struct mac_hook tx_mac(struct tx *tx) {
    return tx->db->store->mac;
}
