/* leerid account join: two accounts of one person become one. */
#include <stdio.h>

#include "main/verbs.h"
#include "service/account/account_join.h"
#include "service/pupil/account_find.h"

/* Finds a pupil by username, or by "NUMBER:ROLL" when there may be no account. */
static enum exit_code find(struct cli *cli, struct str word, struct account_found *ret_found) {
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct call call = {
        .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault};
    int64_t school = 0, roll = 0;
    bool by_roll = false;
    struct str rest = word, number = str_cut(&rest, ':', &by_roll);
    if (by_roll && (str_to_i64(number, 1, 999999, &school) != RC_OK ||
                    str_to_i64(rest, 0, INT64_MAX, &roll) != RC_OK))
        return cli_usage(cli, N_("give a username, or SCHOOL:ROLL"));
    call.school = (struct school_id){(int32_t)school};
    enum rc rc = by_roll ? account_find_by_number(&call, roll, ret_found)
                         : account_find(&call, word, ret_found);
    if (rc == RC_NONE) return cli_missing(THING_ACCOUNT, word);
    return rc == RC_OK ? EXIT_DONE : cli_failed_at(rc, word, &fault);
}

static enum exit_code print_joined(struct cli *cli, const struct account_joined *joined) {
    json_t *shared = json_array();
    for (size_t i = 0; i < joined->application_count; i++) {
        json_array_append_new(shared, cli_json_str(joined->applications[i]));
        if (!cli->json)
            cli_print("Both were used in {0}: there the pupil stays that of {1}.",
                      joined->applications[i], cli->words[1]);
    }
    if (cli->json)
        cli_json(json_pack("{s:I, s:o}", "enrolments", (json_int_t)joined->enrolments,
                           "applications", shared));
    else
        json_decref(shared);
    if (!cli->json)
        cli_print("{0} is merged with {1}; for a day, --undo takes it back", cli->words[2],
                  cli->words[1]);
    return EXIT_DONE;
}

enum exit_code command_account_join(struct cli *cli) {
    if (cli->word_count != 3)
        return cli_usage(cli,
                         N_("which two? Give the LeerID that stays first, then the other one"));
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct account_found stays, goes;
    enum exit_code code = find(cli, verb_word(cli, 1), &stays);
    if (code == EXIT_DONE) code = find(cli, verb_word(cli, 2), &goes);
    if (code != EXIT_DONE) return code;
    if (!stays.has_account && goes.has_account)
        return cli_say("the one that stays has no LeerID and the other one has: swap them"),
               EXIT_REFUSED;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct call call = {
        .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault};
    bool undo = cli_flag(cli, "undo");
    struct account_joined joined;
    enum rc rc = undo ? account_join_undo(&call, stays.pupil_id, goes.pupil_id)
                      : account_join(&call, stays.pupil_id, goes.pupil_id, &joined);
    if (rc == RC_NONE && undo)
        return cli_say("these two were not merged in the last 24 hours"), EXIT_REFUSED;
    if (rc == RC_INVALID) return cli_say("that is the same pupil twice"), EXIT_REFUSED;
    if (rc == RC_CONFLICT)
        return cli_say("both have a different national or bis number; first correct the wrong "
                       "number, in the list of that school"),
               EXIT_CONFLICT;
    if (rc != RC_OK) return cli_failed(rc, N_("merge"), &fault);
    if (!undo) return print_joined(cli, &joined);
    if (cli->json) cli_json(json_pack("{s:b}", "undone", true));
    if (!cli->json) cli_print("{0} and {1} are two again", cli->words[1], cli->words[2]);
    return EXIT_DONE;
}
