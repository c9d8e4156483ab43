/*
 * Reading and writing JSON. Pure. Source: RFC 8259.
 *
 * Reading: jansson parses strictly (no duplicate names, valid UTF-8, limited depth and size), and
 * the tree is copied into the arena. Writing: directly into a buffer, with escapes.
 */
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
    int64_t number;           /* JSON_KIND_NUMBER: value; JSON_KIND_BOOL: 0 or 1 */
    double real;              /* JSON_KIND_REAL */
    struct str text;          /* JSON_KIND_TEXT; never contains U+0000 */
    const struct json *items; /* JSON_KIND_LIST and JSON_KIND_OBJECT */
    const struct str *names;  /* JSON_KIND_OBJECT, parallel to items */
    size_t count;
};

/* Returns RC_INVALID unless text is one JSON object or list of at most 1 MiB. */
enum rc json_read(struct arena *arena, struct str text, struct json *ret_json) MUST_USE;
/* Returns NULL when json is NULL, is not an object, or has no such member. */
const struct json *json_member(const struct json *json, const char *name);
/* Returns false when the member is absent or not a text. */
bool json_member_text(const struct json *json, const char *name, struct str *ret_text);
bool json_member_number(const struct json *json, const char *name, int64_t *ret_number);
/*
 * As json_member_number(), and accepts a real and drops its fraction: times in tokens may be
 * decimal (RFC 7519, 2: NumericDate). Returns false beyond 2^53.
 */
bool json_member_whole(const struct json *json, const char *name, int64_t *ret_number);

/* Writes JSON into a buffer. name is NULL inside a list. The brackets are not checked. */
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
