/* leerid school, staff and account. */
#include <stdio.h>

#include "domain/email_address.h"
#include "main/verbs.h"
#include "service/account/account_change.h"
#include "service/pupil/account_find.h"
#include "service/roster/import_roster.h"
#include "service/school/school.h"
#include "service/staff/staff.h"

static bool read_school_option(const struct cli *cli, struct school_id *ret) {
    int64_t number;
    if (str_to_i64(verb_word(cli, 1), 1, 999999, &number) != RC_OK) return false;
    ret->value = (int32_t)number;
    return true;
}

static enum exit_code school_add_verb(struct cli *cli) {
    struct school_id school;
    if (cli_flag(cli, "file")) return command_school_file(cli);
    if (!read_school_option(cli, &school) || cli->word_count != 3)
        return cli_usage(cli, "give a number from 1 to 999999 and a name");
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct str name;
    if (text_clean(cli->arena, verb_word(cli, 2), 100, &name) != TEXT_FINE)
        return cli_usage(cli, "the name has at most 100 characters");
    struct school_settings settings = school_settings_default(name);
    enum rc rc =
        school_add(&(struct call){&cli->service, cli->arena, &actor, school, &fault}, &settings);
    if (rc != RC_OK) return cli_failed(rc, "adding the school", &fault);
    if (cli->json)
        cli_json(json_pack("{s:i, s:o}", "school", school.value, "name", cli_json_str(name)));
    if (!cli->json) cli_print("school {0} added: {1}", message_digits(school.value, 6), name);
    return EXIT_DONE;
}

static enum exit_code school_set_verb(struct cli *cli) {
    struct school_id school;
    if (!read_school_option(cli, &school)) return cli_usage(cli, "which school?");
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct school_settings settings;
    int64_t roster_ms, pictures, digits, days, limit = -1;
    struct fault fault = {0};
    enum rc rc = school_get(&cli->service, cli->arena, school, &settings, &roster_ms, &fault);
    if (rc == RC_NONE) return cli_missing(THING_SCHOOL, message_digits(school.value, 6));
    if (rc != RC_OK) return cli_failed(rc, "the school", &fault);
    pictures = settings.picture_count;
    digits = settings.word_digits;
    days = settings.temporary_days;
    bool fine = cli_number(cli, "pictures", 5, 7, &pictures) &&
                cli_number(cli, "digits", 3, 4, &digits) &&
                cli_number(cli, "temporary-days", 1, 365, &days) &&
                cli_number(cli, "ending-limit", 0, 100, &limit);
    if (!fine) return EXIT_USAGE;
    settings.picture_count = (int)pictures;
    settings.word_digits = (int)digits;
    settings.temporary_days = (int)days;
    if (cli_text(cli, "name").len > 0) settings.name = cli_text(cli, "name");
    if (cli_text(cli, "keep-sealed").len > 0)
        settings.keep_sealed = str_eq(cli_text(cli, "keep-sealed"), S("yes"));
    struct actor actor = cli_actor();
    struct call call = {&cli->service, cli->arena, &actor, school, &fault};
    rc = school_set(&call, &settings);
    if (rc == RC_OK && limit >= 0) rc = import_set_limit(&call, (int)limit);
    return rc == RC_OK ? EXIT_DONE : cli_failed(rc, "changing the school", &fault);
}

static enum exit_code school_list_verb(struct cli *cli) {
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct school_line *lines;
    size_t count;
    struct fault fault = {0};
    enum rc rc = school_list(&cli->service, cli->arena, &lines, &count, &fault);
    if (rc != RC_OK) return cli_failed(rc, "schools", &fault);
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct school_line *l = &lines[i];
        json_array_append_new(items,
                              json_pack("{s:i, s:o, s:I, s:I, s:o}", "school", l->school.value,
                                        "name", cli_json_str(l->name), "pupils",
                                        (json_int_t)l->pupils, "accounts", (json_int_t)l->accounts,
                                        "roster", cli_json_time(cli->arena, l->roster_ms)));
        if (!cli->json)
            cli_print("{0}  {1} pupils  {2} LeerIDs  {3}", message_digits(l->school.value, 6),
                      str_format(cli->arena, "%6lld", (long long)l->pupils),
                      str_format(cli->arena, "%6lld", (long long)l->accounts), l->name);
    }
    if (cli->json) return cli_json(json_pack("{s:o}", "items", items)), EXIT_DONE;
    json_decref(items);
    return EXIT_DONE;
}

enum exit_code command_school(struct cli *cli) {
    static const struct verb verbs[] = {{"add", school_add_verb},
                                        {"set", school_set_verb},
                                        {"list", school_list_verb},
                                        {"succeed", command_school_succeed}};
    return verb_run(cli, verbs, COUNT(verbs));
}

static enum exit_code print_staff(struct cli *cli, const struct staff_made *made) {
    struct str url =
        str_format(cli->arena, "%.*s/uitnodiging/%.*s",
                   STR_ARG(cli->config.values[SETTING_LOKET_URL]), STR_ARG(made->invite));
    if (cli->json)
        cli_json(json_pack("{s:o, s:o, s:o}", "name", cli_json_str(made->login), "password",
                           cli_json_str(made->password), "url", cli_json_str(url)));
    if (!cli->json) {
        cli_print("username  {0}", made->login);
        cli_print("password  {0}", made->password);
        cli_address(CLI_SIGN_IN, url);
    }
    return EXIT_DONE;
}

static enum exit_code staff_add_verb(struct cli *cli) {
    const struct option_value *schools = cli_option(cli, "school"),
                              *classes = cli_option(cli, "class");
    struct staff_wish wish = {.login = verb_word(cli, 1),
                              .keep = cli_flag(cli, "keep"),
                              .email = cli_text(cli, "email"),
                              .school_count = schools->count,
                              .class_count = classes->count};
    if (cli->word_count != 2) return cli_usage(cli, "which name?");
    if (wish.email.len > 0 && !email_address_is_valid(wish.email))
        return cli_usage(cli, "--email is an email address");
    if (role_by_name(cli_text(cli, "role"), &wish.role) != RC_OK)
        return cli_usage(cli, "--role is manager, teacher, viewer or operator");
    int *numbers = ARENA_ARRAY(cli->arena, int, schools->count);
    struct str *codes = ARENA_ARRAY(cli->arena, struct str, classes->count);
    for (size_t i = 0; i < schools->count; i++) {
        int64_t number;
        if (str_to_i64(str_of(schools->values[i]), 1, 999999, &number) != RC_OK)
            return cli_usage(cli, "--school is a number from 1 to 999999");
        numbers[i] = (int)number;
    }
    for (size_t i = 0; i < classes->count; i++) codes[i] = str_of(classes->values[i]);
    wish.schools = numbers;
    wish.classes = codes;
    if (!cli_open(cli, NEED_STORE | NEED_HASHES)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct staff_made made;
    struct fault fault = {0};
    enum rc rc = staff_add(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        &wish, &made);
    for (size_t i = 0; rc == RC_INVALID && i < schools->count; i++)
        if (!cli_knows_school(cli, (struct school_id){numbers[i]})) return EXIT_REFUSED;
    if (rc == RC_INVALID)
        return cli_say(
                   "give a name of letters, digits, . - _ @ and a school that exists (--school)"),
               EXIT_REFUSED;
    if (rc == RC_CONFLICT) {
        const char *name = str_c(cli->arena, wish.login);
        cli_say("{0} exists already; `leerid staff reset {1}` gives new access", name, name);
        return EXIT_CONFLICT;
    }
    if (rc == RC_OK && wish.keep && !cli->json)
        cli_say(
            "--keep is weak: at an http address LeerID never asks this account for a second step");
    return rc == RC_OK ? print_staff(cli, &made) : cli_failed(rc, "adding staff", &fault);
}

static enum exit_code staff_reset_verb(struct cli *cli) {
    if (!cli_open(cli, NEED_STORE | NEED_HASHES)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct staff_made made;
    struct fault fault = {0};
    enum rc rc = staff_reset(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        verb_word(cli, 1), &made);
    if (rc == RC_NONE) return cli_missing(THING_STAFF, verb_word(cli, 1));
    return rc == RC_OK ? print_staff(cli, &made) : cli_failed(rc, "staff", &fault);
}

static enum exit_code staff_disable_verb(struct cli *cli) {
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    enum rc rc = staff_disable(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        verb_word(cli, 1));
    if (rc == RC_NONE) return cli_missing(THING_STAFF, verb_word(cli, 1));
    return rc == RC_OK ? EXIT_DONE : cli_failed(rc, "staff", &fault);
}

static enum exit_code staff_list_verb(struct cli *cli) {
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct staff_line *lines;
    size_t count;
    struct fault fault = {0};
    enum rc rc = staff_list(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        &lines, &count);
    if (rc != RC_OK) return cli_failed(rc, "staff", &fault);
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct staff_line *l = &lines[i];
        json_array_append_new(items,
                              json_pack("{s:o, s:o, s:b, s:b, s:o}", "name", cli_json_str(l->login),
                                        "roles", cli_json_str(l->roles), "disabled", l->disabled,
                                        "second_factor", l->has_factor, "last_sign_in",
                                        cli_json_time(cli->arena, l->last_sign_in_ms)));
        if (!cli->json)
            printf("%-30.*s %.*s%.*s\n", STR_ARG(l->login), STR_ARG(l->roles),
                   STR_ARG(l->disabled ? tr(cli_language(), N_(" (disabled)")) : S("")));
    }
    if (cli->json) return cli_json(json_pack("{s:o}", "items", items)), EXIT_DONE;
    json_decref(items);
    return EXIT_DONE;
}

enum exit_code command_staff(struct cli *cli) {
    static const struct verb verbs[] = {{"add", staff_add_verb},
                                        {"list", staff_list_verb},
                                        {"reset", staff_reset_verb},
                                        {"disable", staff_disable_verb}};
    return verb_run(cli, verbs, COUNT(verbs));
}

static const char *const kind_words[] = {"", "picture", "word", "temporary", "own"};
static const char *const status_words[] = {"none", "active", "inactive"};

/* Finds the account named by the second word. */
static enum exit_code find_account(struct cli *cli, struct account_found *ret) {
    if (cli->word_count != 2) return cli_usage(cli, "which username?");
    if (!cli_open(cli, NEED_STORE | NEED_HASHES)) return EXIT_FAILED;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    enum rc rc = account_find(
        &(struct call){
            .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
        verb_word(cli, 1), ret);
    if (rc == RC_NONE) return cli_missing(THING_ACCOUNT, cli->words[1]);
    return rc == RC_OK ? EXIT_DONE : cli_failed_at(rc, cli->words[1], &fault);
}

static enum exit_code account_show_verb(struct cli *cli) {
    struct account_found f;
    enum exit_code code = find_account(cli, &f);
    if (code != EXIT_DONE) return code;
    const struct account_data *a = &f.account;
    json_t *schools = json_array();
    for (size_t i = 0; i < f.school_count; i++)
        json_array_append_new(schools, json_integer(f.schools[i].value));
    const char *type = a->type == ACCOUNT_BASIC ? "basic" : "advanced";
    static const char *const kinds[] = {"", N_("picture password"), N_("password"),
                                        N_("temporary password"), N_("own password")};
    static const char *const statuses[] = {N_("no LeerID"), N_("active"), N_("inactive")};
    if (!cli->json)
        cli_print("{0}: {1}, {2}, {3}", a->username,
                  message_word(a->type == ACCOUNT_BASIC ? N_("basic") : N_("advanced")),
                  message_word(kinds[a->kind]), message_word(statuses[a->status]));
    if (!cli->json) return json_decref(schools), EXIT_DONE;
    cli_json(json_pack("{s:o, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o}", "username",
                       cli_json_str(a->username), "type", type, "secret_kind", kind_words[a->kind],
                       "status", status_words[a->status], "must_change", a->must_change, "created",
                       cli_json_time(cli->arena, a->created_ms), "last_sign_in",
                       cli_json_time(cli->arena, a->last_sign_in_ms), "active_until",
                       cli_json_day(cli->arena, f.last_day), "schools", schools));
    return EXIT_DONE;
}

static enum exit_code told(struct cli *cli, enum rc rc, const struct fault *fault) {
    if (rc != RC_OK) return cli_failed_at(rc, cli->words[1], fault);
    if (cli->json) cli_json(json_pack("{s:s}", "username", cli->words[1]));
    return EXIT_DONE;
}

static enum exit_code account_state_verb(struct cli *cli, bool active) {
    struct account_found f;
    enum exit_code code = find_account(cli, &f);
    if (code != EXIT_DONE) return code;
    if (f.school_count == 0)
        return cli_say("{0} is enrolled nowhere; the LeerID is inactive of itself", cli->words[1]),
               EXIT_CONFLICT;
    struct actor actor = cli_actor();
    struct fault fault = {0};
    struct service *service = &cli->service;
    int64_t version = f.account.version;
    if (active)
        return told(
            cli,
            account_activate(&(struct call){service, cli->arena, &actor, f.schools[0], &fault},
                             f.pupil_id, version),
            &fault);
    return told(
        cli,
        account_deactivate(&(struct call){service, cli->arena, &actor, f.schools[0], &fault},
                           f.pupil_id, version, cli_text(cli, "reason")),
        &fault);
}

static enum exit_code account_deactivate_verb(struct cli *cli) {
    return account_state_verb(cli, false);
}

static enum exit_code account_activate_verb(struct cli *cli) {
    return account_state_verb(cli, true);
}

static enum exit_code account_reset_verb(struct cli *cli) {
    struct account_found f;
    enum exit_code code = find_account(cli, &f);
    if (code != EXIT_DONE) return code;
    if (f.school_count == 0)
        return cli_say("{0} is enrolled nowhere", cli->words[1]), EXIT_CONFLICT;
    struct str secret = cli_text(cli, "secret");
    int kind = str_eq(secret, S("picture")) ? SECRET_PICTURE
               : str_eq(secret, S("word"))  ? SECRET_WORD
                                            : 0;
    const struct account_wish wish = {.version = f.account.version, .kind = kind, .renew = true};
    struct actor actor = cli_actor();
    struct account_flaws flaws;
    struct fault fault = {0};
    enum rc rc =
        account_change(&(struct call){&cli->service, cli->arena, &actor, f.schools[0], &fault},
                       f.pupil_id, &wish, &flaws);
    struct str drawn = S("");
    if (rc == RC_OK)
        rc = account_reveal(&(struct call){&cli->service, cli->arena, &actor, f.schools[0], &fault},
                            f.pupil_id, &drawn);
    if (rc != RC_OK) return cli_failed_at(rc, cli->words[1], &fault);
    if (cli->json)
        cli_json(
            json_pack("{s:s, s:o}", "username", cli->words[1], "password", cli_json_str(drawn)));
    if (!cli->json) cli_print("{0}: new password {1}", cli->words[1], drawn);
    return EXIT_DONE;
}

enum exit_code command_account(struct cli *cli) {
    static const struct verb verbs[] = {{"show", account_show_verb},
                                        {"reset", account_reset_verb},
                                        {"deactivate", account_deactivate_verb},
                                        {"activate", account_activate_verb},
                                        {"export", command_account_export},
                                        {"erase", command_account_erase},
                                        {"join", command_account_join}};
    return verb_run(cli, verbs, COUNT(verbs));
}
