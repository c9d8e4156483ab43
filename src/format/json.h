/* JSON in and out. Reading: jansson parses strictly (no doubled names, valid UTF-8, depth and size
 * limited), the tree is copied into the arena. Writing: straight into a buffer, escaped. Pure.
 * Source: RFC 8259. */
#pragma once

#include "base/buf.h"

enum json_kind {
    JSON_KIND_NULL,
    JSON_KIND_BOOL,
    JSON_KIND_NUMBER,
    JSON_KIND_REAL,
    JSON_KIND_TEXT,
    JSON_KIND_LIST,
    JSON_KIND_OBJECT
};

struct json {
    enum json_kind kind;
    int64_t number;           /* of a number; 0 or 1 of a bool */
    double real;              /* of a real */
    struct str text;          /* of a text; may hold any character but U+0000 */
    const struct json *items; /* of a list or an object */
    const struct str *names;  /* of an object, beside items */
    size_t count;
};

/* RC_INVALID unless text is one JSON object or list of at most 1 MiB. */
enum rc json_read(struct arena *arena, struct str text, struct json *ret_json) MUST_USE;
/* NULL when json is NULL, no object, or has no such member. */
const struct json *json_member(const struct json *json, const char *name);
/* The text of a member; false when it is absent or no text. */
bool json_member_text(const struct json *json, const char *name, struct str *ret_text);
bool json_member_number(const struct json *json, const char *name, int64_t *ret_number);
/* The same, and a real without its fraction: times of tokens may be decimal (RFC 7519, 2:
 * NumericDate). False beyond 2^53. */
bool json_member_whole(const struct json *json, const char *name, int64_t *ret_number);

/* Writing: name NULL inside a list. Nothing checks that braces fit; the tests read what was
 * written. */
struct json_out {
    struct buf buf;
    bool comma;
};
struct json_out json_write(struct arena *arena, size_t max);
void json_begin(struct json_out *out, const char *name, char bracket); /* '{' or '[' */
void json_end(struct json_out *out, char bracket);                     /* '}' or ']' */
void json_text(struct json_out *out, const char *name, struct str text);
void json_number(struct json_out *out, const char *name, int64_t number);
void json_flag(struct json_out *out, const char *name, bool value);
