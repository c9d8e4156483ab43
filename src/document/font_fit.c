/* Texts that are wider than their place: cut with an ellipsis, made smaller, broken over lines. A text is shaped once and cut at its glyphs:
 * shaping every beginning of it would take time and memory with the square of its length. */
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text.h"
#include "document/font.h"

enum { FIT_TRIES = 4 };

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

static struct str with_dots(struct arena *arena, struct str head) {
    return str_format(arena, "%.*s…", STR_ARG(head));
}

/* How much of the line goes before an ellipsis. What that takes is a guess at first: its font is that of the word it follows, and letters
 * change form at an end (Arabic). After the first try it is measured. */
static struct str head_before_dots(struct arena *arena, const struct fonts *fonts, enum font_style style, const struct line *line, int width) {
    int room = width - font_line(arena, fonts, style, S("…")).width;
    struct str best = S("");
    for (int try = 0; try < FIT_TRIES && room > 0; try++) {
        struct str head = str_trim(str_sub(line->text, 0, font_cut(arena, line, room)));
        if (head.len <= best.len) break;
        int whole = font_line(arena, fonts, style, with_dots(arena, head)).width;
        if (whole <= width) best = head;
        room = width - (whole - font_line(arena, fonts, style, head).width); /* less than the head when that was too wide */
    }
    return best;
}

struct str font_fit(struct arena *arena, const struct fonts *fonts, enum font_style style, struct str text, int width) {
    struct arena_mark mark = arena_mark(arena);
    struct line line = font_line(arena, fonts, style, text);
    struct str head = line.width <= width ? text : head_before_dots(arena, fonts, style, &line, width);
    (void)!arena_rewind(arena, mark); /* nothing here resets it */
    return head.len == text.len ? text : with_dots(arena, head);
}

static double points_wide(const struct line *line, double size) {
    return line->width * size / 1000;
}

/* Never nothing: a letter that is too wide stands alone. */
static size_t cut_of(struct arena *arena, const struct line *line, int width) {
    size_t cut = font_cut(arena, line, width), first = 0;
    if (cut > 0) return cut;
    do U8_FWD_1_UNSAFE(line->text.ptr, first);
    while (first < line->text.len && extends_letter(line->text, first));
    return first;
}

struct whole font_whole(struct arena *arena, const struct fonts *fonts, enum font_style style, struct str text, double size, double least, double room) {
    struct whole whole = {.size = size, .lines = {font_line(arena, fonts, style, text)}, .count = 1};
    while (whole.size > least && points_wide(&whole.lines[0], whole.size) > room) whole.size -= 0.5;
    for (struct line *line = whole.lines; points_wide(line, whole.size) > room && whole.count < WHOLE_LINES; line++) {
        struct str rest = line->text;
        size_t cut = cut_of(arena, line, (int)(room * 1000 / whole.size));
        if (cut == rest.len) break;
        *line = font_line(arena, fonts, style, str_sub(rest, 0, cut));
        whole.lines[whole.count++] = font_line(arena, fonts, style, str_sub(rest, cut, rest.len - cut));
    }
    return whole;
}
