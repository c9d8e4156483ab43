/* One pupil, as shared by the pupil page, both histories and the card on the screen. */
#pragma once

#include "service/pupil/pupils.h"
#include "web/loket/list_query.h"
#include "web/loket/views.h"
#include "web/web.h"

struct pupil_visit {
    struct visit *visit;
    struct list_query ask; /* the list that this page was opened from */
    int64_t pupil_id;
    struct pupil_data pupil;
    struct pupil_view view;
};

/*
 * Reads the pupil of the first parameter of the path. RC_NONE: the user cannot see such a pupil.
 *   title  Dutch; "" uses the pupil's name
 */
enum rc pupil_visit_open(struct visit *visit, const char *title,
                         struct pupil_visit *ret_pupil) MUST_USE;
/*
 * Fills the previous and next pupil in the list that the page was opened from, or in the whole list
 * when the pupil is not in it any more.
 */
enum rc pupil_visit_neighbours(struct pupil_visit *p) MUST_USE;

/*
 * Read the pupil id of the path (RC_NONE: not an id), and return the address of a pupil page, with
 * the query of the list.
 */
enum rc pupil_of_address(struct visit *visit, int64_t *ret_id) MUST_USE;
struct str pupil_page_address(struct visit *visit, int64_t pupil_id);
