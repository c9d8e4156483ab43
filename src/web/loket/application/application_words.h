/* Texts that the pages of operators and of schools share. */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/* Lists the data in the mask in words. Each function returns the length of its list. */
size_t application_data_words(struct visit *visit, unsigned data, const struct str **ret_words);
/* Lists all options of enum app_option as choices; `chosen` has the bits that are chosen. */
size_t application_option_choices(struct visit *visit, unsigned chosen,
                                  const struct choice **ret_choices);
/* List all kinds of data, or the levels in a mask, as choices. */
size_t application_data_choices(struct visit *visit, unsigned chosen,
                                const struct choice **ret_choices);
size_t application_level_choices(struct visit *visit, unsigned levels, unsigned chosen,
                                 const struct choice **ret_choices);
