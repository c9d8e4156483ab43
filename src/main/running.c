#include "main/running.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

enum { TEXT_MAX = 512 };

struct running {
    int fd;
    const char *path;
    int64_t started_ms;
};

/* Contents of one file in the folder. */
struct note {
    int64_t pid, started_ms, untrusted_ms; /* untrusted_ms 0: no untrusted address seen */
    struct str untrusted;
};

static const char *folder_of(struct arena *arena, struct str state) {
    return str_c(arena, str_format(arena, "%.*s/serving", STR_ARG(state)));
}

/* A POSIX lock, which children of the server do not inherit, unlike flock(2). */
static struct flock whole_file(void) {
    return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
}

static bool is_alive(int fd) {
    struct flock lock = whole_file();
    return fcntl(fd, F_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

/* True when its server stopped since the folder was listed: it removes the file, then unlocks it.
 */
static bool was_removed(int fd) {
    struct stat info;
    return fstat(fd, &info) == 0 && info.st_nlink == 0;
}

static int64_t number_of(struct str text) {
    int64_t number = 0;
    return str_to_i64(text, 0, INT64_MAX, &number) == RC_OK ? number : 0;
}

static struct note read_note(struct arena *arena, int fd) {
    char bytes[TEXT_MAX];
    ssize_t len = pread(fd, bytes, sizeof bytes, 0);
    struct note note = {.untrusted = S("")};
    struct str rest = str_copy(arena, (struct str){bytes, len > 0 ? (size_t)len : 0});
    while (rest.len > 0) {
        struct str value = str_cut(&rest, '\n', NULL);
        struct str key = str_cut(&value, '=', NULL);
        if (str_eq(key, S("pid"))) note.pid = number_of(value);
        if (str_eq(key, S("started_ms"))) note.started_ms = number_of(value);
        if (str_eq(key, S("untrusted_ms"))) note.untrusted_ms = number_of(value);
        if (str_eq(key, S("untrusted"))) note.untrusted = value;
    }
    return note;
}

typedef void (*note_function)(void *context, const char *path, const struct note *note, bool alive);

static void each_note(struct arena *arena, const char *folder, note_function function,
                      void *context) {
    DIR *listing = opendir(folder);
    for (const struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        const char *path = str_c(arena, str_format(arena, "%s/%s", folder, entry->d_name));
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0) continue;
        const struct note note = read_note(arena, fd);
        bool alive = is_alive(fd);
        if (alive || !was_removed(fd)) function(context, path, &note, alive);
        close(fd);
    }
    if (listing != NULL) closedir(listing);
}

static void report_dead(void *context, const char *path, const struct note *note, bool alive) {
    (void)context;
    if (alive) return;
    struct log_line line;
    log_begin(&line, LOG_UNCLEAN_SHUTDOWN);
    log_number(&line, "pid", note->pid);
    log_number(&line, "started_ms", note->started_ms);
    log_c(&line, "detail", "that server was killed or crashed: it did not log why it stopped");
    log_write(&line);
    unlink(path);
}

static bool write_note(const struct running *running, struct str untrusted, int64_t untrusted_ms) {
    char bytes[TEXT_MAX];
    int len = snprintf(
        bytes, sizeof bytes, "pid=%d\nstarted_ms=%lld\nuntrusted=%.*s\nuntrusted_ms=%lld\n",
        (int)getpid(), (long long)running->started_ms, STR_ARG(untrusted), (long long)untrusted_ms);
    return len > 0 && len < (int)sizeof bytes &&
           pwrite(running->fd, bytes, (size_t)len, 0) == len && ftruncate(running->fd, len) == 0;
}

enum rc running_open(struct arena *arena, struct str state, int64_t now_ms,
                     struct running **ret_running, struct fault *fault) {
    const char *folder = folder_of(arena, state);
    if (!folder_make(folder)) return FAULT(fault, RC_IO, "%s: %s", folder, strerror(errno));
    each_note(arena, folder, report_dead, NULL);
    struct running *running = ARENA_NEW(arena, struct running);
    running->started_ms = now_ms;
    /*
     * The file is hidden until it is locked; otherwise a server that starts at the same time would
     * take it for the file of a crashed one.
     */
    const char *name = str_c(arena, str_format(arena, "%lld-%d", (long long)now_ms, (int)getpid()));
    const char *shown = str_c(arena, str_format(arena, "%s/%s", folder, name));
    running->path = str_c(arena, str_format(arena, "%s/.%s", folder, name));
    running->fd = open(running->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (running->fd < 0) return FAULT(fault, RC_IO, "%s: %s", running->path, strerror(errno));
    struct flock lock = whole_file();
    bool held = fcntl(running->fd, F_SETLK, &lock) == 0 && write_note(running, S(""), 0) &&
                rename(running->path, shown) == 0;
    if (!held) {
        enum rc rc = FAULT(fault, RC_IO, "%s: %s", running->path, strerror(errno));
        running_close(running);
        return rc;
    }
    running->path = shown;
    *ret_running = running;
    return RC_OK;
}

void running_note_untrusted(struct running *running, struct str address, int64_t now_ms) {
    if (running != NULL) (void)!write_note(running, address, now_ms);
}

void running_close(struct running *running) {
    if (running == NULL) return;
    unlink(running->path);
    close(running->fd);
}

static void keep_latest(void *context, const char *path, const struct note *note, bool alive) {
    struct note *latest = context;
    (void)path;
    if (alive && note->untrusted_ms > latest->untrusted_ms) *latest = *note;
}

enum rc running_last_untrusted(struct arena *arena, struct str state, struct str *ret_address,
                               int64_t *ret_at_ms) {
    struct note latest = {.untrusted = S("")};
    each_note(arena, folder_of(arena, state), keep_latest, &latest);
    ENSURE(latest.untrusted_ms > 0, RC_NONE);
    *ret_address = latest.untrusted;
    *ret_at_ms = latest.untrusted_ms;
    return RC_OK;
}
