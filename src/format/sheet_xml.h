/* Reads the format "XML Spreadsheet 2003", which some packages write as .xls. */
#pragma once

#include "format/input.h"

/* Sends the rows of the first visible sheet. Returns RC_INVALID with a flaw. */
enum rc sheet_xml_read(const struct byte_input *in, const struct table_sink *sink,
                       struct table_flaw *ret_flaw) MUST_USE;
