/* Checks owners and modes of the files of an installation, and the age of its backup. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"
#include "main/doctor.h"

enum { HOUR_MS = 3600 * 1000, BACKUP_HOURS_MAX = 48, COPY_DAYS_MAX = 30 };

/* The owner of the state folder, who must own all other files of the installation. */
struct owner {
    struct doctor *doctor;
    uid_t user;
    gid_t group;
};

static struct str add_step(struct arena *arena, struct str steps, struct str step) {
    return steps.len == 0 ? step : str_format(arena, "%.*s && %.*s", STR_ARG(steps), STR_ARG(step));
}

/* secret: other users must not be able to read it. */
static void check_path(const struct owner *owner, struct str path, bool secret) {
    struct stat info;
    struct arena *arena = owner->doctor->cli->arena;
    if (stat(str_c(arena, path), &info) != 0 || (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)))
        return;
    unsigned mode = info.st_mode & 07777, wanted = S_ISDIR(info.st_mode) ? 0700 : 0600;
    bool foreign = info.st_uid != owner->user, closed = (mode & wanted) != wanted,
         open = (mode & 077) != 0;
    struct str steps = S("");
    if (foreign)
        steps = str_format(arena, "chown %u:%u %.*s", (unsigned)owner->user, (unsigned)owner->group,
                           STR_ARG(path));
    if (closed || open)
        steps = add_step(arena, steps, str_format(arena, "chmod %04o %.*s", wanted, STR_ARG(path)));
    enum verdict foreign_verdict = owner->user == 0 ? VERDICT_WARNING : VERDICT_FAILED;
    if (foreign)
        doctor_add(
            owner->doctor, foreign_verdict, steps,
            MESSAGE("{0} belongs to user {1} and must belong to user {2}, who runs the service",
                    path, info.st_uid, owner->user));
    else if (closed)
        doctor_add(owner->doctor, VERDICT_FAILED, steps,
                   MESSAGE("{0} has mode {1}: the owner must be able to read and write", path,
                           str_format(arena, "%04o", mode)));
    else if (open)
        doctor_add(owner->doctor, secret ? VERDICT_FAILED : VERDICT_WARNING, steps,
                   MESSAGE("{0} has mode {1}: others can access it", path,
                           str_format(arena, "%04o", mode)));
}

/* Checks a folder and the files directly in it. */
static void check_folder(const struct owner *owner, struct str folder, bool secret) {
    struct arena *arena = owner->doctor->cli->arena;
    check_path(owner, folder, secret);
    DIR *listing = opendir(str_c(arena, folder));
    for (const struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;)
        if (entry->d_name[0] != '.')
            check_path(owner, str_format(arena, "%.*s/%s", STR_ARG(folder), entry->d_name), secret);
    if (listing != NULL) closedir(listing);
}

void check_owners(struct doctor *doctor) {
    static const char *const database_files[] = {"", "-wal", "-shm", "-journal", ".lock"};
    static const char *const folders[] = {"feed", "feed/verwerkt", "feed/geweigerd", "backup",
                                          "last-backup"};
    struct arena *arena = doctor->cli->arena;
    const struct str *values = doctor->cli->config.values;
    struct str state = values[SETTING_STATE], database = values[SETTING_DATABASE];
    struct stat info;
    if (stat(str_c(arena, state), &info) != 0)
        return doctor_add(
            doctor, VERDICT_FAILED, S(""),
            MESSAGE("the folder {0} does not exist; `leerid migrate` creates it", state));
    const struct owner owner = {doctor, info.st_uid, info.st_gid};
    check_path(&owner, state, false);
    check_folder(&owner, values[SETTING_KEYS], true);
    check_folder(&owner, app_heads_folder(arena, &doctor->cli->config), false);
    check_folder(&owner, str_format(arena, "%.*s/serving", STR_ARG(state)), false);
    for (size_t i = 0; i < COUNT(folders); i++)
        check_path(&owner, str_format(arena, "%.*s/%s", STR_ARG(state), folders[i]), false);
    for (size_t i = 0; i < COUNT(database_files) && str_starts(database, S("sqlite:")); i++)
        check_path(
            &owner,
            str_format(arena, "%.*s%s", (int)database.len - 7, database.ptr + 7, database_files[i]),
            true);
}

static int64_t age_ms(const struct stat *info) {
    struct clock clock = clock_system();
    return clock_now_ms(&clock) - info->st_mtim.tv_sec * 1000;
}

/*
 * Lists databases that `leerid restore` set aside: personal data that stays until somebody removes
 * it.
 */
static void list_kept(struct doctor *doctor, struct str file) {
    struct arena *arena = doctor->cli->arena;
    size_t slash = file.len;
    while (slash > 0 && file.ptr[slash - 1] != '/') slash--;
    struct str folder = str_sub(file, 0, slash);
    struct str begin = str_format(arena, "%.*s.voor-", STR_ARG(str_sub(file, slash, file.len)));
    DIR *listing = opendir(str_c(arena, folder));
    for (const struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;) {
        struct stat info;
        struct str name = str_of(entry->d_name);
        if (!str_starts(name, begin) || str_ends(name, S("-wal")) || str_ends(name, S("-shm")))
            continue;
        struct str path = str_format(arena, "%.*s%s", STR_ARG(folder), entry->d_name);
        if (stat(str_c(arena, path), &info) != 0) continue;
        long long days = age_ms(&info) / HOUR_MS / 24;
        bool old = days > COPY_DAYS_MAX;
        doctor_add(doctor, old ? VERDICT_WARNING : VERDICT_OK,
                   old ? str_format(arena, "rm %.*s", STR_ARG(path)) : S(""),
                   MESSAGE("{0}: moved away by `leerid restore`, {1} old", path,
                           message_count("1 day~~{0} days", (size_t)days)));
    }
    if (listing != NULL) closedir(listing);
}

/*
 * Returns the command that makes a backup on this machine: enables the timer of deploy/systemd when
 * it is installed.
 */
static struct str backup_step(void) {
    static const char *const folders[] = {"/etc", "/usr/local/lib", "/usr/lib", "/lib"};
    for (size_t i = 0; i < COUNT(folders); i++) {
        char path[100];
        snprintf(path, sizeof path, "%s/systemd/system/leerid-backup.timer", folders[i]);
        if (file_exists(path)) return S("systemctl enable --now leerid-backup.timer");
    }
    return S("leerid backup leerid.copy");
}

/*
 * Checks the last backup. PostgreSQL has backups of its own (docs/admin/backup.md), which this
 * program cannot see.
 */
void check_copies(struct doctor *doctor) {
    struct cli *cli = doctor->cli;
    struct stat info;
    struct str database = cli->config.values[SETTING_DATABASE];
    bool sqlite = str_starts(database, S("sqlite:"));
    bool made = stat(str_c(cli->arena, app_backup_mark(cli->arena, &cli->config)), &info) == 0;
    json_object_set_new(doctor->facts, "backup_at",
                        cli_json_time(cli->arena, made ? info.st_mtim.tv_sec * 1000 : -1));
    long long hours = made ? age_ms(&info) / HOUR_MS : 0;
    if (made && hours > BACKUP_HOURS_MAX)
        doctor_add(doctor, VERDICT_WARNING, backup_step(),
                   MESSAGE("the last backup of this machine is {0} days old", hours / 24));
    else if (!made && sqlite)
        doctor_add(doctor, VERDICT_WARNING, backup_step(),
                   MESSAGE("no backup was made with `leerid backup` on this machine yet"));
    else if (made)
        doctor_add(doctor, VERDICT_OK, S(""), MESSAGE("the last backup is {0} hours old", hours));
    if (sqlite) list_kept(doctor, str_sub(database, 7, database.len));
}
