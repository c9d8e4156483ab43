#include "web/loket/list_query.h"

#include "format/form.h"
#include "format/url.h"

const struct list_query_word list_query_statuses[3] = {
    {"geen", N_("No account"), 1 + STATUS_NO_ACCOUNT},
    {"actief", N_("Active"), 1 + STATUS_ACTIVE},
    {"inactief", N_("Inactive"), 1 + STATUS_INACTIVE}};
const struct list_query_word list_query_types[2] = {
    {"basis", N_("Basic"), ACCOUNT_BASIC}, {"gevorderd", N_("Advanced"), ACCOUNT_ADVANCED}};
const struct list_query_word list_query_kinds[4] = {
    {"plaatjes", N_("Picture password"), SECRET_PICTURE},
    {"woord", N_("Password"), SECRET_WORD},
    {"tijdelijk", N_("Temporary password"), SECRET_TEMPORARY},
    {"eigen", N_("Own password"), SECRET_OWN}};
const struct list_query_word list_query_columns[LIST_COLUMNS] = {
    {"nummer", N_("Roll number"), LIST_ROLL_NUMBER},
    {"voornaam", N_("First name"), LIST_FIRST_NAME},
    {"naam", N_("Name"), LIST_NAME},
    {"groep", N_("Administrative group"), LIST_GROUP},
    {"status", N_("Status"), LIST_STATUS},
    {"type", N_("Type"), LIST_TYPE}};

static int value_of(const struct list_query_word *words, size_t count, struct str word) {
    for (size_t i = 0; i < count; i++)
        if (str_eq(word, str_of(words[i].word))) return words[i].value;
    return 0;
}

static const char *word_of(const struct list_query_word *words, size_t count, int value) {
    for (size_t i = 0; i < count; i++)
        if (words[i].value == value) return words[i].word;
    return "";
}

static void read_list_field(struct list_query *ask, struct str name, struct str text) {
    struct pupil_filter *f = &ask->filter;
    int64_t number;
    if (str_eq(name, S("q"))) ask->search = text;
    if (str_eq(name, S("groep"))) f->group_name = text;
    if (str_eq(name, S("klas"))) f->class_code = text;
    if (str_eq(name, S("status")))
        f->status = value_of(list_query_statuses, COUNT(list_query_statuses), text);
    if (str_eq(name, S("type")))
        f->type = value_of(list_query_types, COUNT(list_query_types), text);
    if (str_eq(name, S("geheim")))
        f->secret_kind = value_of(list_query_kinds, COUNT(list_query_kinds), text);
    if (str_eq(name, S("nieuw"))) f->never_signed_in = str_eq(text, S("1"));
    if (str_eq(name, S("hulp"))) f->needs_help = str_eq(text, S("1"));
    if (str_eq(name, S("wordt"))) f->turns = str_eq(text, S("gevorderd"));
    if (str_eq(name, S("kies"))) ask->choose_all = str_eq(text, S("alle"));
    if (str_eq(name, S("blad")) && str_to_i64(text, 1, 100000, &number) == RC_OK)
        ask->page = (size_t)number;
    if (!str_eq(name, S("orde"))) return;
    f->descending = str_starts(text, S("-"));
    f->sort = (enum list_column)value_of(list_query_columns, COUNT(list_query_columns),
                                         f->descending ? str_sub(text, 1, text.len) : text);
}

struct list_query list_query_read(struct visit *visit, struct str query) {
    struct list_query ask = {.search = S(""), .filter = {.sort = LIST_NAME}, .page = 1};
    struct form_fields fields;
    if (str_starts(query, S("?"))) query = str_sub(query, 1, query.len);
    if (form_parse(visit->arena, query, (struct form_limits){40, 20}, &fields) != RC_OK) return ask;
    for (size_t i = 0; i < fields.count; i++) {
        struct str clean;
        if (text_clean(visit->arena, fields.rows[i].value, 200, &clean) == TEXT_FINE)
            read_list_field(&ask, fields.rows[i].name, clean);
    }
    ask.filter.search = str_trim(text_fold(visit->arena, visit->service->text, ask.search));
    return ask;
}

static void put_list_field(struct buf *out, const char *name, struct str value) {
    if (value.len == 0) return;
    buf_char(out, out->len == 0 ? '?' : '&');
    buf_format(out, "%s=", name);
    buf_str(out, url_encode(out->arena, value));
}

struct str list_query_text(struct arena *arena, const struct list_query *ask, bool with_page) {
    const struct pupil_filter *f = &ask->filter;
    struct buf out = buf_make(arena, 4096);
    put_list_field(&out, "q", ask->search);
    put_list_field(&out, "groep", f->group_name);
    put_list_field(&out, "klas", f->class_code);
    put_list_field(&out, "status",
                   str_of(word_of(list_query_statuses, COUNT(list_query_statuses), f->status)));
    put_list_field(&out, "type",
                   str_of(word_of(list_query_types, COUNT(list_query_types), f->type)));
    put_list_field(&out, "geheim",
                   str_of(word_of(list_query_kinds, COUNT(list_query_kinds), f->secret_kind)));
    put_list_field(&out, "nieuw", f->never_signed_in ? S("1") : S(""));
    put_list_field(&out, "hulp", f->needs_help ? S("1") : S(""));
    put_list_field(&out, "wordt", f->turns ? S("gevorderd") : S(""));
    if (f->sort != LIST_NAME || f->descending)
        put_list_field(
            &out, "orde",
            str_format(arena, "%s%s", f->descending ? "-" : "",
                       word_of(list_query_columns, COUNT(list_query_columns), (int)f->sort)));
    put_list_field(&out, "kies", ask->choose_all ? S("alle") : S(""));
    if (with_page && ask->page > 1)
        put_list_field(&out, "blad", str_format(arena, "%zu", ask->page));
    return buf_view(&out);
}

struct str list_query_here(struct visit *visit) {
    struct str form = visit_form(visit, "filter");
    struct list_query ask = list_query_read(visit, form.len > 0 ? form : visit->request->query);
    ask.choose_all = false;
    return list_query_text(visit->arena, &ask, true);
}

struct str list_query_to_batch(struct visit *visit, struct batch_id batch, const char *tail) {
    return str_format(visit->arena, "/bulk/%.*s%s%.*s", STR_ARG(id_text(visit->arena, batch.value)),
                      tail, STR_ARG(list_query_here(visit)));
}
