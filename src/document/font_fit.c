/*
 * Fits text into a width: first smaller, then over several lines; text is never truncated.
 *
 * A text is shaped once and cut at glyph boundaries. Shaping every prefix would need time and
 * memory that grow with the square of the length.
 */
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text.h"
#include "document/font.h"

enum { SIZE_MIN = 3, CUT_TRIES = 4 };

/* True for a combining mark, which must stay with the letter before it. */
static bool extends_letter(struct str text, size_t at) {
    UChar32 point;
    U8_NEXT_UNSAFE(text.ptr, at, point);
    return u_hasBinaryProperty(point, UCHAR_GRAPHEME_EXTEND);
}

size_t font_cut(struct arena *arena, const struct line *line, int width) {
    struct place_of_byte {
        int width; /* of the cluster that starts at this byte */
        bool begins;
    };
    struct arena_mark mark = arena_mark(arena);
    struct place_of_byte *places = ARENA_ARRAY(arena, struct place_of_byte, line->text.len);
    for (size_t i = 0; i < line->count; i++) {
        places[line->glyphs[i].from].width += line->glyphs[i].advance;
        places[line->glyphs[i].from].begins = true;
    }
    size_t cut = 0;
    int before = 0;
    for (size_t at = 0; at < line->text.len; at++) {
        if (places[at].begins && before <= width && !extends_letter(line->text, at)) cut = at;
        before += places[at].width;
    }
    /* fails only when the arena was reset, which nothing here does */
    (void)!arena_rewind(arena, mark);
    return before <= width ? line->text.len : cut;
}

/* Width in points without trailing spaces. */
static double points_wide(const struct line *line, double size) {
    int width = line->width;
    size_t len = str_trim(line->text).len;
    for (size_t i = 0; i < line->count && len > 0; i++)
        if (line->glyphs[i].from >= len && line->text.ptr[line->glyphs[i].from] == ' ')
            width -= line->glyphs[i].advance;
    return width * size / 1000;
}

/* A line breaks after these characters rather than between two letters. */
static bool is_break(char c) {
    return memchr(" -/.@_", c, strlen(" -/.@_")) != NULL;
}

/*
 * Returns where to end a line of at most width: after a space or punctuation mark, unless that
 * would leave less than a third of the line; otherwise between two letters. Always returns at least
 * one letter, also when that letter is too wide.
 */
static size_t cut_of(struct arena *arena, const struct line *line, int width) {
    struct str text = line->text;
    size_t cut = font_cut(arena, line, width), first = 0;
    if (cut == text.len) return cut;
    if (cut > 0 && text.ptr[cut] == ' ') return cut + 1;
    for (size_t at = cut; at > 0 && at * 3 > cut; at--)
        if (is_break(text.ptr[at - 1])) return at;
    if (cut > 0) return cut;
    do U8_FWD_1_UNSAFE(text.ptr, first);
    while (first < text.len && extends_letter(text, first));
    return first;
}

/* Breaks the text at size ret->size. Returns false when it needs more than fit->lines lines. */
static bool break_lines(struct arena *arena, const struct fonts *fonts,
                        const struct fit_options *fit, struct line whole_line,
                        struct fitted_text *ret) {
    ret->lines[0] = whole_line;
    ret->count = 1;
    for (;;) {
        struct line *line = &ret->lines[ret->count - 1];
        double room = ret->count == 1 ? fit->first : fit->room;
        if (points_wide(line, ret->size) <= room) return true;
        if (ret->count == fit->lines) return false;
        struct str rest = line->text;
        struct line head = *line;
        size_t cut = rest.len;
        /* Arabic letters change form at the end of a line, so the cut part is measured again */
        double over = 0;
        for (int try = 0; try < CUT_TRIES && points_wide(&head, ret->size) > room; try++) {
            over += head.text.len < rest.len ? points_wide(&head, ret->size) - room : 0;
            cut = cut_of(arena, line, (int)((room - over) * 1000 / ret->size));
            head = font_line(arena, fonts, fit->style, str_sub(rest, 0, cut));
        }
        if (cut == rest.len) return false;
        *line = head;
        ret->lines[ret->count++] =
            font_line(arena, fonts, fit->style, str_sub(rest, cut, rest.len - cut));
    }
}

struct fitted_text font_fit(struct arena *arena, const struct fonts *fonts, struct str text,
                            const struct fit_options *fit) {
    struct line line = font_line(arena, fonts, fit->style, text);
    struct fitted_text fitted = {.size = fit->size};
    while (fitted.size > fit->least && points_wide(&line, fitted.size) > fit->first)
        fitted.size -= 0.5;
    while (!break_lines(arena, fonts, fit, line, &fitted) && fitted.size > SIZE_MIN)
        fitted.size -= 0.5;
    return fitted;
}
