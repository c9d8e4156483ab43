/*
 * The sixteen pictures of picture passwords, in the fixed order of the 4 × 4 keypad. Source:
 * docs/develop/pictures.md.
 */
#pragma once

#include "base/str.h"

enum { PICTURES = 16 };
enum language { LANGUAGE_NL, LANGUAGE_FR, LANGUAGE_EN, LANGUAGE_DE, LANGUAGES };

/*
 * Returns the word for a picture, number 0..15. The Dutch word is also its file name in
 * assets/pictures.
 */
const char *picture_name(int number, enum language language);
/*
 * Returns the picture for a typed word in any of the languages, ignoring case and accents; -1 when
 * there is none. The word must be folded by text_fold().
 */
int picture_by_word(struct str folded);
