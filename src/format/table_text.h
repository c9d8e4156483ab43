/* Messages about files as a whole: the problem and its correction. {0} is the detail, {1} the
 * count. */
#pragma once

#include "format/table.h"

#define MAKE_AGAIN N_("Create the list again in the school's administration software.")
#define SAVE_AGAIN                                                                                         \
    N_("In Excel choose ‘File, Save As’ and then ‘Excel Workbook (.xlsx)’ or ‘CSV UTF-8’, or " \
       "create the list again in the school's administration software.")

struct sentences {
    const char *wrong, *mend;
    const char *portal; /* correction shown in the browser; NULL: the same */
};

/* Return the sentences of a flaw or a note. */
const struct sentences *table_flaw_sentences(enum table_flaw_code code);
const struct sentences *table_note_sentences(enum table_note_code code);
