/* Conversion of statement parameters and result columns. */
#include "store/row.h"

enum { ROWS_MAX = 1000000 };

struct value value_i64(int64_t number, bool may_be_null) {
    return (struct value){.kind = may_be_null && number == SQL_NULL ? VALUE_NULL : VALUE_I64,
                          .number = number};
}

static struct value value_str(struct str s, bool may_be_null, enum value_kind kind) {
    struct str safe = s.ptr == NULL ? S("") : s;
    return (struct value){.kind = may_be_null && s.ptr == NULL ? VALUE_NULL : kind, .bytes = safe};
}

struct value value_text(struct str text, bool may_be_null) {
    return value_str(text, may_be_null, VALUE_TEXT);
}

struct value value_bytes(struct str bytes, bool may_be_null) {
    return value_str(bytes, may_be_null, VALUE_BYTES);
}

int64_t column_i64(const struct value *column) {
    return column->kind == VALUE_NULL ? SQL_NULL : column->number;
}

struct str column_str(struct arena *arena, const struct value *column) {
    return column->kind == VALUE_NULL ? (struct str){NULL, 0} : str_copy(arena, column->bytes);
}

enum rc put_many_room(struct put_many *put, size_t size, void **ret_row) {
    ENSURE(put->count < ROWS_MAX && !arena_is_over(put->arena), RC_TOO_LARGE);
    if (put->count == put->room) {
        size_t room = put->room == 0 ? 16 : put->room * 2;
        void *grown = arena_array(put->arena, room, size);
        if (put->count > 0) memcpy(grown, put->rows, put->count * size);
        put->rows = grown;
        put->room = room;
    }
    *ret_row = (char *)put->rows + put->count++ * size;
    return RC_OK;
}
