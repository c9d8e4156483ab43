/* Parsers of uploaded tables: CSV, workbooks, rosters, images. */
#include "tests/fuzz/files.h"

#include <libdeflate.h>

#include "base/buf.h"
#include "domain/national_number.h"
#include "format/image.h"
#include "format/input.h"
#include "format/roster.h"
#include "parse/image_frames.h"
#include "parse/table_frames.h"

static enum rc read_csv(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    struct file_input file;
    const struct byte_input bytes = input_of_file(&file, fd);
    return csv_read(&bytes, true, sink, ret_flaw);
}

static void csv(struct arena *arena, struct str input) {
    (void)arena;
    table(input, read_csv);
}

static void any_table(struct arena *arena, struct str input) {
    (void)arena;
    table(input, table_read_fd);
}

static void workbook_zip(struct arena *arena, struct str input) {
    (void)arena;
    table(input, table_read_fd);
}

#define NAMESPACE                                                                                  \
    " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "                        \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
static const struct str
    workbook_xml = S("<workbook" NAMESPACE
                     "><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
    relations_xml = S("<Relationships><Relationship Id=\"r1\" Type=\"worksheet\" "
                      "Target=\"worksheets/sheet1.xml\"/></Relationships>"),
    strings_xml =
        S("<sst" NAMESPACE "><si><t>een</t></si><si><r><t>tw</t></r><r><t>ee</t></r></si></sst>"),
    sheet_xml =
        S("<worksheet" NAMESPACE "><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c "
          "t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c></row>"
          "<row><c t=\"s\"><v>9</v></c></row></sheetData></worksheet>");

static void book(struct arena *arena, struct str workbook, struct str relations, struct str strings,
                 struct str sheet) {
    const struct entry entries[] = {{"xl/workbook.xml", workbook},
                                    {"xl/_rels/workbook.xml.rels", relations},
                                    {"xl/sharedStrings.xml", strings},
                                    {"xl/worksheets/sheet1.xml", sheet}};
    table(stored_zip(arena, entries, COUNT(entries)), table_read_fd);
}

/* Input that starts as a document is used as it is; other input is put where the rows are. */
static struct str around(struct arena *arena, const char *begin, struct str input,
                         const char *end) {
    if (str_starts(input, S("<?")) || str_starts(input, S("<!"))) return input;
    struct buf out = buf_make(arena, input.len + 1024);
    buf_str(&out, str_of(begin));
    buf_str(&out, input);
    buf_str(&out, str_of(end));
    return buf_view(&out);
}

static void workbook(struct arena *arena, struct str input) {
    book(arena, workbook_xml, relations_xml, strings_xml,
         around(arena, "<worksheet" NAMESPACE "><sheetData>", input, "</sheetData></worksheet>"));
}

static void shared_strings(struct arena *arena, struct str input) {
    book(arena, workbook_xml, relations_xml, around(arena, "<sst" NAMESPACE ">", input, "</sst>"),
         sheet_xml);
}

/* Input: the workbook part, a line with only "----", the relations part. */
static void workbook_parts(struct arena *arena, struct str input) {
    size_t at = 0;
    const struct str cut = S("\n----\n");
    while (at < input.len && !str_starts(str_sub(input, at, input.len), cut)) at++;
    struct str relations = at < input.len ? str_sub(input, at + cut.len, input.len) : relations_xml;
    book(arena, around(arena, "<workbook" NAMESPACE ">", str_sub(input, 0, at), "</workbook>"),
         relations, strings_xml, sheet_xml);
}

static enum rc check_row(void *context, const struct roster_row *row) {
    (void)context;
    PROMISE(row->facts.first_name.len > 0 && row->facts.last_name.len > 0 &&
            row->facts.roll_number > 0 && row->school >= 0);
    PROMISE(text_length(row->facts.first_name) <= NAME_MAX_CHARS &&
            row->facts.begin_day <= row->facts.end_day);
    return RC_OK;
}

static void roster(struct arena *arena, struct str input) {
    int fd = memory_file(input);
    struct roster_messages messages = {.arena = arena};
    struct str ignored;
    const struct roster_reader reader = {.tables = &table_direct,
                                         .rules = fuzz_text_rules(),
                                         .today = FUZZ_TODAY,
                                         .school = 2,
                                         .row = check_row};
    enum rc rc = roster_read_fd(arena, fd, &reader, &messages, &ignored);
    PROMISE((rc == RC_OK) == (messages.total == 0) && messages.count <= ROSTER_MESSAGES_MAX);
    for (size_t i = 0; i < messages.count; i++)
        PROMISE(roster_message_text(arena, &messages.items[i]).len > 0);
    close(fd);
}

/* An accepted image is unchanged when it is read again. */
static void image(struct arena *arena, struct str input) {
    struct str png, again;
    enum image_flaw flaw = IMAGE_FLAWS;
    int fd = memory_file(input);
    enum rc rc = image_read_fd(fd, arena, &png, &flaw);
    close(fd);
    PROMISE((rc == RC_OK) == (flaw == IMAGE_FINE) && flaw < IMAGE_FLAWS);
    if (rc != RC_OK) return;
    PROMISE(image_has_header(png) && png.len <= input.len);
    fd = memory_file(png);
    PROMISE(image_read_fd(fd, arena, &again, &flaw) == RC_OK && str_eq(png, again));
    close(fd);
}

/*
 * Input: chunks as four letters, a length of two bytes and data; the checksum is added. The data of
 * "DATA" is compressed to an IDAT.
 */
static void image_chunks(struct arena *arena, struct str input) {
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(1);
    struct buf out = buf_make(arena, 2 << 20);
    buf_bytes(&out, "\x89PNG\r\n\x1a\n", 8);
    for (size_t at = 0; input.len - at >= 6;) {
        struct str name = str_sub(input, at, 4);
        size_t len =
            (size_t)(unsigned char)input.ptr[at + 4] << 8 | (unsigned char)input.ptr[at + 5];
        struct str data = str_sub(input, at + 6, len);
        at += 6 + data.len;
        bool raw = str_eq(name, S("DATA"));
        if (raw) {
            size_t room = data.len + 1024;
            char *bytes = arena_alloc(arena, room);
            name = S("IDAT");
            data = (struct str){
                bytes, libdeflate_zlib_compress(deflater, data.ptr, data.len, bytes, room)};
        }
        for (int shift = 24; shift >= 0; shift -= 8) buf_char(&out, (char)(data.len >> shift));
        size_t from = out.len;
        buf_str(&out, name);
        buf_str(&out, data);
        uint32_t sum = libdeflate_crc32(0, out.ptr + from, out.len - from);
        for (int shift = 24; shift >= 0; shift -= 8) buf_char(&out, (char)(sum >> shift));
    }
    libdeflate_free_compressor(deflater);
    image(arena, buf_view(&out));
}

/* An image frame as the child sends it. */
static void image_frame(struct arena *arena, struct str input) {
    (void)arena;
    enum rc rc;
    struct str png;
    enum image_flaw flaw;
    if (!image_of_frame(input, &rc, &png, &flaw)) return;
    PROMISE(rc == RC_OK ? image_has_header(png) && flaw == IMAGE_FINE
                        : rc == RC_INVALID && flaw > IMAGE_FINE && flaw < IMAGE_FLAWS);
    fuzz_touch(png);
}

/* A row frame as the child sends it; the parent trusts nothing in it. */
static void row_frame(struct arena *arena, struct str input) {
    struct str *fields = ARENA_ARRAY(arena, struct str, TABLE_COLUMNS_MAX);
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    size_t count;
    int line;
    enum rc rc;
    struct table_note note;
    if (table_note_of(input, &note)) {
        PROMISE(note.code < TABLE_NOTES && note.detail.len <= TABLE_NOTE_DETAIL_MAX);
        fuzz_touch(note.detail);
    }
    if (table_end_of(input, &rc, &flaw)) PROMISE(rc != RC_INVALID || flaw.code != TABLE_FINE);
    if (!table_row_of(input, 0, &line, fields, &count)) return;
    PROMISE(line >= 1 && count <= TABLE_COLUMNS_MAX);
    for (size_t i = 0; i < count; i++) fuzz_touch(fields[i]);
}

/* Everything a child can write. */
static void frames(struct arena *arena, struct str input) {
    int fd = memory_file(input);
    struct frame_reader reader = frame_reader_open(arena, fd, input.len / 2 + 64, 1000);
    enum frame_kind kind;
    struct str payload;
    while (frame_next(&reader, &kind, &payload) == FRAME_FINE) {
        PROMISE(kind < FRAME_KINDS && payload.len <= FRAME_MAX);
        row_frame(arena, payload);
    }
    close(fd);
}

static void date(struct arena *arena, struct str input) {
    day_count day;
    (void)arena;
    if (roster_date(input, &day) == RC_OK) PROMISE(day > -200000 && day < 4000000);
}

const struct fuzz_target fuzz_tables[] = {
    {"csv", csv},
    {"workbook", workbook},
    {"shared_strings", shared_strings},
    {"workbook_parts", workbook_parts},
    {"workbook_zip", workbook_zip},
    {"table", any_table},
    {"roster", roster},
    {"date", date},
    {"image", image},
    {"image_chunks", image_chunks},
    {"image_frame", image_frame},
    {"row_frame", row_frame},
    {"frames", frames},
    {NULL, NULL},
};
