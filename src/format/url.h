/* Percent-encoding, both ways. Strict: '%' is followed by two hexadecimal digits or the text is
 * refused. Source: RFC 3986 2.1; WHATWG URL 5 (blank as '+'). */
#pragma once

#include "base/str.h"

/* The bytes that text stands for, in the arena; they are bytes: check them as text afterwards.
 * plus_is_blank: in queries and forms. */
enum rc url_decode(struct arena *arena, struct str text, bool plus_is_blank,
                   struct str *ret_bytes) MUST_USE;
/* Everything but A–Z a–z 0–9 - . _ ~ as %HH: safe in a path segment, a query and a form. */
struct str url_encode(struct arena *arena, struct str bytes);
