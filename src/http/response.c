/* Functions with which handlers fill a response. */
#include "http/http.h"

#include "base/buf.h"
#include "format/url.h"

static bool is_clean(struct str value) {
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < ' ' || value.ptr[i] == 127) return false;
    return true;
}

static void add_header(struct http_response *response, const char *name, struct str value) {
    if (response->header_count == response->header_max || !is_clean(value)) {
        response->flawed = true;
        return;
    }
    response->headers[response->header_count++] =
        (struct http_field){.name = str_of(name), .value = value, .raw = value};
}

void http_set_header(struct http_response *response, const char *name, struct str value) {
    for (size_t i = 0; i < response->header_count; i++) {
        if (!str_eq_ascii_nocase(response->headers[i].name, str_of(name))) continue;
        response->headers[i] = response->headers[--response->header_count];
        break;
    }
    if (value.len > 0) add_header(response, name, value);
}

void http_set_cookie(struct http_response *response, const char *name, struct str value,
                     int64_t max_age_s, unsigned flags) {
    struct buf text = buf_make(response->arena, 4096);
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] <= ' ' || value.ptr[i] >= 127 || strchr("\",;\\", value.ptr[i]) != NULL)
            response->flawed = true;
    buf_format(&text, "%s=%.*s; Path=/; HttpOnly; SameSite=%s", name, STR_ARG(value),
               flags & HTTP_COOKIE_STRICT ? "Strict" : "Lax");
    if (!(flags & HTTP_COOKIE_INSECURE)) buf_c(&text, "; Secure");
    if (max_age_s != 0)
        buf_format(&text, "; Max-Age=%lld", (long long)(max_age_s < 0 ? 0 : max_age_s));
    if (text.overflow) response->flawed = true;
    add_header(response, "Set-Cookie", buf_view(&text));
}

void http_answer(struct http_response *response, int status, struct str content_type,
                 struct str body) {
    response->status = status;
    response->content_type = content_type;
    response->body = body;
}

void http_html(struct http_response *response, struct str body) {
    http_answer(response, 200, S("text/html; charset=utf-8"), body);
}

void http_json(struct http_response *response, int status, struct str body) {
    http_answer(response, status, S("application/json"), body);
}

void http_redirect(struct http_response *response, struct str location) {
    http_answer(response, 303, S(""), S(""));
    http_set_header(response, "Location", location);
}

void http_download(struct http_response *response, struct str content_type, struct str file_name,
                   struct str body) {
    char *ascii = arena_alloc(response->arena, file_name.len + 1);
    for (size_t i = 0; i < file_name.len; i++) {
        char c = file_name.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     strchr("-. ()", c) != NULL;
        ascii[i] = plain && c != '\0' ? c : '_';
    }
    struct str encoded = url_encode(response->arena, file_name);
    http_answer(response, 200, content_type, body);
    http_set_header(response, "Content-Disposition",
                    str_format(response->arena,
                               "attachment; filename=\"%s\"; filename*=UTF-8''%.*s", ascii,
                               STR_ARG(encoded)));
}
