/*
 * leerid import: imports rosters and change feeds, one file or all files of a folder. A file is
 * applied completely or not at all.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "main/command.h"
#include "main/reason.h"
#include "service/roster/import_roster.h"
#include "service/printing/print_cards.h"

enum { FOLDER_FILES_MAX = 10000, DAY_CHARS = 10 };

struct total {
    struct change_counts counts;
    bool applied, braked, refused;
    json_t *errors, *warnings;
};

static void print_messages(struct cli *cli, const char *file, const char *before,
                           const struct roster_messages *messages, json_t *list) {
    for (size_t i = 0; i < messages->count; i++) {
        const struct roster_message *m = &messages->items[i];
        struct str text = roster_message_text(cli->arena, m);
        json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:o}", "file", file, "line", m->line,
                                              "column", m->column, "message", json_str(text)));
        if (!cli->json && m->line == 0)
            fprintf(stderr, "%s%s: %.*s\n", before, file, STR_ARG(text));
        if (!cli->json && m->line > 0)
            fprintf(stderr, "%s%s, rij %d, kolom %d: %.*s\n", before, file, m->line, m->column,
                    STR_ARG(text));
    }
    if (messages->total > messages->count && !cli->json)
        fprintf(stderr, "… en nog %zu %s.\n", messages->total - messages->count,
                cli_noun(messages->total - messages->count, "melding", "meldingen"));
}

static void print_report(const struct cli *cli, struct arena *arena, const char *file,
                         const struct import_report *report) {
    if (cli->json) return;
    const struct change_counts *c = &report->counts;
    printf("%s: %zu %s, %zu %s\n", file, report->rows, cli_noun(report->rows, "rij", "rijen"),
           report->schools, cli_noun(report->schools, "instelling", "instellingen"));
    printf("  nieuw %zu, gewijzigd %zu, veranderd van groep of klas %zu, beëindigd %zu, "
           "ongewijzigd %zu\n",
           c->added, c->changed, c->moved, c->ended, c->unchanged);
    if (report->undated > 0)
        printf("  rijen zonder datum (%zu) gelden van %.*s tot en met %.*s\n", report->undated,
               STR_ARG(day_words(arena, report->undated_from)),
               STR_ARG(day_words(arena, report->undated_until)));
    if (report->ignored_columns.len > 0)
        printf("  niet gebruikte kolommen: %.*s\n", STR_ARG(report->ignored_columns));
    if (report->applied) puts("  doorgevoerd");
}

static void wait_for_yes(struct cli *cli, const char *file, const struct total *total,
                         const char *question) {
    json_array_append_new(total->errors, json_pack("{s:s, s:i, s:i, s:s}", "file", file, "line", 0,
                                                   "column", 0, "message", question));
    if (!cli->json) cli_say("%s: %s", file, question);
}

static void report_warning(struct cli *cli, const char *file, struct total *total,
                           const char *warning) {
    json_array_append_new(total->warnings, json_pack("{s:s, s:i, s:i, s:s}", "file", file, "line",
                                                     0, "column", 0, "message", warning));
    if (!cli->json) cli_say("%s: let op: %s", file, warning);
}

/* Prints what would stop the real run. */
static void print_dry_run(struct cli *cli, const char *file, const struct import_report *report,
                          struct total *total) {
    if (report->braked)
        report_warning(cli, file, total,
                       "meer dan 15 % van de leerlingen zou de instelling verlaten. Zonder --yes "
                       "wijzigt er dan niets");
    if (report->asks_year)
        report_warning(cli, file, total,
                       "rijen zonder datum tellen in juli en augustus nog voor het schooljaar dat "
                       "eindigt. Zonder --yes wijzigt er dan niets; is dit de lijst van volgend "
                       "schooljaar, zet er dan een kolom begindatum bij");
}

static enum exit_code import_file(struct cli *cli, const char *file,
                                  const struct import_options *options, struct total *total) {
    int fd CLEANUP(file_close_at) = file_open_regular(file);
    if (fd < 0) {
        cli_say("%s kan niet geopend worden: %s%s", file, system_reason(errno),
                errno == EACCES ? "; wie dit uitvoert, moet het kunnen lezen (de gebruiker van de "
                                  "dienst: mode 0644)"
                                : "");
        return EXIT_REFUSED;
    }
    struct arena *job CLEANUP(arena_destroy_at) = arena_create((size_t)4 << 30, true);
    struct actor actor = cli_actor();
    struct import_report report;
    struct fault fault = {0};
    enum rc rc = import_roster(
        &(struct call){.service = &cli->service, .arena = job, .actor = &actor, .fault = &fault},
        fd, options, &report);
    if (rc != RC_OK && rc != RC_INVALID) return cli_failed(rc, file, &fault);
    print_messages(cli, file, "", report.messages, total->errors);
    print_messages(cli, file, "let op: ", report.warnings, total->warnings);
    if (rc == RC_INVALID) {
        if (!cli->json) cli_say("%s is geweigerd; er is niets gewijzigd", file);
        return EXIT_REFUSED;
    }
    print_report(cli, job, file, &report);
    total->counts.added += report.counts.added;
    total->counts.changed += report.counts.changed;
    total->counts.moved += report.counts.moved;
    total->counts.ended += report.counts.ended;
    total->counts.unchanged += report.counts.unchanged;
    total->applied = total->applied && report.applied;
    if (options->dry_run) return print_dry_run(cli, file, &report, total), EXIT_DONE;
    bool braked = report.braked && !options->past_brake,
         asks = report.asks_year && !options->this_year;
    if (braked)
        wait_for_yes(cli, file, total,
                     "meer dan 15 % van de leerlingen zou de instelling verlaten; er is niets "
                     "gewijzigd. Is dat juist, voer dan uit met --yes");
    if (asks)
        wait_for_yes(cli, file, total,
                     "rijen zonder datum tellen in juli en augustus nog voor het schooljaar dat "
                     "eindigt; er is niets gewijzigd. Is dit de lijst van volgend schooljaar, zet "
                     "er dan een kolom begindatum bij; is het die van nu, voer dan uit met --yes");
    return braked || asks ? EXIT_REFUSED : EXIT_DONE;
}

/* Returns the day in a name such as "2026-09-02.csv", DAY_NONE when it has none. */
static day_count day_of_name(const char *name) {
    day_count day = DAY_NONE;
    struct str text = str_of(name);
    return text.len > DAY_CHARS && roster_date(str_sub(text, 0, DAY_CHARS), &day) == RC_OK
               ? day
               : DAY_NONE;
}

static bool is_roster_name(const char *name) {
    struct str text = str_of(name);
    return name[0] != '.' && (str_ends(text, S(".csv")) || str_ends(text, S(".xlsx")));
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
        if (is_roster_name(entry->d_name)) names[count++] = str_c(arena, str_of(entry->d_name));
    closedir(opened);
    ENSURE(count <= FOLDER_FILES_MAX, RC_LIMIT);
    qsort(names, count, sizeof *names, by_name);
    *ret_names = names;
    *ret_count = count;
    return RC_OK;
}

static enum exit_code put_aside(struct cli *cli, const char *folder, const char *name) {
    const char *done = str_c(cli->arena, str_format(cli->arena, "%s/verwerkt", folder));
    const char *from = str_c(cli->arena, str_format(cli->arena, "%s/%s", folder, name));
    const char *to = str_c(cli->arena, str_format(cli->arena, "%s/%s", done, name));
    if (folder_make(done) && rename(from, to) == 0) return EXIT_DONE;
    cli_say("%s is verwerkt, maar kan niet naar %s: %s", from, done, system_reason(errno));
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
        return cli_say("%s kan niet gelezen worden: %s", folder, system_reason(errno)),
               EXIT_REFUSED;
    if (count == 0 && !cli->json) printf("%s: geen nieuwe bestanden\n", folder);
    day_count today = service_today(&cli->service);
    for (size_t i = 0; i < count; i++) {
        day_count day = day_of_name(names[i]);
        options.day = day == DAY_NONE ? 0 : day;
        if (options.day > today) {
            if (!cli->json) printf("%s: wacht tot die dag\n", names[i]);
            continue;
        }
        const char *file = str_c(cli->arena, str_format(cli->arena, "%s/%s", folder, names[i]));
        enum exit_code code = import_file(cli, file, &options, total);
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

enum exit_code command_import(struct cli *cli) {
    int64_t school = 0;
    bool folder = cli_flag(cli, "folder");
    if (folder == (cli->word_count > 0))
        return cli_usage(cli, "welk bestand? Geef bestanden, of --folder MAP");
    if (!cli_number(cli, "school", 1, 999999, &school)) return EXIT_USAGE;
    struct str format = cli_text(cli, "format");
    bool known = format.len == 0 || str_eq(format, S("auto")) || str_eq(format, S("csv")) ||
                 str_eq(format, S("xlsx"));
    if (!known) return cli_usage(cli, "--format moet auto, csv of xlsx zijn");
    day_count day = 0;
    if (!read_day(cli, &day))
        return cli_usage(cli, "--day is een dag tot en met vandaag, bijvoorbeeld 2026-09-02");
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct fault fault = {0};
    if (db_expect_bulk(cli->service.db, &fault) != RC_OK)
        return cli_failed(RC_IO, "databank", &fault);
    const struct import_options options = {.school = (int)school,
                                           .dry_run = cli_flag(cli, "dry-run"),
                                           .past_brake = cli_flag(cli, "yes"),
                                           .this_year = cli_flag(cli, "yes"),
                                           .changes = cli_flag(cli, "changes"),
                                           .day = day};
    struct total total = {.applied = true, .errors = json_array(), .warnings = json_array()};
    enum exit_code code = EXIT_DONE;
    if (folder) code = import_folder(cli, options, &total);
    for (size_t i = 0; i < cli->word_count && code == EXIT_DONE; i++)
        code = import_file(cli, cli->words[i], &options, &total);
    if (!cli->json) return json_decref(total.errors), json_decref(total.warnings), code;
    const struct change_counts *c = &total.counts;
    cli_json(json_pack("{s:I, s:I, s:I, s:I, s:I, s:b, s:o, s:o}", "new", (json_int_t)c->added,
                       "changed", (json_int_t)c->changed, "moved", (json_int_t)c->moved, "ended",
                       (json_int_t)c->ended, "unchanged", (json_int_t)c->unchanged, "applied",
                       code == EXIT_DONE && total.applied, "errors", total.errors, "warnings",
                       total.warnings));
    return code;
}
