/* leerid import: imports rosters and change feeds: single files, files that belong together, or all
 * files of a folder. Each school of a file is applied completely or not at all. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "format/file_set.h"
#include "main/import_choices.h"
#include "main/reason.h"
#include "service/printing/print_cards.h"
#include "web/when.h"

enum { FOLDER_FILES_MAX = 10000, DAY_CHARS = 10 };
static const char DONE[] = "verwerkt";

struct total {
    struct change_counts counts;
    bool applied, incomplete; /* incomplete: a school was refused or its endings held back */
    json_t *errors, *warnings, *groups, *held, *refused;
    const struct import_choices *choices;
};

/* One message of a file, for JSON in Dutch. */
static json_t *message_json(const char *file, int line, int column, struct str text) {
    return json_pack("{s:s, s:i, s:i, s:o}", "file", file, "line", line, "column", column,
                     "message", cli_json_str(text));
}

static void print_messages(struct cli *cli, const char *file, bool warnings,
                           const struct roster_messages *messages, json_t *list) {
    for (size_t i = 0; i < messages->count; i++) {
        const struct roster_message *m = &messages->items[i];
        struct str text = roster_message_in(cli->arena, cli_language(), m);
        json_array_append_new(list, message_json(file, m->line, m->column,
                                                 roster_message_in(cli->arena, LANGUAGE_NL, m)));
        if (!cli->json && m->line == 0)
            cli_note(warnings ? N_("note: {0}: {1}") : N_("{0}: {1}"), file, text);
        if (!cli->json && m->line > 0)
            cli_note(warnings ? N_("note: {0}, row {1}, column {2}: {3}")
                              : N_("{0}, row {1}, column {2}: {3}"),
                     file, m->line, m->column, text);
    }
    if (messages->total > messages->count && !cli->json)
        cli_note("… and 1 more message.~~… and {0} more messages.",
                 messages->total - messages->count);
}

static void print_report(const struct cli *cli, struct arena *arena, const char *file,
                         const struct import_report *report) {
    if (cli->json) return;
    const struct change_counts *c = &report->counts;
    enum language language = cli_language();
    cli_print("{0}: {1}, {2}", file, message_count("1 row~~{0} rows", report->rows),
              message_count("1 school~~{0} schools", report->schools));
    cli_print(
        "  new {0}, changed {1}, moved to another group or class {2}, ended {3}, unchanged {4}",
        c->added, c->changed, c->moved, c->ended, c->unchanged);
    if (report->undated > 0)
        cli_print("  rows without a date ({0}) count from {1} until {2}", report->undated,
                  when_day(arena, language, report->undated_from),
                  when_day(arena, language, report->undated_until));
    if (report->ignored_columns.len > 0)
        cli_print("  unused columns: {0}", report->ignored_columns);
    if (report->applied)
        cli_print(report->held_count > 0 ? N_("  applied, except the endings held back")
                                         : N_("  applied"));
}

static void wait_for_yes(struct cli *cli, const char *file, const struct total *total,
                         const char *question) {
    json_array_append_new(total->errors, message_json(file, 0, 0, tr(LANGUAGE_NL, question)));
    if (!cli->json) cli_say("{0}: {1}", file, message_word(question));
}

static void report_warning(struct cli *cli, const char *file, struct total *total,
                           const char *warning) {
    json_array_append_new(total->warnings, message_json(file, 0, 0, tr(LANGUAGE_NL, warning)));
    if (!cli->json) cli_say("{0}: note: {1}", file, message_word(warning));
}

/* Prints what would stop the real run. */
static void print_dry_run(struct cli *cli, const char *file, const struct import_report *report,
                          struct total *total) {
    if (report->asks_year)
        report_warning(cli, file, total,
                       N_("in July and August rows without a date still count for the school year "
                          "that ends. Without --yes nothing changes then; if this is the list of "
                          "the next school year, add a column begindatum (start date)"));
}

static json_t *who_json(const struct import_held *held) {
    json_t *list = json_array();
    for (size_t i = 0; i < held->who_count; i++)
        json_array_append_new(list, json_pack("{s:I, s:o, s:o}", "roll_number",
                                              (json_int_t)held->who[i].roll_number, "first_name",
                                              cli_json_str(held->who[i].first_name), "last_name",
                                              cli_json_str(held->who[i].last_name)));
    return list;
}

static void print_held(struct cli *cli, const char *file, const struct import_held *h, bool unread,
                       struct total *total) {
    const char *text =
        unread
            ? N_("rows of this file may be of school {0}; those who are not in it ({1} of {2}) "
                 "stay enrolled for now. Correct these rows, or run: leerid import --release {0}")
            : N_("too many pupils would leave school {0} ({1} of {2}). They stay enrolled for now; "
                 "everything else goes through. If it is right, run: leerid import --release {0}");
    const struct message message =
        MESSAGE(text, message_digits(h->school, 6), h->endings, h->pupils);
    json_t *told = json_pack("{s:s, s:i, s:i, s:o}", "file", file, "line", 0, "column", 0,
                             "message", cli_json_message(cli->arena, &message));
    json_array_append_new(total->warnings, told);
    if (!cli->json) cli_say("{0}: note: {1}", file, cli_in_words(cli->arena, &message));
    json_array_append_new(total->held, json_pack("{s:i, s:I, s:I, s:o}", "school", h->school,
                                                 "endings", (json_int_t)h->endings, "pupils",
                                                 (json_int_t)h->pupils, "who", who_json(h)));
}

/* Prints the schools whose endings are held back or whose rows were refused. */
static void print_incomplete(struct cli *cli, const char *file, const struct import_report *report,
                             struct total *total) {
    for (size_t i = 0; i < report->held_count && i < SCHOOLS_TOLD_MAX; i++)
        print_held(cli, file, &report->held[i], report->unread > 0, total);
    for (size_t i = 0; i < report->refused && i < SCHOOLS_TOLD_MAX; i++) {
        json_array_append_new(total->refused, json_integer(report->refused_schools[i]));
        if (!cli->json)
            cli_say("{0}: school {1} is refused; nothing was changed there", file,
                    message_digits(report->refused_schools[i], 6));
    }
    if (report->held_count + report->refused + report->unread > 0) total->incomplete = true;
}

static enum exit_code cannot_open(const char *file) {
    cli_say(errno == EACCES ? N_("{0} cannot be opened: {1}; whoever runs this must be able to "
                                 "read it (the user of the service: mode 0644)")
                            : N_("{0} cannot be opened: {1}"),
            file, reason_of_errno(errno));
    return EXIT_REFUSED;
}

/* Schools are applied one by one, so an import that fails may have changed some of them. */
static enum exit_code fail_early(const char *file, size_t schools, const struct fault *fault) {
    cli_say("{0}: ended early: {1} are done, the others are unchanged. Run the same command again",
            file, message_count("1 school~~{0} schools", schools));
    if (fault->detail[0] != '\0') cli_say("detail: {0}", fault->detail);
    return EXIT_FAILED;
}

static enum exit_code import_open(struct cli *cli, const char *file, int fd,
                                  const struct import_options *options, struct total *total) {
    struct arena *job CLEANUP(arena_destroy_at) = arena_create((size_t)4 << 30, true);
    struct actor actor = cli_actor();
    struct import_report report = {0};
    struct fault fault = {0};
    enum rc rc = import_roster(
        &(struct call){.service = &cli->service, .arena = job, .actor = &actor, .fault = &fault},
        fd, options, &report);
    if (rc != RC_OK && rc != RC_INVALID)
        return options->dry_run || report.schools == 0 ? cli_failed_at(rc, file, &fault)
                                                       : fail_early(file, report.schools, &fault);
    print_messages(cli, file, false, report.messages, total->errors);
    print_messages(cli, file, true, report.warnings, total->warnings);
    json_t *groups = import_questions_json(report.questions);
    json_array_extend(total->groups, groups);
    json_decref(groups);
    if (rc == RC_INVALID) {
        if (!cli->json) cli_say("{0} is refused; nothing was changed", file);
        return EXIT_REFUSED;
    }
    print_report(cli, job, file, &report);
    roster_counts_add(&total->counts, &report.counts);
    total->applied = total->applied && report.applied;
    print_incomplete(cli, file, &report, total);
    if (options->dry_run) return print_dry_run(cli, file, &report, total), EXIT_DONE;
    if (report.applied &&
        import_choices_keep(cli, fd, options->school, total->choices) != EXIT_DONE)
        return EXIT_FAILED;
    bool asks = report.asks_year && !options->this_year;
    if (asks)
        wait_for_yes(
            cli, file, total,
            N_("in July and August rows without a date still count for the school year that ends; "
               "nothing was changed. If this is the list of the next school year, add a column "
               "begindatum (start date); if it is the present one, run with --yes"));
    return asks ? EXIT_REFUSED : EXIT_DONE;
}

static void close_files(const struct set_file *files, size_t count) {
    for (size_t i = 0; i < count; i++) close(files[i].fd);
}

/* Imports files that belong together as one list. label: what messages call them */
static enum exit_code import_set(struct cli *cli, const char *label, const char *const *paths,
                                 size_t count, const struct import_options *options,
                                 struct total *total) {
    struct set_file files[FILE_SET_MAX];
    int fd CLEANUP(file_close_at) = -1;
    if (count == 0 || count > FILE_SET_MAX)
        return cli_say(N_("{0}: give 1 to 64 files together"), label), EXIT_REFUSED;
    for (size_t i = 0; i < count; i++) {
        files[i] = (struct set_file){paths[i], file_open_regular(paths[i])};
        if (files[i].fd >= 0) continue;
        close_files(files, i);
        return cannot_open(paths[i]);
    }
    enum rc rc = file_set_pack(cli->arena, files, count, &fd);
    close_files(files, count);
    if (rc == RC_OK) return import_open(cli, label, fd, options, total);
    cli_say(rc == RC_INVALID     ? N_("{0}: two files have the same name")
            : rc == RC_TOO_LARGE ? N_("{0}: together these files are too large (at most 32 MiB)")
                                 : N_("{0}: the files cannot be read"),
            label);
    return rc == RC_IO ? EXIT_FAILED : EXIT_REFUSED;
}

/* Returns the day in a name such as "2026-09-02.csv", DAY_NONE when it has none. */
static day_count day_of_name(const char *name) {
    day_count day = DAY_NONE;
    struct str text = str_of(name);
    return text.len >= DAY_CHARS && roster_date(str_sub(text, 0, DAY_CHARS), &day) == RC_OK
               ? day
               : DAY_NONE;
}

static bool is_roster_name(const char *name) {
    static const char *const endings[] = {".csv", ".xlsx", ".xls", ".xml", ".zip", ".htm", ".html"};
    struct str text = str_of(name);
    for (size_t i = 0; i < COUNT(endings) && name[0] != '.'; i++) {
        size_t len = strlen(endings[i]);
        if (text.len > len && strcasecmp(name + text.len - len, endings[i]) == 0) return true;
    }
    return false;
}

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Lists, and folders of a day with files that belong together; other folders are left alone. */
static bool is_entry(struct arena *arena, const char *folder, const char *name) {
    if (is_roster_name(name)) return true;
    if (day_of_name(name) == DAY_NONE) return false;
    return is_folder(str_c(arena, str_format(arena, "%s/%s", folder, name)));
}

static int by_name(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static enum rc list_folder(struct arena *arena, const char *folder, const char ***ret_names,
                           size_t *ret_count) {
    DIR *opened = opendir(folder);
    ENSURE(opened != NULL, RC_IO);
    const char **names = ARENA_ARRAY(arena, const char *, FOLDER_FILES_MAX + 1);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(opened)) != NULL && count <= FOLDER_FILES_MAX;)
        if (is_entry(arena, folder, entry->d_name))
            names[count++] = str_c(arena, str_of(entry->d_name));
    closedir(opened);
    ENSURE(count <= FOLDER_FILES_MAX, RC_LIMIT);
    qsort(names, count, sizeof *names, by_name);
    *ret_names = names;
    *ret_count = count;
    return RC_OK;
}

/* A file, or a folder whose files belong together. */
static enum exit_code import_path(struct cli *cli, const char *path,
                                  const struct import_options *options, struct total *total) {
    if (is_folder(path)) {
        const char **names;
        size_t count;
        if (list_folder(cli->arena, path, &names, &count) != RC_OK) return cannot_open(path);
        for (size_t i = 0; i < count; i++)
            names[i] = str_c(cli->arena, str_format(cli->arena, "%s/%s", path, names[i]));
        return import_set(cli, path, names, count, options, total);
    }
    int fd CLEANUP(file_close_at) = file_open_regular(path);
    return fd < 0 ? cannot_open(path) : import_open(cli, path, fd, options, total);
}

static enum exit_code put_aside(struct cli *cli, const char *folder, const char *name) {
    const char *done = str_c(cli->arena, str_format(cli->arena, "%s/%s", folder, DONE));
    const char *from = str_c(cli->arena, str_format(cli->arena, "%s/%s", folder, name));
    const char *to = str_c(cli->arena, str_format(cli->arena, "%s/%s", done, name));
    if (folder_make(done) && rename(from, to) == 0) return EXIT_DONE;
    cli_say("{0} is imported, but cannot be moved to {1}: {2}", from, done, reason_of_errno(errno));
    return EXIT_FAILED;
}

/*
 * Imports the files of a folder in the order of their names, each with the day in its name. A
 * refused file stops the import, because later files build on it. Applied files are moved away at
 * once; a file that was applied but not yet moved changes nothing when it is imported again.
 */
static enum exit_code import_folder(struct cli *cli, struct import_options options,
                                    struct total *total) {
    const char *folder = str_c(cli->arena, cli_text(cli, "folder"));
    const char **names;
    size_t count;
    if (list_folder(cli->arena, folder, &names, &count) != RC_OK)
        return cli_say("{0} cannot be read: {1}", folder, reason_of_errno(errno)), EXIT_REFUSED;
    if (count == 0 && !cli->json) cli_print("{0}: no new files", folder);
    day_count today = service_today(&cli->service);
    for (size_t i = 0; i < count; i++) {
        day_count day = day_of_name(names[i]);
        options.day = day == DAY_NONE ? 0 : day;
        if (options.day > today) {
            if (!cli->json) cli_print("{0}: waits until that day", names[i]);
            continue;
        }
        const char *file = str_c(cli->arena, str_format(cli->arena, "%s/%s", folder, names[i]));
        enum exit_code code = import_path(cli, file, &options, total);
        if (code == EXIT_DONE && !options.dry_run) code = put_aside(cli, folder, names[i]);
        if (code != EXIT_DONE) return code;
    }
    return EXIT_DONE;
}

static bool read_day(const struct cli *cli, day_count *ret_day) {
    struct str text = cli_text(cli, "day");
    struct clock clock = clock_system();
    *ret_day = 0;
    return text.len == 0 ||
           (roster_date(text, ret_day) == RC_OK && *ret_day <= day_of_ms(clock_now_ms(&clock)));
}

static void print_total(const struct total *total, enum exit_code code) {
    const struct change_counts *c = &total->counts;
    cli_json(json_pack("{s:I, s:I, s:I, s:I, s:I, s:b, s:o, s:o, s:o, s:o, s:o}", "new",
                       (json_int_t)c->added, "changed", (json_int_t)c->changed, "moved",
                       (json_int_t)c->moved, "ended", (json_int_t)c->ended, "unchanged",
                       (json_int_t)c->unchanged, "applied", code == EXIT_DONE && total->applied,
                       "errors", total->errors, "warnings", total->warnings, "held", total->held,
                       "refused", total->refused, "unknown_groups", total->groups));
}

enum exit_code command_import(struct cli *cli) {
    int64_t school = 0;
    bool folder = cli_flag(cli, "folder");
    struct import_options options = {0};
    if (!command_import_read_released(cli, &options)) return EXIT_USAGE;
    bool only_release = options.released_count > 0 && !folder && cli->word_count == 0;
    if (folder == (cli->word_count > 0) && !only_release)
        return cli_usage(cli, "which file? Give files, or --folder FOLDER");
    if (folder && cli_flag(cli, "together"))
        return cli_usage(
            cli, "--together goes with files; in a folder each subfolder is read as one list");
    if (!cli_number(cli, "school", 1, 999999, &school)) return EXIT_USAGE;
    struct str format = cli_text(cli, "format");
    bool known = format.len == 0 || str_eq(format, S("auto")) || str_eq(format, S("csv")) ||
                 str_eq(format, S("xlsx"));
    if (!known) return cli_usage(cli, "--format must be auto, csv or xlsx");
    day_count day = 0;
    if (!read_day(cli, &day))
        return cli_usage(cli, "--day is a day up to today, for example 2026-09-02");
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct fault fault = {0};
    if (db_expect_bulk(cli->service.db, &fault) != RC_OK)
        return cli_failed(RC_IO, "database", &fault);
    if (only_release) return command_import_release_held(cli, &options);
    struct import_choices choices;
    if (!import_choices_read(cli, (int)school, &choices)) return EXIT_USAGE;
    options.school = (int)school;
    options.mapping = choices.mapping.count > 0 ? &choices.mapping : NULL;
    options.choices = choices.groups;
    options.choice_count = choices.group_count;
    options.dry_run = cli_flag(cli, "dry-run");
    options.past_limit = options.this_year = cli_flag(cli, "yes");
    options.changes = cli_flag(cli, "changes");
    options.day = day;
    struct total total = {.applied = true,
                          .errors = json_array(),
                          .warnings = json_array(),
                          .groups = json_array(),
                          .held = json_array(),
                          .refused = json_array(),
                          .choices = &choices};
    enum exit_code code = EXIT_DONE;
    if (folder) code = import_folder(cli, options, &total);
    bool together = cli_flag(cli, "together");
    if (together)
        code = import_set(cli, cli->words[0], (const char *const *)cli->words, cli->word_count,
                          &options, &total);
    for (size_t i = 0; i < cli->word_count && code == EXIT_DONE && !together; i++)
        code = import_path(cli, cli->words[i], &options, &total);
    if (cli->json)
        print_total(&total, code);
    else
        json_decref(total.errors), json_decref(total.warnings), json_decref(total.held),
            json_decref(total.refused), json_decref(total.groups);
    return code == EXIT_DONE && total.incomplete && !options.dry_run ? EXIT_REFUSED : code;
}
