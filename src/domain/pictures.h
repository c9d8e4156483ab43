/* The sixteen pictures of picture passwords, in their fixed order on the 4 × 4 keypad. Source:
 * PICTURES in docs/develop/pictures.md. */
#pragma once

#include "base/str.h"

enum { PICTURES = 16 };
enum language { LANGUAGE_NL, LANGUAGE_FR, LANGUAGE_EN, LANGUAGE_DE, LANGUAGES };

/* The word under a picture; number 0..15. The Dutch name is also its file name in assets/pictures.
 */
const char *picture_name(int number, enum language language);
/* The picture a typed word means, in any of the languages, case and accents ignored (word is folded
 * by text_fold). -1: none. */
int picture_by_word(struct str folded);
