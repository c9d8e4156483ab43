/* Filters of the pupil list that a member of staff saves. */
#include "service/staff/preferences.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/list/list_page.h"
#include "web/loket/list_query.h"
#include "web/pages.h"

/* Saves a filter. Stores the parsed query, so that it contains nothing but a filter. */
enum rc filter_keep(struct visit *visit) {
    struct list_query ask = list_query_read(visit, FORM(visit, saved_filter_form)->query);
    ask.choose_all = false;
    struct str query = list_query_text(visit->arena, &ask, false),
               name = str_trim(FORM(visit, saved_filter_form)->name),
               problem = visit_missing(visit, name),
               longest = str_format(visit->arena, "%d", FILTER_NAME_MAX);
    if (text_length(name) > FILTER_NAME_MAX)
        problem = visit_fill(visit, visit_say(visit, "Type at most {0} characters."), &longest, 1);
    if (problem.len > 0) return list_page_refusing(visit, query, name, problem);
    enum rc rc = filter_save(visit->service, visit->arena, visit->staff.staff_id, name, query,
                             &visit->fault);
    ENSURE(rc == RC_OK || rc == RC_LIMIT, rc);
    loket_flash(visit, rc == RC_OK ? FLASH_FILTER_SAVED : FLASH_FILTER_FULL);
    return visit_redirect(visit, str_format(visit->arena, "/leerlingen%.*s", STR_ARG(query)));
}

enum rc filter_forget(struct visit *visit) {
    int64_t position;
    TRY(str_to_i64(FORM(visit, saved_filter_form)->position, 1, SAVED_FILTERS_MAX, &position));
    TRY(filter_drop(visit->service, visit->arena, visit->staff.staff_id, (int)position,
                    &visit->fault));
    loket_flash(visit, FLASH_FILTER_DROPPED);
    return visit_redirect(visit, S("/leerlingen"));
}
