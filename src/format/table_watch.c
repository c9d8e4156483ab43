#include "format/table_watch.h"

#include <string.h>

enum { HEADER_CELLS = 3 };

/* Tells whether a text starts with a character that Windows-1252 assigns to a byte from 80 to BF.
 * Letters that occur in names (Š, Œ, Ž, š, ž) are excluded. */
static bool is_continuation(struct str rest) {
    static const struct str signs[] = {
        S("\u20AC"), S("\u201A"), S("\u0192"), S("\u201E"), S("\u2026"), S("\u2020"),
        S("\u2021"), S("\u02C6"), S("\u2030"), S("\u2039"), S("\u2018"), S("\u2019"),
        S("\u201C"), S("\u201D"), S("\u2022"), S("\u2013"), S("\u2014"), S("\u02DC"),
        S("\u2122"), S("\u203A"), S("\u0153"), S("\u0178")};
    if (rest.len >= 2 && rest.ptr[0] == '\xC2') return (unsigned char)rest.ptr[1] >= 0x80;
    for (size_t i = 0; i < COUNT(signs); i++)
        if (str_starts(rest, signs[i])) return true;
    return false;
}

/* Tells whether a field is UTF-8 that was read as Windows-1252: "Ã", "Ä" or "Å" followed by a
 * character that no name has there. */
static bool is_mojibake(struct str field) {
    for (size_t i = 0; i + 2 < field.len; i++) {
        unsigned char second = (unsigned char)field.ptr[i + 1];
        struct str rest = str_sub(field, i + 2, field.len);
        if (field.ptr[i] != '\xC3') continue;
        if (second >= 0x83 && second <= 0x85 && is_continuation(rest)) return true;
        if (second == 0xA2 && str_starts(rest, S("\u20AC"))) return true; /* "dâ€™Hondt" */
    }
    return false;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Tells whether a question mark replaces a letter: "?ukasz", "Jos?phine", "Ren?", but not "Zwemt
 * hij?". */
static bool has_lost_letter(struct str field) {
    bool one_word = memchr(field.ptr, ' ', field.len) == NULL;
    if (str_contains(field, S("\uFFFD"))) return true;
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] != '?') continue;
        bool before = i > 0 && is_letter(field.ptr[i - 1]);
        bool after = i + 1 < field.len && is_letter(field.ptr[i + 1]);
        if (after || (before && one_word && i + 1 == field.len)) return true;
    }
    return false;
}

static void note_first(struct table_watch *w, enum table_note_code code, int line, int column,
                       struct str field) {
    struct table_note *note = &w->found[code];
    if (note->count++ > 0) return;
    struct str detail = str_sub(field, 0, TABLE_NOTE_DETAIL_MAX);
    if (detail.len > 0) memcpy(w->details[code], detail.ptr, detail.len);
    *note = (struct table_note){code, line, column, 1, {w->details[code], detail.len}};
}

static enum rc watch_row(void *context, int line, const struct str *fields, size_t count) {
    struct table_watch *w = context;
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        struct str field = fields[i];
        if (field.len == 0) continue;
        filled++;
        int column = (int)i + 1;
        if (field.ptr[0] == '#' && table_is_error_value(field))
            note_first(w, TABLE_NOTE_ERROR_CELL, line, column, field);
        if (memchr(field.ptr, '\xC3', field.len) != NULL && is_mojibake(field))
            note_first(w, TABLE_NOTE_MOJIBAKE, line, column, field);
        bool suspect = w->has_header && (memchr(field.ptr, '?', field.len) != NULL ||
                                         memchr(field.ptr, '\xEF', field.len) != NULL);
        if (suspect && has_lost_letter(field))
            note_first(w, TABLE_NOTE_LOST_LETTER, line, column, field);
    }
    w->has_header = w->has_header || filled >= HEADER_CELLS;
    return w->sink->row(w->sink->context, line, fields, count);
}

static void pass_note(void *context, const struct table_note *note) {
    const struct table_watch *w = context;
    table_noted(w->sink, *note);
}

struct table_sink table_watch_sink(struct table_watch *watch) {
    return (struct table_sink){watch_row, watch, pass_note};
}

void table_watch_end(const struct table_watch *w) {
    for (int code = 0; code < TABLE_NOTES; code++)
        if (w->found[code].count > 0) table_noted(w->sink, w->found[code]);
}
