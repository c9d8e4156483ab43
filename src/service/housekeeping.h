/* What may be forgotten: ended sessions, steps, links, counters of the guessing defence, old drafts. In steps of at most 5,000 rows a table,
 * so that no lock is held for long; call again until *ret_rows is small. Source: SECURITY "Data". */
#pragma once

#include "service/service.h"

enum rc housekeeping(struct service *service, struct arena *arena, int64_t *ret_rows, struct fault *fault) MUST_USE;
