#include "base/buf.h"
#include "store/queries.h"
#include "store/row.h"

enum { MAC = 32, NUMBERS_MAX = 256 };

/* The bytes that a row's MAC covers: the MAC before it, then every field with its length, so that no two rows share them. */
static struct str canonical(struct arena *arena, struct str before, int64_t seq, const struct history_entry *e) {
    struct buf out = buf_make(arena, before.len + NUMBERS_MAX + e->source.len + e->detail.len);
    buf_str(&out, before);
    buf_format(&out, "|%lld|%lld|%lld|%d|%d|%lld|%d|%zu:", (long long)e->subject_id, (long long)seq, (long long)e->at_ms,
               e->event, e->actor_kind, (long long)e->actor_id, e->school_id, e->source.len);
    buf_str(&out, e->source);
    buf_format(&out, "|%zu:", e->detail.len);
    buf_str(&out, e->detail);
    return buf_view(&out);
}

static struct str chain_mac(struct tx *tx, struct arena *arena, struct str before, int64_t seq,
                            const struct history_entry *entry) {
    struct mac_hook hook = tx_mac(tx);
    unsigned char *mac = arena_alloc(arena, MAC);
    hook.mac(hook.context, canonical(arena, before, seq, entry), mac);
    return (struct str){(const char *)mac, MAC};
}

static enum rc history_put(struct tx *tx, struct arena *arena, const struct sql_history_last_row *last, const struct history_entry *e) {
    struct str mac = chain_mac(tx, arena, last->mac, last->seq + 1, e);
    TRY(sql_history_insert(tx, e->subject_id, last->seq + 1, e->at_ms, e->event, e->actor_kind, e->actor_id, e->school_id,
                           e->source, e->detail, mac, NULL));
    tx_mark_history(tx);
    return RC_OK;
}

enum rc history_begin(struct tx *tx, struct arena *arena, const struct history_entry *e) {
    const struct sql_history_last_row none = {.seq = 0, .mac = S("")};
    return history_put(tx, arena, &none, e);
}

enum rc history_add(struct tx *tx, struct arena *arena, const struct history_entry *e) {
    struct sql_history_last_row last = {.seq = 0, .mac = S("")};
    enum rc rc = sql_history_last(tx, arena, e->subject_id, &last);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    return history_put(tx, arena, &last, e);
}

enum rc visit_add(struct tx *tx, struct arena *arena, const struct history_entry *e) {
    struct sql_visit_last_row last = {.seq = 0, .mac = S("")};
    enum rc rc = sql_visit_last(tx, arena, e->subject_id, &last);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    struct str mac = chain_mac(tx, arena, last.mac, last.seq + 1, e);
    TRY(sql_visit_insert(tx, e->subject_id, last.seq + 1, e->at_ms, e->event, e->actor_kind, e->actor_id, e->school_id,
                         e->source, e->detail, mac, NULL));
    tx_mark_history(tx);
    return RC_OK;
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
    const struct history_entry entry = {.subject_id = check->subject_id, .at_ms = row->at_ms, .event = (int)row->event,
        .actor_kind = (int)row->actor_kind, .actor_id = row->actor_id, .school_id = (int)row->school_id,
        .source = row->source, .detail = row->detail};
    struct str before = {(const char *)check->before, check->before_len};
    struct str mac = chain_mac(check->tx, check->arena, before, check->seq, &entry);
    if (row->seq != check->seq || !str_eq(mac, row->mac)) check->broken = check->seq;
    memcpy(check->before, mac.ptr, MAC);
    check->before_len = MAC;
    return RC_OK;
}

enum rc history_verify(struct tx *tx, struct arena *arena, int64_t subject_id, int64_t *ret_broken_seq) {
    struct check check = {.tx = tx, .arena = arena, .subject_id = subject_id};
    TRY(sql_history_chain(tx, arena, subject_id, check_row, &check));
    *ret_broken_seq = check.broken;
    return RC_OK;
}
