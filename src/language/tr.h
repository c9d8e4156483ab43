/* Interface texts in four languages. The English text in the code is the key; the catalogue is
 * generated from lang/ at build time (tools/catalogue.py). Source:
 * docs/decisions/0034-commands-in-four-languages.md. */
#pragma once

#include "base/str.h"
#include "domain/pictures.h"

/* Translates a text without replacing placeholders; returns the English text when there is no
 * translation. The result is static and NUL-terminated, or the argument itself. */
struct str tr(enum language language, const char *english);
/* Translates a text for one site; pupils and staff may need different translations ("tu", "vous").
 */
struct str tr_for(enum language language, bool pupil, const char *english);
/* Returns the form of "one~~many" that the language uses for the number; the whole text when it has
 * only one form. */
struct str tr_form(enum language language, struct str text, long long number);

/* An entry of the catalogue. */
struct translation {
    const char *english, *texts[LANGUAGES],
        *pupil[LANGUAGES]; /* "": not translated; pupil: translation for the pupil site, "": the
                              same as texts */
};
struct singular {
    long long from, to; /* counts that use the first form */
};
extern const struct singular singulars[LANGUAGES];
extern const struct translation translations[]; /* ordered by English text, bytewise */
extern const size_t translation_count;
