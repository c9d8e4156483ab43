/* Forms as tables. A template declares the fields of its form, one row each:
 *
 *     {% form network_form %}
 *     network  "netwerk"  text 400 kept
 *     command  "actie"    text 100
 *     {% end %}
 *
 * tools/pages.py makes struct network_form and the table network_form of it (web/pages.h). A row of
 * the table of routes names the form; before its handler runs, the middleware drops fields that
 * neither that form nor common_form declares, and refuses values that are longer than declared.
 * Of a field that is no list the first value counts. */
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
    FORM_KEPT = 8,    /* stored when the session ended, and sent along with a proof */
    FORM_RETYPE = 16, /* a secret that a page asks to type again, where it was not sent back */
};
struct form_list {
    const struct str *values;
    size_t count;
};
struct form_rule {
    const char *name; /* as in the request */
    enum form_type type;
    size_t limit; /* bytes of one value */
    unsigned flags;
    size_t offset; /* in the structure of the form; of FORM_EACH none */
};
struct form {
    const struct form_rule *rules;
    size_t count;
    size_t bytes; /* of its structure */
};

/* The fields of this request as a struct of the form's name. When the route has another form, all
 * of them are absent. */
#define FORM(visit, form) ((const struct form *)form_bind(visit, &(form)))
const void *form_bind(struct visit *visit, const struct form *form);

/* Drops undeclared fields. False: a value is too long. */
bool form_filter(struct visit *visit, const struct form *form);
/* The flags of a field of this request's form, also of one that common_form declares; 0 unknown. */
unsigned form_flags(const struct visit *visit, struct str name);
