#include "store/copy.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "store/months.h"
#include "store/row.h"

enum { PAGE_ROWS = 2000, KEY_MAX = 8, ARENA_MAX = 64 << 20 };

struct copy {
    struct db *from;
    struct tx *to;
    struct arena *arena; /* for one page */
    struct arena *outer; /* of the transactions; never reset inside one */
    day_count today;
    const struct copy_progress *progress;
    struct fault *fault;
    const struct table_pages *table;
    struct value key[KEY_MAX + 1]; /* of the last row, followed by the page size */
    bool months;                   /* the target has monthly partitions of visits */
    int64_t in_page, in_table, rows;
    bool begun;     /* rows were written in this transaction of the target */
    enum rc target; /* error of the target; the transaction of the target handles it, that of the
                       source does not */
};

/* Ends the reading of the source; RC_IO, so that the read is not retried. */
static enum rc target_failed(struct copy *c, enum rc rc) {
    c->target = rc;
    return RC_IO;
}

static enum rc put_row(void *context, const struct value *columns) {
    struct copy *c = context;
    enum rc rc = tx_run(c->to, c->table->put, columns, NULL, NULL, NULL);
    if (rc != RC_OK) return target_failed(c, rc);
    c->begun = true;
    if (++c->in_page < PAGE_ROWS) return RC_OK;
    for (int i = 0; i < c->table->key_count; i++) {
        c->key[i] = columns[c->table->key[i]];
        if (c->key[i].kind != VALUE_I64) c->key[i].bytes = str_copy(c->arena, c->key[i].bytes);
    }
    return RC_OK;
}

static enum rc copy_table(struct copy *c, struct tx *from) {
    const struct value size = {.kind = VALUE_I64, .number = PAGE_ROWS};
    const struct statement *statement = c->table->first;
    c->key[0] = size;
    c->in_table = 0;
    do {
        c->in_page = 0;
        TRY(tx_run(from, statement, c->key, put_row, c, NULL));
        statement = c->table->after;
        c->key[c->table->key_count] = size;
        c->in_table += c->in_page;
        if (c->progress != NULL)
            c->progress->report(c->progress->context, c->table->name, c->in_table);
    } while (c->in_page == PAGE_ROWS);
    c->rows += c->in_table;
    return RC_OK;
}

static enum rc copy_tables(struct tx *from, void *context) {
    struct copy *c = context;
    if (c->begun)
        return target_failed(c, RC_RETRY); /* the source is read again, so the rows written so far
                                              must be rolled back first */
    for (int i = 0; i < table_pages_count; i++) {
        c->table = &table_pages[i];
        arena_reset(c->arena);
        TRY(copy_table(c, from));
    }
    return RC_OK;
}

static enum rc found_row(void *context, const struct value *columns) {
    (void)columns;
    *(bool *)context = true;
    return RC_OK;
}

static enum rc write_all(struct tx *to, void *context) {
    struct copy *c = context;
    const struct value one = {.kind = VALUE_I64, .number = 1};
    for (int i = 0; i < table_pages_count; i++) {
        bool found = false;
        TRY(tx_run(to, table_pages[i].first, &one, found_row, &found, NULL));
        if (found)
            return FAULT(tx_fault(to), RC_CONFLICT, "table %s of the target is not empty",
                         table_pages[i].name);
    }
    if (c->months) TRY(months_make(to, c->arena, c->today));
    c->to = to;
    c->rows = 0;
    c->begun = false;
    c->target = RC_OK;
    enum rc rc = store_run_read(c->from, c->outer, copy_tables, c, c->fault);
    if (c->target != RC_OK) return c->target;
    return rc == RC_RETRY ? RC_IO : rc; /* the source has been retried already */
}

enum rc store_copy(struct db *from, struct db *to, day_count today,
                   const struct copy_progress *progress, int64_t *ret_rows, struct fault *fault) {
    struct arena *page CLEANUP(arena_destroy_at) = arena_create(ARENA_MAX, true);
    struct arena *outer CLEANUP(arena_destroy_at) = arena_create(ARENA_MAX, false);
    struct copy c = {.from = from,
                     .arena = page,
                     .outer = outer,
                     .today = today,
                     .months = store_is_postgres(db_store(to)),
                     .progress = progress,
                     .fault = fault};
    TRY(db_expect_bulk(to, fault));
    TRY(store_run_write(to, outer, HISTORY_NONE, write_all, &c, fault));
    *ret_rows = c.rows;
    return RC_OK;
}

/* Copies row by row, for engines without their own backup. */
static enum rc backup_rows(struct db *db, const char *file, int64_t now_ms, struct fault *fault) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, false);
    const struct mac_hook no_mac = {NULL, NULL};
    struct store *target;
    struct db *to;
    int applied;
    int64_t rows;
    TRY(store_open(arena, str_format(arena, "sqlite:%s", file), no_mac, &target, fault));
    enum rc rc = db_open(target, &to, fault);
    if (rc == RC_OK) {
        rc = store_migrate(to, now_ms, &applied, fault);
        if (rc == RC_OK) rc = store_copy(db, to, day_of_ms(now_ms), NULL, &rows, fault);
        if (rc == RC_OK)
            rc = db_checkpoint(
                to, fault); /* closing would do this too, but would not report a full disk */
        db_close(to);
    }
    store_close(target);
    static const char *const beside[] = {"-wal", "-shm"};
    for (size_t i = 0; i < COUNT(beside) && rc != RC_OK; i++)
        unlink(str_c(arena, str_format(arena, "%s%s", file, beside[i])));
    return rc;
}

enum rc store_backup(struct db *db, const char *file, int64_t now_ms, struct fault *fault) {
    int fd CLEANUP(file_close_at) = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return FAULT(fault, RC_IO, "%s cannot be created", file);
    enum rc rc = store_is_postgres(db_store(db)) ? backup_rows(db, file, now_ms, fault)
                                                 : db_backup(db, file, fault);
    if (rc == RC_OK) rc = store_check_copy(file, fault);
    if (rc == RC_OK && fsync(fd) != 0) rc = FAULT(fault, RC_IO, "%s cannot be written", file);
    if (rc != RC_OK) unlink(file);
    return rc;
}
