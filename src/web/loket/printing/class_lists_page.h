/* Page of class lists, opened from the pupil list. */
#pragma once

#include "web/web.h"

/* Shows the page for these pupils; sorts ids. */
enum rc class_lists_page_of(struct visit *visit, int64_t *ids, size_t count);
