#include "http/bind.h"

#include "base/buf.h"
#include "base/text.h"
#include "format/form.h"

enum { FILE_NAME_MAX = 255 };
static const struct form_limits limits = {.fields = HTTP_FIELDS_MAX, .name_bytes = HTTP_NAME_MAX};

/* True for text that cleaning would not change, which is most input; saves the conversion. */
static bool is_plain(struct str bytes) {
    char before = ' ';
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        if (c < ' ' || c > '~' || (c == ' ' && before == ' ')) return false;
        before = c;
    }
    return before != ' ' || bytes.len == 0;
}

/* Cleans one line of text. A tab becomes a space, because pasted text often contains one. */
static bool clean_line(struct arena *arena, struct str bytes, struct str *ret_text) {
    if (is_plain(bytes) && bytes.len <= HTTP_TEXT_MAX) {
        *ret_text = bytes;
        return true;
    }
    char *copy = arena_alloc(arena, bytes.len + 1);
    for (size_t i = 0; i < bytes.len; i++) copy[i] = bytes.ptr[i] == '\t' ? ' ' : bytes.ptr[i];
    return text_clean(arena, (struct str){copy, bytes.len}, HTTP_TEXT_MAX, ret_text) == TEXT_FINE;
}

static bool clean_lines(struct arena *arena, struct str bytes, struct str *ret_text) {
    struct buf out = buf_make(arena, bytes.len * 4 + 1);
    for (bool more = true; more;) {
        struct str text, line = str_cut(&bytes, '\n', &more);
        if (str_ends(line, S("\r"))) line.len--;
        if (!clean_line(arena, line, &text)) return false;
        buf_str(&out, text);
        if (more) buf_char(&out, '\n');
    }
    *ret_text = buf_view(&out);
    return !out.overflow;
}

/* Validates parsed fields; bind_file() handles files. */
static int check_fields(struct http_request *request, struct form_fields parsed, bool lines,
                        struct http_fields *ret_fields) {
    struct http_field *rows = ARENA_ARRAY(request->arena, struct http_field, parsed.count);
    size_t count = 0, bytes = 0;
    for (size_t i = 0; i < parsed.count; i++) {
        const struct form_field *from = &parsed.rows[i];
        if (from->is_file) continue;
        bytes += from->value.len;
        if (bytes > BIND_FORM_MAX) return 413;
        struct http_field *field = &rows[count++];
        field->raw = from->value;
        if (!clean_line(request->arena, from->name, &field->name)) return 400;
        bool fine = lines ? clean_lines(request->arena, from->value, &field->value)
                          : clean_line(request->arena, from->value, &field->value);
        if (!fine) return 400;
    }
    *ret_fields = (struct http_fields){rows, count};
    return 0;
}

/*
 * Binds at most one file. Browsers send an empty file field as an empty name without bytes, which
 * counts as no file.
 */
static int bind_file(struct http_request *request, struct form_fields parsed) {
    struct http_file *file = NULL;
    for (size_t i = 0; i < parsed.count; i++) {
        const struct form_field *from = &parsed.rows[i];
        if (!from->is_file || (from->file_name.len == 0 && from->value.len == 0)) continue;
        if (file != NULL) return 400;
        file = ARENA_NEW(request->arena, struct http_file);
        file->bytes = from->value;
        file->content_type = from->content_type;
        if (!clean_line(request->arena, from->name, &file->field)) return 400;
        if (text_clean(request->arena, from->file_name, FILE_NAME_MAX, &file->name) != TEXT_FINE)
            return 400;
    }
    request->file = file;
    return 0;
}

static int status_of(enum rc rc) {
    return rc == RC_LIMIT ? 413 : 400;
}

static int bind_form(struct http_request *request) {
    struct str type = S(""), boundary;
    struct form_fields parsed;
    bool lines = request->route->flags & HTTP_LINES;
    http_header(request, "content-type", &type);
    struct str rest = type;
    if (str_eq_ascii_nocase(str_trim(str_cut(&rest, ';', NULL)),
                            S("application/x-www-form-urlencoded"))) {
        if (request->body.len > BIND_FORM_MAX * 3) return 413;
        enum rc rc = form_parse(request->arena, request->body, limits, &parsed);
        return rc != RC_OK ? status_of(rc) : check_fields(request, parsed, lines, &request->forms);
    }
    if (multipart_boundary(type, &boundary) != RC_OK)
        return request->body.len == 0 && type.len == 0 ? 0 : 415;
    enum rc rc = multipart_parse(request->arena, request->body, boundary, limits, &parsed);
    if (rc != RC_OK) return status_of(rc);
    int refused = check_fields(request, parsed, lines, &request->forms);
    return refused != 0 ? refused : bind_file(request, parsed);
}

void bind_cookies(struct http_request *request) {
    if (request->cookies.rows != NULL) return;
    struct str header = S("");
    http_header(request, "cookie", &header);
    struct form_fields parsed = cookie_parse(request->arena, header);
    struct http_field *rows = ARENA_ARRAY(request->arena, struct http_field, parsed.count + 1);
    for (size_t i = 0; i < parsed.count; i++)
        rows[i] = (struct http_field){.name = parsed.rows[i].name,
                                      .value = parsed.rows[i].value,
                                      .raw = parsed.rows[i].value};
    request->cookies = (struct http_fields){rows, parsed.count};
}

static int bind_query(struct http_request *request) {
    struct form_fields parsed;
    enum rc rc = form_parse(request->arena, request->query, limits, &parsed);
    return rc != RC_OK ? status_of(rc) : check_fields(request, parsed, false, &request->queries);
}

int bind_request(struct http_request *request) {
    bind_cookies(request);
    for (size_t i = 0; i < HTTP_PARAMS_MAX; i++)
        if (!clean_line(request->arena, request->params[i], &request->params[i])) return 400;
    int refused = request->route->flags & HTTP_RAW_QUERY ? 0 : bind_query(request);
    if (refused != 0 || request->method != HTTP_POST || request->route->flags & HTTP_RAW_BODY)
        return refused;
    return bind_form(request);
}
