/* What browsers send: queries and forms as name=value&…, forms with a file as multipart, cookies.
 * Pure, strict and bounded. Values are decoded bytes, views into what was given or copies in the
 * arena; nothing is checked as text here. Errors: RC_INVALID for what does not keep to the format,
 * RC_LIMIT for more than the limits. Source: WHATWG URL 5, RFC 7578 and RFC 2046 5.1 (multipart),
 * RFC 6265 5.4 (cookies). */
#pragma once

#include "base/str.h"

struct form_limits {
    size_t fields;     /* of one form */
    size_t name_bytes; /* of one name, decoded */
};

struct form_field {
    struct str name;
    struct str value;
    bool is_file;            /* multipart only: came with a file name */
    struct str file_name;    /* as sent, not to be trusted */
    struct str content_type; /* of the part; empty when not given */
};
struct form_fields {
    struct form_field *rows;
    size_t count;
};

/* "a=1&b=%20+x": empty pieces are skipped, a piece without '=' has an empty value, a name may not
 * be empty. */
enum rc form_parse(struct arena *arena, struct str text, struct form_limits limits,
                   struct form_fields *ret_fields) MUST_USE;

/* The boundary out of a Content-Type value (1 to 70 characters); RC_INVALID without one or when it
 * is no multipart/form-data. */
enum rc multipart_boundary(struct str content_type, struct str *ret_boundary) MUST_USE;
/* The parts of a whole body. Every part has a name; a body that does not end with the closing
 * boundary is refused. Values are views. */
enum rc multipart_parse(struct arena *arena, struct str body, struct str boundary,
                        struct form_limits limits, struct form_fields *ret_fields) MUST_USE;

/* "a=1; b=2". What is no pair is skipped, as RFC 6265 wants: other applications' cookies of the
 * same host must not lock a user out. At most 50 pairs are kept. */
struct form_fields cookie_parse(struct arena *arena, struct str header);
