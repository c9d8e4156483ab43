#include "store/months.h"

#include "store/row.h"

enum { AHEAD = 2, LOOK_BACK = 24 };

struct keeping {
    struct arena *arena;
    int month; /* counted from year 0 */
    bool drop;
    int64_t before_ms, rows;
};

static int month_of(day_count day) {
    struct date date = day_to_date(day);
    return date.year * 12 + date.month - 1;
}

static day_count first_of(int month) {
    day_count day = 0;
    (void)!day_of_date((struct date){month / 12, month % 12 + 1, 1}, &day);
    return day;
}

static struct str month_name(struct arena *arena, int month) {
    return str_format(arena, "%04d%02d", month / 12, month % 12 + 1);
}

static enum rc make_month(struct tx *tx, struct arena *arena, int month) {
    return tx_script(tx,
                     str_c(arena, str_format(arena, "SELECT visit_month_make(%lld, %lld, '%.*s')",
                                             (long long)day_start_ms(first_of(month)),
                                             (long long)day_start_ms(first_of(month + 1)),
                                             STR_ARG(month_name(arena, month)))));
}

/*
 * Sign-ins queue behind a wait for the table visit, so the wait is short. Returns RC_LIMIT when the
 * table is locked by a long read.
 */
static enum rc keep_month(struct tx *tx, void *context) {
    const struct keeping *k = context;
    struct str drop = str_format(k->arena, "SELECT visit_month_drop('%.*s')",
                                 STR_ARG(month_name(k->arena, k->month)));
    TRY(tx_script(tx, "SET LOCAL lock_timeout = '200ms'"));
    enum rc rc =
        k->drop ? tx_script(tx, str_c(k->arena, drop)) : make_month(tx, k->arena, k->month);
    return rc == RC_RETRY ? RC_LIMIT : rc;
}

static enum rc keep_all(struct db *db, struct keeping *k, int now, bool may_drop,
                        struct fault *fault) {
    for (k->month = now; k->month <= now + AHEAD; k->month++)
        TRY(store_run_write(db, k->arena, HISTORY_NONE, keep_month, k, fault));
    k->drop = true;
    for (k->month = now - VISIT_MONTHS - LOOK_BACK; may_drop && k->month < now - VISIT_MONTHS;
         k->month++)
        TRY(store_run_write(db, k->arena, HISTORY_NONE, keep_month, k, fault));
    return RC_OK;
}

enum rc months_keep(struct db *db, struct arena *arena, day_count today, bool may_drop,
                    struct fault *fault) {
    struct keeping k = {.arena = arena};
    enum rc rc = keep_all(db, &k, month_of(today), may_drop, fault);
    return rc == RC_LIMIT ? RC_OK : rc;
}

static enum rc purge(struct tx *tx, void *context) {
    const struct keeping *k = context;
    return tx_script(tx,
                     str_c(k->arena, str_format(k->arena, "SELECT visit_other_purge(%lld, %lld)",
                                                (long long)k->before_ms, (long long)k->rows)));
}

enum rc months_purge(struct db *db, struct arena *arena, int64_t before_ms, int64_t rows,
                     struct fault *fault) {
    struct keeping k = {.arena = arena, .before_ms = before_ms, .rows = rows};
    return store_run_write(db, arena, HISTORY_NONE, purge, &k, fault);
}

enum rc months_make(struct tx *tx, struct arena *arena, day_count today) {
    int now = month_of(today);
    for (int month = now - VISIT_MONTHS; month <= now + AHEAD; month++)
        TRY(make_month(tx, arena, month));
    return RC_OK;
}
