/* The pupil list, as other handlers of the list show it. */
#pragma once

#include "web/web.h"

/* Shows the list of the query again, with what is wrong with the name of the filter to save. */
enum rc list_page_refusing(struct visit *visit, struct str query, struct str name,
                           struct str problem);
