/* A sink that looks for damaged contents in the rows that pass, and notes them at the end. */
#pragma once

#include "format/table.h"

struct table_watch {
    const struct table_sink *sink; /* gets the rows and the notes */
    bool has_header;
    struct table_note found[TABLE_NOTES]; /* count 0: not found */
    char details[TABLE_NOTES][TABLE_NOTE_DETAIL_MAX];
};
struct table_sink table_watch_sink(struct table_watch *watch);
/* Passes on what was found; call it when all rows were read. */
void table_watch_end(const struct table_watch *watch);
