#include "base/buf.h"
#include "store/queries.h"
#include "store/row.h"

enum { MAC = 32, NUMBERS_MAX = 256, LASTS = 32 };

/*
 * Returns the bytes that the MAC of a row covers: the previous MAC, then every field with its
 * length, so that no two rows have the same bytes.
 */
static struct str canonical(struct arena *arena, struct str before, int64_t seq,
                            const struct history_entry *e) {
    struct buf out = buf_make(arena, before.len + NUMBERS_MAX + e->source.len + e->detail.len);
    buf_str(&out, before);
    buf_format(&out, "|%lld|%lld|%lld|%d|%d|%lld|%d|%zu:", (long long)e->subject_id, (long long)seq,
               (long long)e->at_ms, e->event, e->actor_kind, (long long)e->actor_id, e->school_id,
               e->source.len);
    buf_str(&out, e->source);
    buf_format(&out, "|%zu:", e->detail.len);
    buf_str(&out, e->detail);
    return buf_view(&out);
}

enum rc history_mac_of(struct tx *tx, struct arena *arena, struct str before, int64_t seq,
                       const struct history_entry *entry, struct str *ret_mac) {
    struct mac_hook hook = tx_mac(tx);
    unsigned char *mac = arena_alloc(arena, MAC);
    TRY(hook.mac(hook.context, canonical(arena, before, seq, entry), mac));
    *ret_mac = (struct str){(const char *)mac, MAC};
    return RC_OK;
}

/* The two tables have the same columns and differ in the queries. */
struct chain {
    bool visits;
    enum rc (*last)(struct tx *tx, struct arena *arena, int64_t subject_id,
                    struct sql_history_last_row *ret);
    enum rc (*lasts)(struct tx *tx, struct arena *arena, const int64_t subjects[LASTS],
                     struct sql_history_lasts_row **ret_rows, size_t *ret_count);
    enum rc (*insert)(struct tx *tx, int64_t subject_id, int64_t seq, int64_t at_ms, int64_t event,
                      int64_t actor_kind, int64_t actor_id, int64_t school_id, struct str source,
                      struct str detail, struct str mac, int64_t *ret_changed);
};

static enum rc visit_last(struct tx *tx, struct arena *arena, int64_t subject_id,
                          struct sql_history_last_row *ret) {
    struct sql_visit_last_row row;
    TRY(sql_visit_last(tx, arena, subject_id, &row));
    *ret = (struct sql_history_last_row){row.seq, row.mac};
    return RC_OK;
}

static enum rc visit_lasts(struct tx *tx, struct arena *arena, const int64_t subjects[LASTS],
                           struct sql_history_lasts_row **ret_rows, size_t *ret_count) {
    struct sql_visit_lasts_row *rows;
    TRY(sql_visit_lasts(tx, arena, subjects, &rows, ret_count));
    *ret_rows = ARENA_ARRAY(arena, struct sql_history_lasts_row, *ret_count);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret_rows)[i] =
            (struct sql_history_lasts_row){rows[i].subject_id, rows[i].seq, rows[i].mac};
    return RC_OK;
}

static const struct chain histories = {false, sql_history_last, sql_history_lasts,
                                       sql_history_insert};
static const struct chain visits = {true, visit_last, visit_lasts, sql_visit_insert};

/* Writes the row after *last and updates *last. */
static enum rc append_row(struct tx *tx, struct arena *arena, const struct chain *chain,
                          struct sql_history_lasts_row *last, const struct history_entry *e) {
    struct str mac;
    TRY(history_mac_of(tx, arena, last->mac, last->seq + 1, e, &mac));
    *last = (struct sql_history_lasts_row){e->subject_id, last->seq + 1, mac};
    TRY(chain->insert(tx, e->subject_id, last->seq, e->at_ms, e->event, e->actor_kind, e->actor_id,
                      e->school_id, e->source, e->detail, mac, NULL));
    tx_mark_history(tx, e->subject_id, last->seq, chain->visits, mac);
    return RC_OK;
}

static enum rc append(struct tx *tx, struct arena *arena, const struct chain *chain,
                      const struct history_entry *e) {
    struct sql_history_last_row last = {.seq = 0, .mac = S("")};
    enum rc rc = chain->last(tx, arena, e->subject_id, &last);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    struct sql_history_lasts_row before = {e->subject_id, last.seq, last.mac};
    return append_row(tx, arena, chain, &before, e);
}

static enum rc append_batch(struct tx *tx, struct arena *arena, const struct chain *chain,
                            const struct history_entry *entries, size_t count) {
    int64_t subjects[LASTS];
    struct sql_history_lasts_row *rows;
    size_t row_count;
    for (size_t i = 0; i < LASTS; i++) subjects[i] = i < count ? entries[i].subject_id : SQL_NULL;
    TRY(chain->lasts(tx, arena, subjects, &rows, &row_count));
    struct sql_history_lasts_row last[LASTS];
    size_t known = 0;
    for (; known < row_count; known++) last[known] = rows[known];
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < known && last[at].subject_id != entries[i].subject_id) at++;
        if (at == known)
            last[known++] = (struct sql_history_lasts_row){entries[i].subject_id, 0, S("")};
        TRY(append_row(tx, arena, chain, &last[at], &entries[i]));
    }
    return RC_OK;
}

static enum rc append_many(struct tx *tx, struct arena *arena, const struct chain *chain,
                           const struct history_entry *entries, size_t count) {
    for (size_t from = 0; from < count; from += LASTS)
        TRY(append_batch(tx, arena, chain, entries + from,
                         count - from < LASTS ? count - from : LASTS));
    return RC_OK;
}

enum rc history_begin(struct tx *tx, struct arena *arena, const struct history_entry *entry) {
    struct sql_history_lasts_row none = {.seq = 0, .mac = S("")};
    return append_row(tx, arena, &histories, &none, entry);
}

enum rc history_add(struct tx *tx, struct arena *arena, const struct history_entry *entry) {
    return append(tx, arena, &histories, entry);
}

enum rc history_add_many(struct tx *tx, struct arena *arena, const struct history_entry *entries,
                         size_t count) {
    return append_many(tx, arena, &histories, entries, count);
}

enum rc db_visit_add(struct tx *tx, struct arena *arena, const struct history_entry *entry) {
    return append(tx, arena, &visits, entry);
}

enum rc db_visit_add_many(struct tx *tx, struct arena *arena, const struct history_entry *entries,
                          size_t count) {
    return append_many(tx, arena, &visits, entries, count);
}

struct check {
    struct tx *tx;
    struct arena *arena;
    int64_t subject_id;
    int64_t seq;
    int64_t broken;
    unsigned char before[MAC];
    size_t before_len;
};

static enum rc check_row(void *context, const struct sql_history_chain_row *row) {
    struct check *check = context;
    check->seq++;
    if (check->broken != 0) return RC_OK;
    const struct history_entry entry = {.subject_id = check->subject_id,
                                        .at_ms = row->at_ms,
                                        .event = (int)row->event,
                                        .actor_kind = (int)row->actor_kind,
                                        .actor_id = row->actor_id,
                                        .school_id = (int)row->school_id,
                                        .source = row->source,
                                        .detail = row->detail};
    struct str before = {(const char *)check->before, check->before_len}, mac;
    TRY(history_mac_of(check->tx, check->arena, before, check->seq, &entry, &mac));
    if (row->seq != check->seq || !str_eq(mac, row->mac)) check->broken = check->seq;
    memcpy(check->before, mac.ptr, MAC);
    check->before_len = MAC;
    return RC_OK;
}

enum rc history_verify(struct tx *tx, struct arena *arena, int64_t subject_id,
                       int64_t *ret_broken_seq) {
    struct check check = {.tx = tx, .arena = arena, .subject_id = subject_id};
    TRY(sql_history_chain(tx, arena, subject_id, check_row, &check));
    *ret_broken_seq = check.broken;
    return RC_OK;
}
