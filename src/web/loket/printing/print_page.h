/* Page with the options of printing cards, opened from the pupil list. */
#pragma once

#include "web/web.h"

/* Shows the page for these pupil ids, in any order. */
enum rc print_page_of(struct visit *visit, const int64_t *ids, size_t count);
