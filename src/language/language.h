/*
 * The language of a reader: codes ("fr") and locales ("fr_BE.UTF-8"). Source:
 * docs/decisions/0034-commands-in-four-languages.md.
 */
#pragma once

#include "base/str.h"
#include "domain/pictures.h"

/* Reads "nl", "fr", "en" or "de". Errors: RC_NONE for anything else; *ret is then unchanged. */
enum rc language_by_code(struct str code, enum language *ret) MUST_USE;

/* Values of the environment variables, in order of precedence; NULL: not set. */
struct language_variables {
    const char *own; /* LEERID_LANGUAGE */
    const char *lc_all, *lc_messages, *lang;
};
/*
 * Returns the language of the first variable that is set and not empty, and Dutch when none is or
 * when its value is not one of the four languages (C, POSIX, "es_ES").
 */
enum language language_of_variables(const struct language_variables *variables);
