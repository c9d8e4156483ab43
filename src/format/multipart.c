#include "format/form.h"

enum { BOUNDARY_MAX = 70, PART_HEADERS_MAX = 2048 };

static bool is_boundary(struct str boundary) {
    static const struct str others = {"'()+_,-./:=?", 12};
    for (size_t i = 0; i < boundary.len; i++) {
        char c = boundary.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !str_contains(others, (struct str){&c, 1})) return false;
    }
    return boundary.len >= 1 && boundary.len <= BOUNDARY_MAX;
}

/*
 * Parses the next `; name=value` of a header value. Quotation marks are removed; escapes stay as
 * sent (browsers write %22). Returns false at the end and for anything that is not a parameter
 * (*rest is then not empty).
 */
static bool next_parameter(struct str *rest, struct str *ret_name, struct str *ret_value) {
    *rest = str_trim(*rest);
    if (rest->len == 0 || rest->ptr[0] != ';') return false;
    struct str after = str_trim(str_sub(*rest, 1, rest->len));
    bool found;
    *ret_name = str_cut(&after, '=', &found);
    if (!found || ret_name->len == 0) return false;
    if (after.len == 0 || after.ptr[0] != '"') {
        size_t len = 0;
        while (len < after.len && after.ptr[len] != ';' && after.ptr[len] != ' ') len++;
        *ret_value = str_sub(after, 0, len);
        *rest = str_sub(after, len, after.len);
        return len > 0;
    }
    after = str_sub(after, 1, after.len);
    *ret_value = str_cut(&after, '"', &found);
    *rest = after;
    return found;
}

enum rc multipart_boundary(struct str content_type, struct str *ret_boundary) {
    struct str rest = content_type;
    struct str type = str_trim(str_cut(&rest, ';', NULL));
    ENSURE(str_eq_ascii_nocase(type, S("multipart/form-data")), RC_INVALID);
    rest = str_sub(content_type, (size_t)(rest.ptr - content_type.ptr) - 1, content_type.len);
    struct str name, value;
    while (next_parameter(&rest, &name, &value)) {
        if (!str_eq_ascii_nocase(name, S("boundary"))) continue;
        ENSURE(is_boundary(value), RC_INVALID);
        *ret_boundary = value;
        return RC_OK;
    }
    return RC_INVALID;
}

static enum rc read_disposition(struct str value, struct form_field *field) {
    struct str rest = value;
    bool found;
    struct str type = str_trim(str_cut(&rest, ';', &found));
    ENSURE(found && str_eq_ascii_nocase(type, S("form-data")), RC_INVALID);
    rest = str_sub(value, (size_t)(rest.ptr - value.ptr) - 1, value.len);
    struct str name, text;
    bool named = false;
    while (next_parameter(&rest, &name, &text)) {
        if (str_eq_ascii_nocase(name, S("name"))) {
            ENSURE(!named, RC_INVALID);
            named = true;
            field->name = text;
        } else if (str_eq_ascii_nocase(name, S("filename"))) {
            ENSURE(!field->is_file, RC_INVALID);
            field->is_file = true;
            field->file_name = text;
        }
    }
    ENSURE(named && field->name.len > 0 && str_trim(rest).len == 0, RC_INVALID);
    return RC_OK;
}

/* Reads the header lines of a part up to the empty line; *rest continues with the content. */
static enum rc read_part_headers(struct str *rest, struct form_field *field) {
    size_t read = 0;
    bool disposed = false;
    for (;;) {
        const char *end = memmem(rest->ptr, rest->len, "\r\n", 2);
        ENSURE(end != NULL, RC_INVALID);
        struct str line = str_sub(*rest, 0, (size_t)(end - rest->ptr));
        *rest = str_sub(*rest, line.len + 2, rest->len);
        if (line.len == 0) break;
        read += line.len;
        ENSURE(read <= PART_HEADERS_MAX, RC_LIMIT);
        bool found;
        struct str name = str_cut(&line, ':', &found);
        ENSURE(found, RC_INVALID);
        if (str_eq_ascii_nocase(name, S("content-disposition"))) {
            ENSURE(!disposed, RC_INVALID);
            disposed = true;
            TRY(read_disposition(str_trim(line), field));
        } else if (str_eq_ascii_nocase(name, S("content-type"))) {
            field->content_type = str_trim(line);
        } else if (str_eq_ascii_nocase(name, S("content-transfer-encoding"))) {
            return RC_INVALID; /* RFC 7578 4.7: deprecated; no transfer encoding is supported */
        }
    }
    ENSURE(disposed, RC_INVALID);
    return RC_OK;
}

/* Removes `text` from the start of *rest; false when *rest does not start with it. */
static bool skip_prefix(struct str *rest, struct str text) {
    if (!str_starts(*rest, text)) return false;
    *rest = str_sub(*rest, text.len, rest->len);
    return true;
}

enum rc multipart_parse(struct arena *arena, struct str body, struct str boundary,
                        struct form_limits limits, struct form_fields *ret_fields) {
    struct str edge = str_format(arena, "\r\n--%.*s", STR_ARG(boundary));
    struct str rest = body;
    ENSURE(skip_prefix(&rest, str_sub(edge, 2, edge.len)), RC_INVALID);
    size_t room = 0;
    struct form_fields fields = {NULL, 0};
    while (!skip_prefix(&rest, S("--"))) {
        ENSURE(skip_prefix(&rest, S("\r\n")), RC_INVALID);
        ENSURE(fields.count < limits.fields, RC_LIMIT);
        if (fields.count == room) {
            struct form_field *more =
                ARENA_ARRAY(arena, struct form_field, room == 0 ? 16 : room * 2);
            if (room > 0) memcpy(more, fields.rows, room * sizeof *more);
            fields.rows = more;
            room = room == 0 ? 16 : room * 2;
        }
        struct form_field *field = &fields.rows[fields.count++];
        *field = (struct form_field){0};
        TRY(read_part_headers(&rest, field));
        ENSURE(field->name.len <= limits.name_bytes, RC_LIMIT);
        const char *end = memmem(rest.ptr, rest.len, edge.ptr, edge.len);
        ENSURE(end != NULL, RC_INVALID);
        field->value = str_sub(rest, 0, (size_t)(end - rest.ptr));
        rest = str_sub(rest, field->value.len + edge.len, rest.len);
    }
    ENSURE(rest.len == 0 || str_eq(rest, S("\r\n")), RC_INVALID);
    *ret_fields = fields;
    return RC_OK;
}
