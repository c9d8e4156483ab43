#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "main/command.h"
#include "service/school/school.h"

const struct option_value *cli_option(const struct cli *cli, const char *name) {
    for (size_t i = 0; i < OPTIONS_MAX && cli->command->options[i].name != NULL; i++)
        if (strcmp(cli->command->options[i].name, name) == 0) return &cli->options[i];
    cli_say("de tabel van opdracht %s mist --%s", cli->command->name, name);
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
    cli_say("--%s moet een getal zijn van %lld tot %lld", name, (long long)min, (long long)max);
    return false;
}

bool cli_open(struct cli *cli, unsigned needs) {
    struct str problem = S("");
    enum rc rc = app_open(cli->arena, &cli->config, needs, &cli->app, &problem);
    if (rc == RC_OK) cli->app->parser = cli->parser;
    if (rc == RC_OK && (needs & NEED_STORE)) app_service(cli->app, &cli->service);
    if (rc == RC_OK) return true;
    if (needs & NEED_KEY_PROCESS)
        cli_start_failed(problem);
    else
        cli_say("%.*s", STR_ARG(problem));
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

const char *cli_noun(size_t count, const char *one, const char *many) {
    return count == 1 ? one : many;
}

void cli_say(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("leerid: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

static const struct {
    enum exit_code code;
    const char *text;
} endings[] = {
    [RC_OK] = {EXIT_DONE, ""},
    [RC_NONE] = {EXIT_REFUSED, "dat bestaat niet; kijk de naam of het nummer na"},
    [RC_CONFLICT] = {EXIT_CONFLICT, "dat bestaat al, of is ondertussen gewijzigd"},
    [RC_DENIED] = {EXIT_CONFLICT, "dat mag niet"},
    [RC_INVALID] = {EXIT_REFUSED, "dat kan niet aanvaard worden; er is niets gewijzigd"},
    [RC_LIMIT] = {EXIT_REFUSED, "dat gaat over een grens; er is niets gewijzigd"},
    [RC_TOO_LARGE] = {EXIT_REFUSED, "dat is te veel in één keer en er is niets bewaard; doe het in "
                                    "delen, bijvoorbeeld per school of per klas"},
    [RC_RETRY] = {EXIT_FAILED, "de databank was bezet en er is niets gewijzigd; probeer opnieuw"},
    [RC_UNCERTAIN] =
        {EXIT_FAILED,
         "de verbinding viel weg bij het bewaren; kijk na of het gebeurd is en probeer opnieuw"},
    [RC_IO] = {EXIT_FAILED, "het systeem weigerde"},
    [RC_BUG] = {EXIT_FAILED, "fout in het programma; er is niets gewijzigd"},
};

const char *cli_advice(const struct fault *fault) {
    static const char *const advices[] = {
        [FAULT_OTHER] = "",
        [FAULT_DISK_FULL] = "de schijf van de databank is vol; maak plaats en probeer opnieuw",
        [FAULT_READ_ONLY] =
            "de databank kan niet beschreven worden; kijk de eigenaar en de rechten van haar "
            "bestanden na, en of de schijf alleen gelezen mag worden",
        [FAULT_KEYS_DAMAGED] = "dat bestand met sleutels is niet volledig; zet de map met sleutels "
                               "opzij en haal ze terug met `leerid keys restore`",
        [FAULT_DATABASE_DAMAGED] = "de databank is beschadigd; leg de dienst stil en zet een "
                                   "reservekopie terug met `leerid restore --yes`",
        [FAULT_ADDRESS_TAKEN] = "daar luistert al een programma, misschien LeerID zelf; leg het "
                                "stil of kies een andere poort",
        [FAULT_ADDRESS_FOREIGN] = "dat adres is niet van deze machine; kies er een van haar, of "
                                  "127.0.0.1",
        [FAULT_ADDRESS_DENIED] = "deze gebruiker mag daar niet luisteren; kies een poort boven "
                                 "1023, of laat systemd luisteren (docs/admin/install.md)",
        [FAULT_POOLING] =
            "tussen LeerID en PostgreSQL staat een pooler die per transactie verdeelt, en dat gaat "
            "niet; zet in PgBouncer pool_mode = session, of verbind rechtstreeks "
            "(docs/admin/region.md)",
    };
    return fault == NULL ? "" : advices[fault->cause];
}

enum exit_code cli_missing(enum cli_thing thing, const char *what) {
    static const struct {
        const char *what, *next;
    } things[] = {
        [THING_SCHOOL] =
            {"instelling",
             "`leerid school list` toont welke er zijn, `leerid school add` voegt er een toe"},
        [THING_STAFF] = {"personeelslid", "`leerid staff list` toont wie er is"},
        [THING_ACCOUNT] =
            {"leerling of LeerID",
             "kijk de gebruikersnaam na in het Schoolloket, of het stamnummer en de instelling"},
        [THING_APPLICATION] = {"applicatie", "`leerid app list` toont welke er zijn"},
    };
    cli_say("%s %s bestaat niet; %s", things[thing].what, what, things[thing].next);
    return EXIT_REFUSED;
}

bool cli_knows_school(struct cli *cli, struct school_id school) {
    struct school_settings settings;
    int64_t roster_ms;
    struct fault fault = {0};
    enum rc rc = school_get(&cli->service, cli->arena, school, &settings, &roster_ms, &fault);
    if (rc == RC_NONE)
        (void)cli_missing(THING_SCHOOL,
                          str_c(cli->arena, str_format(cli->arena, "%06d", school.value)));
    else if (rc != RC_OK)
        (void)cli_failed(rc, "instelling", &fault);
    return rc == RC_OK;
}

enum exit_code cli_failed(enum rc rc, const char *what, const struct fault *fault) {
    const char *advice = cli_advice(fault);
    cli_say("%s: %s", what, advice[0] != '\0' ? advice : endings[rc].text);
    if (fault != NULL && fault->detail[0] != '\0') cli_say("detail: %s", fault->detail);
    return endings[rc].code;
}

enum exit_code cli_usage(const struct cli *cli, const char *problem) {
    if (problem != NULL) cli_say("%s", problem);
    fprintf(stderr, "gebruik: leerid %s %s\n", cli->command->name, cli->command->usage);
    return EXIT_USAGE;
}

void cli_json(json_t *object) {
    json_dumpf(object, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
    fputc('\n', stdout);
    json_decref(object);
}

json_t *json_str(struct str text) {
    return json_stringn(text.len > 0 ? text.ptr : "", text.len);
}

json_t *json_day(struct arena *arena, day_count day) {
    return day == DAY_NONE ? json_null() : json_str(day_iso(arena, day));
}

json_t *json_time(struct arena *arena, int64_t at_ms) {
    if (at_ms < 0) return json_null();
    int64_t seconds = at_ms / 1000, rest = seconds % 86400;
    struct str day = day_iso(arena, (day_count)(seconds / 86400));
    return json_str(str_format(arena, "%.*sT%02d:%02d:%02dZ", STR_ARG(day), (int)(rest / 3600),
                               (int)(rest / 60 % 60), (int)(rest % 60)));
}
