/*
 * The log: one line per event on standard error, "event=NAME level=LEVEL key=value …".
 *
 * Event names and their default levels come from one table (log.c; docs/admin/logging.md lists
 * them). A value with characters other than [A-Za-z0-9._:/@%+,*-] is quoted; quotes, backslashes,
 * control characters and bytes that are not UTF-8 are escaped, so an event is always one line.
 * Values never contain names or secrets. Under systemd each line begins with its syslog level
 * ("<6>").
 *
 * Safe for use by all threads: a line is built on the caller's stack and written with one write(2).
 * Reasons: decisions/0018.
 */
#pragma once

#include "base/str.h"

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6
}; /* values as in syslog(3) */

enum log_event {
    LOG_START,
    LOG_STOP,
    LOG_START_FAILED,
    LOG_UNCLEAN_SHUTDOWN,
    LOG_CONFIG_WARNING,
    LOG_SCHEMA_AHEAD,
    LOG_DATABASE_MOVED,
    LOG_SANDBOX_ABSENT,
    LOG_REQUEST,
    LOG_REQUEST_FAILED,
    LOG_PROXY_UNTRUSTED,
    LOG_TASK_FAILED,
    LOG_DATABASE_UNREACHABLE,
    LOG_MAIL,
    LOG_LOGOUT,
    LOG_CLIENT_REFUSED,
    LOG_RETENTION,
    LOG_CALL_FAILED,
    LOG_KEYS_OPENED,
    LOG_KEYS_MISSING,
    LOG_KEYS_REREAD,
    LOG_KEYS_PROTOCOL,
    LOG_KEYS_LOST,
    LOG_PARSE_FAILED,
    LOG_PARSER_LOST,
    LOG_EVENTS,
};

enum {
    LOG_LINE_MAX = 4096,
    LOG_HEAD_MAX = 64
}; /* bytes; a pipe accepts a line of this size in one write */

struct log_line {
    enum log_event event;
    enum log_level level;
    bool cut; /* a value did not fit; the line ends with cut=1 */
    size_t len;
    char body[LOG_LINE_MAX - LOG_HEAD_MAX];
};

void log_begin(struct log_line *line, enum log_event event); /* at the level of the table */
void log_begin_at(struct log_line *line, enum log_event event, enum log_level level);
void log_text(struct log_line *line, const char *key, struct str value);
void log_c(struct log_line *line, const char *key, const char *value); /* NULL is written as "" */
void log_number(struct log_line *line, const char *key, int64_t value);
void log_fault(struct log_line *line, enum rc rc,
               const struct fault *fault); /* adds rc, cause, file, line and detail */
void log_write(struct log_line *line);

/* Returns the line without the syslog prefix, NUL-terminated; for tests. */
struct str log_view(struct arena *arena, const struct log_line *line);
