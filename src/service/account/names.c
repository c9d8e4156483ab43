#include "service/account/names.h"

#include "store/queries.h"

enum { NUMBERS_TRIED = 100000 };

static enum rc taken(void *context, struct str username, int64_t pupil_id, bool *ret_taken) {
    const struct name_reader *r = context;
    struct sql_username_owner_row owner;
    struct str mac;
    TRY(service_username_mac(r->arena, r->service, username, &mac));
    enum rc rc = sql_username_owner(r->tx, r->arena, mac, &owner);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret_taken = rc == RC_OK && owner.pupil_id != pupil_id;
    return RC_OK;
}

struct name_book names_book(struct name_reader *reader) {
    return (struct name_book){.taken = taken, .context = reader};
}

enum rc names_reserve(struct tx *tx, struct arena *arena, const struct service *service,
                      int64_t pupil_id, struct str wanted, struct str base,
                      struct str *ret_username) {
    struct name_reader reader = {tx, arena, service};
    for (int n = 1; n < NUMBERS_TRIED; n++) {
        struct str name = n == 1 ? wanted : username_numbered(arena, base, n), mac;
        int64_t changed;
        TRY(service_username_mac(arena, service, name, &mac));
        TRY(sql_username_reserve(tx, mac, pupil_id, service_now(service), &changed));
        bool is_taken = false;
        if (changed == 0) TRY(taken(&reader, name, pupil_id, &is_taken));
        if (is_taken) continue;
        *ret_username = name;
        return RC_OK;
    }
    return RC_LIMIT;
}

enum rc names_judge(struct tx *tx, struct arena *arena, const struct service *service,
                    const struct name_owner *owner, struct str typed, struct name_set *in_use,
                    struct str *ret_username, enum username_flaw *ret_flaw,
                    struct str *ret_suggestion) {
    *ret_suggestion = S("");
    *ret_flaw = username_read(arena, service->text, typed, ret_username);
    bool has_at = *ret_flaw == USERNAME_AT;
    if (*ret_flaw != USERNAME_FINE && !has_at) return RC_OK;
    struct str wanted =
        has_at ? username_propose(arena, service->text, owner->first_name, owner->last_name)
               : *ret_username;
    struct name_reader reader = {tx, arena, service};
    struct name_book book = names_book(&reader);
    struct name_set *others = in_use != NULL ? in_use : name_set_make(arena, 1);
    struct str free_name;
    TRY(bulk_free_username(arena, &book, others, wanted, owner->pupil_id, &free_name));
    if (!has_at && str_eq(free_name, wanted)) return RC_OK;
    if (!has_at) *ret_flaw = USERNAME_TAKEN;
    *ret_suggestion = free_name;
    return RC_OK;
}
