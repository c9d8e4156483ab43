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
     N_("[--invite NAME]"),
     N_("serves the Schoolloket and mijn.leerid; --invite shows a link with which that staff "
        "member signs in once"),
     {{"invite", OPTION_TEXT}},
     command_serve},
    {"import",
     N_("FILE… | --folder FOLDER | --release NUMBER… [--together] [--changes] [--day DAY] "
        "[--school NUMBER] [--format auto|csv|xlsx] [--map 'COLUMN=FIELD'…] [--groups "
        "'GROUP=LEVEL'…] [--dry-run] [--yes]"),
     N_("imports a list of pupils; --map: which column is what; --groups: kleuter, lager or "
        "secundair for a group that LeerID does not know; both may be a file with one on each "
        "line, and are remembered; --changes: only who changed; --folder: what is in that folder, "
        "in the order of the day in the name (2026-09-02.csv); --together: the files belong "
        "together (WISA, Informat, OneRoster)"),
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
     N_("import FILE | list --school NUMBER | levels NUMBER kleuter|lager|secundair…"),
     N_("administrative groups: import the official list (CSV, Excel or JSON with number, name and "
        "main structure); what a school chose for its groups; which education a school offers"),
     {{"school", OPTION_TEXT}},
     command_groups},
    {"create",
     N_("(--school NUMBER (--all | --group NAME | --class CODE | --roll-number N…) --out FILE.zip "
        "| --all-schools --out FOLDER) [--type auto|basic|advanced] [--secret picture|word] "
        "[--turn]"),
     N_("makes LeerIDs; --turn: who has a basic LeerID and is now in secondary education gets an "
        "advanced one, with a new password; --all-schools: for each pupil without, with one ZIP "
        "per school; may be stopped, running it again goes on"),
     {SELECTION,
      {"turn", OPTION_FLAG},
      {"all-schools", OPTION_FLAG},
      {"type", OPTION_TEXT},
      {"secret", OPTION_TEXT},
      {"out", OPTION_TEXT}},
     command_create},
    {"cards",
     N_("--school NUMBER (--all | --group NAME | --class CODE | --roll-number N… | --batch CODE) "
        "--out FILE.zip [--stock stickers|l7160|l7163|a4|bankkaart|a6] [--language nl|fr|en|de] "
        "[--captions none|words|numbers] [--stacked] [--start-label N] [--offset X,Y] "
        "[--zip-password]"),
     N_("prints cards again; --batch: those of one `leerid create`; --captions: what is below the "
        "pictures; --stacked: in the order of a stack of sheets that is cut together"),
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
     N_("add NUMBER NAME | add --file FILE.csv | list | set NUMBER [--name NAME] [--pictures 5..7] "
        "[--digits 3..4] [--temporary-days N] [--keep-sealed yes|no] [--ending-limit 0..100] | "
        "succeed OLD NEW [--date DAY]"),
     N_("adds schools, lists them or changes their settings"),
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
     N_("add NAME --role manager|teacher|viewer|operator [--school N…] [--class C…] [--email "
        "ADDRESS] [--keep] | list | disable NAME | reset NAME"),
     N_("adds staff, lists them, disables them or gives new access"),
     {{"role", OPTION_TEXT},
      {"school", OPTION_LIST},
      {"class", OPTION_LIST},
      {"email", OPTION_TEXT},
      {"keep", OPTION_FLAG}},
     command_staff},
    {"app",
     N_("add NAME --redirect-uri ADDRESS… [--data CLAIM…] [--home-url ADDRESS] [--public] "
        "[--post-logout-uri ADDRESS…] [--all-schools] | list | show|set|rotate|remove CLIENT_ID | "
        "logo CLIENT_ID FILE.png (all options: docs/admin/applications.md)"),
     N_("applications that pupils sign in to"),
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
     N_("show|reset|deactivate|activate|export|erase USERNAME | export|erase --school NUMBER "
        "--roll-number N | join STAYS GOES [--undo] [--secret picture|word] [--reason TEXT] "
        "[--yes]"),
     N_("one LeerID; export, erase: what is kept about a pupil, also without a LeerID; join: two "
        "LeerIDs of one pupil become one (usernames, or SCHOOL:ROLL)"),
     {{"school", OPTION_TEXT},
      {"roll-number", OPTION_TEXT},
      {"secret", OPTION_TEXT},
      {"reason", OPTION_TEXT},
      {"undo", OPTION_FLAG},
      {"yes", OPTION_FLAG}},
     command_account},
    {"pupils",
     N_("list --school NUMBER [--day DAY]"),
     N_("shows the pupils enrolled in a school on a day"),
     {{"school", OPTION_TEXT}, {"day", OPTION_TEXT}},
     command_pupils},
    {"sample",
     N_("--schools N --pupils N [--seed N] [--days FROM..TO] --out FOLDER"),
     N_("makes example schools; --days: with the changes of those days"),
     {{"schools", OPTION_TEXT},
      {"pupils", OPTION_TEXT},
      {"seed", OPTION_TEXT},
      {"days", OPTION_TEXT},
      {"out", OPTION_TEXT}},
     command_sample},
    {"migrate", "", N_("creates the database or brings it up to date"), {{0}}, command_migrate},
    {"report",
     N_("[--days N]"),
     N_("sign-ins per day of the whole platform"),
     {{"days", OPTION_TEXT}},
     command_report},
    {"backup",
     N_("FILE | FOLDER --keep N"),
     N_("writes a verified backup of the database while the service runs; without the keys; "
        "--keep: in a folder that keeps the N newest"),
     {{"keep", OPTION_TEXT}},
     command_backup},
    {"restore",
     N_("FILE [--yes]"),
     N_("restores a backup; --yes: in the place of what is there"),
     {{"yes", OPTION_FLAG}},
     command_restore},
    {"db-copy",
     N_("--to sqlite:PATH|postgresql://…"),
     N_("copies everything to another, empty database"),
     {{"to", OPTION_TEXT}},
     command_db_copy},
    {"keys",
     N_("list | rotate [--now] | backup FILE | restore FILE (passphrase in "
        "LEERID_KEYS_PASSPHRASE)"),
     N_("the keys; rotate: new ones, in use after an hour, when all servers have them; --now: at "
        "once, for a single server or after a leak"),
     {{"now", OPTION_FLAG}},
     command_keys},
    {"settings", "", N_("all settings with their value and origin"), {{0}}, command_settings},
    {"doctor",
     N_("[--history]"),
     N_("checks that everything works; --history: that the history is intact"),
     {{"history", OPTION_FLAG}},
     command_doctor},
    {"routes", "", N_("all addresses of both sites"), {{0}}, command_routes},
};

static int help(void) {
    cli_print("usage: leerid [--config FILE] [--json] COMMAND …");
    cli_print("       leerid help [COMMAND] | leerid --version");
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
        cli_say("the command {0} is unknown; did you mean `leerid {1}`? `leerid help` shows what "
                "is possible",
                word, near);
    else
        cli_say("the command {0} is unknown; `leerid help` shows what is possible", word);
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
        cli_print("leerid {0} (step {1} of the database schema)", LEERID_VERSION, step);
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
    cli_say("the process that reads files does not start: {0}", fault.detail);
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
            cli_say("warning: the environment variable {0} is not a setting of LeerID", name);
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
        cli_say("{0} belongs to the database or the keys of LeerID itself; give another file. "
                "Nothing was changed",
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
            return cli_say("the option {0} is unknown; `leerid help` shows what is possible",
                           argv[at]),
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
