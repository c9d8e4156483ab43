/*
 * One program with commands; this file has the table.
 *
 * Exit status: 0 done, 1 failed, 2 wrong usage, 3 input refused (nothing changed), 4 conflict or
 * not allowed. Source: docs/develop/requirements.md "Commands".
 */
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/near.h"
#include "main/arguments.h"
#include "main/identity.h"
#include "main/sandbox.h"

#define SELECTION                                                                                  \
    {"school", OPTION_TEXT}, {"all", OPTION_FLAG}, {"group", OPTION_TEXT}, {"class", OPTION_TEXT}, \
    {                                                                                              \
        "roll-number", OPTION_LIST                                                                 \
    }

static const struct command commands[] = {
    {"serve",
     N_("[--invite NAAM]"),
     N_("dient het Schoolloket en mijn.leerid; --invite toont een link waarmee dat personeelslid "
        "zich "
        "één keer aanmeldt"),
     {{"invite", OPTION_TEXT}},
     command_serve},
    {"import",
     N_("BESTAND… | --folder MAP | --release NUMMER… [--together] [--changes] [--day DAG] "
        "[--school NUMMER] [--format "
        "auto|csv|xlsx] [--map 'KOLOM=VELD'…] [--groups 'GROEP=NIVEAU'…] [--dry-run] [--yes]"),
     N_("brengt een leerlingenlijst binnen; --map: welke kolom wat is; --groups: kleuter, lager of "
        "secundair voor een groep die LeerID niet kent; beide mogen een bestand zijn met één per "
        "regel, en worden onthouden; --changes: alleen wie wijzigde; --folder: wat in die map "
        "ligt, op volgorde van de dag in de naam (2026-09-02.csv); --together: de bestanden horen "
        "bij elkaar (WISA, "
        "Informat, OneRoster)"),
     {{"school", OPTION_TEXT},
      {"format", OPTION_TEXT},
      {"dry-run", OPTION_FLAG},
      {"yes", OPTION_FLAG},
      {"changes", OPTION_FLAG},
      {"folder", OPTION_TEXT},
      {"map", OPTION_LIST},
      {"groups", OPTION_LIST},
      {"together", OPTION_FLAG},
      {"release", OPTION_LIST},
      {"day", OPTION_TEXT}},
     command_import},
    {"groups",
     N_("import BESTAND | list --school NUMMER | levels NUMMER kleuter|lager|secundair…"),
     N_("administratieve groepen: de officiële lijst inlezen (CSV, Excel of JSON met nummer, naam "
        "en hoofdstructuur); wat een school over haar groepen koos; welk onderwijs een school "
        "geeft"),
     {{"school", OPTION_TEXT}},
     command_groups},
    {"create",
     N_("(--school NUMMER (--all | --group NAAM | --class CODE | --roll-number N…) --out "
        "BESTAND.zip "
        "| --all-schools --out MAP) [--type auto|basic|advanced] [--secret picture|word] [--turn]"),
     N_("maakt LeerID's; --turn: wie een basis LeerID heeft en nu in het secundair zit, krijgt een "
        "gevorderd, met een nieuw wachtwoord; --all-schools: voor elke leerling zonder, met een "
        "ZIP "
        "per instelling; stoppen mag, opnieuw uitvoeren gaat verder"),
     {SELECTION,
      {"turn", OPTION_FLAG},
      {"all-schools", OPTION_FLAG},
      {"type", OPTION_TEXT},
      {"secret", OPTION_TEXT},
      {"out", OPTION_TEXT}},
     command_create},
    {"cards",
     N_("--school NUMMER (--all | --group NAAM | --class CODE | --roll-number N… | --batch CODE) "
        "--out BESTAND.zip [--stock stickers|l7160|l7163|a4|bankkaart|a6] [--language nl|fr|en|de] "
        "[--captions none|words|numbers] [--stacked] [--start-label N] [--offset X,Y] "
        "[--zip-password]"),
     N_("drukt kaarten opnieuw af; --batch: die van één keer `leerid create`; --captions: wat "
        "onder "
        "de "
        "plaatjes staat; --stacked: in de volgorde van een stapel vellen die samen gesneden wordt"),
     {SELECTION,
      {"batch", OPTION_TEXT},
      {"out", OPTION_TEXT},
      {"start-label", OPTION_TEXT},
      {"offset", OPTION_TEXT},
      {"stock", OPTION_TEXT},
      {"language", OPTION_TEXT},
      {"captions", OPTION_TEXT},
      {"stacked", OPTION_FLAG},
      {"zip-password", OPTION_FLAG}},
     command_cards},
    {"school",
     N_("add NUMMER NAAM | add --file BESTAND.csv | list | set NUMMER [--name NAAM] [--pictures "
        "5..7] "
        "[--digits 3..4] [--temporary-days N] [--keep-sealed yes|no] "
        "[--ending-limit 0..100] | succeed OUD NIEUW [--date DAG]"),
     N_("voegt scholen toe, toont ze of wijzigt hun instellingen"),
     {{"file", OPTION_TEXT},
      {"name", OPTION_TEXT},
      {"pictures", OPTION_TEXT},
      {"digits", OPTION_TEXT},
      {"temporary-days", OPTION_TEXT},
      {"keep-sealed", OPTION_TEXT},
      {"ending-limit", OPTION_TEXT},
      {"date", OPTION_TEXT}},
     command_school},
    {"staff",
     N_("add NAAM --role manager|teacher|viewer|operator [--school N…] [--class C…] "
        "[--email ADRES] [--keep] | "
        "list | "
        "disable NAAM | reset NAAM"),
     N_("voegt personeel toe, toont het, schakelt het uit of geeft nieuwe toegang"),
     {{"role", OPTION_TEXT},
      {"school", OPTION_LIST},
      {"class", OPTION_LIST},
      {"email", OPTION_TEXT},
      {"keep", OPTION_FLAG}},
     command_staff},
    {"app",
     N_("add NAAM --redirect-uri ADRES… [--data GEGEVEN…] [--home-url BEGINADRES] [--public] "
        "[--post-logout-uri ADRES…] [--all-schools] | list | show|set|rotate|remove CLIENT_ID | "
        "logo "
        "CLIENT_ID BESTAND.png (alle opties: docs/admin/applications.md)"),
     N_("applicaties waarop leerlingen zich aanmelden"),
     {{"redirect-uri", OPTION_LIST},
      {"post-logout-uri", OPTION_LIST},
      {"public", OPTION_SWITCH},
      {"all-schools", OPTION_SWITCH},
      {"not-all-schools", OPTION_FLAG},
      {"name", OPTION_TEXT},
      {"maker", OPTION_TEXT},
      {"description", OPTION_TEXT},
      {"reason", OPTION_TEXT},
      {"home-url", OPTION_TEXT},
      {"backchannel-uri", OPTION_TEXT},
      {"sector", OPTION_TEXT},
      {"alg", OPTION_TEXT},
      {"data", OPTION_LIST},
      {"levels", OPTION_LIST},
      {"keys", OPTION_TEXT},
      {"keys-uri", OPTION_TEXT},
      {"refresh", OPTION_SWITCH},
      {"public-subject", OPTION_SWITCH},
      {"audience-list", OPTION_SWITCH},
      {"auth-time", OPTION_SWITCH},
      {"claims-in-token", OPTION_SWITCH},
      {"mail-placeholder", OPTION_SWITCH}},
     command_app},
    {"account",
     N_("show|reset|deactivate|activate|export|erase GEBRUIKERSNAAM | export|erase --school NUMMER "
        "--roll-number N | join BLIJFT VERDWIJNT [--undo] [--secret picture|word] [--reason TEKST] "
        "[--yes]"),
     N_("één LeerID; export, erase: wat van een leerling bewaard wordt, ook zonder LeerID; join: "
        "twee LeerID's van één leerling worden één (gebruikersnamen, of INSTELLING:STAMNUMMER)"),
     {{"school", OPTION_TEXT},
      {"roll-number", OPTION_TEXT},
      {"secret", OPTION_TEXT},
      {"reason", OPTION_TEXT},
      {"undo", OPTION_FLAG},
      {"yes", OPTION_FLAG}},
     command_account},
    {"pupils",
     N_("list --school NUMMER [--day DAG]"),
     N_("toont de leerlingen die op een dag in een instelling ingeschreven zijn"),
     {{"school", OPTION_TEXT}, {"day", OPTION_TEXT}},
     command_pupils},
    {"sample",
     N_("--schools N --pupils N [--seed N] [--days VAN..TOT] --out MAP"),
     N_("maakt voorbeeldscholen; --days: met de wijzigingen van die dagen"),
     {{"schools", OPTION_TEXT},
      {"pupils", OPTION_TEXT},
      {"seed", OPTION_TEXT},
      {"days", OPTION_TEXT},
      {"out", OPTION_TEXT}},
     command_sample},
    {"migrate", "", N_("maakt de databank of brengt ze bij"), {{0}}, command_migrate},
    {"report",
     N_("[--days N]"),
     N_("aanmeldingen per dag van het hele platform"),
     {{"days", OPTION_TEXT}},
     command_report},
    {"backup",
     N_("BESTAND | MAP --keep N"),
     N_("schrijft een nagekeken reservekopie van de databank, terwijl de dienst loopt; zonder de "
        "sleutels; --keep: in een map, die de N nieuwste houdt"),
     {{"keep", OPTION_TEXT}},
     command_backup},
    {"restore",
     N_("BESTAND [--yes]"),
     N_("zet een reservekopie terug; --yes: in de plaats van wat er staat"),
     {{"yes", OPTION_FLAG}},
     command_restore},
    {"db-copy",
     N_("--to sqlite:PAD|postgresql://…"),
     N_("zet alles over naar een andere, lege databank"),
     {{"to", OPTION_TEXT}},
     command_db_copy},
    {"keys",
     N_("list | rotate [--now] | backup BESTAND | restore BESTAND (wachtzin in "
        "LEERID_KEYS_PASSPHRASE)"),
     N_("de sleutels; rotate: nieuwe, die na een uur gelden, als alle servers ze hebben; --now: "
        "meteen, voor één server of na een lek"),
     {{"now", OPTION_FLAG}},
     command_keys},
    {"settings", "", N_("alle instellingen met hun waarde en herkomst"), {{0}}, command_settings},
    {"doctor",
     N_("[--history]"),
     N_("kijkt na of alles werkt; --history: of de historiek ongeschonden is"),
     {{"history", OPTION_FLAG}},
     command_doctor},
    {"routes", "", N_("alle adressen van beide sites"), {{0}}, command_routes},
};

static int help(void) {
    cli_print("gebruik: leerid [--config BESTAND] [--json] OPDRACHT …");
    cli_print("         leerid help [OPDRACHT] | leerid --version");
    putchar('\n');
    for (size_t i = 0; i < COUNT(commands); i++)
        printf("  %-10s %.*s\n", commands[i].name, STR_ARG(tr(cli_language(), commands[i].help)));
    return EXIT_DONE;
}

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

/* Prints that the command is unknown and which one was probably meant; returns EXIT_USAGE. */
static enum exit_code report_unknown_command(const char *word) {
    const char *names[COUNT(commands)];
    for (size_t i = 0; i < COUNT(commands); i++) names[i] = commands[i].name;
    const char *near = near_name(str_of(word), names, COUNT(commands));
    if (near != NULL)
        cli_say(
            "de opdracht {0} is onbekend; bedoelde je `leerid {1}`? `leerid help` toont wat kan",
            word, near);
    else
        cli_say("de opdracht {0} is onbekend; `leerid help` toont wat kan", word);
    return EXIT_USAGE;
}

static int command_help(const struct command *command) {
    printf("leerid %s %.*s\n%.*s\n", command->name, STR_ARG(tr(cli_language(), command->usage)),
           STR_ARG(tr(cli_language(), command->help)));
    return EXIT_DONE;
}

static int version(bool json) {
    int step = store_schema_known();
    if (json)
        cli_json(json_pack("{s:s, s:i}", "version", LEERID_VERSION, "schema_step", step));
    else
        cli_print("leerid {0} (stap {1} van het databankschema)", LEERID_VERSION, step);
    return EXIT_DONE;
}

static bool asks_help(const char *word) {
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/*
 * Disables core dumps, which would write keys and secrets to disk. Not in sanitizer builds, because
 * LeakSanitizer needs a dumpable process.
 */
static void disable_core_dumps(void) {
    const struct rlimit none = {0};
    setrlimit(RLIMIT_CORE, &none);
#ifndef LEERID_SANITIZED
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

/*
 * Starts the parser process of commands that read user files. It starts before the settings are
 * read, so that it does not inherit them.
 */
static bool start_parser(struct cli *cli) {
    static enum exit_code (*const readers[])(struct cli * cli) = {
        command_serve, command_import, command_groups, command_school, command_doctor, command_app};
    bool reads = false;
    for (size_t i = 0; i < COUNT(readers); i++) reads = reads || cli->command->run == readers[i];
    if (!reads) return true;
    const struct parser_config config = {.confine = sandbox_parser};
    struct fault fault = {0};
    if (parser_start(cli->arena, &config, &cli->parser, &fault) == RC_OK) return true;
    cli_say("het proces dat bestanden leest, start niet: {0}", fault.detail);
    return false;
}

/*
 * Returns the file or folder that the command writes for the user, or replaces the database with;
 * empty: none.
 */
static struct str named_file(const struct cli *cli) {
    const char *name = cli->command->name;
    bool keys = strcmp(name, "keys") == 0,
         copy = strcmp(name, "backup") == 0 || strcmp(name, "restore") == 0;
    struct str to = strcmp(name, "db-copy") == 0 ? cli_text(cli, "to") : S("");
    if (str_starts(to, S("sqlite:"))) return str_sub(to, 7, to.len);
    if (arguments_option_of(cli->command, S("out")) >= 0) return cli_text(cli, "out");
    if (copy && cli->word_count == 1) return str_of(cli->words[0]);
    return keys && cli->word_count == 2 && strcmp(cli->words[0], "backup") == 0
               ? str_of(cli->words[1])
               : S("");
}

/* The other commands open no state folder, database or keys. */
static bool opens_state(const struct command *command) {
    return command->run != command_sample && command->run != command_settings &&
           command->run != command_routes;
}

/* Names injected by a container platform are skipped. */
static void warn_of_unknown_names(const struct cli *cli) {
    bool serves = cli->command->run == command_serve;
    bool wanted =
        serves || cli->command->run == command_settings; /* doctor has a check of its own */
    for (size_t i = 0; wanted && i < cli->config.unknown_count; i++) {
        struct log_line line;
        struct str name = cli->config.unknown[i];
        if (!serves)
            cli_say("waarschuwing: de omgevingsvariabele {0} is geen instelling van LeerID", name);
        if (!serves) continue;
        log_begin(&line, LOG_CONFIG_WARNING);
        log_c(&line, "detail", "this environment variable is not a setting");
        log_text(&line, "name", name);
        log_write(&line);
    }
}

/* Rejects output paths inside the installation, and drops root privileges. */
static enum exit_code prepare_command(struct cli *cli) {
    struct str named = named_file(cli);
    struct message problem = {0};
    warn_of_unknown_names(cli);
    if (named.len > 0 && output_is_protected(cli->arena, &cli->config, named)) {
        cli_say("{0} hoort bij de databank of de sleutels van LeerID zelf; geef een ander bestand. "
                "Er is niets gewijzigd",
                named);
        return EXIT_CONFLICT;
    }
    if (!opens_state(cli->command)) return EXIT_DONE;
    enum identity_use use =
        cli->command->run == command_serve ? IDENTITY_SERVICE : IDENTITY_COMMAND;
    bool fine =
        identity_assume(cli->arena, cli->config.values[SETTING_STATE], use,
                        named.len > 0 ? str_c(cli->arena, named) : NULL, &cli->outputs, &problem);
    if (!fine) cli_say_message(&problem);
    return fine ? EXIT_DONE : EXIT_FAILED;
}

int main(int argc, char **argv) {
    disable_core_dumps();
    umask(077); /* created files are readable by their owner only */
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)2 << 30, true);
    struct cli cli = {.arena = arena, .outputs = {.helper = -1, .lock = PTHREAD_MUTEX_INITIALIZER}};
    const char *config_file = NULL;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "--json") == 0)
            cli.json = true;
        else if (asks_help(argv[at]))
            return help();
        else if (strcmp(argv[at], "--version") == 0)
            return version(cli.json || (at + 1 < argc && strcmp(argv[at + 1], "--json") == 0));
        else if (strcmp(argv[at], "--config") == 0 && at + 1 < argc)
            config_file = argv[++at];
        else
            return cli_say("de optie {0} is onbekend; `leerid help` toont wat kan", argv[at]),
                   EXIT_USAGE;
    }
    if (at == argc) return help(), EXIT_USAGE;
    bool asks = strcmp(argv[at], "help") == 0;
    if (asks && ++at == argc) return help();
    cli.command = find_command(argv[at]);
    if (cli.command == NULL) return report_unknown_command(argv[at]);
    for (int i = at + 1; i < argc; i++) asks = asks || asks_help(argv[i]);
    if (asks) return command_help(cli.command);
    struct message problem = {0};
    if (!arguments_take(&cli, argv + at + 1, argc - at - 1)) return cli_usage(&cli, NULL);
    if (!start_parser(&cli)) return EXIT_FAILED;
    if (config_read(arena, config_file, &cli.config, &problem) != RC_OK)
        return cli_say_message(&problem), EXIT_USAGE;
    enum exit_code code = prepare_command(&cli);
    if (code == EXIT_DONE) code = cli.command->run(&cli);
    if (cli.service.db != NULL) app_service_close(&cli.service);
    if (cli.app != NULL) app_close(cli.app);
    parser_close(cli.parser);
    return code;
}
