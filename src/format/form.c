#include "format/form.h"

#include "format/url.h"

/* Counts the parts between separators: an upper bound for the number of rows. */
static size_t count_pieces(struct str text, char separator) {
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++) count += text.ptr[i] == separator;
    return count;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

enum rc form_parse(struct arena *arena, struct str text, struct form_limits limits,
                   struct form_fields *ret_fields) {
    struct form_fields fields = {NULL, 0};
    if (text.len > 0)
        fields.rows =
            ARENA_ARRAY(arena, struct form_field, least(count_pieces(text, '&'), limits.fields));
    while (text.len > 0) {
        struct str piece = str_cut(&text, '&', NULL);
        if (piece.len == 0) continue;
        ENSURE(fields.count < limits.fields, RC_LIMIT);
        struct form_field *field = &fields.rows[fields.count++];
        struct str name = str_cut(&piece, '=', NULL);
        ENSURE(name.len <= limits.name_bytes * 3, RC_LIMIT);
        TRY(url_decode(arena, name, true, &field->name));
        TRY(url_decode(arena, piece, true, &field->value));
        ENSURE(field->name.len > 0, RC_INVALID);
        ENSURE(field->name.len <= limits.name_bytes, RC_LIMIT);
    }
    *ret_fields = fields;
    return RC_OK;
}

static bool is_cookie_name(struct str name) {
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] >= 127 || name.ptr[i] == '"' || name.ptr[i] == ',')
            return false;
    return name.len > 0;
}

struct form_fields cookie_parse(struct arena *arena, struct str header) {
    struct form_fields cookies = {NULL, 0};
    if (header.len == 0) return cookies;
    cookies.rows = ARENA_ARRAY(arena, struct form_field, count_pieces(header, ';'));
    while (header.len > 0) {
        struct str value = str_trim(str_cut(&header, ';', NULL));
        bool has_value;
        struct str name = str_cut(&value, '=', &has_value);
        if (has_value && is_cookie_name(name))
            cookies.rows[cookies.count++] = (struct form_field){.name = name, .value = value};
    }
    return cookies;
}
