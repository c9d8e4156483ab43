#include "format/package.h"

#include <string.h>

#define PACKAGE_ADDRESS(name) &package_##name,
static const struct package_format *const formats[] = {PACKAGE_FORMATS(PACKAGE_ADDRESS)};

static const size_t ARENA_MAX = (size_t)128 << 20; /* memory for joining files */
enum { HEAD_BYTES = 4096 };

void package_note(const struct package *p, enum table_note_code code, int line, int count,
                  struct str detail) {
    table_noted(p->sink, (struct table_note){code, line, line > 0, count, detail});
}

enum rc package_flawed(struct package *p, enum table_flaw_code code) {
    return table_flawed(p->flaw, code, 0, 0);
}

int package_find(const struct package *p, const char *name) {
    for (size_t i = 0; i < p->count; i++)
        if (str_eq_ascii_nocase(p->files[i].name, str_of(name))) return (int)i;
    return -1;
}

enum rc package_read_part(struct package *p, int file,
                          enum rc (*read)(void *context, const struct byte_input *in),
                          void *context) {
    struct zip_input input = {.entry = 0};
    if (p->single.read != NULL) return read(context, &p->single);
    const struct byte_input in = zip_open_input(&input, &p->zip, (size_t)file);
    enum rc rc = read(context, &in);
    zip_input_close(&input);
    if (arena_is_over(p->arena)) return package_flawed(p, TABLE_TOO_LARGE);
    return rc;
}

struct csv_job {
    struct package *package;
    bool widths;
    const struct table_sink *sink;
};

static enum rc read_csv(void *context, const struct byte_input *in) {
    const struct csv_job *job = context;
    return csv_read(in, job->widths, job->sink, job->package->flaw);
}

enum rc package_read_csv(struct package *p, int file, bool widths, const struct table_sink *sink) {
    return package_read_part(p, file, read_csv, &(struct csv_job){p, widths, sink});
}

/* Compares a column name with names separated by '|', ignoring case and surrounding spaces. */
static bool is_column(struct str field, const char *names) {
    bool more = true;
    for (struct str rest = str_of(names); more;)
        if (str_eq_ascii_nocase(str_trim(field), str_cut(&rest, '|', &more))) return true;
    return false;
}

size_t package_column(const struct package *p, int file, const char *names) {
    for (size_t i = 0; file >= 0 && i < p->files[file].header_count; i++)
        if (is_column(p->files[file].header[i], names)) return i + 1;
    return 0;
}

struct choosing {
    const struct package *package;
    const struct package_rows *rows;
    size_t place[PACKAGE_COLUMNS_MAX]; /* from 1; 0 = absent */
    bool has_header;
};

static enum rc choose(void *context, int line, const struct str *fields, size_t count) {
    struct choosing *c = context;
    struct str values[PACKAGE_COLUMNS_MAX];
    for (size_t i = 0; i < c->rows->count && !c->has_header; i++)
        for (size_t at = 0; at < count && c->place[i] == 0; at++)
            if (is_column(fields[at], c->rows->columns[i])) c->place[i] = at + 1;
    if (!c->has_header) return c->has_header = true, RC_OK;
    if (count == 1 && str_trim(fields[0]).len == 0) return RC_OK;
    for (size_t i = 0; i < c->rows->count; i++)
        values[i] =
            c->place[i] > 0 && c->place[i] <= count ? str_trim(fields[c->place[i] - 1]) : S("");
    if (arena_is_over(c->package->arena)) return RC_LIMIT;
    return c->rows->row(c->rows->context, line, values);
}

enum rc package_read_rows(struct package *p, int file, const struct package_rows *rows) {
    struct choosing choosing = {.package = p, .rows = rows};
    const struct table_sink sink = {.row = choose, .context = &choosing};
    enum rc rc = package_read_csv(p, file, false, &sink);
    return rc == RC_LIMIT && arena_is_over(p->arena) ? package_flawed(p, TABLE_TOO_LARGE) : rc;
}

enum rc package_emit(struct package *p, int line, const struct str values[COLUMNS]) {
    struct str fields[COLUMNS];
    size_t count = 0;
    if (!p->began) {
        for (int c = 0; c < COLUMNS; c++)
            if (p->has[c]) fields[count++] = str_of(roster_titles[c]);
        p->began = true;
        TRY(p->sink->row(p->sink->context, 1, fields, count));
        count = 0;
    }
    for (int c = 0; c < COLUMNS; c++)
        if (p->has[c]) fields[count++] = values[c];
    p->line = line > p->line ? line : p->line; /* never decreases, also across files */
    return p->sink->row(p->sink->context, p->line, fields, count);
}

static enum rc keep_header(void *context, int line, const struct str *fields, size_t count) {
    struct package *p = context;
    struct package_file *file = &p->files[p->count];
    (void)line;
    for (size_t i = 0; i < count && i < PACKAGE_HEADER_MAX; i++)
        file->header[file->header_count++] = str_copy(p->arena, fields[i]);
    return RC_NONE; /* stops after the header */
}

/* Detects the kind of the next file, and reads the header of a CSV file. */
static enum rc look_at(void *context, const struct byte_input *in) {
    struct package *p = context;
    char head[HEAD_BYTES];
    size_t len = 0;
    TRY(input_head(in, head, sizeof head, &len, p->flaw));
    bool zip = len > 4 && memcmp(head, "PK\3\4", 4) == 0;
    p->files[p->count].kind = zip ? TABLE_KIND_ZIP : table_kind_of_text((struct str){head, len});
    if (p->files[p->count].kind != TABLE_KIND_CSV) return RC_OK;
    const struct table_sink sink = {.row = keep_header, .context = p};
    struct table_flaw flaw; /* a file that is not a table has no header */
    (void)!csv_read(in, false, &sink, &flaw);
    return RC_OK;
}

static enum rc read_package(struct package *p) {
    for (size_t i = 0; i < COUNT(formats); i++) {
        const char *name = formats[i]->recognise(p);
        if (name == NULL) continue;
        package_note(p, TABLE_NOTE_FORMAT, 0, 1, str_of(name));
        return formats[i]->read(p);
    }
    if (p->single.read != NULL) return package_flawed(p, TABLE_XML);
    bool tables = p->count > 1;
    for (size_t i = 0; i < p->count; i++)
        tables = tables && (p->files[i].header_count > 1 || p->files[i].kind != TABLE_KIND_CSV);
    return package_flawed(p, tables ? TABLE_APART : TABLE_ARCHIVE);
}

enum rc package_read_zip(struct str bytes, const struct table_sink *sink,
                         struct table_flaw *ret_flaw) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(ARENA_MAX, false);
    struct package *p = ARENA_NEW(arena, struct package);
    p->arena = arena;
    p->sink = sink;
    p->flaw = ret_flaw;
    p->files = ARENA_ARRAY(arena, struct package_file, ZIP_FILES_MAX);
    TRY(zip_list(arena, bytes, &p->zip, ret_flaw));
    while (p->count < p->zip.count) {
        p->files[p->count].name = p->zip.files[p->count].name;
        TRY(package_read_part(p, (int)p->count, look_at, p));
        p->count++;
    }
    return read_package(p);
}

enum rc package_read_xml(const struct byte_input *in, const struct table_sink *sink,
                         struct table_flaw *ret_flaw) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(ARENA_MAX, false);
    struct package *p = ARENA_NEW(arena, struct package);
    p->arena = arena;
    p->sink = sink;
    p->flaw = ret_flaw;
    p->single = *in;
    p->files = ARENA_ARRAY(arena, struct package_file, 1);
    p->files[0] = (struct package_file){.name = S(""), .kind = TABLE_KIND_XML};
    p->count = 1;
    return read_package(p);
}
