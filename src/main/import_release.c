/* leerid import --release: confirms endings that the limit of a school holds back. */
#include "main/command.h"
#include "service/roster/import_roster.h"

/* Reads the schools of --release. Returns false after printing what is wrong. */
bool command_import_read_released(struct cli *cli, struct import_options *options) {
    const struct option_value *value = cli_option(cli, "release");
    int *schools = ARENA_ARRAY(cli->arena, int, value->count + 1);
    for (size_t i = 0; i < value->count; i++) {
        int64_t school;
        if (str_to_i64(str_of(value->values[i]), 1, 999999, &school) != RC_OK)
            return cli_usage(cli, N_("--release takes school numbers")), false;
        schools[i] = (int)school;
    }
    options->released = schools;
    options->released_count = value->count;
    return true;
}

/* leerid import --release NUMMER…, without a file: ends what the limits of these schools hold. */
enum exit_code command_import_release_held(struct cli *cli, const struct import_options *options) {
    struct actor actor = cli_actor();
    struct fault fault = {0};
    json_t *list = json_array();
    for (size_t i = 0; i < options->released_count; i++) {
        struct school_id school = {options->released[i]};
        size_t ended;
        enum rc rc = import_release(
            &(struct call){&cli->service, cli->arena, &actor, school, &fault}, &ended);
        if (rc == RC_NONE && !cli_knows_school(cli, school)) return EXIT_REFUSED;
        if (rc != RC_OK) return cli_failed(rc, N_("release"), &fault);
        json_array_append_new(
            list, json_pack("{s:i, s:I}", "school", school.value, "ended", (json_int_t)ended));
        if (!cli->json)
            cli_print("school {0}: {1} ended", message_digits(school.value, 6),
                      message_count("1 enrolment~~{0} enrolments", ended));
    }
    if (cli->json)
        cli_json(json_pack("{s:o}", "released", list));
    else
        json_decref(list);
    return EXIT_DONE;
}
