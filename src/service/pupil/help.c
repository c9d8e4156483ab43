#include "service/pupil/help.h"

#include <stdlib.h>

#include "service/throttle_store.h"
#include "store/queries.h"

static int by_pupil(const void *left, const void *right) {
    int64_t a = ((const struct sql_school_strugglers_row *)left)->pupil_id,
            b = ((const struct sql_school_strugglers_row *)right)->pupil_id;
    return (a > b) - (a < b);
}

static bool needs_help(const struct sql_school_strugglers_row *s, int64_t now_ms) {
    const struct throttle_account account = {.failures = s->failures,
                                             .not_before_ms = s->next_ms,
                                             .day = s->day,
                                             .day_failures = s->day_failures,
                                             .extra = s->allowance};
    return throttle_needs_help((enum throttle_pool)s->pool, &account, now_ms);
}

/*
 * Marks one pupil. Several counters may belong to a pupil (pools, former names); the pupil needs
 * help when any counter of the current username says so.
 */
static enum rc mark_one(struct arena *arena, const struct service *service,
                        const struct sql_school_strugglers_row *rows, size_t count,
                        struct pupil_row *pupil) {
    struct sql_school_strugglers_row key = {.pupil_id = pupil->pupil_id};
    const struct sql_school_strugglers_row *found =
        count == 0 ? NULL : bsearch(&key, rows, count, sizeof key, by_pupil);
    pupil->needs_help = false;
    if (found == NULL || !pupil->has_account) return RC_OK;
    while (found > rows && found[-1].pupil_id == pupil->pupil_id) found--;
    struct str mac;
    TRY(service_username_mac(arena, service, pupil->username, &mac));
    for (; found < rows + count && found->pupil_id == pupil->pupil_id; found++)
        if (str_eq(found->name_mac, mac) && needs_help(found, service_now(service)))
            pupil->needs_help = true;
    return RC_OK;
}

enum rc help_mark(struct tx *tx, struct arena *arena, const struct service *service,
                  struct school_id school, struct pupil_row *rows, size_t count) {
    struct sql_school_strugglers_row *found;
    size_t found_count;
    TRY(sql_school_strugglers(tx, arena, school.value, service_today(service), &found,
                              &found_count));
    if (found_count > 0) qsort(found, found_count, sizeof *found, by_pupil);
    for (size_t i = 0; i < count; i++) TRY(mark_one(arena, service, found, found_count, &rows[i]));
    return RC_OK;
}

enum rc help_needed(struct tx *tx, struct arena *arena, const struct service *service,
                    struct str username, bool *ret_needed) {
    struct str mac;
    TRY(service_username_mac(arena, service, username, &mac));
    bool needed = false;
    for (enum throttle_pool pool = 0; pool < POOL_COUNT && !needed; pool++) {
        struct throttle_account account;
        TRY(throttle_read(tx, arena, mac, pool, &account));
        needed = throttle_needs_help(pool, &account, service_now(service));
    }
    *ret_needed = needed;
    return RC_OK;
}

enum rc help_count(struct tx *tx, struct arena *arena, const struct service *service,
                   struct school_id school, size_t *ret_count) {
    struct sql_school_strugglers_row *found;
    size_t found_count, count = 0;
    TRY(sql_school_strugglers(tx, arena, school.value, service_today(service), &found,
                              &found_count));
    if (found_count > 0) qsort(found, found_count, sizeof *found, by_pupil);
    for (size_t i = 0; i < found_count; i++) {
        if (i > 0 && found[i - 1].pupil_id == found[i].pupil_id) continue;
        struct pupil_data pupil = {.pupil_id = found[i].pupil_id};
        TRY(pupil_account_data_read(tx, arena, service, &pupil));
        struct pupil_row row = {.pupil_id = pupil.pupil_id,
                                .has_account = pupil.has_account,
                                .username = pupil.account.username};
        TRY(mark_one(arena, service, found, found_count, &row));
        count += row.needs_help;
    }
    *ret_count = count;
    return RC_OK;
}
