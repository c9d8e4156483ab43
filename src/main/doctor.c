/* leerid doctor: the table of checks, the checks of what the server opens, and the report. */
#include "main/doctor.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crypto/jose.h"
#include "crypto/keys.h"
#include "http/peer.h"
#include "main/keys.h"
#include "main/proxies.h"
#include "service/school/school.h"
#include "store/copy.h"

static const char *const words[VERDICTS] = {N_("in order"), N_("warning"), N_("failed")};
/* Member of a finding while the checks run: its text in the language of the person. */
#define SHOWN "shown"
enum { LABEL_WIDTH = 24 };
static const char *const codes[VERDICTS] = {"ok", "warning", "failed"};

void doctor_add(struct doctor *doctor, enum verdict verdict, struct str mend,
                struct message message) {
    struct arena *arena = doctor->cli->arena;
    if (verdict > doctor->verdict) doctor->verdict = verdict;
    json_array_append_new(doctor->findings,
                          json_pack("{s:s, s:o, s:o, s:o}", "verdict", codes[verdict], "text",
                                    cli_json_message(arena, &message), "mend", cli_json_str(mend),
                                    SHOWN, cli_json_str(cli_in_words(arena, &message))));
}

/* Prints the findings below the name of the check; warnings go to standard error. */
static void print_findings(const struct doctor *doctor) {
    size_t i;
    json_t *finding;
    json_array_foreach(doctor->findings, i, finding) {
        const char *text = json_string_value(json_object_get(finding, SHOWN)),
                   *mend = json_string_value(json_object_get(finding, "mend")),
                   *code = json_string_value(json_object_get(finding, "verdict"));
        size_t verdict = VERDICT_OK;
        while (verdict + 1 < VERDICTS && strcmp(codes[verdict], code) != 0) verdict++;
        if (verdict != VERDICT_OK && mend[0] != '\0')
            cli_say("{0}: {1}; do: {2}", message_word(words[verdict]), text, mend);
        else if (verdict != VERDICT_OK)
            cli_say("{0}: {1}", message_word(words[verdict]), text);
        else if (!doctor->cli->json)
            printf("  %s\n", text);
        json_object_del(finding, SHOWN);
    }
}

static void add_fault(struct doctor *doctor, const char *what, const struct fault *fault) {
    const char *advice = cli_advice(fault);
    doctor_add(doctor, VERDICT_FAILED, S(""),
               advice == NULL ? MESSAGE("{0}: {1}", message_word(what), fault->detail)
                              : MESSAGE("{0}: {1}: {2}", message_word(what), fault->detail,
                                        message_word(advice)));
}

static void check_text_rules(struct doctor *doctor) {
    struct text_rules *rules;
    if (text_rules_open(doctor->cli->arena, &rules) == RC_OK) return text_rules_close(rules);
    doctor_add(doctor, VERDICT_FAILED, S("apt install libicu72"),
               MESSAGE("the language rules of ICU are missing"));
}

static void check_fonts(struct doctor *doctor) {
    struct fault fault = {0};
    struct fonts *fonts;
    if (fonts_open(doctor->cli->arena, NULL, &fonts, &fault) == RC_OK) return fonts_close(fonts);
    doctor_add(doctor, VERDICT_FAILED, S("apt install fonts-sil-andika fonts-dejavu-core"),
               MESSAGE("fonts: {0}", fault.detail));
}

static void check_keys(struct doctor *doctor) {
    struct cli *cli = doctor->cli;
    const char *folder = str_c(cli->arena, cli->config.values[SETTING_KEYS]);
    struct clock clock = clock_system();
    struct keys *keys;
    struct signing_keys *signing;
    struct fault fault = {0};
    enum rc rc = keys_open(cli->arena, folder, false, &keys, &fault);
    if (rc == RC_OK)
        keys_close(keys);
    else if (rc == RC_NONE)
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("no keys in {0}; begin with `leerid migrate` or restore a copy with "
                           "`leerid keys restore`",
                           folder));
    else
        add_fault(doctor, N_("keys"), &fault);
    if (rc == RC_NONE) return;
    if (signing_keys_open(cli->arena, folder, false, clock_now_ms(&clock), &signing, &fault) ==
        RC_OK)
        return signing_keys_close(signing);
    add_fault(doctor, N_("signing keys"), &fault);
}

static void check_login(struct doctor *doctor) {
    struct fault fault = {0};
    bool owns;
    if (db_owns_tables(doctor->cli->service.db, &owns, &fault) != RC_OK)
        return add_fault(doctor, N_("database"), &fault);
    json_object_set_new(doctor->facts, "owner_login", json_boolean(owns));
    if (owns)
        doctor_add(doctor, VERDICT_WARNING, S(""),
                   MESSAGE("this login owns the tables. The separation of schools is then not "
                           "enforced and the history can be changed. Let the servers sign in as "
                           "leerid_web (deploy/postgresql/roles.sql): database = "
                           "postgresql://leerid_web:…@server/leerid; only `leerid migrate` works "
                           "as the owner"));
}

static void check_waiting_keys(struct doctor *doctor) {
    struct cli *cli = doctor->cli;
    int64_t from = keys_wait_until(cli);
    json_object_set_new(doctor->facts, "keys_from",
                        from > 0 ? cli_json_time(cli->arena, from) : json_null());
    if (from > 0)
        doctor_add(doctor, VERDICT_WARNING, S(""),
                   MESSAGE("keys: new ones are waiting, in use from {0}; {1}",
                           keys_moment_text(cli->arena, from), message_word(keys_copy_advice)));
}

/* Opens the database as the server does and verifies its contents. */
static void check_database(struct doctor *doctor) {
    struct cli *cli = doctor->cli;
    struct fault fault = {0};
    struct school_line *lines;
    struct message problem = {0};
    size_t count = 0;
    if (app_open(cli->arena, &cli->config, NEED_STORE | NEED_HASHES | NEED_SIGNING, &cli->app,
                 &problem) != RC_OK)
        return doctor_add(doctor, VERDICT_FAILED, S(""), problem);
    app_service(cli->app, &cli->service);
    enum rc rc = school_list(&cli->service, cli->arena, &lines, &count, &fault);
    if (rc == RC_OK) rc = db_check(cli->service.db, &fault);
    if (rc != RC_OK) return add_fault(doctor, N_("database"), &fault);
    json_object_set_new(doctor->facts, "schools", json_integer((json_int_t)count));
    json_object_set_new(doctor->facts, "hash_workers",
                        json_integer(hash_pool_threads(cli->app->hashes)));
    check_login(doctor);
    check_waiting_keys(doctor);
}

static enum rc count_row(void *context, int line, const struct str *fields, size_t count) {
    (void)line, (void)fields, (void)count;
    ++*(int *)context;
    return RC_OK;
}

/* Reads a small file through the parser process. */
static void check_parser(struct doctor *doctor) {
    int rows = 0, fd = memfd_create("doctor", MFD_CLOEXEC);
    const struct table_sink sink = {count_row, &rows, NULL};
    const struct table_source tables = parser_tables(doctor->cli->parser);
    struct table_flaw flaw;
    bool written = fd >= 0 && write(fd, "a;b\n", 4) == 4;
    bool read = written && tables.read(tables.context, fd, &sink, &flaw) == RC_OK && rows == 1;
    if (fd >= 0) close(fd);
    if (!read)
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("the process that reads files cannot be confined on this system "
                           "(seccomp, Landlock); lists cannot be imported"));
}

static void check_proxies(struct doctor *doctor) {
    struct cli *cli = doctor->cli;
    struct proxies *proxies;
    struct message warning = proxies_warning(cli->arena, &cli->config),
                   ports = proxies_ports_warning(&cli->config);
    struct str trusted = cli->config.values[SETTING_TRUSTED_PROXIES];
    json_object_set_new(doctor->facts, "proxy_warning", json_boolean(warning.english != NULL));
    if (warning.english != NULL) doctor_add(doctor, VERDICT_WARNING, S(""), warning);
    if (ports.english != NULL) doctor_add(doctor, VERDICT_WARNING, S(""), ports);
    if (proxies_parse(cli->arena, str_c(cli->arena, trusted), &proxies) != RC_OK)
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("trusted_proxies = {0}: expected addresses or networks, with commas "
                           "between them (10.0.0.1, 10.1.0.0/16)",
                           trusted));
}

static void check_environment(struct doctor *doctor) {
    const struct config *config = &doctor->cli->config;
    for (size_t i = 0; i < config->unknown_count; i++)
        doctor_add(
            doctor, VERDICT_WARNING, S(""),
            MESSAGE("the environment variable {0} is not a setting of LeerID", config->unknown[i]));
}

static const struct {
    const char *name, *label;
    void (*run)(struct doctor *doctor);
} checks[] = {
    {"environment", N_("environment variables"), check_environment},
    {"owners", N_("owners and permissions"), check_owners},
    {"keys", N_("keys"), check_keys},
    {"database", N_("database"), check_database},
    {"text_rules", N_("language rules"), check_text_rules},
    {"fonts", N_("fonts"), check_fonts},
    {"parser", N_("reading files"), check_parser},
    {"copies", N_("backup"), check_copies},
    {"addresses", N_("addresses"), check_addresses},
    {"proxies", N_("proxy"), check_proxies},
    {"mail", N_("mails"), check_mail},
    {"certificates", N_("certificates"), check_certificates},
    {"provider", N_("sign-in elsewhere"), check_provider},
};

/* Pads by characters, not by bytes. */
static void print_verdict(const char *label, const char *verdict) {
    enum language language = cli_language();
    struct str name = tr(language, label);
    int width = LABEL_WIDTH - (int)text_length(name);
    printf("%.*s%*s %.*s\n", STR_ARG(name), width > 0 ? width : 0, "",
           STR_ARG(tr(language, verdict)));
}

static enum verdict run_checks(struct doctor *doctor, json_t *results) {
    enum verdict worst = VERDICT_OK;
    for (size_t i = 0; i < COUNT(checks); i++) {
        doctor->verdict = VERDICT_OK;
        doctor->findings = json_array();
        checks[i].run(doctor);
        if (!doctor->cli->json) print_verdict(checks[i].label, words[doctor->verdict]);
        fflush(stdout); /* in order with the warnings */
        print_findings(doctor);
        json_array_append_new(results,
                              json_pack("{s:s, s:s, s:o}", "name", checks[i].name, "verdict",
                                        codes[doctor->verdict], "findings", doctor->findings));
        if (doctor->verdict > worst) worst = doctor->verdict;
    }
    return worst;
}

enum exit_code command_doctor(struct cli *cli) {
    if (cli_flag(cli, "history")) {
        if (!cli_open(cli, NEED_STORE | NEED_SIGNING)) return EXIT_FAILED;
        return doctor_history(cli);
    }
    struct doctor doctor = {.cli = cli, .facts = json_object()};
    json_t *results = json_array();
    enum verdict worst = run_checks(&doctor, results);
    json_object_set_new(doctor.facts, "ok", json_boolean(worst != VERDICT_FAILED));
    json_object_set_new(doctor.facts, "verdict", json_string(codes[worst]));
    json_object_set_new(doctor.facts, "checks", results);
    static const char *const endings[VERDICTS] = {
        N_("everything is in order"), N_("it works, with warnings"), N_("not everything works")};
    if (!cli->json) cli_print(endings[worst]);
    if (cli->json)
        cli_json(doctor.facts);
    else
        json_decref(doctor.facts);
    return worst == VERDICT_FAILED ? EXIT_FAILED : EXIT_DONE;
}
