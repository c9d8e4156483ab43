#include "parse/parser_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "parse/image_frames.h"
#include "parse/table_frames.h"
#include "parse/wire.h"

enum { EXIT_CONFINE = 71, CHILD_ARENA = 12 << 20, FILE_FD = 0, PIPE_FD = 1 };
#ifdef LEERID_SANITIZED
enum { CLOSED_FROM = 3 }; /* sanitizers report on standard error */
#else
enum { CLOSED_FROM = 2 };
#endif

/*
 * A file being read, or one of the latest: the program may report why it gave up after the child
 * has ended.
 */
struct running {
    pid_t pid; /* 0 = ended */
    struct parse_request request;
    bool cut;    /* the program saw the pipe close without an end frame */
    bool logged; /* or needs no log line */
};

struct process {
    const struct parser_config *config;
    int socket;
    sigset_t waiting; /* signal mask while waiting: nothing is blocked */
    struct running list[PARSES_MAX];
    size_t next; /* where the search for a free entry starts, so that ended entries are kept as long
                    as possible */
};

/*
 * Makes the kernel end this process before the service when memory runs out. The file is writable
 * by its owner only while the process is dumpable.
 */
static void be_first_to_go(void) {
    prctl(PR_SET_DUMPABLE, 1);
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) (void)!write(fd, "1000", 4);
    if (fd >= 0) close(fd);
#ifndef LEERID_SANITIZED
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

/*
 * Makes faults end the process, regardless of inherited handlers and ignored signals. Sanitizers
 * report in handlers.
 */
static void end_with_signals(void) {
#ifndef LEERID_SANITIZED
    static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    for (size_t i = 0; i < COUNT(faults); i++) signal(faults[i], SIG_DFL);
#endif
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXCPU, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
}

/* Keeps the file and the pipe, at fixed numbers, and closes everything else. */
static bool keep_only(int file, int pipe) {
    int high_file = fcntl(file, F_DUPFD, 16), high_pipe = fcntl(pipe, F_DUPFD, 16);
    return dup2(high_file, FILE_FD) == FILE_FD && dup2(high_pipe, PIPE_FD) == PIPE_FD &&
           close_range(CLOSED_FROM, ~0U, 0) == 0;
}

/* Reads a table and sends its rows. Without a reader of the pipe nobody needs the result. */
static void read_table(const struct parser_config *config, struct arena *arena,
                       struct frame_writer *writer) {
    (void)arena;
    struct table_sender sender = {.writer = writer};
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    const struct table_sink sink = table_sender_sink(&sender);
    enum rc rc = config->read_table(FILE_FD, &sink, &flaw);
    (void)!table_send_end(&sender, rc, &flaw);
}

static void read_image(const struct parser_config *config, struct arena *arena,
                       struct frame_writer *writer) {
    struct str png = S("");
    enum image_flaw flaw = IMAGE_FINE;
    enum rc rc = config->read_image(FILE_FD, arena, &png, &flaw);
    (void)!image_send(writer, rc, flaw, png);
}

static const struct {
    const char *name; /* in the log */
    void (*read)(const struct parser_config *config, struct arena *arena,
                 struct frame_writer *writer);
} kinds[PARSE_KINDS] = {
    [PARSE_TABLE] = {"table", read_table}, [PARSE_IMAGE] = {"image", read_image}};

static _Noreturn void read_file(const struct process *p, const struct parse_request *request,
                                int file, int pipe, pid_t parent) {
    struct fault fault;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    prctl(PR_SET_NAME, "leerid-parse");
    end_with_signals();
    sigprocmask(SIG_SETMASK, &p->waiting, NULL);
    be_first_to_go();
    if (!keep_only(file, pipe) || p->config->confine((int)request->cpu_seconds, &fault) != RC_OK)
        _exit(EXIT_CONFINE);
    struct arena *arena = arena_create(CHILD_ARENA, false);
    struct frame_writer writer = frame_writer_open(arena, PIPE_FD, request->bytes_max);
    if (frame_put(&writer, FRAME_READY, 0) == NULL || frame_flush(&writer) != RC_OK) _exit(0);
    kinds[request->kind].read(p->config, arena, &writer);
    _exit(0);
}

/* number: signal, exit status or errno; 0 = none. */
static void log_failure(const struct parse_request *request, const char *why, int number) {
    struct log_line line;
    log_begin(&line, LOG_PARSE_FAILED);
    log_c(&line, "kind", kinds[request->kind].name);
    log_c(&line, "why", why);
    if (number != 0) log_number(&line, "number", number);
    log_number(&line, "file_bytes", (int64_t)request->file_bytes);
    log_write(&line);
}

/* A child that fails to start closes its pipe without a frame; the program then reports "later". */
static void start(struct process *p, const struct parse_request *request, int file, int pipe) {
    struct running *place = NULL;
    for (size_t i = 0; i < PARSES_MAX && place == NULL; i++) {
        struct running *r = &p->list[(p->next + i) % PARSES_MAX];
        if (r->pid == 0) place = r;
    }
    if (place == NULL) return log_failure(request, "too_many", PARSES_MAX);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) read_file(p, request, file, pipe, parent);
    if (pid < 0) return log_failure(request, "fork", errno);
    *place = (struct running){.pid = pid, .request = *request};
    p->next = (size_t)(place - p->list) + 1;
}

/* SIGPIPE means that the program wanted no more rows. */
static void log_status(struct running *r, int status) {
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    bool signalled = WIFSIGNALED(status);
    r->logged = r->cut || (number != 0 && !(signalled && number == SIGPIPE));
    if (!r->logged) return;
    if (signalled && number == SIGXCPU) return log_failure(&r->request, "cpu", 0);
    if (signalled) return log_failure(&r->request, "signal", number);
    if (number == EXIT_CONFINE) return log_failure(&r->request, "confine", 0);
    log_failure(&r->request, "exit", number);
}

static void reap(struct process *p) {
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        for (struct running *r = p->list; r < p->list + PARSES_MAX; r++) {
            if (r->pid != pid) continue;
            if (!r->logged) log_status(r, status);
            r->pid = 0;
        }
}

static void cancel(struct process *p, const struct parse_request *request) {
    static const char *const why[PARSE_ENDS] = {
        [PARSE_CUT] = "exit", [PARSE_LATE] = "time", [PARSE_BROKEN_FRAMES] = "frames"};
    struct running *r = p->list;
    while (r < p->list + PARSES_MAX && r->request.id != request->id) r++;
    if (r == p->list + PARSES_MAX || r->logged || request->end >= PARSE_ENDS) return;
    r->cut = request->end == PARSE_CUT;
    if (r->cut && r->pid != 0) return; /* it is ending; its status is not known yet */
    if (r->pid != 0) kill(r->pid, SIGKILL);
    r->logged = true;
    if (why[request->end] != NULL) log_failure(&r->request, why[request->end], 0);
}

static void close_all(const int fds[], size_t count) {
    for (size_t i = 0; i < count; i++) close(fds[i]);
}

/* Handles one request. Returns false when the program closed its end of the socket. */
static bool take_request(struct process *p) {
    struct parse_request request;
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct iovec part = {&request, sizeof request};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t len = recvmsg(p->socket, &message, MSG_CMSG_CLOEXEC);
    if (len < 0) return errno == EINTR || errno == EAGAIN;
    if (len == 0) return false;
    int fds[2];
    size_t count = 0;
    const struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    if (c != NULL && c->cmsg_type == SCM_RIGHTS) {
        count = (c->cmsg_len - CMSG_LEN(0)) / sizeof *fds;
        memcpy(fds, CMSG_DATA(c), count * sizeof *fds);
    }
    bool whole = len == sizeof request && request.kind < PARSE_KINDS;
    if (whole && request.op == PARSE_START && count == 2) start(p, &request, fds[0], fds[1]);
    if (whole && request.op == PARSE_CANCEL) cancel(p, &request);
    close_all(fds, count);
    return true;
}

/* SIGCHLD only has to interrupt the wait. */
static void note_signal(int number) {
    (void)number;
}

/*
 * Erases the environment, which may contain secrets, except what the log needs to recognise the
 * journal.
 */
static void erase_environment(void) {
    char **kept = environ;
    for (char **variable = environ; *variable != NULL; variable++) {
        if (strncmp(*variable, "JOURNAL_STREAM=", 15) == 0)
            *kept++ = *variable;
        else
            explicit_bzero(*variable, strlen(*variable));
    }
    *kept = NULL;
}

/* Closes all descriptors of the program except its end of the socket and standard error. */
static void leave_the_program(int program, int socket) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != program) _exit(0);
    prctl(PR_SET_NAME, "leerid-parser");
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < COUNT(ignored); i++) signal(ignored[i], SIG_IGN);
    erase_environment();
    int last = (int)sysconf(_SC_OPEN_MAX);
    for (int fd = 0; fd < last && fd < 4096; fd++)
        if (fd != STDERR_FILENO && fd != socket) close(fd);
}

/* Waits for children that the program saw ending, so that the log tells how they ended. */
static void end_all(struct process *p) {
    for (struct running *r = p->list; r < p->list + PARSES_MAX; r++) {
        int status;
        if (r->pid == 0) continue;
        if (!r->cut) kill(r->pid, SIGKILL);
        r->logged = r->logged || !r->cut;
        if (waitpid(r->pid, &status, 0) == r->pid && !r->logged) log_status(r, status);
    }
}

void parser_process_run(const struct parser_config *config, int program, int socket) {
    leave_the_program(program, socket);
    struct process p = {.config = config, .socket = socket};
    const struct sigaction note = {.sa_handler = note_signal};
    sigset_t blocked;
    sigemptyset(&p.waiting);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    sigaction(SIGCHLD, &note, NULL);
    for (bool wanted = true; wanted;) {
        struct pollfd requests = {.fd = socket, .events = POLLIN};
        int ready = ppoll(&requests, 1, NULL, &p.waiting);
        reap(&p);
        if (ready > 0) wanted = take_request(&p);
    }
    end_all(&p);
    _exit(0);
}
