/*
 * Forms as tables. A template declares the fields of its form, one per row:
 *
 *     {% form network_form %}
 *     network  "netwerk"  text 400 kept
 *     command  "actie"    text 100
 *     {% end %}
 *
 * tools/pages.py generates struct network_form and the table network_form from it (web/pages.h). A
 * row of the route table names the form. Before its handler runs, the middleware drops fields that
 * neither the form nor common_form declares, and rejects values that are too long. When a field
 * that is not a list occurs several times, its first value counts.
 */
#pragma once

#include <stddef.h>

#include "web/web.h"

enum form_type {
    FORM_TEXT, /* validated text; struct str, "" when absent */
    FORM_RAW,  /* bytes as sent, for passwords; struct str, "" when absent */
    FORM_TICK, /* bool: "1" was sent */
};
enum form_flag {
    FORM_LIST = 1,    /* several values: struct form_list */
    FORM_EACH = 2,    /* "<name>.<id>" for each row of a page; the handler reads request->forms */
    FORM_SECRET = 4,  /* never stored, logged or sent back */
    FORM_KEPT = 8,    /* stored when the session ends, and sent along with a proof */
    FORM_RETYPE = 16, /* a secret that the page asks to type again because it is not sent back */
};
struct form_list {
    const struct str *values;
    size_t count;
};
struct form_rule {
    const char *name; /* as in the request */
    enum form_type type;
    size_t limit; /* of one value, in bytes */
    unsigned flags;
    size_t offset; /* in the structure of the form; unused for FORM_EACH */
};
struct form {
    const struct form_rule *rules;
    size_t count;
    size_t bytes; /* size of its structure */
};

/*
 * Returns the fields of this request as a structure of the form. When the route declares another
 * form, every field is absent.
 */
#define FORM(visit, form) ((const struct form *)form_bind(visit, &(form)))
const void *form_bind(struct visit *visit, const struct form *form);

/* Drops undeclared fields. Returns false when a value is too long. */
bool form_filter(struct visit *visit, const struct form *form);
/* Returns the flags of a field of this request's form or of common_form; 0 when it is unknown. */
unsigned form_flags(const struct visit *visit, struct str name);
