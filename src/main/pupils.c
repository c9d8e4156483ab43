/* leerid pupils list, and leerid school succeed. */
#include <stdio.h>
#include <stdlib.h>

#include "format/roster.h"
#include "main/verbs.h"
#include "service/pupil/pupils.h"
#include "service/school/school_succeed.h"

/* Reads an option with a day; leaves *day unchanged when it is absent. */
static bool read_day(const struct cli *cli, const char *option, day_count *day) {
    struct str text = cli_text(cli, option);
    return text.len == 0 || roster_date(text, day) == RC_OK;
}

static json_t *pupil_json(struct arena *arena, const struct pupil_row *row) {
    static const char *const levels[] = {"", "kleuter", "lager", "secundair", "hoger"};
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "roll_number",
                     (json_int_t)row->roll_number, "first_name", cli_json_str(row->first_name),
                     "last_name", cli_json_str(row->last_name), "group",
                     cli_json_str(row->group_name), "class", cli_json_str(row->class_code), "level",
                     (size_t)row->level < COUNT(levels) ? levels[row->level] : "", "begin",
                     cli_json_day(arena, row->begin_day), "end", cli_json_day(arena, row->end_day),
                     "username", row->has_account ? cli_json_str(row->username) : json_null());
}

static int by_name(const void *left, const void *right) {
    const struct pupil_row *a = left, *b = right;
    int order = str_cmp(a->sort_key, b->sort_key);
    return order != 0 ? order
                      : (a->roll_number > b->roll_number) - (a->roll_number < b->roll_number);
}

static enum exit_code list_verb(struct cli *cli) {
    int64_t school = 0;
    day_count day = DAY_NONE;
    if (!cli_number(cli, "school", 1, 999999, &school)) return EXIT_USAGE;
    if (school == 0) return cli_usage(cli, N_("of which school? Give --school NUMBER"));
    if (!read_day(cli, "day", &day))
        return cli_usage(cli, N_("--day is a day, for example 2026-09-02"));
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct school_id id = {(int32_t)school};
    struct pupil_row *rows;
    size_t count;
    if (!cli_knows_school(cli, id)) return EXIT_REFUSED;
    if (day == DAY_NONE) day = service_today(&cli->service);
    enum rc rc = pupils_list_on(&(struct call){&cli->service, cli->arena, &actor, id, &fault}, day,
                                &rows, &count);
    if (rc != RC_OK) return cli_failed(rc, N_("pupils"), &fault);
    qsort(rows, count, sizeof *rows, by_name);
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct pupil_row *row = &rows[i];
        if (cli->json) json_array_append_new(items, pupil_json(cli->arena, row));
        if (!cli->json)
            printf("%8lld  %-8.*s %.*s %.*s\n", (long long)row->roll_number,
                   STR_ARG(row->class_code), STR_ARG(row->first_name), STR_ARG(row->last_name));
    }
    if (!cli->json) return json_decref(items), EXIT_DONE;
    cli_json(json_pack("{s:i, s:o, s:o}", "school", (int)school, "day",
                       cli_json_day(cli->arena, day), "items", items));
    return EXIT_DONE;
}

enum exit_code command_pupils(struct cli *cli) {
    static const struct verb verbs[] = {{"list", list_verb}};
    return verb_run(cli, verbs, COUNT(verbs));
}

enum exit_code command_school_succeed(struct cli *cli) {
    int64_t old_school, new_school;
    day_count day = DAY_NONE;
    bool fine = cli->word_count == 3 &&
                str_to_i64(verb_word(cli, 1), 1, 999999, &old_school) == RC_OK &&
                str_to_i64(verb_word(cli, 2), 1, 999999, &new_school) == RC_OK;
    if (!fine) return cli_usage(cli, N_("which schools? Give the old one first, then the new one"));
    if (!read_day(cli, "date", &day))
        return cli_usage(cli,
                         N_("--date is the first day in the new school, for example 2026-09-01"));
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct school_id from = {(int32_t)old_school}, to = {(int32_t)new_school};
    if (!cli_knows_school(cli, from) || !cli_knows_school(cli, to)) return EXIT_REFUSED;
    if (day == DAY_NONE) day = service_today(&cli->service);
    struct actor actor = cli_actor();
    struct fault fault = {0};
    size_t moved;
    enum rc rc = school_succeed(&(struct call){&cli->service, cli->arena, &actor, to, &fault},
                                from.value, day, &moved);
    if (rc == RC_INVALID) return cli_say("that is the same school twice"), EXIT_REFUSED;
    if (rc == RC_CONFLICT)
        return cli_say("school {0} already uses roll numbers of school {1} from that day on; run "
                       "this before the first list of the new one",
                       message_digits(to.value, 6), message_digits(from.value, 6)),
               EXIT_CONFLICT;
    if (rc != RC_OK) return cli_failed(rc, N_("succession"), &fault);
    if (cli->json) cli_json(json_pack("{s:I}", "pupils", (json_int_t)moved));
    if (!cli->json)
        cli_print(
            "1 enrolment continues in the new school~~{0} enrolments continue in the new school",
            moved);
    return EXIT_DONE;
}
