/* Texts of mails. */
#pragma once

#include "base/str.h"

/* The text with the line ends of a mail: each "|" ends a line, and so does the text. */
struct str mail_lines(struct arena *arena, struct str text);
