#include "web/page.h"

#include "web/assets.h"

const int sheet_labels[SHEET_LABELS_MAX] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                            12, 13, 14, 15, 16, 17, 18, 19, 20, 21};

void page_raw(struct page *out, struct str markup) {
    buf_str(&out->out, markup);
}

static const char *replacement(char c) {
    switch (c) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\'': return "&#39;";
        default: return NULL;
    }
}

void page_put_str(struct page *out, struct str text) {
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *other = replacement(text.ptr[i]);
        if (other == NULL) continue;
        buf_bytes(&out->out, text.ptr + from, i - from);
        buf_c(&out->out, other);
        from = i + 1;
    }
    if (text.len > from) buf_bytes(&out->out, text.ptr + from, text.len - from);
}

void page_put_number(struct page *out, long long number) {
    buf_i64(&out->out, number);
}

void page_put_html(struct page *out, struct html html) {
    buf_str(&out->out, html.markup);
}

struct page_arg page_arg_str(struct str text) {
    return (struct page_arg){.text = text};
}

struct page_arg page_arg_number(long long number) {
    return (struct page_arg){.is_number = true, .number = number};
}

static void put_arg(struct page *out, const struct page_arg *arg) {
    if (arg->is_number)
        page_put_number(out, arg->number);
    else
        page_put_str(out, arg->text);
}

void page_say(struct page *out, const char *english, const struct page_arg *args, size_t count) {
    long long counted = count > 0 && args[0].is_number ? args[0].number : 2;
    struct str text = tr_form(out->language, tr_for(out->language, out->pupil, english), counted);
    size_t from = 0;
    for (size_t i = 0; i + 2 < text.len; i++) {
        size_t number = (size_t)(text.ptr[i + 1] - '0');
        if (text.ptr[i] != '{' || text.ptr[i + 2] != '}' || number >= count) continue;
        page_raw(out, str_sub(text, from, i - from));
        put_arg(out, &args[number]);
        from = i + 3;
    }
    page_raw(out, str_sub(text, from, text.len - from));
}

void page_csrf(struct page *out) {
    page_raw(out, S("<input type=\"hidden\" name=\"csrf\" value=\""));
    page_put_str(out, out->csrf);
    page_raw(out, S("\">"));
}

struct str page_picture_address(struct str name) {
    for (size_t i = 0; i < picture_place_count; i++)
        if (str_eq(name, str_of(picture_places[i].name))) return str_of(picture_places[i].address);
    return S("");
}
