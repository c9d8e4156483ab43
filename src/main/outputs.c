#include "main/outputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { PATH_LONG = 4096 };
enum output_step { STEP_BEGIN, STEP_PLACE, STEP_DROP, STEP_FOLDER, STEP_REMOVE, STEPS };

struct request {
    enum output_step step;
    char path[PATH_LONG];
};

/* User ids involved in writing a file. */
struct rights {
    bool change;
    uid_t writer, asker;
    gid_t writer_group, asker_group;
};

static bool same_file(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_below(struct str path, struct str folder) {
    return str_eq(path, folder) || (str_starts(path, folder) && path.ptr[folder.len] == '/');
}

static bool is_in_folder(const struct stat *file, const char *folder) {
    DIR *listing = opendir(folder);
    bool found = false;
    if (listing == NULL) return false;
    for (const struct dirent *entry; !found && (entry = readdir(listing)) != NULL;) {
        struct stat info;
        found = fstatat(dirfd(listing), entry->d_name, &info, 0) == 0 && S_ISREG(info.st_mode) &&
                same_file(file, &info);
    }
    closedir(listing);
    return found;
}

bool output_is_protected(struct arena *arena, const struct config *config, struct str path) {
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".lock"};
    struct str real = file_resolve(arena, path), database = config->values[SETTING_DATABASE];
    struct str state = config->values[SETTING_STATE];
    struct str folders[] = {config->values[SETTING_KEYS],
                            str_format(arena, "%.*s/heads", STR_ARG(state))};
    struct stat info, other;
    bool there = stat(str_c(arena, path), &info) == 0 && S_ISREG(info.st_mode), ours = false;
    for (size_t i = 0; i < COUNT(folders); i++)
        ours = ours || is_below(real, file_resolve(arena, folders[i])) ||
               (there && is_in_folder(&info, str_c(arena, folders[i])));
    if (!str_starts(database, S("sqlite:"))) return ours;
    struct str file = file_resolve(arena, str_sub(database, 7, database.len));
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct str own = str_format(arena, "%.*s%s", STR_ARG(file), ends[i]);
        ours = ours || str_eq(real, own) ||
               (there && stat(str_c(arena, own), &other) == 0 && same_file(&info, &other));
    }
    return ours;
}

/* Returns "path.deel", the work folder. False when the name is too long. */
static bool work_folder(const char *path, char ret[PATH_LONG]) {
    return snprintf(ret, PATH_LONG, "%s.deel", path) < PATH_LONG;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Opens the work folder without following links. */
static int open_work(const char *work) {
    return open(work, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/*
 * Removes the files this program creates there (name, name-journal), also those of a killed
 * command. A folder or file with anything else in it belongs to the user and stays.
 */
static void remove_work(const char *work, const char *name) {
    int folder = open_work(work);
    DIR *listing = folder < 0 ? NULL : fdopendir(folder);
    if (listing == NULL) {
        file_close_at(&folder);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;)
        if (strncmp(entry->d_name, name, strlen(name)) == 0) unlinkat(folder, entry->d_name, 0);
    closedir(listing);
    rmdir(work);
}

/*
 * Creates the work folder. Only regular files are replaced: replacing a device such as /dev/null as
 * root would break the machine.
 */
static int begin(const char *path, const char *work, const struct rights *rights) {
    struct stat info;
    bool there = stat(path, &info) == 0;
    if (there && !S_ISREG(info.st_mode)) return S_ISDIR(info.st_mode) ? EISDIR : ENOTSUP;
    remove_work(work, base_name(path));
    if (mkdir(work, 0700) != 0) return errno;
    if (!rights->change) return 0;
    int folder CLEANUP(file_close_at) = open_work(work);
    if (folder < 0 || fstat(folder, &info) != 0) return errno;
    if (info.st_uid != rights->asker) return EPERM;
    return fchown(folder, rights->writer, rights->writer_group) == 0 ? 0 : errno;
}

/*
 * Takes ownership of the work folder back from the unprivileged program, which can then no longer
 * change it.
 */
static int take_back(int folder, const struct rights *rights) {
    struct stat info;
    if (!rights->change) return 0;
    if (fstat(folder, &info) != 0) return errno;
    if (info.st_uid != rights->writer) return EPERM;
    return fchown(folder, rights->asker, rights->asker_group) == 0 && fchmod(folder, 0700) == 0
               ? 0
               : errno;
}

/*
 * Moves the file into place. The unprivileged program may have put anything in the work folder, so
 * only its own regular file is accepted.
 */
static int place_output(const char *path, const char *work, const struct rights *rights) {
    struct stat info;
    const char *name = base_name(path);
    int folder CLEANUP(file_close_at) = open_work(work);
    if (folder < 0) return errno;
    int problem = take_back(folder, rights);
    if (problem != 0) return problem;
    int fd CLEANUP(file_close_at) =
        openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) return errno;
    if (!S_ISREG(info.st_mode) || info.st_nlink != 1 ||
        (rights->change && info.st_uid != rights->writer))
        return EPERM;
    if (rights->change &&
        (fchown(fd, rights->asker, rights->asker_group) != 0 || fchmod(fd, 0600) != 0))
        return errno;
    if (renameat(folder, name, AT_FDCWD, path) != 0) return errno;
    int unsynced = file_sync_directory(path) ? 0 : errno;
    remove_work(work, name);
    return -unsynced;
}

/*
 * Performs a request. Returns 0, an errno when nothing changed, or a negative errno when the file
 * is in place but its name could not be synced.
 */
static int perform(const struct request *request, const struct rights *rights) {
    char work[PATH_LONG];
    const char *path = request->path;
    if (!work_folder(path, work)) return ENAMETOOLONG;
    switch (request->step) {
        case STEP_BEGIN: return begin(path, work, rights);
        case STEP_PLACE: return place_output(path, work, rights);
        case STEP_DROP: return remove_work(work, base_name(path)), 0;
        case STEP_FOLDER: return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : errno;
        case STEP_REMOVE: return unlink(path) == 0 ? 0 : errno;
        case STEPS: break;
    }
    return EINVAL;
}

/* Performs a request, through the helper if there is one. Returns what perform() returns. */
static int request_step(struct outputs *outputs, enum output_step step, struct str path) {
    static const struct rights own = {0};
    struct request request = {.step = step};
    int problem = EPIPE;
    if (path.len >= sizeof request.path) return ENAMETOOLONG;
    memcpy(request.path, path.ptr, path.len);
    if (outputs->helper < 0) {
        problem = perform(&request, &own);
    } else {
        pthread_mutex_lock(&outputs->lock);
        bool answered =
            send(outputs->helper, &request, sizeof request, MSG_NOSIGNAL) == sizeof request &&
            recv(outputs->helper, &problem, sizeof problem, 0) == sizeof problem;
        pthread_mutex_unlock(&outputs->lock);
        if (!answered) problem = EPIPE;
    }
    return problem;
}

static bool ask_helper(struct outputs *outputs, enum output_step step, struct str path) {
    errno = request_step(outputs, step, path);
    return errno == 0;
}

enum rc output_begin(struct outputs *outputs, struct arena *arena, struct str path,
                     const char **ret_beside) {
    const char *file = str_c(arena, path);
    *ret_beside = str_c(arena, str_format(arena, "%s.deel/%s", file, base_name(file)));
    return ask_helper(outputs, STEP_BEGIN, path) ? RC_OK : RC_IO;
}

enum rc output_place(struct outputs *outputs, struct str path) {
    int problem = request_step(outputs, STEP_PLACE, path);
    if (problem > 0) ask_helper(outputs, STEP_DROP, path);
    errno = problem < 0 ? -problem : problem;
    return problem == 0 ? RC_OK : problem < 0 ? RC_UNCERTAIN : RC_IO;
}

void output_drop(struct outputs *outputs, struct str path) {
    int why = errno;
    ask_helper(outputs, STEP_DROP, path);
    errno = why;
}

bool output_folder(struct outputs *outputs, struct str path) {
    return ask_helper(outputs, STEP_FOLDER, path);
}

bool output_remove(struct outputs *outputs, struct str path) {
    return ask_helper(outputs, STEP_REMOVE, path);
}

/*
 * True for the file that the user named, or a file directly in the folder that the user named.
 * Hidden files in that folder are refused, because shells execute some of those in a home folder.
 */
static bool is_allowed(const char *path, const char *allowed) {
    size_t len = strlen(allowed);
    if (strncmp(path, allowed, len) != 0) return false;
    const char *rest = path + len;
    bool inside =
        rest[0] == '/' && rest[1] != '\0' && rest[1] != '.' && strchr(rest + 1, '/') == NULL;
    return rest[0] == '\0' || inside;
}

static void help(int fd, const char *allowed, const struct rights *rights) {
    struct request request;
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    prctl(PR_SET_NAME, "leerid-outputs");
    for (ssize_t len; (len = recv(fd, &request, sizeof request, 0)) == sizeof request;) {
        request.path[sizeof request.path - 1] = '\0';
        int problem = is_allowed(request.path, allowed) ? perform(&request, rights) : EPERM;
        if (send(fd, &problem, sizeof problem, MSG_NOSIGNAL) != sizeof problem) break;
    }
    _exit(0);
}

enum rc outputs_start_helper(struct outputs *outputs, const char *allowed, uid_t owner, gid_t group,
                             struct fault *fault) {
    int pair[2];
    const struct rights rights = {.change = true,
                                  .writer = owner,
                                  .writer_group = group,
                                  .asker = geteuid(),
                                  .asker_group = getegid()};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return FAULT(fault, RC_IO, "socketpair: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        close(pair[0]);
        help(pair[1], allowed, &rights);
    }
    close(pair[1]);
    outputs->helper = pair[0];
    return child > 0 ? RC_OK : FAULT(fault, RC_IO, "fork: %s", strerror(errno));
}
