/*
 * leerid backup, restore and db-copy. A backup is one SQLite file for either engine; it never
 * contains the keys.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "main/command.h"
#include "main/database_lock.h"
#include "main/reason.h"
#include "service/history/history_heads.h"
#include "store/copy.h"

enum { CHUNK = 1 << 20 };

static enum exit_code report_rows(struct cli *cli, const char *text, int64_t rows,
                                  int64_t begin_ms) {
    double seconds = (double)(clock_now_ms(&cli->service.clock) - begin_ms) / 1000;
    if (cli->json) cli_json(json_pack("{s:I, s:f}", "rows", (json_int_t)rows, "seconds", seconds));
    if (!cli->json) cli_print(text, rows, cli_decimal(cli->arena, seconds, 1));
    return EXIT_DONE;
}

/* Writes a verified copy to file. On failure an existing file of that name stays unchanged. */
static enum exit_code write_copy(struct cli *cli, struct str file, int64_t begin_ms) {
    const char *beside;
    struct fault fault = {0};
    if (output_begin(&cli->outputs, cli->arena, file, &beside) != RC_OK)
        return cli_say("{0} cannot be written: {1}", file, reason_of_errno(errno)), EXIT_FAILED;
    enum rc rc = store_backup(cli->service.db, beside, begin_ms, &fault);
    if (rc != RC_OK) {
        output_drop(&cli->outputs, file);
        return cli_failed(rc,
                          "no backup was made: the database is damaged or there is no space; look "
                          "with `leerid doctor`",
                          &fault);
    }
    rc = output_place(&cli->outputs, file);
    if (rc != RC_OK) reason_unplaced(file, rc);
    return rc == RC_OK ? EXIT_DONE : EXIT_FAILED;
}

enum { COPY_NAME = 28 /* length of "leerid-20260902-030000Z.copy" */, COPIES_MAX = 10000 };

static struct str copy_name(struct arena *arena, int64_t at_ms) {
    int64_t seconds = at_ms / 1000 % 86400;
    struct str day = day_iso(arena, (day_count)(at_ms / 1000 / 86400));
    return str_format(arena, "leerid-%.4s%.2s%.2s-%02d%02d%02dZ.copy", day.ptr, day.ptr + 5,
                      day.ptr + 8, (int)(seconds / 3600), (int)(seconds / 60 % 60),
                      (int)(seconds % 60));
}

static int newest_first(const void *a, const void *b) {
    return -strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Removes all but the newest keep copies from the folder; other files stay. Returns how many were
 * removed.
 */
static size_t remove_older(struct cli *cli, struct str folder, size_t keep) {
    const char **names = ARENA_ARRAY(cli->arena, const char *, COPIES_MAX);
    size_t count = 0, removed = 0;
    DIR *listing = opendir(str_c(cli->arena, folder));
    for (const struct dirent *entry;
         listing != NULL && count < COPIES_MAX && (entry = readdir(listing)) != NULL;) {
        struct str name = str_of(entry->d_name);
        if (name.len == COPY_NAME && str_starts(name, S("leerid-")) && str_ends(name, S("Z.copy")))
            names[count++] = str_c(cli->arena, name);
    }
    if (listing != NULL) closedir(listing);
    qsort(names, count, sizeof *names, newest_first);
    for (size_t i = keep; i < count; i++)
        removed += output_remove(&cli->outputs,
                                 str_format(cli->arena, "%.*s/%s", STR_ARG(folder), names[i]));
    return removed;
}

/*
 * Touches the file whose modification time is the time of the last good backup on this machine, for
 * `leerid doctor` and the metrics.
 */
static void mark_copy(struct cli *cli) {
    const char *path = str_c(cli->arena, app_backup_mark(cli->arena, &cli->config));
    int fd CLEANUP(file_close_at) = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) (void)!futimens(fd, NULL);
}

enum exit_code command_backup(struct cli *cli) {
    int64_t keep = 0;
    if (cli->word_count != 1) return cli_usage(cli, "to which file? With --keep: in which folder?");
    if (!cli_number(cli, "keep", 1, 1000, &keep)) return EXIT_USAGE;
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct str file = str_of(cli->words[0]), folder = file;
    int64_t begin_ms = clock_now_ms(&cli->service.clock);
    if (keep > 0 && !output_folder(&cli->outputs, folder))
        return cli_say("the folder {0} cannot be created: {1}", folder, reason_of_errno(errno)),
               EXIT_FAILED;
    if (keep > 0)
        file = str_format(cli->arena, "%.*s/%.*s", STR_ARG(folder),
                          STR_ARG(copy_name(cli->arena, begin_ms)));
    enum exit_code code = write_copy(cli, file, begin_ms);
    if (code != EXIT_DONE) return code;
    mark_copy(cli);
    size_t removed = keep > 0 ? remove_older(cli, folder, (size_t)keep) : 0;
    struct stat info = {0};
    (void)!stat(str_c(cli->arena, file), &info);
    double seconds = (double)(clock_now_ms(&cli->service.clock) - begin_ms) / 1000;
    if (cli->json)
        cli_json(json_pack("{s:o, s:I, s:f, s:I}", "file", cli_json_str(file), "bytes",
                           (json_int_t)info.st_size, "seconds", seconds, "removed",
                           (json_int_t)removed));
    if (!cli->json)
        cli_print("{0}: {1} bytes in {2} s, verified. The keys are not in it: keep those "
                  "separately with `leerid keys backup`",
                  file, info.st_size, cli_decimal(cli->arena, seconds, 1));
    return EXIT_DONE;
}

static bool copy_file(struct arena *arena, const char *from, const char *to) {
    int in CLEANUP(file_close_at) = file_open_regular(from);
    if (in < 0) return false;
    int out CLEANUP(file_close_at) = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    char *bytes = arena_alloc(arena, CHUNK);
    ssize_t len = out < 0 ? -1 : 1;
    while (len > 0 && (len = read(in, bytes, CHUNK)) > 0)
        if (write(out, bytes, (size_t)len) != len) return false;
    return len == 0 && fsync(out) == 0;
}

/*
 * Opens and migrates a database other than the configured one. must_be: fails unless it already has
 * a schema of this program.
 */
static enum rc open_other(struct cli *cli, struct str url, bool must_be, struct store **ret_store,
                          struct db **ret_db, struct fault *fault) {
    int applied = 0;
    if (!must_be) TRY(store_create(cli->arena, url, fault));
    TRY(store_open(cli->arena, url, service_mac_hook(cli->app == NULL ? NULL : cli->app->keys),
                   ret_store, fault));
    TRY(db_open(*ret_store, ret_db, fault));
    struct clock clock = clock_system();
    enum rc rc = must_be ? store_schema_steps(*ret_db, &applied, fault) : RC_OK;
    if (rc == RC_OK && must_be && applied == 0) rc = FAULT(fault, RC_INVALID, "no schema");
    if (rc == RC_OK) rc = store_migrate(*ret_db, clock_now_ms(&clock), &applied, fault);
    if (rc != RC_OK) db_close(*ret_db);
    return rc;
}

/*
 * Checks the copy before anything is changed: it must be completely readable and have a schema that
 * this program knows.
 */
static enum rc check_copy(struct cli *cli, struct str file, struct fault *fault) {
    struct store *store;
    struct db *db;
    TRY(open_other(cli, str_format(cli->arena, "sqlite:%.*s", STR_ARG(file)), true, &store, &db,
                   fault));
    enum rc rc = db_check(db, fault);
    db_close(db);
    store_close(store);
    return rc;
}

/* Replaces the database by the copy; the old files are kept beside it. */
static enum exit_code replace_database(struct cli *cli, struct str copy, struct str database) {
    const char *target = str_c(cli->arena, database);
    struct clock clock = clock_system();
    struct str kept = str_format(cli->arena, "%.*s.voor-%lld", STR_ARG(database),
                                 (long long)clock_now_ms(&clock));
    static const char *const ends[] = {"", "-wal", "-shm"};
    bool there = file_exists(target);
    if (there && !cli_flag(cli, "yes"))
        return cli_say("{0} exists already. Stop the service and give --yes: what is there is kept "
                       "beside it",
                       target),
               EXIT_CONFLICT;
    for (size_t i = 0; i < COUNT(ends) && there; i++) {
        const char *from =
            str_c(cli->arena, str_format(cli->arena, "%.*s%s", STR_ARG(database), ends[i]));
        if (rename(from, str_c(cli->arena,
                               str_format(cli->arena, "%.*s%s", STR_ARG(kept), ends[i]))) != 0 &&
            errno != ENOENT)
            return cli_say("{0} cannot be moved away: {1}", from, reason_of_errno(errno)),
                   EXIT_FAILED;
    }
    if (rename(str_c(cli->arena, copy), target) != 0 || !file_sync_directory(target))
        return cli_say("{0} cannot be written: {1}", target, reason_of_errno(errno)), EXIT_FAILED;
    if (!cli->json && there)
        cli_print("restored in {0}; what was there is now in {1}", target, kept);
    if (!cli->json && !there) cli_print("restored in {0}", target);
    if (cli->json)
        cli_json(json_pack("{s:s, s:o}", "database", target, "kept",
                           there ? cli_json_str(kept) : json_null()));
    return EXIT_DONE;
}

static enum exit_code restore_rows(struct cli *cli, struct str copy) {
    struct store *source, *target;
    struct db *from, *to;
    struct fault fault = {0};
    int64_t rows;
    cli->service.clock = clock_system();
    int64_t begin_ms = clock_now_ms(&cli->service.clock);
    enum rc rc = open_other(cli, cli->config.values[SETTING_DATABASE], false, &target, &to, &fault);
    if (rc != RC_OK) return cli_failed(rc, "database", &fault);
    rc = open_other(cli, str_format(cli->arena, "sqlite:%.*s", STR_ARG(copy)), true, &source, &from,
                    &fault);
    if (rc == RC_OK) {
        rc = store_copy(from, to, day_of_ms(begin_ms), NULL, &rows, &fault);
        db_close(from);
        store_close(source);
    }
    db_close(to);
    store_close(target);
    if (rc == RC_CONFLICT)
        return cli_say(
                   "the database is not empty; restore a backup into a new, empty database ({0})",
                   fault.detail),
               EXIT_CONFLICT;
    return rc == RC_OK
               ? report_rows(cli, N_("restored: 1 row in {1} s~~restored: {0} rows in {1} s"), rows,
                             begin_ms)
               : cli_failed(rc, "restoring", &fault);
}

/*
 * Takes the exclusive lock: no other process has the database open, or can open it before the copy
 * is in place.
 */
static bool lock_exclusively(struct cli *cli, struct str database, int *ret_lock) {
    struct fault fault = {0};
    enum rc rc = database_lock(cli->arena, database, LOCK_EXCLUSIVE, ret_lock, &fault);
    if (rc == RC_CONFLICT)
        cli_say("{0} is in use; nothing was changed. Stop the service first, with its sockets, "
                "which would start it again: systemctl stop leerid-loket.socket leerid-mijn.socket "
                "leerid.service (and wait until no command runs)",
                database);
    else if (rc != RC_OK)
        cli_failed(rc, "database", &fault);
    return rc == RC_OK;
}

enum exit_code command_restore(struct cli *cli) {
    if (cli->word_count != 1) return cli_usage(cli, "which file?");
    struct str database = cli->config.values[SETTING_DATABASE],
               state = cli->config.values[SETTING_STATE];
    bool sqlite = str_starts(database, S("sqlite:"));
    struct str target =
        sqlite ? file_resolve(cli->arena, str_sub(database, 7, database.len)) : S("");
    int lock CLEANUP(file_close_at) = -1;
    struct str copy = sqlite ? str_format(cli->arena, "%.*s.deel", STR_ARG(target))
                             : str_format(cli->arena, "%.*s/terug.deel", STR_ARG(state));
    struct fault fault = {0};
    mkdir(str_c(cli->arena, state), 0700);
    if (sqlite && !lock_exclusively(cli, target, &lock)) return EXIT_CONFLICT;
    if (!copy_file(cli->arena, cli->words[0], str_c(cli->arena, copy)))
        return cli_say("{0} cannot be read, or {1} cannot be written: {2}", cli->words[0], copy,
                       reason_of_errno(errno)),
               EXIT_REFUSED;
    enum rc rc = check_copy(cli, copy, &fault);
    enum exit_code code = EXIT_REFUSED;
    if (rc != RC_OK)
        cli_say("{0} is not a usable backup of LeerID; nothing was changed ({1})", cli->words[0],
                fault.detail);
    else
        code = sqlite ? replace_database(cli, copy, target) : restore_rows(cli, copy);
    if (code == EXIT_DONE)
        history_heads_forget(cli->arena, app_heads_folder(cli->arena, &cli->config));
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT(ends); i++)
        unlink(str_c(cli->arena, str_format(cli->arena, "%.*s%s", STR_ARG(copy), ends[i])));
    return code;
}

static void show_table(void *context, const char *table, int64_t rows) {
    (void)context;
    cli_progress("{0}: {1}", table, rows);
}

enum exit_code command_db_copy(struct cli *cli) {
    struct str url = cli_text(cli, "to");
    if (url.len == 0)
        return cli_usage(cli, "where to? Give --to sqlite:PATH or --to postgresql://…");
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct store *store;
    struct db *to;
    struct fault fault = {0};
    const struct copy_progress progress = {show_table, NULL};
    int64_t rows, begin_ms = clock_now_ms(&cli->service.clock);
    enum rc rc = open_other(cli, url, false, &store, &to, &fault);
    if (rc != RC_OK) return cli_failed(rc, "target", &fault);
    rc = store_copy(cli->service.db, to, day_of_ms(begin_ms), &progress, &rows, &fault);
    db_close(to);
    store_close(store);
    cli_progress_end();
    if (rc == RC_CONFLICT)
        return cli_say("the target is not empty; nothing was changed ({0})", fault.detail),
               EXIT_CONFLICT;
    return rc == RC_OK
               ? report_rows(cli, N_("transferred: 1 row in {1} s~~transferred: {0} rows in {1} s"),
                             rows, begin_ms)
               : cli_failed(rc, "transfer", &fault);
}
