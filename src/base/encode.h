/*
 * Hexadecimal, base64url without padding, and base64 with padding as in HTTP headers (RFC 4648,
 * sections 4, 5 and 8).
 */
#pragma once

#include "base/str.h"

struct str hex_encode(struct arena *arena, const void *bytes, size_t len); /* lower case */
/* Returns RC_INVALID unless s is exactly 2 × len hexadecimal digits. */
enum rc hex_decode(struct str s, void *ret_bytes, size_t len) MUST_USE;
struct str base64url_encode(struct arena *arena, const void *bytes, size_t len);
/* Returns RC_INVALID unless s is the canonical base64url of exactly len bytes. */
enum rc base64url_decode(struct str s, void *ret_bytes, size_t len) MUST_USE;
/* Returns RC_INVALID unless s is base64 with padding. */
enum rc base64_decode(struct arena *arena, struct str s, struct str *ret_bytes) MUST_USE;
