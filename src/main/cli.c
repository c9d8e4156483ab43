#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "language/language.h"
#include "main/command.h"
#include "service/school/school.h"

const struct option_value *cli_option(const struct cli *cli, const char *name) {
    for (size_t i = 0; i < OPTIONS_MAX && cli->command->options[i].name != NULL; i++)
        if (strcmp(cli->command->options[i].name, name) == 0) return &cli->options[i];
    fprintf(stderr, "leerid %s: the table lacks --%s\n", cli->command->name, name);
    abort();
}

struct str cli_text(const struct cli *cli, const char *name) {
    const struct option_value *option = cli_option(cli, name);
    return option->count > 0 ? str_of(option->values[0]) : S("");
}

bool cli_flag(const struct cli *cli, const char *name) {
    return cli_option(cli, name)->given;
}

void cli_switch(const struct cli *cli, const char *name, bool *value) {
    const struct option_value *option = cli_option(cli, name);
    if (option->given) *value = !option->off;
}

bool cli_number(const struct cli *cli, const char *name, int64_t min, int64_t max,
                int64_t *ret_number) {
    const struct option_value *option = cli_option(cli, name);
    if (!option->given) return true;
    if (str_to_i64(str_of(option->values[0]), min, max, ret_number) == RC_OK) return true;
    cli_say("--{0} must be a number from {1} to {2}", name, min, max);
    return false;
}

bool cli_open(struct cli *cli, unsigned needs) {
    struct message problem = {0};
    enum rc rc = app_open(cli->arena, &cli->config, needs, &cli->app, &problem);
    if (rc == RC_OK) cli->app->parser = cli->parser;
    if (rc == RC_OK && (needs & NEED_STORE)) app_service(cli->app, &cli->service);
    if (rc == RC_OK) return true;
    if (needs & NEED_KEY_PROCESS)
        cli_start_failed(message_in(cli->arena, LANGUAGE_EN, &problem));
    else
        cli_say_message(&problem);
    return false;
}

enum exit_code cli_start_failed(struct str detail) {
    struct log_line line;
    log_begin(&line, LOG_START_FAILED);
    log_text(&line, "detail", detail);
    log_write(&line);
    return EXIT_FAILED;
}

struct actor cli_actor(void) {
    return (struct actor){.kind = ACTOR_COMMAND, .source = S("")};
}

enum language cli_language(void) {
    const struct language_variables variables = {getenv("LEERID_LANGUAGE"), getenv("LC_ALL"),
                                                 getenv("LC_MESSAGES"), getenv("LANG")};
    return language_of_variables(&variables);
}

struct str cli_in_words(struct arena *arena, const struct message *message) {
    return message_in(arena, cli_language(), message);
}

static void print_message(FILE *out, const char *before, const struct message *message,
                          const char *after) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)8 << 20, false);
    struct str text = cli_in_words(arena, message);
    fprintf(out, "%s%.*s%s", before, STR_ARG(text), after);
}

void cli_say_message(const struct message *message) {
    print_message(stderr, "leerid: ", message, "\n");
}

void cli_note_message(const struct message *message) {
    print_message(stderr, "", message, "\n");
}

void cli_print_message(const struct message *message) {
    print_message(stdout, "", message, "\n");
}

void cli_address(const char *label, struct str address) {
    printf("%s: %.*s\n", label, STR_ARG(address));
}

void cli_progress_message(const struct message *message) {
    if (isatty(STDERR_FILENO)) print_message(stderr, "\r", message, "\033[K");
}

void cli_progress_end(void) {
    if (isatty(STDERR_FILENO)) fputc('\n', stderr);
}

struct message_arg cli_decimal(struct arena *arena, double number, int decimals) {
    return message_arg_str(str_format(arena, "%.*f", decimals, number));
}

static const struct {
    enum exit_code code;
    const char *text;
} endings[] = {
    [RC_OK] = {EXIT_DONE, ""},
    [RC_NONE] = {EXIT_REFUSED, N_("that does not exist; check the name or the number")},
    [RC_CONFLICT] = {EXIT_CONFLICT, N_("that exists already, or was changed meanwhile")},
    [RC_DENIED] = {EXIT_CONFLICT, N_("that is not allowed")},
    [RC_INVALID] = {EXIT_REFUSED, N_("that cannot be accepted; nothing was changed")},
    [RC_LIMIT] = {EXIT_REFUSED, N_("that exceeds a limit; nothing was changed")},
    [RC_TOO_LARGE] = {EXIT_REFUSED, N_("that is too much at once and nothing was saved; do it in "
                                       "parts, for example by school or by class")},
    [RC_RETRY] = {EXIT_FAILED, N_("the database was busy and nothing was changed; try again")},
    [RC_UNCERTAIN] =
        {EXIT_FAILED,
         N_("the connection was lost while saving; check whether it was done and try again")},
    [RC_IO] = {EXIT_FAILED, N_("the system refused")},
    [RC_BUG] = {EXIT_FAILED, N_("a fault of the application itself; nothing was changed")},
};

const char *cli_advice(const struct fault *fault) {
    static const char *const advices[] = {
        [FAULT_OTHER] = NULL,
        [FAULT_DISK_FULL] = N_("the disk of the database is full; make space and try again"),
        [FAULT_READ_ONLY] = N_("the database cannot be written; check the owner and the "
                               "permissions of its files, and whether the disk is read-only"),
        [FAULT_KEYS_DAMAGED] = N_("that file with keys is incomplete; move the folder with keys "
                                  "away and restore them with `leerid keys restore`"),
        [FAULT_DATABASE_DAMAGED] = N_("the database is damaged; stop the service and restore a "
                                      "backup with `leerid restore --yes`"),
        [FAULT_ADDRESS_TAKEN] = N_("a process listens there already, perhaps LeerID itself; stop "
                                   "it or choose another port"),
        [FAULT_ADDRESS_FOREIGN] =
            N_("that address does not belong to this machine; choose one of its own, or 127.0.0.1"),
        [FAULT_ADDRESS_DENIED] = N_("this user may not listen there; choose a port above 1023, or "
                                    "let systemd listen (docs/admin/install.md)"),
        [FAULT_POOLING] = N_("between LeerID and PostgreSQL runs a pooler that shares connections "
                             "by transaction, which does not work; set pool_mode = session in "
                             "PgBouncer, or connect directly (docs/admin/region.md)"),
    };
    return fault == NULL ? NULL : advices[fault->cause];
}

enum exit_code cli_missing_arg(enum cli_thing thing, struct message_arg what) {
    static const char *const texts[] = {
        [THING_SCHOOL] = N_("school {0} does not exist; `leerid school list` shows those that do, "
                            "`leerid school add` adds one"),
        [THING_STAFF] = N_("staff member {0} does not exist; `leerid staff list` shows who does"),
        [THING_ACCOUNT] = N_("pupil or LeerID {0} does not exist; check the username in the "
                             "Schoolloket, or the roll number and the school"),
        [THING_APPLICATION] =
            N_("application {0} does not exist; `leerid app list` shows those that do"),
    };
    cli_say(texts[thing], what);
    return EXIT_REFUSED;
}

bool cli_knows_school(struct cli *cli, struct school_id school) {
    struct school_settings settings;
    int64_t roster_ms;
    struct fault fault = {0};
    enum rc rc = school_get(&cli->service, cli->arena, school, &settings, &roster_ms, &fault);
    if (rc == RC_NONE)
        (void)cli_missing(THING_SCHOOL, message_digits(school.value, 6));
    else if (rc != RC_OK)
        (void)cli_failed(rc, "the school", &fault);
    return rc == RC_OK;
}

enum exit_code cli_failed_arg(enum rc rc, struct message_arg what, const struct fault *fault) {
    const char *advice = cli_advice(fault);
    cli_say("{0}: {1}", what, message_word(advice != NULL ? advice : endings[rc].text));
    if (fault != NULL && fault->detail[0] != '\0') cli_say("detail: {0}", fault->detail);
    return endings[rc].code;
}

enum exit_code cli_failed(enum rc rc, const char *what, const struct fault *fault) {
    return cli_failed_arg(rc, message_word(what), fault);
}

enum exit_code cli_usage(const struct cli *cli, const char *problem) {
    if (problem != NULL) cli_say(problem);
    cli_note("usage: leerid {0} {1}", cli->command->name, message_word(cli->command->usage));
    return EXIT_USAGE;
}

void cli_json(json_t *object) {
    json_dumpf(object, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
    fputc('\n', stdout);
    json_decref(object);
}

json_t *cli_json_str(struct str text) {
    return json_stringn(text.len > 0 ? text.ptr : "", text.len);
}

json_t *cli_json_message(struct arena *arena, const struct message *message) {
    return cli_json_str(message_in(arena, LANGUAGE_NL, message));
}

json_t *cli_json_day(struct arena *arena, day_count day) {
    return day == DAY_NONE ? json_null() : cli_json_str(day_iso(arena, day));
}

json_t *cli_json_time(struct arena *arena, int64_t at_ms) {
    if (at_ms < 0) return json_null();
    int64_t seconds = at_ms / 1000, rest = seconds % 86400;
    struct str day = day_iso(arena, (day_count)(seconds / 86400));
    return cli_json_str(str_format(arena, "%.*sT%02d:%02d:%02dZ", STR_ARG(day), (int)(rest / 3600),
                                   (int)(rest / 60 % 60), (int)(rest % 60)));
}
