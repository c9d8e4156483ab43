#include "format/roster.h"

#include "format/roster_columns.h"

enum { ROW_ARENA = 1 << 20 };

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

/* Returns the presentable part of a detail, which is text from the file. */
static struct str clean_detail(struct arena *arena, struct str detail) {
    struct str clean = S("");
    for (int cut = 0; cut < 4 && clean.len == 0 && detail.len > 0; cut++) {
        struct str part = text_visible(arena, str_sub(detail, 0, detail.len - (size_t)cut));
        if (text_clean(arena, part, NAME_MAX_CHARS, &clean) != TEXT_FINE) clean = S("");
        if ((size_t)cut + 1 >= detail.len) break;
    }
    return clean.len > 0 ? clean : S("…");
}

static void roster_take_note(void *context, const struct table_note *note) {
    struct roster_reading *r = context;
    enum table_note_weight weight = table_note_weight(note->code);
    bool file = weight == TABLE_NOTE_REJECTS_LISTS && !r->reader->may_be_empty;
    bool row = weight == TABLE_NOTE_REJECTS_ROW;
    struct roster_messages *messages = file || row ? r->messages : r->reader->warnings;
    r->header_flaws += file;
    if (row) r->rejected_line = note->line;
    if (note->code == TABLE_NOTE_SHEET) r->sheet = clean_detail(r->messages->arena, note->detail);
    if (messages == NULL) return;
    size_t at = messages->count;
    roster_message_add(messages, ROSTER_NOTE, note->line, note->column,
                       clean_detail(messages->arena, note->detail));
    if (at == messages->count) return;
    messages->items[at].code = (int)note->code;
    messages->items[at].rows = note->count;
}

/* Rejects a row whose values may be in wrong columns. Reads only its school, so that no other
 * school is rejected. */
static enum rc reject_row(const struct roster_reading *r, int line, const struct str *fields,
                          size_t count) {
    int64_t school = 0;
    size_t place = (size_t)r->place[COLUMN_SCHOOL];
    if (place > 0 && place <= count)
        (void)!str_to_i64(str_trim(fields[place - 1]), 1, 999999, &school);
    const struct roster_reader *reader = r->reader;
    return reader->refused == NULL ? RC_OK : reader->refused(reader->context, (int)school, line);
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
    if (line == r->rejected_line) return reject_row(r, line, fields, count);
    struct roster_row row;
    const struct roster_reader *reader = r->reader;
    if (roster_row_fill(r, line, fields, count, &row)) return reader->row(reader->context, &row);
    return reader->refused == NULL ? RC_OK : reader->refused(reader->context, row.school, line);
}

static void add_coded(struct roster_messages *messages, enum table_flaw_code code, int line,
                      int column, struct str detail) {
    size_t at = messages->count;
    roster_message_add(messages, ROSTER_TABLE, line, column, detail);
    if (at < messages->count) messages->items[at].code = (int)code;
}

/* Reports a file without pupils; in a workbook with several sheets, the list may be on another one.
 */
static void add_empty(const struct roster_reading *r) {
    if (r->sheet.len == 0) return roster_message_add(r->messages, ROSTER_EMPTY, 1, 1, S(""));
    add_coded(r->messages, TABLE_EMPTY_SHEET, 0, 0, r->sheet);
}

enum rc roster_read_fd(struct arena *arena, int fd, const struct roster_reader *reader,
                       struct roster_messages *messages, struct str *ret_ignored) {
    struct arena *row_arena CLEANUP(arena_destroy_at) = arena_create(ROW_ARENA, true);
    struct roster_reading r = {.reader = reader,
                               .messages = messages,
                               .row_arena = row_arena,
                               .groups = ARENA_ARRAY(arena, struct group_reading, GROUP_READINGS),
                               .ignored = buf_make(arena, 2000)};
    const struct table_sink sink = {
        .row = roster_take_row, .context = &r, .note = roster_take_note};
    struct table_flaw table = {TABLE_FINE, 0, 0};
    messages->arena = arena;
    if (reader->warnings != NULL) reader->warnings->arena = arena;
    enum rc rc = reader->tables->read(reader->tables->context, fd, &sink, &table);
    if (rc == RC_INVALID && table.code != TABLE_FINE) {
        add_coded(messages, table.code, table.line, table.column,
                  str_format(arena, "%d", table.line));
    }
    if (rc == RC_OK && !r.has_header) roster_header_missing(&r, 1);
    if (rc == RC_OK && r.has_header && r.rows == 0 && !reader->may_be_empty) add_empty(&r);
    ENSURE(rc == RC_OK, rc);
    bool usable = r.rows > 0 && r.header_flaws == 0; /* only rows have errors */
    ENSURE(messages->total == 0 || (reader->refused != NULL && usable), RC_INVALID);
    *ret_ignored = str_copy(arena, buf_view(&r.ignored));
    return RC_OK;
}
