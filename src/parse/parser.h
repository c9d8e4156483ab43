/* Parses files that people bring in a process without files, network or keys.
 *
 * parser_start forks the parser process: small, single-threaded, started before settings, keys and
 * database are read and before there are threads, with the environment erased. For each file it
 * gets a descriptor and a pipe and forks a child that confines itself, reads the file and hands
 * rows back as bounded frames (frames.h). The program treats the child as hostile: every length,
 * count and code is checked, and the time spent waiting and the bytes taken are limited by the size
 * of the file.
 *
 * A child that crashes, takes too long or sends broken frames gives RC_INVALID with
 * TABLE_UNREADABLE, and one log line of the parser process. When no child can be started (the
 * parser process ended, too many files at once) the answer is RC_INVALID with TABLE_LATER.
 *
 * Safe for use by several threads at once; each file has a child of its own. Source:
 * docs/develop/parse.md, decision 0022. */
#pragma once

#include "format/table.h"

struct parser;

struct parser_config {
    /* In the child, before it reads the file: takes everything away that reading does not need.
     * cpu_seconds: after that much processor time the kernel ends the child. */
    enum rc (*confine)(int cpu_seconds, struct fault *fault);
    int seconds; /* of processor time, and of waiting, for a small file; 0: 20 */
    /* What the child reads a table with; NULL: table_read_fd. Tests pass readers that misbehave. */
    enum rc (*read_table)(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw);
};

/* Call it while the program has one thread and no secrets. RC_IO with a fault. */
enum rc parser_start(struct arena *arena, const struct parser_config *config,
                     struct parser **ret_parser, struct fault *fault) MUST_USE;
/* Reads tables through the parser process. */
struct table_source parser_tables(struct parser *parser);
/* False: the parser process ended, and every reading answers TABLE_LATER. */
bool parser_works(const struct parser *parser);
int parser_process_id(const struct parser *parser);
/* Ends the parser process and waits for it. NULL is allowed. */
void parser_close(struct parser *parser);
