#include "parse/table_frames.h"

/* Followed by count 2-byte lengths and the bytes of the fields. */
struct row_head {
    int32_t line;
    uint32_t count;
};

/* Followed by the bytes of the detail. */
struct note_head {
    int32_t code, line, column, count;
};

struct end {
    int32_t rc, code, line, column;
};

static enum rc send_row(void *context, int line, const struct str *fields, size_t count) {
    struct table_sender *sender = context;
    uint16_t lengths[TABLE_COLUMNS_MAX];
    size_t len = sizeof(struct row_head) + count * sizeof *lengths, at = len;
    ENSURE(count <= TABLE_COLUMNS_MAX, RC_BUG);
    for (size_t i = 0; i < count; i++) {
        ENSURE(fields[i].len <= TABLE_FIELD_MAX, RC_BUG);
        lengths[i] = (uint16_t)fields[i].len;
        len += fields[i].len;
    }
    char *payload = frame_put(sender->writer, FRAME_ROW, len);
    sender->full = payload == NULL;
    ENSURE(payload != NULL, RC_LIMIT);
    const struct row_head head = {line, (uint32_t)count};
    memcpy(payload, &head, sizeof head);
    memcpy(payload + sizeof head, lengths, count * sizeof *lengths);
    for (size_t i = 0; i < count; at += fields[i].len, i++)
        if (fields[i].len > 0) memcpy(payload + at, fields[i].ptr, fields[i].len);
    return RC_OK;
}

static void send_note(void *context, const struct table_note *note) {
    struct table_sender *sender = context;
    if (sender->notes == TABLE_NOTES_MAX) return;
    sender->notes++;
    const struct note_head head = {(int32_t)note->code, note->line, note->column, note->count};
    char *payload = frame_put(sender->writer, FRAME_NOTE, sizeof head + note->detail.len);
    if (payload == NULL) return; /* the next row fails too */
    memcpy(payload, &head, sizeof head);
    if (note->detail.len > 0) memcpy(payload + sizeof head, note->detail.ptr, note->detail.len);
}

struct table_sink table_sender_sink(struct table_sender *sender) {
    return (struct table_sink){.row = send_row, .context = sender, .note = send_note};
}

enum rc table_send_end(struct table_sender *sender, enum rc rc, const struct table_flaw *flaw) {
    struct end end = {(int32_t)rc, (int32_t)flaw->code, flaw->line, flaw->column};
    if (sender->full) end = (struct end){RC_INVALID, TABLE_TOO_LARGE, 0, 0};
    sender->writer->left = FRAME_MAX; /* the end frame is always sent */
    char *payload = frame_put(sender->writer, FRAME_END, sizeof end);
    ENSURE(payload != NULL, RC_IO);
    memcpy(payload, &end, sizeof end);
    return frame_flush(sender->writer);
}

bool table_row_of(struct str payload, int after, int *ret_line, struct str fields[],
                  size_t *ret_count) {
    struct row_head head;
    if (payload.len < sizeof head) return false;
    memcpy(&head, payload.ptr, sizeof head);
    if (head.line < after || head.line < 1 || head.line > TABLE_ROWS_MAX || head.count < 1 ||
        head.count > TABLE_COLUMNS_MAX)
        return false;
    const char *lengths = payload.ptr + sizeof head;
    size_t at = sizeof head + head.count * sizeof(uint16_t);
    if (at > payload.len) return false;
    for (size_t i = 0; i < head.count; i++) {
        uint16_t len;
        memcpy(&len, lengths + i * sizeof len, sizeof len);
        if (len > TABLE_FIELD_MAX || len > payload.len - at) return false;
        fields[i] = (struct str){payload.ptr + at, len};
        at += len;
    }
    *ret_line = head.line;
    *ret_count = head.count;
    return at == payload.len;
}

bool table_note_of(struct str payload, struct table_note *ret_note) {
    struct note_head head;
    if (payload.len < sizeof head) return false;
    memcpy(&head, payload.ptr, sizeof head);
    struct str detail = str_sub(payload, sizeof head, payload.len);
    bool known = head.code >= 0 && head.code < TABLE_NOTES;
    bool placed = head.line >= 0 && head.line <= TABLE_ROWS_MAX + 1 && head.column >= 0 &&
                  head.column <= TABLE_COLUMNS_MAX + 1 && head.count >= 0;
    if (!known || !placed || detail.len > TABLE_NOTE_DETAIL_MAX) return false;
    *ret_note = (struct table_note){(enum table_note_code)head.code, head.line, head.column,
                                    head.count, detail};
    return true;
}

bool table_end_of(struct str payload, enum rc *ret_rc, struct table_flaw *ret_flaw) {
    struct end end;
    if (payload.len != sizeof end) return false;
    memcpy(&end, payload.ptr, sizeof end);
    if (end.rc != RC_OK && end.rc != RC_INVALID && end.rc != RC_IO) return false;
    if (end.rc == RC_INVALID && (end.code <= TABLE_FINE || end.code >= TABLE_FLAWS)) return false;
    *ret_rc = (enum rc)end.rc;
    if (end.rc == RC_INVALID)
        *ret_rc = table_flawed(ret_flaw, (enum table_flaw_code)end.code, end.line, end.column);
    return true;
}
