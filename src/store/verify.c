/* Verifies every chain of history and visit, row by row. */
#include "store/queries.h"
#include "store/row.h"

enum { PAGE = 2000, MAC_LEN = 32, SUBJECT = 0, SEQ = 1 };

struct walk {
    struct tx *tx;
    struct arena *arena; /* for one page */
    const struct table_pages *table;
    bool may_begin_late; /* old visits are dropped, so a chain may start in the middle */
    struct history_state *state;
    int64_t subject, seq, in_page;
    struct value key[3];
    unsigned char last[MAC_LEN];
    size_t last_len;
    bool broken_subject;
};

static struct str text_of(const struct value *column) {
    return column->bytes;
}

static void found_broken(struct walk *w, int64_t seq) {
    if (!w->broken_subject && w->state->broken++ == 0) {
        w->state->first_subject = w->subject;
        w->state->first_seq = seq;
    }
    w->broken_subject = true;
}

/*
 * Columns in schema order: subject, seq, at, event, actor kind, actor, school, source, detail, mac.
 */
static enum rc verify_row(void *context, const struct value *c) {
    struct walk *w = context;
    bool begins = w->state->rows == 0 || c[SUBJECT].number != w->subject;
    if (begins) {
        w->subject = c[SUBJECT].number;
        w->seq = w->last_len = 0;
        w->broken_subject = false;
    }
    const struct history_entry entry = {.subject_id = w->subject,
                                        .at_ms = c[2].number,
                                        .event = (int)c[3].number,
                                        .actor_kind = (int)c[4].number,
                                        .actor_id = c[5].number,
                                        .school_id = (int)c[6].number,
                                        .source = text_of(&c[7]),
                                        .detail = text_of(&c[8])};
    bool late = begins && w->may_begin_late && c[SEQ].number > 1;
    struct str before = {(const char *)w->last, w->last_len}, mac;
    TRY(history_mac_of(w->tx, w->arena, before, late ? c[SEQ].number : w->seq + 1, &entry, &mac));
    if (!late && (c[SEQ].number != w->seq + 1 || !str_eq(mac, c[9].bytes)))
        found_broken(w, w->seq + 1);
    w->seq = c[SEQ].number;
    w->last_len = c[9].bytes.len < MAC_LEN ? c[9].bytes.len : MAC_LEN;
    memcpy(w->last, c[9].bytes.ptr, w->last_len);
    w->state->rows++;
    for (size_t s = 0; s < COUNT(w->state->sums) && !w->may_begin_late; s++) {
        struct history_sum *sum = &w->state->sums[s];
        if (entry.at_ms > sum->until_ms) continue;
        sum->rows++;
        for (size_t i = 0; i < w->last_len; i++) sum->sum[i] ^= w->last[i];
    }
    if (++w->in_page == PAGE)
        for (int i = 0; i < 2; i++) w->key[i] = c[i];
    return RC_OK;
}

static enum rc walk_table(struct tx *tx, struct walk *w, const char *name, bool may_begin_late) {
    const struct value size = {.kind = VALUE_I64, .number = PAGE};
    for (int i = 0; i < table_pages_count; i++)
        if (strcmp(table_pages[i].name, name) == 0) w->table = &table_pages[i];
    const struct statement *statement = w->table->first;
    w->may_begin_late = may_begin_late;
    w->subject = w->seq = 0;
    w->key[0] = size;
    w->last_len = 0;
    w->broken_subject = false;
    do {
        arena_reset(w->arena);
        w->in_page = 0;
        TRY(tx_run(tx, statement, w->key, verify_row, w, NULL));
        statement = w->table->after;
        w->key[2] = size;
    } while (w->in_page == PAGE);
    return RC_OK;
}

enum rc history_verify_all(struct tx *tx, const int64_t until_ms[2],
                           struct history_state *ret_state) {
    struct arena *page CLEANUP(arena_destroy_at) = arena_create((size_t)64 << 20, false);
    struct walk w = {.tx = tx, .arena = page, .state = ret_state};
    *ret_state =
        (struct history_state){.sums = {{.until_ms = until_ms[0]}, {.until_ms = until_ms[1]}}};
    TRY(walk_table(tx, &w, "history", false));
    return walk_table(tx, &w, "visit", true);
}
