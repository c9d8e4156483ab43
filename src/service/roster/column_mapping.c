#include "service/roster/column_mapping.h"

#include "store/queries.h"

enum { CHOICES_TEXT_MAX = 100000 };

struct work {
    struct call *call;
    int school;
    struct str fingerprint, text;
    struct sql_roster_mappings_row *rows;
    size_t count;
};

static enum rc may_change(const struct call *call, int school) {
    enum right right = school == 0 ? RIGHT_PLATFORM : RIGHT_CONFIGURE;
    return actor_may(call->actor, right, (struct school_id){school}, S(""));
}

static enum rc load(struct tx *tx, struct work *w) {
    return sql_roster_mappings(tx, w->call->arena, w->school, &w->rows, &w->count);
}
TX_FUNCTION(load, struct work)

enum rc column_mappings(struct call *call, int school, const struct column_mapping **ret_mappings,
                        size_t *ret_count) {
    struct work w = {.call = call, .school = school};
    TRY(store_read(call->service->db, call->arena, load, &w, call->fault));
    struct column_mapping *mappings = ARENA_ARRAY(call->arena, struct column_mapping, w.count + 1);
    for (size_t i = 0; i < w.count; i++) {
        mappings[i].fingerprint = w.rows[i].fingerprint;
        roster_choices_read(call->arena, call->service->text, w.rows[i].choices,
                            &mappings[i].choices, &mappings[i].count);
    }
    *ret_mappings = mappings;
    *ret_count = w.count;
    return RC_OK;
}

enum rc column_mapping_propose(struct call *call, int fd, int school,
                               const struct column_mapping *first,
                               struct mapping_proposal *ret_proposal, struct table_flaw *ret_flaw) {
    const struct column_mapping *kept;
    size_t count;
    TRY(column_mappings(call, school, &kept, &count));
    const struct mapping_request request = {.tables = &call->service->tables,
                                            .rules = call->service->text,
                                            .school_known = school != 0,
                                            .mappings = first != NULL ? first : kept,
                                            .mapping_count = first != NULL ? 1 : count};
    return roster_propose_fd(call->arena, fd, &request, ret_proposal, ret_flaw);
}

static enum rc keep(struct tx *tx, struct work *w) {
    return sql_roster_mapping_set(tx, w->school, w->fingerprint, w->text,
                                  service_now(w->call->service), NULL);
}
TX_FUNCTION(keep, struct work)

enum rc column_mapping_keep(struct call *call, int school, const struct column_mapping *mapping) {
    TRY(may_change(call, school));
    ENSURE(mapping->fingerprint.len == FINGERPRINT_CHARS, RC_INVALID);
    struct work w = {.call = call,
                     .school = school,
                     .fingerprint = mapping->fingerprint,
                     .text = roster_choices_write(call->arena, mapping->choices, mapping->count)};
    ENSURE(w.text.len <= CHOICES_TEXT_MAX, RC_LIMIT);
    return store_write(call->service->db, call->arena, HISTORY_NONE, keep, &w, call->fault);
}

static enum rc forget(struct tx *tx, struct work *w) {
    int64_t changed;
    TRY(sql_roster_mapping_clear(tx, w->school, w->fingerprint, &changed));
    return changed == 1 ? RC_OK : RC_NONE;
}
TX_FUNCTION(forget, struct work)

enum rc column_mapping_forget(struct call *call, int school, struct str fingerprint) {
    TRY(may_change(call, school));
    struct work w = {.call = call, .school = school, .fingerprint = fingerprint};
    return store_write(call->service->db, call->arena, HISTORY_NONE, forget, &w, call->fault);
}
