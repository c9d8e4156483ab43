/* Exports of school administration packages that consist of several files, or of one XML file. A
 * format joins them into one table with LeerID's own column names; all later stages are the same
 * for every format. Each format is one source file and one entry of PACKAGE_FORMATS. How to add
 * one: docs/develop/formats-adding.md. */
#pragma once

#include "format/keyed.h"
#include "format/roster_columns.h"
#include "format/table_kind.h"
#include "format/zip.h"

enum { PACKAGE_COLUMNS_MAX = 16, PACKAGE_HEADER_MAX = 64 };

/* One file of the export. */
struct package_file {
    struct str name;
    enum table_kind kind;
    size_t header_count;
    struct str header[PACKAGE_HEADER_MAX]; /* the first row of a CSV file */
};

/* An export while it is read. A format fills `has` and calls package_emit() for each row. */
struct package {
    struct arena *arena; /* lives until the end of the export */
    const struct table_sink *sink;
    struct table_flaw *flaw;
    struct byte_input single; /* the only file; read NULL: the files are in `zip` */
    struct zip zip;
    size_t count;
    struct package_file *files;
    bool has[COLUMNS]; /* columns that the source has; set before the first package_emit() */
    bool began;
    int line; /* highest line sent so far */
};

/* A format: recognises its files and reads them. */
struct package_format {
    /* Returns the name of the format when the files have it, otherwise NULL. */
    const char *(*recognise)(const struct package *package);
    enum rc (*read)(struct package *package);
};
/* All formats, in the order of recognition. */
#define PACKAGE_FORMATS(FORMAT) FORMAT(oneroster) FORMAT(wisa) FORMAT(informat)
#define PACKAGE_DECLARE(name) extern const struct package_format package_##name;
PACKAGE_FORMATS(PACKAGE_DECLARE)

/* Reads a ZIP of files that belong together. Returns RC_INVALID with a flaw. */
enum rc package_read_zip(struct str bytes, const struct table_sink *sink,
                         struct table_flaw *ret_flaw) MUST_USE;
/* Reads a single XML file. Returns RC_INVALID with a flaw. */
enum rc package_read_xml(const struct byte_input *in, const struct table_sink *sink,
                         struct table_flaw *ret_flaw) MUST_USE;

/* ---- for the implementation of formats ---- */

/* Returns the index of the file with this name, ignoring case; -1 when there is none. */
int package_find(const struct package *package, const char *name);
/* Returns the position of a column in the header of a CSV file, from 1; 0 when it has none of the
 * names (separated by '|'), or when file is -1. */
size_t package_column(const struct package *package, int file, const char *names);

/* Reads a CSV file unchanged; the first row is the header. widths: see csv_read(). */
enum rc package_read_csv(struct package *package, int file, bool widths,
                         const struct table_sink *sink) MUST_USE;

/* Selected columns of a CSV file. `values` has one entry per column, "" where it is absent. */
struct package_rows {
    const char *const *columns; /* accepted names of each column, separated by '|' */
    size_t count;               /* at most PACKAGE_COLUMNS_MAX */
    enum rc (*row)(void *context, int line, const struct str *values);
    void *context;
};
/* Calls rows->row for each row that is not blank, with its trimmed values. */
enum rc package_read_rows(struct package *package, int file,
                          const struct package_rows *rows) MUST_USE;

/* Calls `read` with the bytes of a file and returns its result. */
enum rc package_read_part(struct package *package, int file,
                          enum rc (*read)(void *context, const struct byte_input *in),
                          void *context) MUST_USE;

/* Sends a row to the sink; before the first row, sends the header. Only values of columns set in
 * `has` are sent. */
enum rc package_emit(struct package *package, int line, const struct str values[COLUMNS]) MUST_USE;
/* Reports a note about the export. line 0: the file as a whole; count: rows concerned. */
void package_note(const struct package *package, enum table_note_code code, int line, int count,
                  struct str detail);
/* Rejects the export: sets the flaw and returns RC_INVALID. */
enum rc package_flawed(struct package *package, enum table_flaw_code code);
