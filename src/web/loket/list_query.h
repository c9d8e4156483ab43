/* What is asked of the pupil list, as it stands in the address: filter, order, page. The address is
 * the filter (docs/develop/requirements.md "Pupil list"), so bookmarks, saved filters and forms all
 * carry the same text. */
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

/* Of a query ("q=noor&status=actief", percent-encoded); what is unknown is ignored. */
struct list_query list_query_read(struct visit *visit, struct str query);
/* "?q=noor&status=actief", "" when nothing is asked. with_page: also the page. */
struct str list_query_text(struct arena *arena, const struct list_query *ask, bool with_page);

/* The list that this page was opened from, as its own address or its form carries it: goes behind
 * "/leerlingen" and behind every address that leads on from here, so that back is back in that
 * list. */
struct str list_query_here(struct visit *visit);
/* "/bulk/<batch><tail>" that carries it along. */
struct str list_query_to_batch(struct visit *visit, struct batch_id batch, const char *tail);

/* A choice of a select: its word in the address, its text on the page, its value in the filter. */
struct list_query_word {
    const char *word, *text;
    int value;
};
extern const struct list_query_word list_query_statuses[3], list_query_types[2],
    list_query_kinds[4];
extern const struct list_query_word
    list_query_columns[LIST_COLUMNS]; /* in the order of the table's heads */
