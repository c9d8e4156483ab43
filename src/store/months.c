#include "store/months.h"

#include "store/row.h"

enum { AHEAD = 2, LOOK_BACK = 24 };

struct keeping {
    struct arena *arena;
    int month; /* counted from the year 0 */
    bool drop;
};

static day_count first_of(int month) {
    day_count day = 0;
    (void)!day_of_date((struct date){month / 12, month % 12 + 1, 1}, &day);
    return day;
}

static enum rc keep_month(struct tx *tx, void *context) {
    const struct keeping *k = context;
    struct str name = str_format(k->arena, "%04d%02d", k->month / 12, k->month % 12 + 1);
    struct str make = str_format(k->arena, "SELECT visit_month_make(%lld, %lld, '%.*s')", (long long)day_start_ms(first_of(k->month)),
                                 (long long)day_start_ms(first_of(k->month + 1)), STR_ARG(name));
    struct str drop = str_format(k->arena, "SELECT visit_month_drop('%.*s')", STR_ARG(name));
    return tx_script(tx, str_c(k->arena, k->drop ? drop : make));
}

enum rc months_keep(struct db *db, struct arena *arena, day_count today, int months, struct fault *fault) {
    struct date date = day_to_date(today);
    struct keeping k = {.arena = arena};
    int now = date.year * 12 + date.month - 1;
    for (k.month = now; k.month <= now + AHEAD; k.month++) TRY(store_write(db, arena, HISTORY_NONE, keep_month, &k, fault));
    k.drop = true;
    for (k.month = now - months - LOOK_BACK; k.month < now - months; k.month++)
        TRY(store_write(db, arena, HISTORY_NONE, keep_month, &k, fault));
    return RC_OK;
}
