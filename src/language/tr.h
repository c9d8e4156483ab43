/*
 * Texts of the interface in four languages. English is the source text in the code; the catalogue
 * is made from lang/ at build time (tools/catalogue.py). Source:
 * docs/decisions/0034-commands-in-four-languages.md.
 */
#pragma once

#include "base/str.h"
#include "domain/pictures.h"

/*
 * Returns one text in the language, without replacing placeholders; English when it is not
 * translated. The result is static and NUL-terminated unless it is the argument itself.
 */
struct str tr(enum language language, const char *english);
/*
 * tr() for a site: pupils and staff may need different translations of one text ("tu",
 * "vous").
 */
struct str tr_for(enum language language, bool pupil, const char *english);
/*
 * Returns the form of "one~~many" that the language uses for the number; the whole text when it has
 * one form only.
 */
struct str tr_form(enum language language, struct str text, long long number);

/* The catalogue. */
struct translation {
    const char *english, *texts[LANGUAGES],
        *pupil[LANGUAGES]; /* "": not translated; pupil: "" when the pupil site has no
                                  translation of its own */
};
struct singular {
    long long from, to; /* the counts that use the first form */
};
extern const struct singular singulars[LANGUAGES];
extern const struct translation translations[]; /* sorted by bytes */
extern const size_t translation_count;
