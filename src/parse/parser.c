/*
 * The program's side: starts the parser process, requests the reading of files and checks the
 * results.
 */
#include "parse/parser.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/wait.h"
#include "parse/image_frames.h"
#include "parse/parser_process.h"
#include "parse/table_frames.h"
#include "parse/wire.h"

/*
 * Limits of one reading. The list of a school is read within a second; a region's CSV of 200 MB
 * gets 70 s.
 */
#ifdef LEERID_SANITIZED
enum { PACE = 10 };
#else
enum { PACE = 1 };
#endif
enum {
    SECONDS = 20 * PACE,
    BYTES_A_SECOND = (4 << 20) / PACE,
    START_MS = 5000 * PACE,
    PIPE_BYTES = 1 << 20
};
static const uint64_t HANDED_BACK = (uint64_t)512 << 20;
enum { HANDED_BACK_TIMES = 8 }; /* the limit is HANDED_BACK plus this multiple of the file size */

struct parser {
    pid_t pid;
    int socket; /* datagrams; threads send on it concurrently */
    atomic_uint next_id;
    struct parser_config config;
};

/* Returns false when the parser process has ended or accepts nothing. */
static bool send_request(const struct parser *parser, const struct parse_request *request,
                         const int fds[], size_t count) {
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control = {0};
    struct iovec part = {(void *)request, sizeof *request};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(count * sizeof *fds);
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        *c = (struct cmsghdr){.cmsg_level = SOL_SOCKET,
                              .cmsg_type = SCM_RIGHTS,
                              .cmsg_len = CMSG_LEN(count * sizeof *fds)};
        memcpy(CMSG_DATA(c), fds, count * sizeof *fds);
    }
    ssize_t sent;
    do sent = sendmsg(parser->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent == sizeof *request;
}

/* The parser process never sends, so anything to receive means end of file. */
bool parser_works(const struct parser *parser) {
    char byte;
    return recv(parser->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

/* Decodes the frames of one kind of file. */
enum taken { TAKEN_MORE, TAKEN_LAST, TAKEN_BROKEN };
struct taker {
    /* *ret_rc: the result of the reading, set by the last frame. */
    enum taken (*take)(void *context, enum frame_kind kind, struct str payload, enum rc *ret_rc);
    void *context;
};

/* Why the child gave no result; each kind of file has a flaw for each value. */
enum failure { FAILURE_NONE, FAILURE_CANNOT_OPEN, FAILURE_UNREADABLE, FAILURE_LATER, FAILURES };

/*
 * Reads frames until the last. *ret_end tells why the child must be ended when the result is not
 * RC_OK.
 */
static enum rc take_frames(struct frame_reader *frames, const struct taker *taker,
                           enum failure *ret_failure, enum parse_end *ret_end) {
    static const enum parse_end ends[] = {[FRAME_FINE] = PARSE_BROKEN_FRAMES,
                                          [FRAME_LATE] = PARSE_LATE,
                                          [FRAME_ENDED] = PARSE_CUT,
                                          [FRAME_BROKEN] = PARSE_BROKEN_FRAMES};
    struct str payload;
    enum frame_kind kind;
    for (;;) {
        enum rc rc = RC_OK;
        enum frame_result result = frame_next(frames, &kind, &payload);
        enum taken taken =
            result == FRAME_FINE ? taker->take(taker->context, kind, payload, &rc) : TAKEN_BROKEN;
        if (taken == TAKEN_LAST) return rc;
        if (taken == TAKEN_MORE) continue;
        *ret_end = ends[result];
        *ret_failure = FAILURE_UNREADABLE;
        return RC_INVALID;
    }
}

/* Waits for the first frame of the child: it runs and is confined. */
static bool has_started(struct frame_reader *frames) {
    int64_t patience = frames->waiting_ms;
    enum frame_kind kind;
    struct str payload;
    frames->waiting_ms = START_MS;
    bool started = frame_next(frames, &kind, &payload) == FRAME_FINE && kind == FRAME_READY;
    frames->waiting_ms = patience;
    return started;
}

static enum rc fail(enum failure failure, enum failure *ret_failure) {
    *ret_failure = failure;
    return RC_INVALID;
}

/* Returns RC_INVALID with FAILURE_NONE when the taker stored the flaw itself. */
static enum rc read_through_child(struct parser *parser, enum parse_kind kind, int fd,
                                  const struct taker *taker, enum failure *ret_failure) {
    struct stat info;
    int pair[2];
    *ret_failure = FAILURE_NONE;
    bool regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    ENSURE(regular, fail(FAILURE_CANNOT_OPEN, ret_failure));
    ENSURE(pipe2(pair, O_CLOEXEC) == 0, fail(FAILURE_LATER, ret_failure));
    int in CLEANUP(file_close_at) = pair[0], out CLEANUP(file_close_at) = pair[1];
    fcntl(in, F_SETFL, O_NONBLOCK);
    fcntl(in, F_SETPIPE_SZ, PIPE_BYTES); /* fewer context switches; not required */
    struct parse_request request = {
        .op = PARSE_START,
        .kind = (uint8_t)kind,
        .id = atomic_fetch_add(&parser->next_id, 1) + 1,
        .cpu_seconds = (uint32_t)(parser->config.seconds + info.st_size / BYTES_A_SECOND),
        .file_bytes = (uint64_t)info.st_size,
        .bytes_max = HANDED_BACK + HANDED_BACK_TIMES * (uint64_t)info.st_size};
    const int fds[] = {fd, out};
    bool sent = send_request(parser, &request, fds, COUNT(fds));
    file_close_at(&out);
    out = -1;
    ENSURE(sent, fail(FAILURE_LATER, ret_failure));
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(2 * FRAME_MAX, true);
    struct frame_reader frames = frame_reader_open(arena, in, request.bytes_max + FRAME_MAX,
                                                   request.cpu_seconds * INT64_C(1000));
    enum parse_end end = PARSE_UNWANTED;
    enum rc rc = has_started(&frames) ? take_frames(&frames, taker, ret_failure, &end)
                                      : fail(FAILURE_LATER, ret_failure);
    bool lost = *ret_failure == FAILURE_UNREADABLE && !parser_works(parser);
    request.op = PARSE_CANCEL;
    request.end = (uint8_t)end;
    if (rc != RC_OK) (void)send_request(parser, &request, NULL, 0);
    return lost ? fail(FAILURE_LATER, ret_failure) : rc;
}

struct table_taking {
    const struct table_sink *sink;
    struct table_flaw *flaw;
    int line;  /* of the previous row */
    int notes; /* so far */
};

static enum taken take_table(void *context, enum frame_kind kind, struct str payload,
                             enum rc *ret_rc) {
    struct table_taking *t = context;
    struct str fields[TABLE_COLUMNS_MAX];
    size_t count;
    if (kind == FRAME_ROW && table_row_of(payload, t->line, &t->line, fields, &count)) {
        *ret_rc = t->sink->row(t->sink->context, t->line, fields, count);
        return *ret_rc == RC_OK ? TAKEN_MORE : TAKEN_LAST;
    }
    struct table_note note;
    bool noted = kind == FRAME_NOTE && table_note_of(payload, &note);
    if (noted && t->notes++ < TABLE_NOTES_MAX) return table_noted(t->sink, note), TAKEN_MORE;
    bool ended = kind == FRAME_END && table_end_of(payload, ret_rc, t->flaw) && *ret_rc != RC_IO;
    return ended ? TAKEN_LAST : TAKEN_BROKEN;
}

static enum rc read_table(void *context, int fd, const struct table_sink *sink,
                          struct table_flaw *ret_flaw) {
    static const enum table_flaw_code codes[FAILURES] = {[FAILURE_CANNOT_OPEN] = TABLE_CANNOT_OPEN,
                                                         [FAILURE_UNREADABLE] = TABLE_UNREADABLE,
                                                         [FAILURE_LATER] = TABLE_LATER};
    struct table_taking taking = {.sink = sink, .flaw = ret_flaw};
    const struct taker taker = {take_table, &taking};
    enum failure failure;
    *ret_flaw = (struct table_flaw){TABLE_FINE, 0, 0};
    enum rc rc = read_through_child(context, PARSE_TABLE, fd, &taker, &failure);
    return failure == FAILURE_NONE ? rc : table_flawed(ret_flaw, codes[failure], 0, 0);
}

struct table_source parser_tables(struct parser *parser) {
    return (struct table_source){read_table, parser};
}

struct image_taking {
    struct arena *arena;
    struct str png;
    enum image_flaw flaw;
};

static enum taken take_image(void *context, enum frame_kind kind, struct str payload,
                             enum rc *ret_rc) {
    struct image_taking *t = context;
    struct str png;
    bool fine = kind == FRAME_IMAGE && image_of_frame(payload, ret_rc, &png, &t->flaw);
    if (fine && *ret_rc == RC_OK) t->png = str_copy(t->arena, png);
    return fine ? TAKEN_LAST : TAKEN_BROKEN;
}

static enum rc read_image(void *context, int fd, struct arena *arena, struct str *ret_png,
                          enum image_flaw *ret_flaw) {
    static const enum image_flaw flaws[FAILURES] = {[FAILURE_CANNOT_OPEN] = IMAGE_CANNOT_OPEN,
                                                    [FAILURE_UNREADABLE] = IMAGE_UNREADABLE,
                                                    [FAILURE_LATER] = IMAGE_LATER};
    struct image_taking taking = {.arena = arena};
    const struct taker taker = {take_image, &taking};
    enum failure failure;
    enum rc rc = read_through_child(context, PARSE_IMAGE, fd, &taker, &failure);
    *ret_flaw = failure == FAILURE_NONE ? taking.flaw : flaws[failure];
    if (rc == RC_OK) *ret_png = taking.png;
    return rc;
}

struct image_source parser_images(struct parser *parser) {
    return (struct image_source){read_image, parser};
}

int parser_process_id(const struct parser *parser) {
    return parser == NULL ? 0 : (int)parser->pid;
}

enum rc parser_start(struct arena *arena, const struct parser_config *config,
                     struct parser **ret_parser, struct fault *fault) {
    struct parser *parser = ARENA_NEW(arena, struct parser);
    int pair[2];
    parser->config = *config;
    if (parser->config.seconds == 0) parser->config.seconds = SECONDS;
    if (parser->config.read_table == NULL) parser->config.read_table = table_read_fd;
    if (parser->config.read_image == NULL) parser->config.read_image = image_read_fd;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return FAULT(fault, RC_IO, "socketpair: %s", strerror(errno));
    pid_t program = getpid();
    parser->pid = fork();
    if (parser->pid == 0) parser_process_run(&parser->config, program, pair[1]);
    close(pair[1]);
    parser->socket = pair[0];
    if (parser->pid > 0) return *ret_parser = parser, RC_OK;
    close(pair[0]);
    return FAULT(fault, RC_IO, "fork: %s", strerror(errno));
}

void parser_close(struct parser *parser) {
    if (parser == NULL) return;
    close(parser->socket);
    child_end(parser->pid);
}
