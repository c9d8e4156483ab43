#include "format/sheet_names.h"

#include <stdio.h>
#include <string.h>

void sheet_names_add(struct sheet_names *s, struct str name) {
    snprintf(s->last, sizeof s->last, "%.*s", STR_ARG(name));
    s->count++;
    if (s->chosen != 0) return;
    s->chosen = s->count;
    memcpy(s->name, s->last, sizeof s->name);
}

void sheet_names_hide(struct sheet_names *s) {
    if (s->chosen != s->count) return;
    size_t used = strlen(s->hidden_names);
    snprintf(s->hidden_names + used, sizeof s->hidden_names - used, "%s%s", used > 0 ? ", " : "",
             s->last);
    s->hidden++;
    s->chosen = 0;
    s->name[0] = 0;
}

void sheet_names_note(const struct sheet_names *s, const struct table_sink *sink) {
    if (s->count > 1 && s->chosen != 0)
        table_noted(sink, (struct table_note){TABLE_NOTE_SHEET, 0, 0, 1, str_of(s->name)});
    if (s->hidden > 0)
        table_noted(sink, (struct table_note){TABLE_NOTE_HIDDEN, 0, 0, (int)s->hidden,
                                              str_of(s->hidden_names)});
}
