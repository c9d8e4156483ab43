#include "web/form.h"

#include "web/pages.h"

static bool is_named(const struct form_rule *rule, struct str name) {
    if (rule->flags & FORM_EACH) name = str_cut(&name, '.', NULL);
    return str_eq(name, str_of(rule->name));
}

static const struct form_rule *rule_in(const struct form *form, struct str name) {
    for (size_t i = 0; form != NULL && i < form->count; i++)
        if (is_named(&form->rules[i], name)) return &form->rules[i];
    return NULL;
}

/* Returns the rule of a field; a rule of the form precedes one of common_form. */
static const struct form_rule *rule_of(const struct form *form, struct str name) {
    const struct form_rule *own = rule_in(form, name);
    return own != NULL ? own : rule_in(&common_form, name);
}

static const struct form *form_of(const struct visit *visit) {
    const struct web_rule *rule = visit->request->route->extra;
    return rule->form;
}

unsigned form_flags(const struct visit *visit, struct str name) {
    const struct form_rule *rule = rule_of(form_of(visit), name);
    return rule == NULL ? 0 : rule->flags;
}

bool form_filter(struct visit *visit, const struct form *form) {
    const struct http_fields sent = visit->request->forms;
    struct http_field *rows = ARENA_ARRAY(visit->arena, struct http_field, sent.count);
    size_t count = 0;
    bool fits = true;
    for (size_t i = 0; i < sent.count; i++) {
        const struct form_rule *rule = rule_of(form, sent.rows[i].name);
        if (rule == NULL) continue;
        fits = fits && sent.rows[i].raw.len <= rule->limit;
        rows[count++] = sent.rows[i];
    }
    visit->request->forms = (struct http_fields){rows, count};
    return fits;
}

static void bind(struct visit *visit, const struct form_rule *rule, bool is_sent, char *at) {
    const struct http_request *request = visit->request;
    struct str value = S("");
    if (rule->flags & FORM_LIST) {
        struct form_list list = {NULL, 0};
        if (is_sent) list.values = http_all(visit->arena, request->forms, rule->name, &list.count);
        memcpy(at, &list, sizeof list);
        return;
    }
    if (is_sent && rule->type == FORM_RAW)
        (void)http_form_raw(request, rule->name, &value);
    else if (is_sent)
        (void)http_form(request, rule->name, &value);
    bool is_ticked = str_eq(value, S("1"));
    if (rule->type == FORM_TICK)
        memcpy(at, &is_ticked, sizeof is_ticked);
    else
        memcpy(at, &value, sizeof value);
}

const void *form_bind(struct visit *visit, const struct form *form) {
    bool is_sent = form == form_of(visit);
    if (is_sent && visit->form != NULL) return visit->form;
    char *bound = arena_alloc(visit->arena, form->bytes);
    for (size_t i = 0; i < form->count; i++)
        if (!(form->rules[i].flags & FORM_EACH))
            bind(visit, &form->rules[i], is_sent, bound + form->rules[i].offset);
    if (is_sent) visit->form = bound;
    return bound;
}
