#include "format/table_note.h"

enum table_note_weight table_note_weight(enum table_note_code code) {
    static const enum table_note_weight weights[TABLE_NOTES] = {
        [TABLE_NOTE_WIDE] = TABLE_NOTE_REJECTS_ROW,
        [TABLE_NOTE_COMMA] = TABLE_NOTE_REJECTS_ROW,
        [TABLE_NOTE_CHANGES] = TABLE_NOTE_REJECTS_LISTS};
    return weights[code];
}

bool table_is_error_value(struct str field) {
    static const struct str values[] = {
        S("#N/A"),   S("#REF!"),   S("#VALUE!"),  S("#NAME?"),   S("#DIV/0!"), S("#NULL!"),
        S("#NUM!"),  S("#N/B"),    S("#VERW!"),   S("#WAARDE!"), S("#NAAM?"),  S("#DEEL/0!"),
        S("#LEEG!"), S("#GETAL!"), S("#VALEUR!"), S("#NOM?"),    S("#NUL!"),   S("#NOMBRE!")};
    if (field.len == 0 || field.ptr[0] != '#') return false;
    for (size_t i = 0; i < COUNT(values); i++)
        if (str_eq_ascii_nocase(field, values[i])) return true;
    return false;
}
