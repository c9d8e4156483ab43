/* Language of the user, from codes ("fr") and locales ("fr_BE.UTF-8"). Source:
 * docs/decisions/0034-commands-in-four-languages.md. */
#pragma once

#include "base/str.h"
#include "domain/pictures.h"

/* Parses "nl", "fr", "en" or "de". Returns RC_NONE for anything else and leaves *ret unchanged. */
enum rc language_by_code(struct str code, enum language *ret) MUST_USE;

/* Values of environment variables in order of precedence; NULL: not set. */
struct language_variables {
    const char *own; /* LEERID_LANGUAGE */
    const char *lc_all, *lc_messages, *lang;
};
/* Returns the language of the first variable that is set and not empty. Returns Dutch when none is
 * set, or when its value is not one of the four languages (C, POSIX, "es_ES"). */
enum language language_of_variables(const struct language_variables *variables);
