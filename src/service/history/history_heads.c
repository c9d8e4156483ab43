#include "service/history/history_heads.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/queries.h"

enum { KEPT_HOURS = 8 * 24, FILES_MAX = 100000, READ_AT_ONCE = 512 };
static const int64_t hour_ms = INT64_C(3600) * 1000;

struct history_heads {
    const char *folder;
    pthread_mutex_t lock;
    int64_t hour; /* hour of the open file, since 1970 */
    int fd;
};

static int64_t hour_now(void) {
    struct clock clock = clock_system();
    return clock_now_ms(&clock) / hour_ms;
}

/*
 * Parses a name such as "489123-4711": the hour since 1970 and the process id. Returns -1 for any
 * other name.
 */
static int64_t hour_of_name(const char *name) {
    struct str rest = str_of(name);
    bool process = false;
    int64_t hour = -1;
    struct str first = str_cut(&rest, '-', &process);
    return process && str_to_i64(first, 0, INT32_MAX, &hour) == RC_OK ? hour : -1;
}

/* Deletes the files of hours before `hour`; INT64_MAX deletes all. */
static void forget_before(const char *folder, int64_t hour) {
    DIR *opened = opendir(folder);
    if (opened == NULL) return;
    for (struct dirent *entry; (entry = readdir(opened)) != NULL;) {
        int64_t of = hour_of_name(entry->d_name);
        if (of >= 0 && of < hour) (void)!unlinkat(dirfd(opened), entry->d_name, 0);
    }
    closedir(opened);
}

enum rc history_heads_open(struct arena *arena, struct str folder,
                           struct history_heads **ret_heads) {
    struct history_heads *heads = ARENA_NEW(arena, struct history_heads);
    heads->folder = str_c(arena, folder);
    heads->fd = -1;
    pthread_mutex_init(&heads->lock, NULL);
    ENSURE(folder_make(heads->folder), RC_IO);
    *ret_heads = heads;
    return RC_OK;
}

void history_heads_close(struct history_heads *heads) {
    if (heads->fd >= 0) close(heads->fd);
    pthread_mutex_destroy(&heads->lock);
}

static void open_hour(struct history_heads *heads, int64_t hour) {
    char path[4096];
    if (heads->fd >= 0) close(heads->fd);
    heads->hour = hour;
    heads->fd = -1;
    if (snprintf(path, sizeof path, "%s/%lld-%d", heads->folder, (long long)hour, (int)getpid()) >=
        (int)sizeof path)
        return;
    heads->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    forget_before(heads->folder, hour - KEPT_HOURS);
}

/*
 * Appends rows to the file of this hour. When a write fails (disk full), these rows are not
 * recorded; that cannot cause a false alarm.
 */
static void write_heads(void *context, const struct history_head *rows, size_t count) {
    struct history_heads *heads = context;
    int64_t hour = hour_now();
    pthread_mutex_lock(&heads->lock);
    if (heads->fd < 0 || hour != heads->hour) open_hour(heads, hour);
    if (heads->fd >= 0) (void)!write(heads->fd, rows, count * sizeof *rows);
    pthread_mutex_unlock(&heads->lock);
}

struct commit_hook history_heads_hook(struct history_heads *heads) {
    return (struct commit_hook){write_heads, heads};
}

void history_heads_forget(struct arena *arena, struct str folder) {
    forget_before(str_c(arena, folder), INT64_MAX);
}

enum rc history_heads_list(struct arena *arena, struct str folder, struct heads_file **ret_files,
                           size_t *ret_count) {
    DIR *opened = opendir(str_c(arena, folder));
    *ret_files = ARENA_ARRAY(arena, struct heads_file, opened == NULL ? 1 : FILES_MAX);
    *ret_count = 0;
    for (struct dirent *entry;
         opened != NULL && *ret_count < FILES_MAX && (entry = readdir(opened)) != NULL;) {
        struct stat info;
        if (hour_of_name(entry->d_name) < 0 || fstatat(dirfd(opened), entry->d_name, &info, 0) != 0)
            continue;
        const char *path =
            str_c(arena, str_format(arena, "%.*s/%s", STR_ARG(folder), entry->d_name));
        (*ret_files)[(*ret_count)++] =
            (struct heads_file){path, info.st_size / (int64_t)sizeof(struct history_head)};
    }
    if (opened != NULL) closedir(opened);
    return RC_OK;
}

static enum rc is_there(struct tx *tx, struct arena *arena, const struct history_head *head,
                        bool *ret_there) {
    struct sql_history_mac_at_row change = {.mac = S("")};
    struct sql_visit_mac_at_row visit = {.mac = S("")};
    enum rc rc = head->visit != 0
                     ? sql_visit_mac_at(tx, arena, head->subject_id, head->seq, &visit)
                     : sql_history_mac_at(tx, arena, head->subject_id, head->seq, &change);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    struct str mac = head->visit != 0 ? visit.mac : change.mac;
    *ret_there = rc == RC_OK && mac.len >= sizeof head->mac &&
                 memcmp(mac.ptr, head->mac, sizeof head->mac) == 0;
    return RC_OK;
}

static enum rc compare_file(struct tx *tx, struct arena *arena, const struct heads_file *file,
                            int64_t *ret_missing) {
    struct history_head rows[READ_AT_ONCE];
    FILE *opened = fopen(file->path, "re");
    if (opened == NULL) return RC_OK; /* deleted meanwhile, because it was eight days old */
    enum rc rc = RC_OK;
    for (int64_t done = 0; rc == RC_OK && done < file->rows;) {
        size_t wanted =
                   file->rows - done < READ_AT_ONCE ? (size_t)(file->rows - done) : READ_AT_ONCE,
               count = fread(rows, sizeof *rows, wanted, opened);
        struct arena_mark mark = arena_mark(arena);
        for (size_t i = 0; rc == RC_OK && i < count; i++) {
            bool there = true;
            rc = is_there(tx, arena, &rows[i], &there);
            *ret_missing += !there;
        }
        if (rc == RC_OK) rc = arena_rewind(arena, mark);
        if (count == 0) break;
        done += (int64_t)count;
    }
    fclose(opened);
    return rc;
}

enum rc history_heads_compare(struct tx *tx, struct arena *arena, const struct heads_file *files,
                              size_t count, int64_t *ret_rows, int64_t *ret_missing) {
    *ret_rows = *ret_missing = 0;
    for (size_t i = 0; i < count; i++) {
        TRY(compare_file(tx, arena, &files[i], ret_missing));
        *ret_rows += files[i].rows;
    }
    return RC_OK;
}
