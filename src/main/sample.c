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
        return N_(
            "de eerste voorbeeldschool heeft 200 leerlingen; vraag er 200, of meer scholen met "
            "--schools");
    if (rest < others)
        return N_("--pupils: 200 voor de eerste school en minstens 1 voor elke andere");
    return rest > others * SAMPLE_SCHOOL_PUPILS_MAX
               ? N_("--pupils: hoogstens 20000 voor elke school na de eerste")
               : NULL;
}

enum exit_code command_sample(struct cli *cli) {
    int64_t schools = 1, pupils = 200, seed = 1;
    struct str out = cli_text(cli, "out");
    bool fine = cli_number(cli, "schools", 1, 10000, &schools) &&
                cli_number(cli, "pupils", 200, 2000000, &pupils) &&
                cli_number(cli, "seed", 0, INT32_MAX, &seed);
    if (!fine) return EXIT_USAGE;
    if (out.len == 0) return cli_usage(cli, "waarheen? Geef --out MAP");
    const char *wrong = check_sizes(schools, pupils);
    if (wrong != NULL) return cli_usage(cli, wrong);
    struct clock clock = clock_system();
    struct sample_options options = {.schools = (int)schools,
                                     .pupils = pupils,
                                     .seed = (uint64_t)seed,
                                     .today = day_of_ms(clock_now_ms(&clock))};
    if (!read_days(cli, &options))
        return cli_usage(
            cli, "--days is VAN..TOT, bijvoorbeeld 2026-09-02..2027-06-30, hoogstens 400 dagen");
    struct fault fault = {0};
    mkdir(str_c(cli->arena, out), 0700);
    enum rc rc = sample_write(&options, str_c(cli->arena, out), &fault);
    if (rc != RC_OK) return cli_failed(rc, "voorbeeld", &fault);
    if (cli->json)
        cli_json(json_pack("{s:I, s:I, s:o}", "schools", (json_int_t)schools, "pupils",
                           (json_int_t)pupils, "out", cli_json_str(out)));
    if (!cli->json)
        cli_print("{0} en {1} in {2}",
                  message_count("1 instelling~~{0} instellingen", (size_t)schools),
                  message_count("1 leerling~~{0} leerlingen", (size_t)pupils), out);
    return EXIT_DONE;
}
