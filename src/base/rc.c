#include "base/rc.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

const char *rc_name(enum rc rc) {
    static const char *const names[] = {"ok",        "none",  "conflict",  "denied",
                                        "invalid",   "limit", "too-large", "retry",
                                        "uncertain", "io",    "bug"};
    return (unsigned)rc < COUNT(names) ? names[rc] : "unknown";
}

static const char ellipsis[] = "…";

/* Ends a text that was cut at size with an ellipsis, at a character boundary. */
static void mark_cut(char *text, size_t size) {
    size_t at = size - sizeof ellipsis;
    while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80) at--;
    memcpy(text + at, ellipsis, sizeof ellipsis);
}

/*
 * Library messages may have several lines: replaces each run of control characters by one space and
 * removes spaces at the end.
 */
static void make_one_line(char *text) {
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        bool control = (unsigned char)*from < ' ' || *from == 0x7f;
        if (!control)
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    }
    while (to > text && to[-1] == ' ') to--;
    *to = '\0';
}

enum rc fault_set(struct fault *fault, enum rc rc, const char *file, int line, const char *format,
                  ...) {
    if (fault == NULL) return rc;
    fault->file = file;
    fault->line = line;
    va_list args;
    va_start(args, format);
    int need = vsnprintf(fault->detail, sizeof fault->detail, format, args);
    va_end(args);
    fault->cause = FAULT_OTHER;
    if (need >= (int)sizeof fault->detail) mark_cut(fault->detail, sizeof fault->detail);
    make_one_line(fault->detail);
    return rc;
}
