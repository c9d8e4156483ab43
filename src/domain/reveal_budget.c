#include "domain/reveal_budget.h"

#include <stdlib.h>
#include <string.h>

enum { NIGHT_BEGINS = 22, NIGHT_ENDS = 6, ID_BYTES = 8 }; /* NIGHT_*: hours of the day */

int reveal_budget(day_count today) {
    struct date date = day_to_date(today);
    bool start = (date.month == 8 && date.day >= 25) || (date.month == 9 && date.day <= 8);
    return start ? REVEAL_BUDGET_RAISED : REVEAL_BUDGET;
}

int reveal_limit(const struct reveal_day *day, day_count today) {
    return (day->lifted ? REVEAL_BUDGET_RAISED : reveal_budget(today)) + day->extra;
}

int reveal_missing(const struct reveal_day *day, day_count today, int more) {
    int missing = day->shown + more - reveal_limit(day, today);
    return more > 0 && missing > 0 ? missing : 0;
}

int reveal_extension(int missing) {
    return missing > REVEAL_BUDGET ? missing : REVEAL_BUDGET;
}

unsigned reveal_signs(const struct reveal_facts *facts) {
    struct local_time local = day_local_of_ms(facts->at_ms);
    bool night = local.hour >= NIGHT_BEGINS || local.hour < NIGHT_ENDS;
    unsigned signs = facts->other_class ? REVEAL_OTHER_CLASS : 0;
    int today = facts->counted > 0 ? facts->shown : 0; /* own batches do not count */
    if (today > reveal_budget(day_of_ms(facts->at_ms))) signs |= REVEAL_BEYOND;
    if (night && (facts->cards >= REVEAL_NIGHT_MANY || today >= REVEAL_NIGHT_MANY))
        signs |= REVEAL_AT_NIGHT;
    return signs;
}

static int64_t id_at(struct str set, size_t at) {
    uint64_t id = 0;
    for (size_t i = 0; i < ID_BYTES; i++) id = id << 8 | (unsigned char)set.ptr[at * ID_BYTES + i];
    return (int64_t)id;
}

static void put_id(char *bytes, int64_t id) {
    for (size_t i = ID_BYTES; i-- > 0; id >>= 8) bytes[i] = (char)(id & 0xff);
}

bool reveal_set_has(struct str set, int64_t pupil_id) {
    size_t low = 0, high = set.len / ID_BYTES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int64_t id = id_at(set, middle);
        if (id == pupil_id) return true;
        if (id < pupil_id)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static int by_id(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

struct str reveal_set_with(struct arena *arena, struct str set, const int64_t *ids, size_t count) {
    size_t before = set.len / ID_BYTES, all = before + count, kept = 0;
    int64_t *sorted = ARENA_ARRAY(arena, int64_t, all);
    for (size_t i = 0; i < before; i++) sorted[i] = id_at(set, i);
    if (count > 0) memcpy(sorted + before, ids, count * sizeof *ids);
    qsort(sorted, all, sizeof *sorted, by_id);
    char *bytes = arena_alloc(arena, all * ID_BYTES + 1);
    for (size_t i = 0; i < all; i++)
        if (i == 0 || sorted[i] != sorted[i - 1]) put_id(bytes + kept++ * ID_BYTES, sorted[i]);
    return (struct str){bytes, kept * ID_BYTES};
}
