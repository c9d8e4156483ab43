/*
 * Percent-encoding and decoding. Strict: '%' must be followed by two hexadecimal digits. Source:
 * RFC 3986 2.1; WHATWG URL 5 (space as '+').
 */
#pragma once

#include "base/str.h"

/*
 * Decodes text into bytes, allocated in the arena. The bytes are not validated as text.
 *   plus_is_blank  decode '+' as a space, as in queries and forms
 *
 * Returns RC_INVALID for a malformed escape.
 */
enum rc url_decode(struct arena *arena, struct str text, bool plus_is_blank,
                   struct str *ret_bytes) MUST_USE;
/*
 * Encodes everything except A–Z a–z 0–9 - . _ ~ as %HH; safe in a path segment, a query and a form.
 */
struct str url_encode(struct arena *arena, struct str bytes);
