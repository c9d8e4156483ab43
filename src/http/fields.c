/* Access to the fields of a request by name. */
#include "http/http.h"

static const struct http_field *find_field(struct http_fields fields, const char *name) {
    struct str wanted = str_of(name);
    for (size_t i = 0; i < fields.count; i++)
        if (str_eq(fields.rows[i].name, wanted)) return &fields.rows[i];
    return NULL;
}

static bool value_of(struct http_fields fields, const char *name, struct str *ret_value) {
    const struct http_field *field = find_field(fields, name);
    if (field != NULL) *ret_value = field->value;
    return field != NULL;
}

bool http_header(const struct http_request *request, const char *lower_case_name,
                 struct str *ret_value) {
    return value_of(request->headers, lower_case_name, ret_value);
}

bool http_cookie(const struct http_request *request, const char *name, struct str *ret_value) {
    return value_of(request->cookies, name, ret_value);
}

bool http_query(const struct http_request *request, const char *name, struct str *ret_value) {
    return value_of(request->queries, name, ret_value);
}

bool http_form(const struct http_request *request, const char *name, struct str *ret_value) {
    return value_of(request->forms, name, ret_value);
}

bool http_form_raw(const struct http_request *request, const char *name, struct str *ret_bytes) {
    const struct http_field *field = find_field(request->forms, name);
    if (field != NULL) *ret_bytes = field->raw;
    return field != NULL;
}

size_t http_count(struct http_fields fields, const char *name) {
    struct str wanted = str_of(name);
    size_t count = 0;
    for (size_t i = 0; i < fields.count; i++) count += str_eq(fields.rows[i].name, wanted);
    return count;
}

struct str *http_all(struct arena *arena, struct http_fields fields, const char *name,
                     size_t *ret_count) {
    struct str wanted = str_of(name);
    struct str *values = ARENA_ARRAY(arena, struct str, http_count(fields, name));
    size_t count = 0;
    for (size_t i = 0; i < fields.count; i++)
        if (str_eq(fields.rows[i].name, wanted)) values[count++] = fields.rows[i].value;
    *ret_count = count;
    return values;
}
