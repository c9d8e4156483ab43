/* leerid doctor --history: verifies the audit history. */
#include <stdio.h>

#include "main/doctor.h"
#include "service/history/history_check.h"

/* Verifies every hash chain, and that rows recorded at the last check still exist. */
enum exit_code doctor_history(struct cli *cli) {
    struct history_verdict v;
    struct fault fault = {0};
    struct str anchor =
        str_format(cli->arena, "%.*s/history-anchor", STR_ARG(cli->config.values[SETTING_KEYS]));
    enum rc rc = history_check(&cli->service, cli->arena, str_c(cli->arena, anchor),
                               app_heads_folder(cli->arena, &cli->config), &v, &fault);
    if (rc != RC_OK) return cli_failed(rc, "historiek nakijken", &fault);
    bool good = v.broken_chains == 0 && !v.shrunk && v.untrue == 0;
    json_t *since = v.had_anchor ? cli_json_time(cli->arena, v.anchor_ms) : json_null();
    json_t *said = json_pack("{s:b, s:I, s:I, s:b, s:o, s:I, s:I}", "ok", good, "history_rows",
                             (json_int_t)v.rows, "broken_chains", (json_int_t)v.broken_chains,
                             "missing", v.shrunk, "since", since, "told", (json_int_t)v.told,
                             "untrue", (json_int_t)v.untrue);
    if (cli->json)
        cli_json(said);
    else
        json_decref(said);
    if (good && !cli->json)
        cli_print("historiek in orde: 1 rij~~historiek in orde: {0} rijen", v.rows);
    if (v.broken_chains > 0)
        cli_say("de historiek is buiten het programma om gewijzigd: 1 keten, bij {1} vanaf rij "
                "{2}~~de historiek is buiten het programma om gewijzigd: {0} ketens, de eerste bij "
                "{1} vanaf rij {2}",
                v.broken_chains, v.subject, v.seq);
    if (v.untrue > 0)
        cli_say("verdwenen of vervangen van wat deze machine de laatste acht dagen schreef: 1 "
                "rij~~verdwenen of vervangen van wat deze machine de laatste acht dagen schreef: "
                "{0} rijen",
                v.untrue);
    if (v.shrunk) cli_say("rijen van voor de vorige controle zijn verdwenen of vervangen");
    return good ? EXIT_DONE : EXIT_FAILED;
}
