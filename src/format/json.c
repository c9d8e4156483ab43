#include "format/json.h"

#include <jansson.h>

enum { TEXT_MAX = 1 << 20, DEPTH_MAX = 16 };
static const double whole_max = 9007199254740992.0; /* 2^53: all smaller integers are exact */

static void free_tree(json_t **tree) {
    json_decref(*tree);
}

static enum rc copy_value(struct arena *arena, json_t *from, int depth, struct json *ret);

static enum rc copy_list(struct arena *arena, json_t *from, int depth, struct json *ret) {
    struct json *items = ARENA_ARRAY(arena, struct json, json_array_size(from));
    for (size_t i = 0; i < json_array_size(from); i++)
        TRY(copy_value(arena, json_array_get(from, i), depth + 1, &items[i]));
    *ret = (struct json){.kind = JSON_KIND_LIST, .items = items, .count = json_array_size(from)};
    return RC_OK;
}

static enum rc copy_object(struct arena *arena, json_t *from, int depth, struct json *ret) {
    struct json *items = ARENA_ARRAY(arena, struct json, json_object_size(from));
    struct str *names = ARENA_ARRAY(arena, struct str, json_object_size(from));
    size_t count = 0;
    const char *name;
    json_t *value;
    json_object_foreach(from, name, value) {
        names[count] = str_copy(arena, str_of(name));
        TRY(copy_value(arena, value, depth + 1, &items[count++]));
    }
    *ret = (struct json){.kind = JSON_KIND_OBJECT, .items = items, .names = names, .count = count};
    return RC_OK;
}

static enum rc copy_value(struct arena *arena, json_t *from, int depth, struct json *ret) {
    ENSURE(depth < DEPTH_MAX, RC_INVALID);
    switch (json_typeof(from)) {
        case JSON_OBJECT: return copy_object(arena, from, depth, ret);
        case JSON_ARRAY: return copy_list(arena, from, depth, ret);
        case JSON_STRING:
            *ret = (struct json){.kind = JSON_KIND_TEXT,
                                 .text = str_copy(arena, (struct str){json_string_value(from),
                                                                      json_string_length(from)})};
            return RC_OK;
        case JSON_INTEGER:
            *ret = (struct json){.kind = JSON_KIND_NUMBER, .number = json_integer_value(from)};
            return RC_OK;
        case JSON_REAL:
            *ret = (struct json){.kind = JSON_KIND_REAL, .real = json_real_value(from)};
            return RC_OK;
        case JSON_TRUE:
        case JSON_FALSE:
            *ret = (struct json){.kind = JSON_KIND_BOOL, .number = json_is_true(from)};
            return RC_OK;
        case JSON_NULL: *ret = (struct json){.kind = JSON_KIND_NULL}; return RC_OK;
    }
    return RC_INVALID;
}

enum rc json_read(struct arena *arena, struct str text, struct json *ret_json) {
    ENSURE(text.len > 0 && text.len <= TEXT_MAX, RC_INVALID);
    json_t *tree CLEANUP(free_tree) = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    ENSURE(tree != NULL, RC_INVALID);
    return copy_value(arena, tree, 0, ret_json);
}

const struct json *json_member(const struct json *json, const char *name) {
    if (json == NULL || json->kind != JSON_KIND_OBJECT) return NULL;
    for (size_t i = 0; i < json->count; i++)
        if (str_eq(json->names[i], str_of(name))) return &json->items[i];
    return NULL;
}

bool json_member_text(const struct json *json, const char *name, struct str *ret_text) {
    const struct json *member = json_member(json, name);
    if (member == NULL || member->kind != JSON_KIND_TEXT) return false;
    *ret_text = member->text;
    return true;
}

bool json_member_number(const struct json *json, const char *name, int64_t *ret_number) {
    const struct json *member = json_member(json, name);
    if (member == NULL || member->kind != JSON_KIND_NUMBER) return false;
    *ret_number = member->number;
    return true;
}

bool json_member_whole(const struct json *json, const char *name, int64_t *ret_number) {
    const struct json *member = json_member(json, name);
    if (member == NULL || member->kind != JSON_KIND_REAL)
        return json_member_number(json, name, ret_number);
    if (!(member->real > -whole_max && member->real < whole_max)) return false;
    *ret_number = (int64_t)member->real;
    return true;
}

struct json_out json_write(struct arena *arena, size_t max) {
    return (struct json_out){.buf = buf_make(arena, max)};
}

static void write_quoted(struct buf *out, struct str text) {
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20)
            buf_format(out, "\\u%04x", c);
        else if (c == '"' || c == '\\')
            buf_bytes(out, (const char[]){'\\', (char)c}, 2);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, '"');
}

static void write_separator(struct json_out *out, const char *name) {
    if (out->comma) buf_char(&out->buf, ',');
    out->comma = true;
    if (name == NULL) return;
    write_quoted(&out->buf, str_of(name));
    buf_char(&out->buf, ':');
}

void json_begin(struct json_out *out, const char *name, char bracket) {
    write_separator(out, name);
    buf_char(&out->buf, bracket);
    out->comma = false;
}

void json_end(struct json_out *out, char bracket) {
    buf_char(&out->buf, bracket);
    out->comma = true;
}

void json_text(struct json_out *out, const char *name, struct str text) {
    write_separator(out, name);
    write_quoted(&out->buf, text);
}

void json_number(struct json_out *out, const char *name, int64_t number) {
    write_separator(out, name);
    buf_i64(&out->buf, number);
}

void json_flag(struct json_out *out, const char *name, bool value) {
    write_separator(out, name);
    buf_c(&out->buf, value ? "true" : "false");
}
