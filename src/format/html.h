/* Reads the tables of a web page as rows. */
#pragma once

#include "format/input.h"

/* Reads the page. Returns RC_INVALID with TABLE_WEB_PAGE when the page has no table, and with
 * TABLE_CUT when it ends early. */
enum rc html_read(const struct byte_input *in, const struct table_sink *sink,
                  struct table_flaw *ret_flaw) MUST_USE;
