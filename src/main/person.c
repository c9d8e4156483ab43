/* leerid account export and erase: data subject requests. */
#include <stdio.h>

#include "main/command.h"
#include "service/pupil/account_find.h"
#include "service/pupil/person_export.h"
#include "service/maintenance/retention.h"

/*
 * Finds the person by username or, for a pupil without LeerID, by school and roll number.
 * *ret_shown describes which.
 */
static enum exit_code find_person(struct cli *cli, struct account_found *ret,
                                  const char **ret_shown) {
    int64_t school = 0, number = -1;
    if (!cli_number(cli, "school", 1, 999999, &school) ||
        !cli_number(cli, "roll-number", 0, INT64_MAX, &number))
        return EXIT_USAGE;
    bool by_number = school > 0 && number >= 0;
    if (cli->word_count != (by_number ? 1 : 2))
        return cli_usage(cli,
                         "which pupil? Give the username, or --school NUMBER and --roll-number N");
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct school_id in = {(int32_t)school};
    *ret_shown = by_number
                     ? str_c(cli->arena,
                             cli_in_words(cli->arena, &MESSAGE("roll number {0} of school {1}",
                                                               number, message_digits(school, 6))))
                     : cli->words[1];
    enum rc rc =
        by_number ? account_find_by_number(
                        &(struct call){&cli->service, cli->arena, &actor, in, &fault}, number, ret)
                  : account_find(&(struct call){.service = &cli->service,
                                                .arena = cli->arena,
                                                .actor = &actor,
                                                .fault = &fault},
                                 str_of(cli->words[1]), ret);
    if (rc == RC_NONE && by_number && !cli_knows_school(cli, in)) return EXIT_REFUSED;
    if (rc == RC_NONE) return cli_missing(THING_ACCOUNT, *ret_shown);
    if (rc != RC_OK) return cli_failed_at(rc, *ret_shown, &fault);
    if (by_number)
        *ret_shown =
            str_c(cli->arena, str_format(cli->arena, "%s (%.*s)", *ret_shown, STR_ARG(ret->name)));
    return EXIT_DONE;
}

static json_t *username_of(const struct account_found *f) {
    return f->has_account ? cli_json_str(f->account.username) : json_null();
}

static json_t *enrolments_of(struct arena *arena, const struct person *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->enrolment_count; i++) {
        const struct person_enrolment *e = &p->enrolments[i];
        json_array_append_new(
            list,
            json_pack("{s:i, s:I, s:o, s:o, s:I, s:o, s:i, s:o, s:o, s:o, s:o}", "school",
                      e->school, "roll_number", (json_int_t)e->roll_number, "first_name",
                      cli_json_str(e->first_name), "last_name", cli_json_str(e->last_name),
                      "group_number", (json_int_t)e->group_number, "group",
                      cli_json_str(e->group_name), "level", (int)e->level, "class",
                      cli_json_str(e->class_code), "site", cli_json_str(e->site), "begin",
                      cli_json_day(arena, e->begin_day), "end", cli_json_day(arena, e->end_day)));
    }
    return list;
}

static json_t *events_of(struct arena *arena, const struct person *p) {
    static const char *const actors[] = {"system", "staff", "pupil", "command"};
    json_t *list = json_array();
    for (size_t i = 0; i < p->event_count; i++) {
        const struct person_event *e = &p->events[i];
        json_array_append_new(
            list, json_pack("{s:o, s:s, s:s, s:i, s:o, s:o}", "at", cli_json_time(arena, e->at_ms),
                            "event", e->key == NULL ? "" : e->key, "by",
                            e->actor_kind >= 0 && e->actor_kind < (int)COUNT(actors)
                                ? actors[e->actor_kind]
                                : "",
                            "school", e->school, "from", cli_json_str(e->source), "detail",
                            cli_json_str(e->detail)));
    }
    return list;
}

static json_t *account_of(struct arena *arena, const struct person *p) {
    static const char *const types[] = {"", "basic", "advanced"}, *const kinds[] = {
                                                                      "", "picture", "word",
                                                                      "temporary", "own"};
    if (p->status == STATUS_NO_ACCOUNT) return json_null();
    return json_pack("{s:s, s:s, s:s, s:b, s:o, s:o}", "type", types[p->type], "secret",
                     kinds[p->kind], "status", p->status == STATUS_ACTIVE ? "active" : "inactive",
                     "must_change", p->must_change, "deactivated",
                     cli_json_time(arena, p->inactive_ms), "reason",
                     cli_json_str(p->inactive_reason));
}

/* Adds where and by which applications the account was used. */
static void add_use(struct arena *arena, json_t *told, const struct person *p) {
    json_t *sessions = json_array(), *grants = json_array(), *networks = json_array();
    for (size_t i = 0; i < p->session_count; i++)
        json_array_append_new(sessions,
                              json_pack("{s:o, s:o, s:b}", "created",
                                        cli_json_time(arena, p->sessions[i].created_ms), "seen",
                                        cli_json_time(arena, p->sessions[i].seen_ms), "own_device",
                                        p->sessions[i].own_device));
    for (size_t i = 0; i < p->grant_count; i++)
        json_array_append_new(grants, json_pack("{s:o, s:o, s:o, s:b}", "application",
                                                cli_json_str(p->grants[i].client_id), "name",
                                                cli_json_str(p->grants[i].name), "at",
                                                cli_json_time(arena, p->grants[i].created_ms),
                                                "revoked", p->grants[i].revoked));
    for (size_t i = 0; i < p->network_count; i++)
        json_array_append_new(networks,
                              json_pack("{s:i, s:o, s:o}", "school", p->networks[i].school,
                                        "network", cli_json_str(p->networks[i].network), "last",
                                        cli_json_time(arena, p->networks[i].at_ms)));
    json_object_set_new(told, "account", account_of(arena, p));
    json_object_set_new(told, "national_number_known", json_boolean(p->has_number));
    json_object_set_new(told, "sessions", sessions);
    json_object_set_new(told, "applications", grants);
    json_object_set_new(told, "school_networks", networks);
}

enum exit_code command_account_export(struct cli *cli) {
    static const char *const sexes[] = {"", "M", "V", "X"};
    struct account_found f;
    const char *shown;
    enum exit_code code = find_person(cli, &f, &shown);
    if (code != EXIT_DONE) return code;
    struct actor actor = cli_actor();
    struct person p;
    struct fault fault = {0};
    enum rc rc = person_export(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        f.pupil_id, &p);
    if (rc != RC_OK) return cli_failed_at(rc, shown, &fault);
    json_t *told = json_pack(
        "{s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "username", username_of(&f),
        "first_name", cli_json_str(p.official_first), "last_name", cli_json_str(p.official_last),
        "sex", p.sex >= 0 && p.sex < (int)COUNT(sexes) ? sexes[p.sex] : "", "birthday",
        cli_json_day(cli->arena, p.birth_day), "email",
        p.email.len > 0 ? cli_json_str(p.email) : json_null(), "created",
        cli_json_time(cli->arena, f.has_account ? f.account.created_ms : -1), "last_sign_in",
        cli_json_time(cli->arena, f.has_account ? f.account.last_sign_in_ms : -1), "enrolments",
        enrolments_of(cli->arena, &p), "history", events_of(cli->arena, &p));
    add_use(cli->arena, told, &p);
    cli_json(told);
    return EXIT_DONE;
}

enum exit_code command_account_erase(struct cli *cli) {
    struct account_found f;
    const char *shown;
    enum exit_code code = find_person(cli, &f, &shown);
    if (code != EXIT_DONE) return code;
    if (!cli_flag(cli, "yes"))
        return cli_say("{0} and everything about this pupil will disappear and will not come back; "
                       "if you are sure, run with --yes",
                       shown),
               EXIT_CONFLICT;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    enum rc rc = retention_erase(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        f.pupil_id);
    if (rc != RC_OK) return cli_failed_at(rc, shown, &fault);
    if (cli->json) cli_json(json_pack("{s:o, s:b}", "username", username_of(&f), "erased", true));
    if (!cli->json)
        cli_print(f.has_account ? N_("{0} is erased; the username will not be given to anyone else")
                                : N_("{0} is erased"),
                  shown);
    return EXIT_DONE;
}
