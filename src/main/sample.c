/* leerid sample: generated rosters for a first look. */
#include <stdio.h>
#include <sys/stat.h>

#include "format/roster.h"
#include "main/command.h"
#include "sample/sample.h"

/* Parses --days FROM..TO; the roster is that of the day before FROM. */
static bool read_days(const struct cli *cli, struct sample_options *options) {
    struct str rest = cli_text(cli, "days");
    if (rest.len == 0) return true;
    for (size_t i = 0; i + 1 < rest.len; i++) {
        if (rest.ptr[i] != '.' || rest.ptr[i + 1] != '.') continue;
        bool days = roster_date(str_sub(rest, 0, i), &options->today) == RC_OK &&
                    roster_date(str_sub(rest, i + 2, rest.len), &options->until) == RC_OK;
        options->today--;
        return days && options->until > options->today &&
               options->until - options->today <= SAMPLE_DAYS_MAX;
    }
    return false;
}

/*
 * Returns an explanation of sizes that sample_check() would refuse, NULL when they are valid.
 */
static const char *check_sizes(int64_t schools, int64_t pupils) {
    int64_t others = schools - 1, rest = pupils - SAMPLE_FIRST_SCHOOL_PUPILS;
    if (others == 0 && rest != 0)
        return N_("the first example school has 200 pupils; ask for 200, or for more schools with "
                  "--schools");
    if (rest < others)
        return N_("--pupils: 200 for the first school and at least 1 for each other one");
    return rest > others * SAMPLE_SCHOOL_PUPILS_MAX
               ? N_("--pupils: at most 20000 for each school after the first")
               : NULL;
}

enum exit_code command_sample(struct cli *cli) {
    int64_t schools = 1, pupils = 200, seed = 1;
    struct str out = cli_text(cli, "out");
    bool fine = cli_number(cli, "schools", 1, 10000, &schools) &&
                cli_number(cli, "pupils", 200, 2000000, &pupils) &&
                cli_number(cli, "seed", 0, INT32_MAX, &seed);
    if (!fine) return EXIT_USAGE;
    if (out.len == 0) return cli_usage(cli, "where to? Give --out FOLDER");
    const char *wrong = check_sizes(schools, pupils);
    if (wrong != NULL) return cli_usage(cli, wrong);
    struct clock clock = clock_system();
    struct sample_options options = {.schools = (int)schools,
                                     .pupils = pupils,
                                     .seed = (uint64_t)seed,
                                     .today = day_of_ms(clock_now_ms(&clock))};
    if (!read_days(cli, &options))
        return cli_usage(
            cli, "--days is FROM..TO, for example 2026-09-02..2027-06-30, at most 400 days");
    struct fault fault = {0};
    mkdir(str_c(cli->arena, out), 0700);
    enum rc rc = sample_write(&options, str_c(cli->arena, out), &fault);
    if (rc != RC_OK) return cli_failed(rc, "example", &fault);
    if (cli->json)
        cli_json(json_pack("{s:I, s:I, s:o}", "schools", (json_int_t)schools, "pupils",
                           (json_int_t)pupils, "out", cli_json_str(out)));
    if (!cli->json)
        cli_print("{0} and {1} in {2}", message_count("1 school~~{0} schools", (size_t)schools),
                  message_count("1 pupil~~{0} pupils", (size_t)pupils), out);
    return EXIT_DONE;
}
