/* The pictures as PDF operators, made by tools/pictures.py. */
#pragma once

extern const char *const picture_drawings[16];
extern const int picture_opacities[]; /* hundredths, ends with 0: graphics states /O80 … */
