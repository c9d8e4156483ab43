/*
 * Runs the queries of a file of rows and writes their results in the form of that file:
 *   school_get 1 = 'De Regenboog' 7 4 90 1 null
 * Arguments are numbers, 'texts', x'octets' and null; each query is a transaction of its own. Lines
 * that begin with "=" or "#" and empty lines are skipped when reading. At the end it names the
 * statements of the program that no row runs. Usage: rows URL FILE
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/encode.h"
#include "store/row.h"

enum { ARGUMENTS_MAX = 48, ANSWERS_MAX = 100 };

struct query {
    struct arena *arena;
    const struct statement *statement;
    struct value in[ARGUMENTS_MAX];
    int count;
    struct str answers[ANSWERS_MAX];
    size_t answer_count;
    int64_t changed;
};

static void refuse(const char *why, struct str what) {
    fprintf(stderr, "rows: %s: %.*s\n", why, STR_ARG(what));
    exit(2);
}

static const struct statement *statement_named(struct str name) {
    for (int i = 0; i < sql_statement_count; i++)
        if (str_eq(name, str_of(sql_statements[i]->name))) return sql_statements[i];
    return NULL;
}

/* Parses the next argument of a line; quoted ones contain no quotes. */
static struct value argument(struct arena *arena, struct str *rest) {
    bool octets = str_starts(*rest, S("x'"));
    if (octets) *rest = str_sub(*rest, 1, rest->len);
    if (rest->ptr[0] == '\'') {
        *rest = str_sub(*rest, 1, rest->len);
        struct str text = str_cut(rest, '\'', NULL);
        *rest = str_trim(*rest);
        if (!octets) return value_text(text, false);
        char *bytes = arena_alloc(arena, text.len / 2 + 1);
        if (hex_decode(text, bytes, text.len / 2) != RC_OK) refuse("octets", text);
        return value_bytes((struct str){bytes, text.len / 2}, false);
    }
    struct str word = str_cut(rest, ' ', NULL);
    int64_t number = 0;
    if (str_eq(word, S("null"))) return (struct value){.kind = VALUE_NULL};
    if (str_to_i64(word, INT64_MIN, INT64_MAX, &number) != RC_OK) refuse("argument", word);
    return value_i64(number, false);
}

static void write_value(struct arena *arena, struct buf *out, const struct value *value) {
    switch (value->kind) {
        case VALUE_NULL: buf_c(out, " null"); return;
        case VALUE_I64: buf_format(out, " %lld", (long long)value->number); return;
        case VALUE_TEXT: buf_format(out, " '%.*s'", STR_ARG(value->bytes)); return;
        case VALUE_BYTES:
            buf_format(out, " x'%s'", hex_encode(arena, value->bytes.ptr, value->bytes.len).ptr);
            return;
    }
}

static enum rc take_answer(void *context, const struct value *columns) {
    struct query *q = context;
    if (q->answer_count == ANSWERS_MAX) return RC_LIMIT;
    struct buf out = buf_make(q->arena, 1 << 16);
    buf_char(&out, '=');
    for (int i = 0; i < q->statement->out; i++) write_value(q->arena, &out, &columns[i]);
    q->answers[q->answer_count++] = buf_view(&out);
    return RC_OK;
}

static enum rc run(struct tx *tx, void *context) {
    struct query *q = context;
    q->answer_count = 0;
    return tx_run(tx, q->statement, q->in, take_answer, q, &q->changed);
}

static int compare(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Results without an order are sorted. */
static void answer(struct db *db, struct query *q) {
    struct fault fault = {.detail = ""};
    enum rc rc = store_run_write(db, q->arena, HISTORY_NONE, run, q, &fault);
    if (rc == RC_IO || rc == RC_BUG || rc == RC_RETRY)
        fprintf(stderr, "rows: %s: %s\n", q->statement->name, fault.detail);
    if (rc != RC_OK) {
        printf("= %s\n", rc_name(rc));
        return;
    }
    if (q->statement->out == 0) printf("= changed %lld\n", (long long)q->changed);
    if (q->statement->out > 0 && q->answer_count == 0) printf("= nothing\n");
    if (strstr(q->statement->sql, "ORDER BY") == NULL)
        qsort(q->answers, q->answer_count, sizeof q->answers[0], compare);
    for (size_t i = 0; i < q->answer_count; i++) printf("%.*s\n", STR_ARG(q->answers[i]));
}

static void run_line(struct db *db, struct str line, bool *seen) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(16 << 20, false);
    struct str rest = line, name = str_cut(&rest, ' ', NULL);
    struct query *q = ARENA_NEW(arena, struct query);
    q->arena = arena;
    q->statement = statement_named(name);
    if (q->statement == NULL) return;
    while (rest.len > 0 && q->count < ARGUMENTS_MAX) q->in[q->count++] = argument(arena, &rest);
    if (q->count != q->statement->in) refuse("number of arguments", line);
    seen[q->statement->number] = true;
    answer(db, q);
}

static enum rc no_mac(void *context, struct str bytes, unsigned char ret_mac[32]) {
    (void)context, (void)bytes;
    memset(ret_mac, 0, 32);
    return RC_OK;
}

int main(int count, char **arguments) {
    if (count != 3) refuse("usage", S("rows URL FILE"));
    struct arena *arena = arena_create(1 << 20, false);
    struct store *store;
    struct db *db;
    struct fault fault = {.detail = ""};
    int applied;
    if (store_create(arena, str_of(arguments[1]), &fault) != RC_OK ||
        store_open(arena, str_of(arguments[1]), (struct mac_hook){no_mac, NULL}, &store, &fault) !=
            RC_OK ||
        db_open(store, &db, &fault) != RC_OK || store_migrate(db, 0, &applied, &fault) != RC_OK)
        refuse("database", str_of(fault.detail));
    FILE *file = fopen(arguments[2], "r");
    if (file == NULL) refuse("file", str_of(arguments[2]));
    bool *seen = ARENA_ARRAY(arena, bool, sql_statement_count);
    char *text = NULL;
    size_t room = 0;
    for (ssize_t len; (len = getline(&text, &room, file)) > 0;) {
        struct str line = str_trim((struct str){text, (size_t)len});
        if (str_starts(line, S("="))) continue;
        printf("%.*s\n", STR_ARG(line));
        if (line.len > 0 && !str_starts(line, S("#"))) run_line(db, line, seen);
    }
    for (int i = 0; i < sql_query_count; i++)
        if (!seen[i]) fprintf(stderr, "not run: %s\n", sql_statements[i]->name);
    free(text);
    fclose(file);
    db_close(db);
    store_close(store);
    arena_destroy(arena);
    return 0;
}
