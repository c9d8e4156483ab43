/* leerid routes: prints the route table. */
#include <stdio.h>

#include "main/command.h"
#include "web/form.h"
#include "web/web.h"

/* Returns the fields of a form as JSON, without those of common_form. */
static json_t *fields_json(const struct form *form) {
    json_t *fields = json_array();
    for (size_t i = 0; form != NULL && i < form->count; i++) {
        const struct form_rule *r = &form->rules[i];
        json_array_append_new(fields,
                              json_pack("{s:s, s:I, s:b, s:b, s:b}", "name", r->name, "limit",
                                        (json_int_t)r->limit, "each", (r->flags & FORM_EACH) != 0,
                                        "list", (r->flags & FORM_LIST) != 0, "secret",
                                        (r->flags & FORM_SECRET) != 0));
    }
    return fields;
}

enum exit_code command_routes(struct cli *cli) {
    static const char *const methods[] = {"GET", "POST"}, *const sites[] = {"", "loket", "mijn",
                                                                            N_("both")};
    struct fault fault = {0};
    enum rc rc = web_check(&fault);
    if (rc != RC_OK) return cli_failed(rc, "routes", &fault);
    json_t *items = json_array();
    for (size_t i = 0; i < web_route_count; i++) {
        const struct http_route *r = &web_routes[i];
        const struct web_rule *rule = r->extra;
        const char *method = methods[r->method], *site = sites[r->site_mask & ON_BOTH],
                   *who = web_who_name(rule->who);
        const char *right = rule->who == WHO_SCHOOL     ? right_name(rule->right)
                            : rule->who == WHO_OPERATOR ? right_name(RIGHT_PLATFORM)
                                                        : "";
        if (cli->json)
            json_array_append_new(
                items, json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:o}", "method", method,
                                 "site", tr(LANGUAGE_NL, site).ptr, "pattern", r->pattern, "who",
                                 who, "right", right, "body_max", (json_int_t)r->body_max, "help",
                                 tr(LANGUAGE_NL, r->help).ptr, "fields", fields_json(rule->form)));
        else
            printf("%-5s %-6.*s %-34s %-8s %.*s\n", method, STR_ARG(tr(cli_language(), site)),
                   r->pattern, who, STR_ARG(tr(cli_language(), r->help)));
    }
    if (cli->json)
        cli_json(json_pack("{s:o}", "items", items));
    else
        json_decref(items);
    return EXIT_DONE;
}
