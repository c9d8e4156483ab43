#include "base/near.h"

static int least(int a, int b) {
    return a < b ? a : b;
}

int near_distance(struct str a, struct str b) {
    if (a.len >= NEAR_LONG || b.len >= NEAR_LONG) return NEAR_LONG;
    int rows[3][NEAR_LONG + 1],
        *before = rows[0], *last = rows[1],
        *row = rows[2]; /* distances for prefixes of a: two back, one back, current */
    for (int k = 0; k <= (int)b.len; k++) before[k] = last[k] = k;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = (int)i;
        for (size_t k = 1; k <= b.len; k++) {
            bool same = a.ptr[i - 1] == b.ptr[k - 1];
            row[k] = least(least(last[k] + 1, row[k - 1] + 1), last[k - 1] + !same);
            bool swapped =
                i > 1 && k > 1 && a.ptr[i - 1] == b.ptr[k - 2] && a.ptr[i - 2] == b.ptr[k - 1];
            if (swapped) row[k] = least(row[k], before[k - 2] + 1);
        }
        int *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[b.len];
}

const char *near_name(struct str typed, const char *const *names, size_t count) {
    int nearest = typed.len <= 4   ? 2
                  : typed.len <= 8 ? 3
                                   : 4; /* the first distance that is too large */
    const char *found = NULL;
    for (size_t i = 0; i < count; i++) {
        int distance = near_distance(typed, str_of(names[i]));
        if (distance >= nearest) continue;
        nearest = distance;
        found = names[i];
    }
    return found;
}
