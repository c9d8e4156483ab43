/* leerid account export and erase: what a person may ask. */
#include <stdio.h>

#include "main/command.h"
#include "service/account_find.h"
#include "service/person_export.h"
#include "service/retention.h"

static enum exit_code find(struct cli *cli, struct account_found *ret) {
    if (cli->word_count != 2) return cli_usage(cli, "welke gebruikersnaam?");
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    enum rc rc = account_find(&cli->service, cli->arena, &actor, str_of(cli->words[1]), ret, &fault);
    return rc == RC_OK ? EXIT_DONE : cli_failed(rc, cli->words[1], &fault);
}

static json_t *enrolments_of(struct arena *arena, const struct person *p) {
    json_t *list = json_array();
    for (size_t i = 0; i < p->enrolment_count; i++) {
        const struct person_enrolment *e = &p->enrolments[i];
        json_array_append_new(list, json_pack("{s:i, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "school", e->school, "roll_number", (json_int_t)e->roll_number,
            "first_name", json_str(e->first_name), "last_name", json_str(e->last_name), "group", json_str(e->group_name), "class", json_str(e->class_code),
            "site", json_str(e->site), "begin", json_day(arena, e->begin_day), "end", json_day(arena, e->end_day)));
    }
    return list;
}

static json_t *events_of(struct arena *arena, const struct person *p) {
    static const char *const actors[] = {"system", "staff", "pupil", "command"};
    json_t *list = json_array();
    for (size_t i = 0; i < p->event_count; i++) {
        const struct person_event *e = &p->events[i];
        json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:i, s:o, s:o}", "at", json_time(arena, e->at_ms), "event", e->key == NULL ? "" : e->key, "by",
            e->actor_kind >= 0 && e->actor_kind < (int)COUNT(actors) ? actors[e->actor_kind] : "", "school", e->school, "from", json_str(e->source),
            "detail", json_str(e->detail)));
    }
    return list;
}

enum exit_code account_export_verb(struct cli *cli) {
    static const char *const sexes[] = {"", "M", "V", "X"};
    struct account_found f;
    enum exit_code code = find(cli, &f);
    if (code != EXIT_DONE) return code;
    struct actor actor = cli_actor();
    struct person p;
    struct fault fault = {0};
    enum rc rc = person_export(&cli->service, cli->arena, &actor, f.pupil_id, &p, &fault);
    if (rc != RC_OK) return cli_failed(rc, cli->words[1], &fault);
    cli_json(json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "username", json_str(f.account.username), "first_name", json_str(p.official_first),
        "last_name", json_str(p.official_last), "sex", p.sex >= 0 && p.sex < (int)COUNT(sexes) ? sexes[p.sex] : "", "birthday", json_day(cli->arena, p.birth_day),
        "email", p.email.len > 0 ? json_str(p.email) : json_null(), "created", json_time(cli->arena, f.account.created_ms), "last_sign_in",
        json_time(cli->arena, f.account.last_sign_in_ms), "enrolments", enrolments_of(cli->arena, &p), "history", events_of(cli->arena, &p)));
    return EXIT_DONE;
}

enum exit_code account_erase_verb(struct cli *cli) {
    struct account_found f;
    enum exit_code code = find(cli, &f);
    if (code != EXIT_DONE) return code;
    if (!cli_flag(cli, "yes"))
        return cli_say("%s en alles van deze leerling verdwijnt en komt niet terug; ben je zeker, voer dan uit met --yes", cli->words[1]), EXIT_CONFLICT;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    enum rc rc = retention_erase(&cli->service, cli->arena, &actor, f.pupil_id, &fault);
    if (rc != RC_OK) return cli_failed(rc, cli->words[1], &fault);
    if (cli->json) cli_json(json_pack("{s:s, s:b}", "username", cli->words[1], "erased", true));
    if (!cli->json) printf("%s is gewist; de gebruikersnaam wordt aan niemand anders meer gegeven\n", cli->words[1]);
    return EXIT_DONE;
}
