/*
 * The query of the pupil list: filter, order and page, as in the address.
 *
 * The address is the filter (docs/develop/requirements.md "Pupil list"), so bookmarks, saved
 * filters and forms carry the same text.
 */
#pragma once

#include "domain/id.h"
#include "domain/pupil_list.h"
#include "web/web.h"

struct list_query {
    struct str search; /* as typed */
    struct pupil_filter filter;
    size_t page; /* from 1 */
    bool choose_all;
};

/* Reads a query such as "q=noor&status=actief" (percent-encoded). Ignores what it does not know. */
struct list_query list_query_read(struct visit *visit, struct str query);
/*
 * Returns "?q=noor&status=actief", or "" when nothing is filtered.
 *   with_page  include the page number
 */
struct str list_query_text(struct arena *arena, const struct list_query *ask, bool with_page);

/*
 * Returns the query of the list that this page was opened from, taken from its address or form.
 * Append it to "/leerlingen" and to every link from this page, so that "back" returns to that list.
 */
struct str list_query_here(struct visit *visit);
/* Returns "/bulk/<batch><tail>" with that query. */
struct str list_query_to_batch(struct visit *visit, struct batch_id batch, const char *tail);

/* A choice of a select: its word in the address, its text on the page, its value in the filter. */
struct list_query_word {
    const char *word, *text;
    int value;
};
extern const struct list_query_word list_query_statuses[3], list_query_types[2],
    list_query_kinds[4];
extern const struct list_query_word
    list_query_columns[LIST_COLUMNS]; /* in the order of the columns */
