/* Texts that the pages of operators and of schools share. */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/* Returns the names of the data in the mask; the function returns their number. */
size_t data_words(struct visit *visit, unsigned data, const struct str **ret_words);
/* Returns all options of enum app_option as choices. */
size_t option_choices(struct visit *visit, unsigned chosen, const struct choice **ret_choices);
/*
 * Return all kinds of data, or the levels in a mask, as choices; `chosen` has the bits that are
 * chosen.
 */
size_t data_choices(struct visit *visit, unsigned chosen, const struct choice **ret_choices);
size_t level_choices(struct visit *visit, unsigned levels, unsigned chosen,
                     const struct choice **ret_choices);
