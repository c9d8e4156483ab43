/*
 * Sources that deliver several files, or one file with a structure of its own. A format joins them
 * into one table with the project's own column names; everything behind it has one path. Each
 * format is one file and one row in the table of package.c. How to add one:
 * docs/develop/formats-adding.md.
 */
#pragma once

#include "format/keyed.h"
#include "format/roster_columns.h"
#include "format/table_kind.h"
#include "format/zip.h"

enum { PACKAGE_COLUMNS_MAX = 16, PACKAGE_HEADER_MAX = 64 };

struct package_file {
    struct str name;
    enum table_kind kind;
    size_t header_count;
    struct str header[PACKAGE_HEADER_MAX]; /* the first row of a CSV file */
};

struct package {
    struct arena *arena; /* for what a format keeps until the end */
    const struct table_sink *sink;
    struct table_flaw *flaw;
    struct byte_input single; /* the only file; read NULL: the files of a ZIP */
    struct zip zip;
    size_t count;
    struct package_file *files;
    bool has[COLUMNS]; /* columns that the source has; set before the first package_emit() */
    bool began;
    int line; /* of the last row */
};

struct package_format {
    /* Returns the name of the format when the files are of this kind, else NULL. */
    const char *(*recognise)(const struct package *package);
    enum rc (*read)(struct package *package);
};
/* All formats, in the order in which they are tried. */
#define PACKAGE_FORMATS(FORMAT) FORMAT(oneroster) FORMAT(wisa) FORMAT(informat)
#define PACKAGE_DECLARE(name) extern const struct package_format package_##name;
PACKAGE_FORMATS(PACKAGE_DECLARE)

/* Reads a ZIP of files that belong together. Returns RC_INVALID with a flaw. */
enum rc package_read_zip(struct str bytes, const struct table_sink *sink,
                         struct table_flaw *ret_flaw) MUST_USE;
/* Reads one file that is XML. */
enum rc package_read_xml(const struct byte_input *in, const struct table_sink *sink,
                         struct table_flaw *ret_flaw) MUST_USE;

/* ---- for formats ---- */

/* Returns the file with that name, ignoring case; -1 when there is none. */
int package_find(const struct package *package, const char *name);
/*
 * Returns the place of a column in the header of a CSV file, from 1; 0 when it has none of the
 * names, which are separated by '|', or when file is -1.
 */
size_t package_column(const struct package *package, int file, const char *names);

/* Reads a CSV file as it is; the first row is the header. */
enum rc package_read_csv(struct package *package, int file, bool widths,
                         const struct table_sink *sink) MUST_USE;

/* Chosen columns of a CSV file. values: one for each column, "" where it is absent. */
struct package_rows {
    const char *const *columns; /* accepted names of each, separated by '|' */
    size_t count;               /* at most PACKAGE_COLUMNS_MAX */
    enum rc (*row)(void *context, int line, const struct str *values);
    void *context;
};
enum rc package_read_rows(struct package *package, int file,
                          const struct package_rows *rows) MUST_USE;

/* Calls read with the bytes of a file. */
enum rc package_read_part(struct package *package, int file,
                          enum rc (*read)(void *context, const struct byte_input *in),
                          void *context) MUST_USE;

/* Sends a row; the header goes first. Values of columns that the source lacks are not sent. */
enum rc package_emit(struct package *package, int line, const struct str values[COLUMNS]) MUST_USE;
void package_note(const struct package *package, enum table_note_code code, int line, int count,
                  struct str detail);
enum rc package_flawed(struct package *package, enum table_flaw_code code);
