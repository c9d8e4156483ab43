/* Texts that are wider than their place: made smaller, broken over lines, never cut off. A text is
 * shaped once and cut at its glyphs: shaping every beginning of it would take time and memory with
 * the square of its length. */
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text.h"
#include "document/font.h"

enum { SIZE_MIN = 3, CUT_TRIES = 4 };

/* A mark that belongs to the letter before it, wherever that letter was shaped. */
static bool extends_letter(struct str text, size_t at) {
    UChar32 point;
    U8_NEXT_UNSAFE(text.ptr, at, point);
    return u_hasBinaryProperty(point, UCHAR_GRAPHEME_EXTEND);
}

size_t font_cut(struct arena *arena, const struct line *line, int width) {
    struct place_of_byte {
        int width; /* of the cluster that begins here */
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
    (void)!arena_rewind(arena, mark); /* nothing here resets it */
    return before <= width ? line->text.len : cut;
}

/* Points wide; a blank at the end shows nothing and does not count. */
static double points_wide(const struct line *line, double size) {
    int width = line->width;
    size_t len = str_trim(line->text).len;
    for (size_t i = 0; i < line->count && len > 0; i++)
        if (line->glyphs[i].from >= len && line->text.ptr[line->glyphs[i].from] == ' ')
            width -= line->glyphs[i].advance;
    return width * size / 1000;
}

/* Behind these a text breaks more readily than between two letters. */
static bool is_break(char c) {
    return memchr(" -/.@_", c, strlen(" -/.@_")) != NULL;
}

/* Where a line of at most width ends: behind a blank or a sign that parts words, unless that leaves
 * less than a third of it; else between two letters. Never nothing: a letter that is too wide
 * stands alone. */
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

/* Breaks the text at that size; false when its last line is too wide. */
static bool break_lines(struct arena *arena, const struct fonts *fonts, const struct fitting *fit,
                        struct line whole_line, struct whole *ret) {
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
        double over = 0; /* letters change form at an end (Arabic): what is cut is measured again */
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

struct whole font_whole(struct arena *arena, const struct fonts *fonts, struct str text,
                        const struct fitting *fit) {
    struct line line = font_line(arena, fonts, fit->style, text);
    struct whole whole = {.size = fit->size};
    while (whole.size > fit->least && points_wide(&line, whole.size) > fit->first)
        whole.size -= 0.5;
    while (!break_lines(arena, fonts, fit, line, &whole) && whole.size > SIZE_MIN)
        whole.size -= 0.5;
    return whole;
}
