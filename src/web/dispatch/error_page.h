/* The error pages of both sites, and the choice of one for a result code or HTTP status. */
#pragma once

#include "web/web.h"

/* The kinds of error pages; each site has its own layout. */
enum error_page {
    ERROR_PAGE_MISSING,
    ERROR_PAGE_STALE,
    ERROR_PAGE_CHANGED,
    ERROR_PAGE_UNKNOWN,
    ERROR_PAGE_QUEUE_FULL,
    ERROR_PAGE_BUSY,
    ERROR_PAGE_INPUT,
    ERROR_PAGE_TOO_LARGE,
    ERROR_PAGE_SYSTEM,
    ERROR_PAGE_HOST,
    ERROR_PAGE_BUG,
    ERROR_PAGES
};
/*
 * Writes an error page.
 *   code  id of the request, for the help desk; "" for none
 */
void error_page_send(struct visit *visit, enum error_page kind, struct str code);
/* Returns the kind of page for the result code of a handler. */
enum error_page error_page_of(enum rc rc);
