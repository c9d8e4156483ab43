/*
 * Parses untrusted files in a process without access to files, network or keys.
 *
 * parser_start() forks the parser process: small, single-threaded, started before settings, keys
 * and database are read and before other threads exist, with its environment erased. For each file
 * it receives a descriptor and a pipe, and forks a child that confines itself, reads the file and
 * sends the rows back as bounded frames (frames.h).
 *
 * The program treats the child as hostile: it checks every length, count and code, and limits
 * waiting time and bytes by the size of the file. A child that crashes, takes too long or sends
 * malformed frames gives RC_INVALID with TABLE_UNREADABLE or IMAGE_UNREADABLE, and one log line of
 * the parser process. When no child can be started (the parser process ended, or too many files at
 * once) the result is RC_INVALID with TABLE_LATER or IMAGE_LATER.
 *
 * Safe for use by several threads at once; each file has its own child. Source:
 * docs/develop/parse.md, decisions 0014 and 0026.
 */
#pragma once

#include "format/image.h"
#include "format/table.h"

struct parser;

struct parser_config {
    /*
     * Called in the child before it reads the file; drops all privileges that reading does not
     * need.
     *   cpu_seconds  the kernel ends the child after this much processor time
     */
    enum rc (*confine)(int cpu_seconds, struct fault *fault);
    int seconds; /* processor time, and time spent waiting, for a small file; 0 = 20 */
    /* Reads a table in the child; NULL = table_read_fd(). Tests pass readers that misbehave. */
    enum rc (*read_table)(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw);
    /* Reads an image in the child; NULL = image_read_fd(). */
    enum rc (*read_image)(int fd, struct arena *arena, struct str *ret_png,
                          enum image_flaw *ret_flaw);
};

/*
 * Starts the parser process. Call it while the program has one thread and no secrets. Errors: RC_IO
 * with a fault.
 */
enum rc parser_start(struct arena *arena, const struct parser_config *config,
                     struct parser **ret_parser, struct fault *fault) MUST_USE;
/* Returns a reader of tables that uses the parser process. */
struct table_source parser_tables(struct parser *parser);
/* Returns a reader of images that uses the parser process. */
struct image_source parser_images(struct parser *parser);
/* Returns false when the parser process has ended; every read then gives TABLE_LATER or
 * IMAGE_LATER. */
bool parser_works(const struct parser *parser);
int parser_process_id(const struct parser *parser);
/* Ends the parser process and waits for it; NULL is allowed. */
void parser_close(struct parser *parser);
