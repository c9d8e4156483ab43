/* Words that both sides of Applicatie beheer share. */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/* What an application may get, in words; how many. */
size_t data_words(struct visit *visit, unsigned data, const struct str **ret_words);
/* Every switch of enum app_option as a choice. */
size_t option_choices(struct visit *visit, unsigned chosen, const struct choice **ret_choices);
/* Every kind of data, and the levels of a mask, as choices; chosen: bits. */
size_t data_choices(struct visit *visit, unsigned chosen, const struct choice **ret_choices);
size_t level_choices(struct visit *visit, unsigned levels, unsigned chosen,
                     const struct choice **ret_choices);
