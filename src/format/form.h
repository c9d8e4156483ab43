/*
 * Parsers for what browsers send: queries and forms (name=value&…), multipart forms with files,
 * cookies. Pure, strict and bounded.
 *
 * Values are decoded bytes, pointing into the input or copied into the arena. They are not checked
 * as text here. Errors: RC_INVALID for malformed input, RC_LIMIT when a limit is exceeded. Source:
 * WHATWG URL 5, RFC 7578 and RFC 2046 5.1 (multipart), RFC 6265 5.4 (cookies).
 */
#pragma once

#include "base/str.h"

struct form_limits {
    size_t fields;     /* per form */
    size_t name_bytes; /* per name, decoded */
};

struct form_field {
    struct str name;
    struct str value;
    bool is_file;            /* multipart only: has a file name */
    struct str file_name;    /* as sent; not trustworthy */
    struct str content_type; /* of the part; empty when absent */
};
struct form_fields {
    struct form_field *rows;
    size_t count;
};

/*
 * Parses "a=1&b=%20+x". Empty parts are skipped, a part without '=' has an empty value, and an
 * empty name is invalid.
 */
enum rc form_parse(struct arena *arena, struct str text, struct form_limits limits,
                   struct form_fields *ret_fields) MUST_USE;

/*
 * Extracts the boundary (1 to 70 characters) from a Content-Type value. Returns RC_INVALID when it
 * is missing or the type is not multipart/form-data.
 */
enum rc multipart_boundary(struct str content_type, struct str *ret_boundary) MUST_USE;
/*
 * Parses the parts of a complete body; values point into it. Returns RC_INVALID for a part without
 * a name and for a body that does not end with the closing boundary.
 */
enum rc multipart_parse(struct arena *arena, struct str body, struct str boundary,
                        struct form_limits limits, struct form_fields *ret_fields) MUST_USE;

/*
 * Parses "a=1; b=2". Malformed pairs are skipped, as RFC 6265 requires: cookies of other
 * applications on the same host must not lock a user out. At most 50 pairs are kept.
 */
struct form_fields cookie_parse(struct arena *arena, struct str header);
