#include "web/loket/selection.h"

#include <stdlib.h>

#include "domain/id.h"

static int by_selected_id(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

void selection_sort(int64_t *ids, size_t count) {
    qsort(ids, count, sizeof *ids, by_selected_id);
}

void selection_ids_in(struct visit *visit, struct http_fields fields, const char *name,
                      int64_t **ret_ids, size_t *ret_count) {
    size_t sent, count = 0;
    const struct str *texts = http_all(visit->arena, fields, name, &sent);
    int64_t *ids = ARENA_ARRAY(visit->arena, int64_t, sent);
    for (size_t i = 0; i < sent; i++)
        if (id_parse(texts[i], &ids[count]) == RC_OK) count++;
    selection_sort(ids, count);
    *ret_ids = ids;
    *ret_count = count;
}

void selection_ids(struct visit *visit, const char *name, int64_t **ret_ids, size_t *ret_count) {
    selection_ids_in(visit, visit->request->forms, name, ret_ids, ret_count);
}

bool selection_holds(const int64_t *sorted, size_t count, int64_t id) {
    return count > 0 && bsearch(&id, sorted, count, sizeof id, by_selected_id) != NULL;
}
