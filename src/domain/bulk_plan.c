#include "domain/bulk_plan.h"

enum { NUMBERS_MAX = 100000 };

/*
 * An open-addressing hash table of names; its size is a power of two, at least twice the number of
 * names.
 */
struct name_set {
    struct str *slots;
    size_t mask;
};

struct name_set *name_set_make(struct arena *arena, size_t room) {
    size_t size = 16;
    while (size < room * 2) size *= 2;
    struct name_set *set = ARENA_NEW(arena, struct name_set);
    set->slots = ARENA_ARRAY(arena, struct str, size);
    set->mask = size - 1;
    return set;
}

/* FNV-1a */
static size_t hash(struct str s) {
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    return (size_t)(h ^ h >> 32);
}

static struct str *slot_of(struct name_set *set, struct str name) {
    size_t at = hash(name) & set->mask;
    while (set->slots[at].ptr != NULL && !str_eq(set->slots[at], name)) at = (at + 1) & set->mask;
    return &set->slots[at];
}

bool name_set_add(struct name_set *set, struct str name) {
    struct str *slot = slot_of(set, name);
    if (slot->ptr != NULL) return false;
    *slot = name;
    return true;
}

enum rc bulk_free_username(struct arena *arena, const struct name_book *book,
                           struct name_set *in_plan, struct str base, int64_t pupil_id,
                           struct str *ret_username) {
    for (int n = 1; n < NUMBERS_MAX; n++) {
        struct str candidate = username_numbered(arena, base, n);
        if (slot_of(in_plan, candidate)->ptr != NULL) continue;
        bool taken;
        TRY(book->taken(book->context, candidate, pupil_id, &taken));
        if (taken) continue;
        name_set_add(in_plan, candidate);
        *ret_username = candidate;
        return RC_OK;
    }
    return RC_LIMIT;
}

static enum rc propose(struct arena *arena, const struct text_rules *rules,
                       const struct name_book *book, struct name_set *in_plan,
                       const struct plan_pupil *pupil, struct plan_row *row) {
    struct str base = username_propose(arena, rules, pupil->first_name, pupil->last_name);
    TRY(bulk_free_username(arena, book, in_plan, base, pupil->pupil_id, &row->username));
    if (!str_eq(row->username, base)) row->wanted = base;
    return RC_OK;
}

enum rc bulk_plan(struct arena *arena, const struct text_rules *rules, const struct random *random,
                  const struct secret_policy *policy, const struct name_book *book,
                  enum secret_kind kind_for_basic, const struct plan_pupil *pupils, size_t count,
                  struct plan_row **ret_rows) {
    struct plan_row *rows = ARENA_ARRAY(arena, struct plan_row, count);
    struct name_set *in_plan = name_set_make(arena, count);
    for (size_t i = 0; i < count; i++) {
        const struct plan_pupil *pupil = &pupils[i];
        struct plan_row *row = &rows[i];
        row->pupil_id = pupil->pupil_id;
        bool turns = pupil->username.len > 0;
        row->turns = turns;
        row->skipped = pupil->has_account && !turns;
        if (row->skipped) continue;
        row->wanted = S("");
        row->username = pupil->username;
        row->type = turns ? ACCOUNT_ADVANCED : account_type_for(pupil->level, pupil->type_override);
        if (!turns) TRY(propose(arena, rules, book, in_plan, pupil, row));
        row->kind = row->type == ACCOUNT_BASIC ? kind_for_basic : SECRET_TEMPORARY;
        row->secret = secret_draw(arena, random, policy, row->kind);
    }
    *ret_rows = rows;
    return RC_OK;
}
