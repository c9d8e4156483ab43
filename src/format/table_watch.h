/* A sink that detects damaged text in the rows it passes on, and reports it in notes at the end. */
#pragma once

#include "format/table.h"

struct table_watch {
    const struct table_sink *sink; /* receives the rows and the notes */
    bool has_header;
    struct table_note found[TABLE_NOTES]; /* by note code; count 0: not found */
    char details[TABLE_NOTES][TABLE_NOTE_DETAIL_MAX];
};
/* Returns the sink; set watch->sink before the first row. */
struct table_sink table_watch_sink(struct table_watch *watch);
/* Reports what was found. Call it after the last row. */
void table_watch_end(const struct table_watch *watch);
