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
    if (rc != RC_OK) return cli_failed(rc, "verifying the history", &fault);
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
        cli_print("history in order: 1 row~~history in order: {0} rows", v.rows);
    if (v.broken_chains > 0)
        cli_say(
            "the history was changed outside the software: 1 chain, at {1} from row {2}~~the "
            "history was changed outside the software: {0} chains, the first at {1} from row {2}",
            v.broken_chains, v.subject, v.seq);
    if (v.untrue > 0)
        cli_say("disappeared or replaced of what this machine wrote in the last eight days: 1 "
                "row~~disappeared or replaced of what this machine wrote in the last eight days: "
                "{0} rows",
                v.untrue);
    if (v.shrunk) cli_say("rows from before the previous check have disappeared or were replaced");
    return good ? EXIT_DONE : EXIT_FAILED;
}
