/* The pupil list, for other handlers. */
#pragma once

#include "web/web.h"

/* Shows the list of the query with a message about the name of the filter to save. */
enum rc list_page_refusing(struct visit *visit, struct str query, struct str name,
                           struct str problem);
