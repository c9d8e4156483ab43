/* A page being written: HTML that is escaped by the type of what is put in. Templates beside the
 * handlers become functions over this header (tools/pages.py); texts are Dutch and looked up in the
 * catalogue (language/tr.h). Source: docs/develop/web.md. */
#pragma once

#include "base/buf.h"
#include "language/tr.h"

enum { PAGE_MAX = 16 << 20 };

struct page {
    struct buf out;
    enum language language;
    bool pupil; /* of the pupil site: its own translations where it has some */
    struct str csrf;
};

/* HTML by its maker's word, never from outside. */
struct html {
    struct str markup;
};

void page_raw(struct page *out, struct str markup);
void page_put_str(struct page *out, struct str text); /* escaped */
void page_put_number(struct page *out, long long number);
void page_put_html(struct page *out, struct html html);

/* Anything but these types does not compile: a char * has no length and no promise. */
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

/* A text with its arguments, escaped. Of "one~~many" the form for the number that is the first
 * argument. */
void page_say(struct page *out, const char *dutch, const struct page_arg *args, size_t count);
void page_csrf(struct page *out);

/* The address of a picture of picture passwords, by its Dutch name. */
struct str picture_address(struct str name);
/* 1, 2, 3 …, for a sheet of labels. */
enum { SHEET_LABELS_MAX = 21 };
extern const int sheet_labels[SHEET_LABELS_MAX];
