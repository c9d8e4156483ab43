/* Sentences about files as a whole: what is so, and what to do. {0} is the detail, {1} the count.
 */
#pragma once

#include "format/table.h"

#define MAKE_AGAIN N_("Maak de lijst opnieuw in het leerlingadministratiepakket van de school.")
#define SAVE_AGAIN                                                                                 \
    N_("Kies in Excel ‘Bestand, Opslaan als’ en daar ‘Excel-werkmap (.xlsx)’ of "          \
       "‘CSV UTF-8’, of maak de lijst opnieuw in het leerlingadministratiepakket van de school.")

struct sentences {
    const char *wrong, *mend;
    const char *portal; /* correction in the browser; NULL = the same */
};

const struct sentences *table_flaw_sentences(enum table_flaw_code code);
const struct sentences *table_note_sentences(enum table_note_code code);
