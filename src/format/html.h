/* Reads the tables of a web page. */
#pragma once

#include "format/input.h"

/* Returns RC_INVALID with TABLE_WEB_PAGE when the page has no table, TABLE_CUT when it ends early.
 */
enum rc html_read(const struct byte_input *in, const struct table_sink *sink,
                  struct table_flaw *ret_flaw) MUST_USE;
