/*
 * Writes a page of HTML; the type of a value decides how it is escaped.
 *
 * Templates beside the handlers become functions over this header (tools/pages.py). Texts are Dutch
 * and translated by the catalogue (language/tr.h).
 *
 * Source: docs/develop/web.md.
 */
#pragma once

#include "base/buf.h"
#include "language/tr.h"

enum { PAGE_MAX = 16 << 20 };

struct page {
    struct buf out;
    enum language language;
    bool pupil; /* pupil site: prefer its own translations */
    struct str csrf;
};

/* Markup that is inserted as is. Never make it from user input. */
struct html {
    struct str markup;
};

/* Write a value; page_raw() and page_put_html() insert it as is, the others escape it. */
void page_raw(struct page *out, struct str markup);
void page_put_str(struct page *out, struct str text); /* escaped */
void page_put_number(struct page *out, long long number);
void page_put_html(struct page *out, struct html html);

/*
 * Only these types compile. A char * does not: it has no length, and it does not tell whether it is
 * text or markup.
 */
#define page_put(out, value)                                                                       \
    _Generic((value), struct str                                                                   \
             : page_put_str, struct html                                                           \
             : page_put_html, int                                                                  \
             : page_put_number, unsigned                                                           \
             : page_put_number, long                                                               \
             : page_put_number, unsigned long                                                      \
             : page_put_number, long long                                                          \
             : page_put_number, unsigned short                                                     \
             : page_put_number, unsigned char                                                      \
             : page_put_number)((out), (value))

struct page_arg {
    bool is_number;
    long long number;
    struct str text;
};
struct page_arg page_arg_str(struct str text);
struct page_arg page_arg_number(long long number);
#define PAGE_ARG(value)                                                                            \
    _Generic((value), struct str                                                                   \
             : page_arg_str, int                                                                   \
             : page_arg_number, long                                                               \
             : page_arg_number, unsigned long                                                      \
             : page_arg_number, long long                                                          \
             : page_arg_number)(value)

/*
 * Writes a translated text with its arguments, escaped. Of "one~~many" it writes the form for the
 * number that is the first argument.
 */
void page_say(struct page *out, const char *english, const struct page_arg *args, size_t count);
/* Writes the hidden field with the CSRF token. */
void page_csrf(struct page *out);

/* Returns the address of a picture of picture passwords, by its Dutch name. */
struct str page_picture_address(struct str name);
/* The numbers 1, 2, 3 …, for sheets of labels. */
enum { SHEET_LABELS_MAX = 21 };
extern const int sheet_labels[SHEET_LABELS_MAX];
