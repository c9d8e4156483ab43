#include "format/roster.h"

#include "format/roster_columns.h"

enum { HEADER_ROWS = 5, ROW_ARENA = 1 << 20 };

void roster_message_add(struct roster_messages *messages, enum roster_flaw flaw, int line,
                        int column, struct str detail) {
    messages->total++;
    if (messages->count == ROSTER_MESSAGES_MAX) return;
    messages->items[messages->count++] =
        (struct roster_message){.flaw = flaw,
                                .line = line,
                                .column = column,
                                .rows = 1,
                                .detail = str_copy(messages->arena, detail)};
}

static bool is_blank(const struct str *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_trim(fields[i]).len > 0) return false;
    return true;
}

static enum rc roster_take_row(void *context, int line, const struct str *fields, size_t count) {
    struct roster_reading *r = context;
    if (is_blank(fields, count)) return RC_OK;
    arena_reset(r->row_arena);
    if (!r->has_header) {
        if (roster_header_take(r, line, fields, count) || line < HEADER_ROWS) return RC_OK;
        roster_header_missing(r, line);
        return RC_INVALID;
    }
    r->rows++;
    struct roster_row row;
    const struct roster_reader *reader = r->reader;
    if (roster_row_fill(r, line, fields, count, &row)) return reader->row(reader->context, &row);
    return reader->refused == NULL ? RC_OK : reader->refused(reader->context, row.school, line);
}

enum rc roster_read_fd(struct arena *arena, int fd, const struct roster_reader *reader,
                       struct roster_messages *messages, struct str *ret_ignored) {
    struct arena *row_arena CLEANUP(arena_destroy_at) = arena_create(ROW_ARENA, true);
    struct roster_reading r = {.reader = reader,
                               .messages = messages,
                               .row_arena = row_arena,
                               .groups = ARENA_ARRAY(arena, struct group_reading, GROUP_READINGS),
                               .ignored = buf_make(arena, 2000)};
    const struct table_sink sink = {.row = roster_take_row, .context = &r};
    struct table_flaw table = {TABLE_FINE, 0, 0};
    messages->arena = arena;
    if (reader->warnings != NULL) reader->warnings->arena = arena;
    enum rc rc = reader->tables->read(reader->tables->context, fd, &sink, &table);
    if (rc == RC_INVALID && table.code != TABLE_FINE) {
        roster_message_add(messages, ROSTER_TABLE, table.line, table.column, S(""));
        messages->items[messages->count > 0 ? messages->count - 1 : 0].code = table.code;
    }
    if (rc == RC_OK && !r.has_header) roster_header_missing(&r, 1);
    if (rc == RC_OK && r.has_header && r.rows == 0 && !reader->may_be_empty)
        roster_message_add(messages, ROSTER_EMPTY, 1, 1, S(""));
    ENSURE(rc == RC_OK, rc);
    bool usable = r.rows > 0 && r.header_flaws == 0; /* the errors are of rows */
    ENSURE(messages->total == 0 || (reader->refused != NULL && usable), RC_INVALID);
    *ret_ignored = str_copy(arena, buf_view(&r.ignored));
    return RC_OK;
}
