/*
 * leerid app list and leerid app show: decisions about applications, and why their requests were
 * refused.
 */
#include <stdio.h>

#include "main/verbs.h"
#include "service/application/application.h"
#include "service/oidc/oidc_refusals.h"

enum { LABEL_WIDTH = 20 };

static json_t *strings(const struct str *texts, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(list, cli_json_str(texts[i]));
    return list;
}

/* Returns the names of the bits that are set. */
static json_t *bits(unsigned set, int count, const char *(*word)(int)) {
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        if (set & 1u << i) json_array_append_new(list, json_string(word(i)));
    return list;
}

static const char *claim_word(int claim) {
    return oidc_claim_name((enum oidc_claim)claim);
}

static const char *level_of(int level) {
    return application_level_word((enum level)level);
}

static json_t *app_json(const struct cli *cli, const struct application *a) {
    const struct application_wish *w = &a->wish;
    json_t *o =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "client_id", cli_json_str(a->client_id), "name",
                  cli_json_str(w->name), "maker", cli_json_str(w->maker), "description",
                  cli_json_str(w->description), "reason", cli_json_str(w->reason), "created",
                  cli_json_time(cli->arena, a->created_ms));
    json_object_set_new(o, "redirect_uris", strings(w->redirect_uris, w->redirect_count));
    json_object_set_new(o, "post_logout_uris",
                        strings(w->logout_redirect_uris, w->logout_redirect_count));
    json_object_set_new(o, "home_url", cli_json_str(w->home_url));
    json_object_set_new(o, "backchannel_uri", cli_json_str(w->logout_uri));
    json_object_set_new(o, "sector", cli_json_str(w->sector));
    json_object_set_new(o, "public_subject", json_boolean(w->public_subject));
    json_object_set_new(o, "data", bits(w->data, OIDC_DATA, oidc_data_name));
    json_object_set_new(o, "claims",
                        bits(oidc_claims_allowed(~0u, w->data), OIDC_CLAIMS_COUNT, claim_word));
    json_object_set_new(o, "levels", bits(w->levels, LEVEL_HIGHER + 1, level_of));
    json_object_set_new(o, "public", json_boolean(w->is_public));
    json_object_set_new(o, "secret", json_boolean(a->secret_hash.ptr != NULL));
    json_object_set_new(o, "keys", json_boolean(w->keys.len > 0));
    json_object_set_new(o, "keys_uri", cli_json_str(w->keys_uri));
    json_object_set_new(o, "alg", json_string(jose_alg_name(w->alg)));
    json_object_set_new(o, "refresh", json_boolean(w->may_refresh));
    json_object_set_new(o, "all_schools", json_boolean(w->all_schools));
    json_object_set_new(o, "options", bits(w->options, APP_OPTIONS, oidc_option_name));
    return o;
}

static void print_value(const json_t *value) {
    if (json_is_string(value)) fputs(json_string_value(value), stdout);
    if (json_is_integer(value)) printf("%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        fputs(tr(cli_language(), json_is_true(value) ? N_("yes") : N_("no")).ptr, stdout);
    for (size_t i = 0; i < json_array_size(value); i++)
        printf("%s%s", i > 0 ? " " : "", json_string_value(json_array_get(value, i)));
}

static bool says_nothing(const json_t *value) {
    return (json_is_string(value) && json_string_length(value) == 0) ||
           (json_is_array(value) && json_array_size(value) == 0);
}

static void print_member(const json_t *object, const char *name, const char *indent) {
    const json_t *value = json_object_get(object, name);
    printf("%s%-*s", indent, LABEL_WIDTH, name);
    if (says_nothing(value))
        fputs("-", stdout);
    else
        print_value(value);
    putchar('\n');
}

static enum rc read_app(struct cli *cli, int64_t application_id, json_t **ret_object,
                        struct fault *fault) {
    struct application a;
    TRY(application_by_id(&cli->service, cli->arena, application_id, &a, fault));
    *ret_object = app_json(cli, &a);
    return RC_OK;
}

enum exit_code command_app_list(struct cli *cli) {
    static const char *const shown[] = {"redirect_uris", "sector", "public_subject",
                                        "claims",        "public", "all_schools"};
    if (!cli_open(cli, NEED_STORE)) return EXIT_FAILED;
    struct application_line *lines;
    size_t count;
    struct fault fault = {0};
    json_t *items = json_array(), *item;
    enum rc rc = application_list(&cli->service, cli->arena, &lines, &count, &fault);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        rc = read_app(cli, lines[i].application_id, &item, &fault);
        if (rc != RC_OK) break;
        json_array_append_new(items, item);
        if (cli->json) continue;
        printf("%.*s  %.*s\n", STR_ARG(lines[i].client_id), STR_ARG(lines[i].name));
        for (size_t j = 0; j < COUNT(shown); j++) print_member(item, shown[j], "    ");
    }
    if (rc == RC_OK && cli->json) return cli_json(json_pack("{s:o}", "items", items)), EXIT_DONE;
    json_decref(items);
    return rc == RC_OK ? EXIT_DONE : cli_failed(rc, "applications", &fault);
}

static enum rc read_refusals(struct cli *cli, int64_t application_id, json_t **ret_list,
                             struct fault *fault) {
    struct oidc_refused *rows;
    size_t count;
    TRY(oidc_refusals(&cli->service, cli->arena, application_id, &rows, &count, fault));
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct oidc_refusal *refusal = oidc_refusal(rows[i].why);
        json_array_append_new(list, json_pack("{s:o, s:o, s:s, s:s, s:s}", "last",
                                              cli_json_time(cli->arena, rows[i].last_ms),
                                              "endpoint", cli_json_str(rows[i].endpoint), "error",
                                              oidc_error_code(refusal->error), "why", refusal->word,
                                              "description", refusal->text));
    }
    *ret_list = list;
    return RC_OK;
}

static const char *text_of(const json_t *object, const char *name) {
    return json_string_value(json_object_get(object, name));
}

static void print_app(const json_t *object, const json_t *refusals) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, name, value) print_member(object, name, "");
    cli_print(json_array_size(refusals) == 0 ? N_("refused in the last 30 days: nothing")
                                             : N_("refused in the last 30 days:"));
    for (size_t i = 0; i < json_array_size(refusals); i++) {
        const json_t *row = json_array_get(refusals, i);
        printf("    %s  %s  %s  why=%s  %s\n", text_of(row, "last"), text_of(row, "endpoint"),
               text_of(row, "error"), text_of(row, "why"), text_of(row, "description"));
    }
}

enum exit_code command_app_show(struct cli *cli) {
    struct application a;
    size_t schools;
    json_t *refusals;
    struct fault fault = {0};
    enum exit_code code = command_app_find(cli, &a);
    if (code != EXIT_DONE) return code;
    enum rc rc = application_schools(&cli->service, cli->arena, a.application_id, &schools, &fault);
    if (rc == RC_OK) rc = read_refusals(cli, a.application_id, &refusals, &fault);
    if (rc == RC_NONE) return cli_missing(THING_APPLICATION, cli->words[1]);
    if (rc != RC_OK) return cli_failed_at(rc, cli->words[1], &fault);
    json_t *object = app_json(cli, &a);
    json_object_set_new(object, "schools", json_integer((json_int_t)schools));
    if (!cli->json) print_app(object, refusals);
    json_object_set_new(object, "refusals", refusals);
    if (cli->json) return cli_json(object), EXIT_DONE;
    json_decref(object);
    return EXIT_DONE;
}
