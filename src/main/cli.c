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
    cli_say("--{0} moet een getal zijn van {1} tot {2}", name, min, max);
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
    [RC_NONE] = {EXIT_REFUSED, N_("dat bestaat niet; kijk de naam of het nummer na")},
    [RC_CONFLICT] = {EXIT_CONFLICT, N_("dat bestaat al, of is ondertussen gewijzigd")},
    [RC_DENIED] = {EXIT_CONFLICT, N_("dat mag niet")},
    [RC_INVALID] = {EXIT_REFUSED, N_("dat kan niet aanvaard worden; er is niets gewijzigd")},
    [RC_LIMIT] = {EXIT_REFUSED, N_("dat gaat over een grens; er is niets gewijzigd")},
    [RC_TOO_LARGE] = {EXIT_REFUSED,
                      N_("dat is te veel in één keer en er is niets bewaard; doe het in "
                         "delen, bijvoorbeeld per school of per klas")},
    [RC_RETRY] = {EXIT_FAILED,
                  N_("de databank was bezet en er is niets gewijzigd; probeer opnieuw")},
    [RC_UNCERTAIN] = {EXIT_FAILED, N_("de verbinding viel weg bij het bewaren; kijk na of het "
                                      "gebeurd is en probeer opnieuw")},
    [RC_IO] = {EXIT_FAILED, N_("het systeem weigerde")},
    [RC_BUG] = {EXIT_FAILED, N_("fout in het programma; er is niets gewijzigd")},
};

const char *cli_advice(const struct fault *fault) {
    static const char *const advices[] = {
        [FAULT_OTHER] = NULL,
        [FAULT_DISK_FULL] = N_("de schijf van de databank is vol; maak plaats en probeer opnieuw"),
        [FAULT_READ_ONLY] =
            N_("de databank kan niet beschreven worden; kijk de eigenaar en de rechten van haar "
               "bestanden na, en of de schijf alleen gelezen mag worden"),
        [FAULT_KEYS_DAMAGED] =
            N_("dat bestand met sleutels is niet volledig; zet de map met sleutels "
               "opzij en haal ze terug met `leerid keys restore`"),
        [FAULT_DATABASE_DAMAGED] = N_("de databank is beschadigd; leg de dienst stil en zet een "
                                      "reservekopie terug met `leerid restore --yes`"),
        [FAULT_ADDRESS_TAKEN] = N_("daar luistert al een programma, misschien LeerID zelf; leg het "
                                   "stil of kies een andere poort"),
        [FAULT_ADDRESS_FOREIGN] = N_("dat adres is niet van deze machine; kies er een van haar, of "
                                     "127.0.0.1"),
        [FAULT_ADDRESS_DENIED] = N_("deze gebruiker mag daar niet luisteren; kies een poort boven "
                                    "1023, of laat systemd luisteren (docs/admin/install.md)"),
        [FAULT_POOLING] = N_(
            "tussen LeerID en PostgreSQL staat een pooler die per transactie verdeelt, en dat gaat "
            "niet; zet in PgBouncer pool_mode = session, of verbind rechtstreeks "
            "(docs/admin/region.md)"),
    };
    return fault == NULL ? NULL : advices[fault->cause];
}

enum exit_code cli_missing_arg(enum cli_thing thing, struct message_arg what) {
    static const char *const texts[] = {
        [THING_SCHOOL] =
            N_("instelling {0} bestaat niet; `leerid school list` toont welke er zijn, "
               "`leerid school add` voegt er een toe"),
        [THING_STAFF] = N_("personeelslid {0} bestaat niet; `leerid staff list` toont wie er is"),
        [THING_ACCOUNT] =
            N_("leerling of LeerID {0} bestaat niet; kijk de gebruikersnaam na in het "
               "Schoolloket, of het stamnummer en de instelling"),
        [THING_APPLICATION] =
            N_("applicatie {0} bestaat niet; `leerid app list` toont welke er zijn"),
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
        (void)cli_failed(rc, "de instelling", &fault);
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
    cli_note("gebruik: leerid {0} {1}", cli->command->name, message_word(cli->command->usage));
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
