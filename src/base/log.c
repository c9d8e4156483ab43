#include "base/log.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    TAIL_ROOM = 8,
    VALUE_MIN = 16
}; /* TAIL_ROOM: for " cut=1\n". A value with less space than VALUE_MIN is left out. */

static const struct {
    const char *name;
    enum log_level level;
} events[LOG_EVENTS] = {
    [LOG_START] = {"start", LOG_LEVEL_INFO},
    [LOG_STOP] = {"stop", LOG_LEVEL_INFO},
    [LOG_START_FAILED] = {"start_failed", LOG_LEVEL_ERROR},
    [LOG_UNCLEAN_SHUTDOWN] = {"unclean_shutdown", LOG_LEVEL_WARNING},
    [LOG_CONFIG_WARNING] = {"config_warning", LOG_LEVEL_WARNING},
    [LOG_SCHEMA_AHEAD] = {"schema_ahead", LOG_LEVEL_WARNING},
    [LOG_DATABASE_MOVED] = {"database_moved", LOG_LEVEL_ERROR},
    [LOG_SANDBOX_ABSENT] = {"sandbox_absent", LOG_LEVEL_WARNING},
    [LOG_REQUEST] = {"request", LOG_LEVEL_INFO},
    [LOG_REQUEST_FAILED] = {"request_failed", LOG_LEVEL_ERROR},
    [LOG_PROXY_UNTRUSTED] = {"proxy_untrusted", LOG_LEVEL_WARNING},
    [LOG_DATABASE_UNREACHABLE] = {"database_unreachable", LOG_LEVEL_ERROR},
    [LOG_TASK_FAILED] = {"task_failed", LOG_LEVEL_ERROR},
    [LOG_MAIL] = {"mail", LOG_LEVEL_INFO},
    [LOG_LOGOUT] = {"logout", LOG_LEVEL_INFO},
    [LOG_CLIENT_REFUSED] = {"client_refused", LOG_LEVEL_INFO},
    [LOG_RETENTION] = {"retention", LOG_LEVEL_INFO},
    [LOG_CALL_FAILED] = {"call_failed", LOG_LEVEL_WARNING},
    [LOG_KEYS_OPENED] = {"keys_opened", LOG_LEVEL_INFO},
    [LOG_KEYS_MISSING] = {"keys_missing", LOG_LEVEL_ERROR},
    [LOG_KEYS_REREAD] = {"keys_reread", LOG_LEVEL_INFO},
    [LOG_KEYS_PROTOCOL] = {"keys_protocol", LOG_LEVEL_ERROR},
    [LOG_KEYS_LOST] = {"keys_lost", LOG_LEVEL_ERROR},
    [LOG_PARSE_FAILED] = {"parse_failed", LOG_LEVEL_WARNING},
    [LOG_PARSER_LOST] = {"parser_lost", LOG_LEVEL_ERROR},
};

static const char *level_name(enum log_level level) {
    return level == LOG_LEVEL_ERROR ? "error" : level == LOG_LEVEL_WARNING ? "warning" : "info";
}

/* Appends all of the bytes or none. */
static void put_bytes(struct log_line *line, const char *bytes, size_t len) {
    if (line->cut || len > sizeof line->body - TAIL_ROOM - line->len) {
        line->cut = true;
        return;
    }
    memcpy(line->body + line->len, bytes, len);
    line->len += len;
}

/*
 * Returns the length of the UTF-8 character at the start of text; 0 when it is invalid or a C1
 * control character.
 */
static size_t character(struct str text) {
    const unsigned char *at = (const unsigned char *)text.ptr;
    size_t len = at[0] < 0x80                    ? 1
                 : at[0] >= 0xc2 && at[0] < 0xe0 ? 2
                 : at[0] >= 0xe0 && at[0] < 0xf0 ? 3
                 : at[0] >= 0xf0 && at[0] < 0xf5 ? 4
                                                 : 0;
    if (len == 0 || len > text.len) return 0;
    for (size_t i = 1; i < len; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    bool surrogate = at[0] == 0xed && at[1] >= 0xa0, beyond = at[0] == 0xf4 && at[1] >= 0x90,
         c1 = at[0] == 0xc2 && at[1] < 0xa0;
    return overlong || surrogate || beyond || c1 ? 0 : len;
}

static bool is_plain(struct str value) {
    static const char others[] = "._:/@%+,*-";
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c != '\0' && strchr(others, c) != NULL);
        if (!plain) return false;
    }
    return value.len > 0;
}

static void put_quoted(struct log_line *line, struct str value) {
    put_bytes(line, "\"", 1);
    for (size_t i = 0, len; i < value.len; i += len) {
        const struct str rest = {value.ptr + i, value.len - i};
        unsigned char c = (unsigned char)rest.ptr[0];
        char escaped[5];
        len = character(rest);
        if (c == '"' || c == '\\') {
            put_bytes(line, (const char[]){'\\', (char)c}, 2);
        } else if (c == '\n' || c == '\t') {
            put_bytes(line, c == '\n' ? "\\n" : "\\t", 2);
        } else if (len == 0 || c < ' ' || c == 0x7f) {
            snprintf(escaped, sizeof escaped, "\\x%02x", c);
            put_bytes(line, escaped, 4);
            len = 1;
        } else {
            put_bytes(line, rest.ptr, len);
        }
    }
    put_bytes(line, "\"", 1);
    if (line->cut) line->body[line->len++] = '"'; /* TAIL_ROOM leaves space for it */
}

void log_begin_at(struct log_line *line, enum log_event event, enum log_level level) {
    line->event = event;
    line->level = level;
    line->cut = false;
    line->len = 0;
}

void log_begin(struct log_line *line, enum log_event event) {
    log_begin_at(line, event, events[event].level);
}

void log_text(struct log_line *line, const char *key, struct str value) {
    line->cut = line->cut || line->len + strlen(key) + VALUE_MIN + TAIL_ROOM > sizeof line->body;
    put_bytes(line, " ", 1);
    put_bytes(line, key, strlen(key));
    put_bytes(line, "=", 1);
    if (line->cut) return;
    if (is_plain(value) && value.len < sizeof line->body - TAIL_ROOM - line->len)
        put_bytes(line, value.ptr, value.len);
    else
        put_quoted(line, value);
}

void log_c(struct log_line *line, const char *key, const char *value) {
    log_text(line, key, str_of(value));
}

void log_number(struct log_line *line, const char *key, int64_t value) {
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)value);
    log_text(line, key, str_of(digits));
}

void log_fault(struct log_line *line, enum rc rc, const struct fault *fault) {
    log_c(line, "rc", rc_name(rc));
    if (fault == NULL || fault->file == NULL) return;
    static const char *const causes[] = {[FAULT_DISK_FULL] = "disk_full",
                                         [FAULT_READ_ONLY] = "read_only",
                                         [FAULT_ADDRESS_TAKEN] = "address_taken",
                                         [FAULT_ADDRESS_FOREIGN] = "address_foreign",
                                         [FAULT_ADDRESS_DENIED] = "address_denied",
                                         [FAULT_KEYS_DAMAGED] = "keys_damaged",
                                         [FAULT_DATABASE_DAMAGED] = "database_damaged",
                                         [FAULT_POOLING] = "transaction_pooling"};
    if (fault->cause != FAULT_OTHER) log_c(line, "cause", causes[fault->cause]);
    log_c(line, "file", fault->file);
    log_number(line, "line", fault->line);
    log_c(line, "detail", fault->detail);
}

static size_t write_head(const struct log_line *line, bool prefix, char *out) {
    char number[8] = "";
    if (prefix) snprintf(number, sizeof number, "<%d>", (int)line->level);
    return (size_t)snprintf(out, LOG_HEAD_MAX, "%sevent=%s level=%s", number,
                            events[line->event].name, level_name(line->level));
}

/*
 * Tells whether standard error is connected to the journal, which reads a level at the start of
 * each line (systemd.exec(5), $JOURNAL_STREAM).
 */
static bool is_journal(void) {
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat info;
    if (stream == NULL || fstat(STDERR_FILENO, &info) != 0) return false;
    char own[48];
    snprintf(own, sizeof own, "%llu:%llu", (unsigned long long)info.st_dev,
             (unsigned long long)info.st_ino);
    return strcmp(stream, own) == 0;
}

void log_write(struct log_line *line) {
    char bytes[LOG_LINE_MAX + TAIL_ROOM];
    size_t len = write_head(line, is_journal(), bytes);
    memcpy(bytes + len, line->body, line->len);
    len += line->len;
    const char *end = line->cut ? " cut=1\n" : "\n";
    memcpy(bytes + len, end, strlen(end));
    len += strlen(end);
    if (write(STDERR_FILENO, bytes, len) < 0)
        return; /* the log cannot be written; there is nowhere to report it */
}

struct str log_view(struct arena *arena, const struct log_line *line) {
    char head[LOG_HEAD_MAX];
    write_head(line, false, head);
    return str_format(arena, "%s%.*s%s", head, (int)line->len, line->body,
                      line->cut ? " cut=1" : "");
}
