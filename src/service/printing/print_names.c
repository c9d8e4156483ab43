#include "service/printing/print_names.h"

#include "base/text.h"

enum { PLACE_CHARS = 40 };

/* Reduces a name to letters, digits and single hyphens, which every file system accepts: "4A",
 * "1e-lj-3e-gr-Latijn". */
static struct str plain_name(struct arena *arena, const struct service *service, struct str text) {
    struct buf out = buf_make(arena, PLACE_CHARS);
    bool ascii = true, gap = false;
    for (size_t i = 0; i < text.len; i++) ascii = ascii && (unsigned char)text.ptr[i] < 128;
    if (!ascii) text = text_latin(arena, service->text, text);
    for (size_t i = 0; i < text.len && out.len + 1 < PLACE_CHARS; i++) {
        char c = text.ptr[i];
        bool sign = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (sign && gap && out.len > 0) buf_char(&out, '-');
        if (sign) buf_char(&out, c);
        gap = !sign;
    }
    return buf_view(&out);
}

static struct str place_of(const struct card *card) {
    return card->class_code.len > 0 ? card->class_code : card->group_name;
}

/* Returns the first and last place in sort order; both are equal when there is one place. */
static void first_and_last(const struct card *cards, size_t count, struct str *ret_first,
                           struct str *ret_last) {
    *ret_first = *ret_last = S("");
    for (size_t i = 0; i < count; i++) {
        struct str place = place_of(&cards[i]);
        if (i == 0 || str_cmp(place, *ret_first) < 0) *ret_first = place;
        if (i == 0 || str_cmp(place, *ret_last) > 0) *ret_last = place;
    }
}

struct str print_places(struct arena *arena, const struct card *cards, size_t count,
                        struct str range) {
    struct str ends[2];
    first_and_last(cards, count, &ends[0], &ends[1]);
    return str_eq(ends[0], ends[1]) ? ends[0] : str_fill(arena, range, ends, COUNT(ends));
}

struct str print_file_name(struct arena *arena, const struct service *service,
                           struct school_id school, const struct card *cards, size_t count,
                           const char *tail) {
    struct str first, last, link = S(""), number = S(""),
                            day = day_iso(arena, service_today(service));
    first_and_last(cards, count, &first, &last);
    if (!str_eq(first, last))
        link = str_format(arena, "-tot-%.*s", STR_ARG(plain_name(arena, service, last)));
    if (count == 1) number = str_format(arena, "-%lld", (long long)cards[0].roll_number);
    return str_format(arena, "LeerID-%06d-%.*s%.*s%.*s-%.*s-%s", school.value,
                      STR_ARG(plain_name(arena, service, first)), STR_ARG(link), STR_ARG(number),
                      STR_ARG(day), tail);
}

static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

struct str print_latin(struct arena *arena, const struct service *service, struct str text) {
    if (fonts_missing(service->fonts, text) == 0) return text;
    struct buf out = buf_make(arena, text.len * 8 + 8);
    while (text.len > 0) {
        struct str word = str_cut(&text, ' ', NULL);
        if (fonts_missing(service->fonts, word) != 0) {
            struct str latin = str_trim(text_latin(arena, service->text, word));
            word = latin.len == 0 ? latin
                                  : str_format(arena, "%c%.*s", upper(latin.ptr[0]),
                                               (int)latin.len - 1, latin.ptr + 1);
        }
        if (word.len > 0 && out.len > 0) buf_char(&out, ' ');
        buf_str(&out, word);
    }
    return buf_view(&out);
}
