/* One pupil as the pages of the Schoolloket show it: what is common to the pupil page, its two
 * histories and the card on the screen. */
#pragma once

#include "service/pupil/pupils.h"
#include "web/loket/list_query.h"
#include "web/loket/views.h"
#include "web/web.h"

struct pupil_visit {
    struct visit *visit;
    struct list_query ask; /* the list this page was opened from */
    int64_t pupil_id;
    struct pupil_data pupil;
    struct pupil_view view;
};

/* Of the first parameter of the address. RC_NONE: no such pupil for this visitor. title: Dutch, ""
 * for the pupil's name. */
enum rc pupil_visit_open(struct visit *visit, const char *title,
                         struct pupil_visit *ret_pupil) MUST_USE;
/* The pupils before and after this one in the list it was opened from; in the whole list when it is
 * no longer there. */
enum rc pupil_visit_neighbours(struct pupil_visit *p) MUST_USE;

/* The pupil of the address, and the address of its page within the list. RC_NONE: no id. */
enum rc pupil_of_address(struct visit *visit, int64_t *ret_id) MUST_USE;
struct str pupil_page_address(struct visit *visit, int64_t pupil_id);
