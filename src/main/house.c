/* leerid sample, migrate, keys, settings, doctor. */
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/jose.h"
#include "crypto/keys.h"
#include "format/roster.h"
#include "main/proxies.h"
#include "sample/sample.h"
#include "service/history_check.h"
#include "service/installation.h"
#include "service/school.h"
#include "store/copy.h"

/* --days FROM..TO: the roster is that of the day before. */
static bool read_days(const struct cli *cli, struct sample_options *options) {
    struct str rest = cli_text(cli, "days");
    if (rest.len == 0) return true;
    for (size_t i = 0; i + 1 < rest.len; i++) {
        if (rest.ptr[i] != '.' || rest.ptr[i + 1] != '.') continue;
        bool days = roster_date(str_sub(rest, 0, i), &options->today) == RC_OK && roster_date(str_sub(rest, i + 2, rest.len), &options->until) == RC_OK;
        options->today--;
        return days && options->until > options->today && options->until - options->today <= SAMPLE_DAYS_MAX;
    }
    return false;
}

/* In words, what sample_check would refuse; NULL: fine. */
static const char *judge_sizes(int64_t schools, int64_t pupils) {
    int64_t others = schools - 1, rest = pupils - SAMPLE_FIRST_SCHOOL_PUPILS;
    if (others == 0 && rest != 0) return "de eerste voorbeeldschool heeft 200 leerlingen; vraag er 200, of meer scholen met --schools";
    if (rest < others) return "--pupils: 200 voor de eerste school en minstens 1 voor elke andere";
    return rest > others * SAMPLE_SCHOOL_PUPILS_MAX ? "--pupils: hoogstens 20000 voor elke school na de eerste" : NULL;
}

enum exit_code command_sample(struct cli *cli) {
    int64_t schools = 1, pupils = 200, seed = 1;
    struct str out = cli_text(cli, "out");
    bool fine = cli_number(cli, "schools", 1, 10000, &schools) && cli_number(cli, "pupils", 200, 2000000, &pupils) &&
                cli_number(cli, "seed", 0, INT32_MAX, &seed);
    if (!fine) return EXIT_USAGE;
    if (out.len == 0) return cli_usage(cli, "waarheen? Geef --out MAP");
    const char *wrong = judge_sizes(schools, pupils);
    if (wrong != NULL) return cli_usage(cli, wrong);
    struct clock clock = clock_system();
    struct sample_options options = {.schools = (int)schools, .pupils = pupils, .seed = (uint64_t)seed,
                                           .today = day_of_ms(clock_now_ms(&clock))};
    if (!read_days(cli, &options)) return cli_usage(cli, "--days is VAN..TOT, bijvoorbeeld 2026-09-02..2027-06-30, hoogstens 400 dagen");
    struct fault fault = {0};
    mkdir(str_c(cli->arena, out), 0700);
    enum rc rc = sample_write(&options, str_c(cli->arena, out), &fault);
    if (rc != RC_OK) return cli_failed(rc, "voorbeeld", &fault);
    if (cli->json) cli_json(json_pack("{s:I, s:I, s:o}", "schools", (json_int_t)schools, "pupils", (json_int_t)pupils, "out", json_str(out)));
    if (!cli->json)
        printf("%lld %s en %lld %s in %.*s\n", (long long)schools, cli_noun((size_t)schools, "instelling", "instellingen"), (long long)pupils,
               cli_noun((size_t)pupils, "leerling", "leerlingen"), STR_ARG(out));
    return EXIT_DONE;
}

enum exit_code command_migrate(struct cli *cli) {
    if (!cli_open(cli, NEED_STORE | NEED_SIGNING | NEED_CREATE)) return EXIT_FAILED;
    struct str database = config_database_shown(cli->arena, cli->config.values[SETTING_DATABASE]);
    if (cli->json) cli_json(json_pack("{s:o}", "database", json_str(database)));
    if (!cli->json) printf("%.*s is bij\n", STR_ARG(database));
    return EXIT_DONE;
}

static void list_signing(const struct cli *cli, json_t *items) {
    static const char *const states[] = {[SIGNING_NEXT] = "next", [SIGNING_CURRENT] = "current", [SIGNING_RETIRED] = "retired"};
    static const char *const words[] = {[SIGNING_NEXT] = "straks", [SIGNING_CURRENT] = "in gebruik", [SIGNING_RETIRED] = "alleen om na te kijken"};
    struct signing_info *infos;
    size_t count = signing_keys_list(cli->arena, cli->app->signing, &infos);
    for (size_t i = 0; i < count; i++) {
        const struct signing_info *s = &infos[i];
        json_array_append_new(items, json_pack("{s:s, s:o, s:b, s:s}", "purpose", jose_alg_name(s->alg), "id", json_str(s->kid), "current",
                                               s->state == SIGNING_CURRENT, "state", states[s->state]));
        if (!cli->json) printf("%-16s %.*s  %s\n", jose_alg_name(s->alg), STR_ARG(s->kid), words[s->state]);
    }
}

enum { WAITS_MS = 3600 * 1000 };

/* From when the newest key is used; 0: it is already. */
static int64_t keys_wait_until(struct cli *cli) {
    struct key_info *infos;
    size_t count = keys_list(cli->arena, cli->app->keys, &infos);
    int64_t until = 0;
    for (size_t i = 0; i < count; i++)
        if (infos[i].from_ms > service_now(&cli->service)) until = infos[i].from_ms;
    return until;
}

static struct str moment(struct cli *cli, int64_t at_ms) {
    struct local_time t = local_of_ms(at_ms);
    return str_format(cli->arena, "%04d-%02d-%02d %02d:%02d", t.date.year, t.date.month, t.date.day, t.hour, t.minute);
}

static enum exit_code keys_list_verb(struct cli *cli) {
    struct key_info *infos;
    size_t count = keys_list(cli->arena, cli->app->keys, &infos);
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        bool waits = infos[i].from_ms > service_now(&cli->service);
        struct str from = waits ? str_format(cli->arena, "  vanaf %.*s", STR_ARG(moment(cli, infos[i].from_ms))) : S("");
        json_array_append_new(items, json_pack("{s:s, s:i, s:b, s:o}", "purpose", infos[i].purpose, "id", infos[i].id, "current", infos[i].current,
                                               "from", waits ? json_time(cli->arena, infos[i].from_ms) : json_null()));
        if (!cli->json) printf("%-16s %3d%.*s%s\n", infos[i].purpose, infos[i].id, STR_ARG(from), infos[i].current ? "  in gebruik" : "");
    }
    list_signing(cli, items);
    if (cli->json) return cli_json(json_pack("{s:o}", "items", items)), EXIT_DONE;
    json_decref(items);
    return EXIT_DONE;
}

static const char copy_keys[] = "zet `ring` en `signing` voor dan op elke andere server, van de eigenaar van die map en met mode 0600";

/* The signing key that is used from now on was published before; those of the ring wait until every server has them. */
static enum exit_code keys_rotate_verb(struct cli *cli) {
    struct fault fault = {0};
    int64_t now = service_now(&cli->service), from = cli_flag(cli, "now") ? 0 : now + WAITS_MS;
    enum rc rc = keys_rotate(cli->app->keys, from, &fault);
    if (rc == RC_OK) rc = signing_keys_rotate(str_c(cli->arena, cli->config.values[SETTING_KEYS]), now, &fault);
    if (rc != RC_OK) return cli_failed(rc, "sleutels", &fault);
    if (cli->json) return cli_json(json_pack("{s:o}", "from", json_time(cli->arena, from == 0 ? now : from))), EXIT_DONE;
    if (from == 0) puts("de nieuwe sleutels zijn in gebruik; zet `ring` en `signing` meteen op elke andere server");
    else printf("de nieuwe sleutels gelden vanaf %.*s; %s\n", STR_ARG(moment(cli, from)), copy_keys);
    return EXIT_DONE;
}

static enum exit_code tell_keys_restore(const struct cli *cli, enum rc rc, const char *file, const struct fault *fault) {
    if (rc == RC_INVALID) return cli_say("%s is geen kopie van sleutels, of ze is niet volledig; er is niets gewijzigd", file), EXIT_REFUSED;
    if (rc == RC_DENIED) return cli_say("de wachtzin klopt niet, of %s is gewijzigd; er is niets gewijzigd", file), EXIT_CONFLICT;
    if (rc == RC_CONFLICT) return cli_say("er staan al sleutels in %.*s; er is niets gewijzigd", STR_ARG(cli->config.values[SETTING_KEYS])), EXIT_CONFLICT;
    return cli_failed(rc, "sleutels terugzetten", fault);
}

enum exit_code command_keys(struct cli *cli) {
    struct str verb = cli->word_count > 0 ? str_of(cli->words[0]) : S("");
    const char *file = cli->word_count > 1 ? cli->words[1] : NULL, *passphrase = getenv("LEERID_KEYS_PASSPHRASE");
    bool copies = str_eq(verb, S("backup")) || str_eq(verb, S("restore"));
    if (copies && (file == NULL || passphrase == NULL || strlen(passphrase) < 12))
        return cli_usage(cli, "geef een bestand, en een wachtzin van minstens 12 tekens in LEERID_KEYS_PASSPHRASE");
    struct fault fault = {0};
    if (str_eq(verb, S("restore"))) {
        mkdir(str_c(cli->arena, cli->config.values[SETTING_STATE]), 0700);
        enum rc rc = keys_restore(str_c(cli->arena, cli->config.values[SETTING_KEYS]), file, str_of(passphrase), &fault);
        if (rc == RC_OK) installation_mark_keys(cli->arena, cli->config.values[SETTING_KEYS]);
        return rc == RC_OK ? EXIT_DONE : tell_keys_restore(cli, rc, file, &fault);
    }
    if (!cli_open(cli, NEED_STORE | NEED_SIGNING)) return EXIT_FAILED;
    if (str_eq(verb, S("list"))) return keys_list_verb(cli);
    if (str_eq(verb, S("rotate"))) return keys_rotate_verb(cli);
    if (!copies) return cli_usage(cli, NULL);
    const char *beside;
    enum rc rc = output_begin(&cli->outputs, cli->arena, str_of(file), &beside);
    if (rc == RC_OK) rc = keys_backup(cli->app->keys, beside, str_of(passphrase), &fault);
    if (rc == RC_OK) rc = output_place(&cli->outputs, str_of(file));
    else output_drop(&cli->outputs, str_of(file));
    if (rc == RC_IO && fault.detail[0] == '\0') (void)FAULT(&fault, rc, "%s: %s", file, strerror(errno));
    return rc == RC_OK ? EXIT_DONE : cli_failed(rc, "sleutels", &fault);
}

enum exit_code command_settings(struct cli *cli) {
    json_t *items = json_array();
    if (!cli->json) puts("# wijzig ze in " CONFIG_FILE " (of --config BESTAND), een regel elk: naam = waarde; of in de omgeving, die voorgaat: LEERID_NAAM=waarde");
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = &setting_infos[i];
        struct str value = cli->config.values[i];
        if (i == SETTING_DATABASE) value = config_database_shown(cli->arena, value);
        const char *origin = setting_origin_name(cli->config.origins[i]);
        json_array_append_new(items, json_pack("{s:s, s:o, s:s, s:s, s:s, s:s}", "key", info->key, "value", json_str(value), "default",
                                               info->standard, "range", info->range, "meaning", info->meaning, "origin", origin));
        if (!cli->json) printf("%-16s %-32.*s %-12s %s (%s; anders %s)\n", info->key, STR_ARG(value), origin, info->meaning, info->range,
                               info->standard[0] != '\0' ? info->standard : "leeg");
    }
    if (cli->json) return cli_json(json_pack("{s:o}", "items", items)), EXIT_DONE;
    json_decref(items);
    return EXIT_DONE;
}

/* Every chain, and what was there at the last check. */
static enum exit_code check_history(struct cli *cli) {
    struct history_verdict v;
    struct fault fault = {0};
    struct str anchor = str_format(cli->arena, "%.*s/history-anchor", STR_ARG(cli->config.values[SETTING_KEYS]));
    enum rc rc = history_check(&cli->service, cli->arena, str_c(cli->arena, anchor), app_heads_folder(cli->arena, &cli->config), &v, &fault);
    if (rc != RC_OK) return cli_failed(rc, "historiek nakijken", &fault);
    bool good = v.broken_chains == 0 && !v.shrunk && v.untrue == 0;
    if (cli->json) cli_json(json_pack("{s:b, s:I, s:I, s:b, s:o, s:I, s:I}", "ok", good, "history_rows", (json_int_t)v.rows, "broken_chains", (json_int_t)v.broken_chains,
                                      "missing", v.shrunk, "since", v.had_anchor ? json_time(cli->arena, v.anchor_ms) : json_null(), "told", (json_int_t)v.told, "untrue", (json_int_t)v.untrue));
    if (good && !cli->json) printf("historiek in orde: %lld %s\n", (long long)v.rows, cli_noun((size_t)v.rows, "rij", "rijen"));
    if (v.broken_chains > 0)
        cli_say("de historiek is buiten het programma om gewijzigd: %lld %s, de eerste bij %lld vanaf rij %lld", (long long)v.broken_chains,
                cli_noun((size_t)v.broken_chains, "keten", "ketens"), (long long)v.subject, (long long)v.seq);
    if (v.untrue > 0)
        cli_say("verdwenen of vervangen van wat deze machine de laatste acht dagen schreef: %lld %s", (long long)v.untrue, cli_noun((size_t)v.untrue, "rij", "rijen"));
    if (v.shrunk) cli_say("rijen van voor de vorige controle zijn verdwenen of vervangen");
    return good ? EXIT_DONE : EXIT_FAILED;
}

static enum rc count_row(void *context, int line, const struct str *fields, size_t count) {
    (void)line, (void)fields, (void)count;
    ++*(int *)context;
    return RC_OK;
}

/* Can files be imported? Reads a small one through the parser process. */
static bool parser_reads(const struct cli *cli) {
    int rows = 0, fd = memfd_create("doctor", MFD_CLOEXEC);
    const struct table_sink sink = {count_row, &rows};
    const struct table_source tables = parser_tables(cli->parser);
    struct table_flaw flaw;
    bool read = fd >= 0 && write(fd, "a;b\n", 4) == 4 && tables.read(tables.context, fd, &sink, &flaw) == RC_OK && rows == 1;
    if (fd >= 0) close(fd);
    if (!read) cli_say("bestanden: het proces dat ze leest, kan niet afgeschermd worden op dit systeem (seccomp, Landlock); lijsten inlezen kan niet");
    return read;
}

enum exit_code command_doctor(struct cli *cli) {
    if (!cli_open(cli, NEED_STORE | NEED_HASHES | NEED_FONTS | NEED_SIGNING)) return EXIT_FAILED;
    struct school_line *lines;
    size_t count;
    struct fault fault = {0};
    enum rc rc = school_list(&cli->service, cli->arena, &lines, &count, &fault);
    if (rc != RC_OK) return cli_failed(rc, "databank", &fault);
    if (cli_flag(cli, "history")) return check_history(cli);
    if (!parser_reads(cli)) return EXIT_FAILED;
    rc = store_check(cli->service.db, &fault);
    if (rc != RC_OK) return cli_failed(rc, "databank", &fault);
    int threads = hash_pool_threads(cli->app->hashes);
    bool owns;
    rc = store_owns_tables(cli->service.db, &owns, &fault);
    if (rc != RC_OK) return cli_failed(rc, "databank", &fault);
    if (owns)
        cli_say("waarschuwing: deze login is eigenaar van de tabellen. De muur tussen scholen staat dan niet en de historiek kan gewijzigd worden. Laat de servers aanmelden"
                " als leerid_web (deploy/postgresql/roles.sql): database = postgresql://leerid_web:…@server/leerid; alleen `leerid migrate` werkt als eigenaar");
    bool warned = proxies_warn(cli), mails = cli->config.values[SETTING_SMTP_URL].len > 0;
    if (!mails)
        cli_say("mail: smtp_url is leeg, dus er gaan geen mails uit. Leerlingen krijgen geen e-mail aangeboden en vragen op school een nieuw wachtwoord."
                " Zet smtp_url en mail_from als je dat anders wilt");
    int64_t keys_from = keys_wait_until(cli);
    if (keys_from > 0) cli_say("sleutels: er wachten nieuwe, die gelden vanaf %.*s; %s", STR_ARG(moment(cli, keys_from)), copy_keys);
    if (cli->json)
        cli_json(json_pack("{s:b, s:b, s:b, s:i, s:i, s:b, s:o}", "ok", true, "proxy_warning", warned, "mail", mails, "schools", (int)count, "hash_workers", threads, "owner_login", owns,
                           "keys_from", keys_from > 0 ? json_time(cli->arena, keys_from) : json_null()));
    if (!cli->json)
        printf("databank, sleutels, lettertypes en taalregels in orde; %zu %s, %d %s voor wachtwoorden\n", count,
               cli_noun(count, "instelling", "instellingen"), threads, cli_noun((size_t)threads, "werker", "werkers"));
    return EXIT_DONE;
}
