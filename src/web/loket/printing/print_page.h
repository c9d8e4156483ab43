/* The page of choices for printing cards, opened from the pupil list. */
#pragma once

#include "web/web.h"

/* The page for the cards of these pupils. */
enum rc print_page_of(struct visit *visit, const int64_t *ids, size_t count);
