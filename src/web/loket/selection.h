/* Pupils chosen in a form or an address. */
#pragma once

#include "web/web.h"

/* Returns the ids in the form fields of that name, sorted. Leaves out values that are not ids. */
void selection_ids(struct visit *visit, const char *name, int64_t **ret_ids, size_t *ret_count);
/* The same for any list of fields. */
void selection_ids_in(struct visit *visit, struct http_fields fields, const char *name,
                      int64_t **ret_ids, size_t *ret_count);
void selection_sort(int64_t *ids, size_t count);
/* Returns whether the sorted list contains the id. */
bool selection_holds(const int64_t *sorted, size_t count, int64_t id);
