/* leerid report: usage figures of the platform, for operators. */
#include <stdio.h>

#include "main/command.h"
#include "service/maintenance/report.h"
#include "service/school/school.h"

enum exit_code command_report(struct cli *cli) {
    int64_t days = 30;
    if (!cli_number(cli, "days", 1, REPORT_DAYS_MAX, &days)) return EXIT_USAGE;
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct report_day *rows;
    struct school_line *schools;
    size_t count, school_count;
    struct fault fault = {0};
    enum rc rc = report_days(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        (int)days, &rows, &count);
    if (rc == RC_OK) rc = school_list(&cli->service, cli->arena, &schools, &school_count, &fault);
    if (rc != RC_OK) return cli_failed(rc, "report", &fault);
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        struct str day = day_iso(cli->arena, rows[i].day);
        if (!cli->json)
            cli_print("{0}  {1} sign-ins  {2} failed", day,
                      str_format(cli->arena, "%9lld", (long long)rows[i].signed_in),
                      str_format(cli->arena, "%9lld", (long long)rows[i].failed));
        json_array_append_new(items, json_pack("{s:o, s:I, s:I}", "day", cli_json_str(day),
                                               "signed_in", (json_int_t)rows[i].signed_in, "failed",
                                               (json_int_t)rows[i].failed));
    }
    int64_t pupils = 0, accounts = 0;
    for (size_t i = 0; i < school_count; i++)
        pupils += schools[i].pupils, accounts += schools[i].accounts;
    if (cli->json)
        return cli_json(json_pack("{s:I, s:I, s:I, s:o}", "schools", (json_int_t)school_count,
                                  "pupils", (json_int_t)pupils, "accounts", (json_int_t)accounts,
                                  "days", items)),
               EXIT_DONE;
    json_decref(items);
    cli_print("{0}, {1}, {2}; per school: leerid school list",
              message_count("1 school~~{0} schools", school_count),
              message_count("1 pupil~~{0} pupils", (size_t)pupils),
              message_count("1 LeerID~~{0} LeerIDs", (size_t)accounts));
    return EXIT_DONE;
}
