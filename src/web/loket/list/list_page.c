/* The pupil list: search, filters, order, pages, and actions on chosen pupils. */
#include "domain/id.h"
#include "service/bulk/bulk_create.h"
#include "service/staff/preferences.h"
#include "service/pupil/pupils.h"
#include "service/school/school.h"
#include "service/school/school_network.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/printing/class_lists_page.h"
#include "web/loket/printing/print_page.h"
#include "web/when.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/list/list_page.h"
#include "web/loket/list_query.h"
#include "web/loket/selection.h"
#include "web/pages.h"

enum { ONE_PAGE = 600, PAGE_ROWS = 500, PROXY_SEEN_MS = 3600 * 1000 };

/*
 * Returns whether a proxy hides the addresses of users: seen in the last hour, or likely by the
 * settings.
 */
static bool proxy_hides(const struct visit *visit) {
    int64_t seen_ms = visit->web->untrusted_proxy_ms;
    return visit->web->proxies_missing ||
           (seen_ms > 0 && service_now(visit->service) - seen_ms < PROXY_SEEN_MS);
}

struct listing {
    struct visit *visit;
    struct list_query ask;
    struct pupil_row *rows; /* all that the user may see */
    size_t row_count;
    const struct pupil_row **found; /* those that match, in order */
    size_t found_count;
    size_t first, end, pages; /* part of `found` on this page */
};

static enum rc open_listing(struct visit *visit, struct str query, struct listing *ret) {
    struct listing l = {.visit = visit, .ask = list_query_read(visit, query)};
    TRY(pupils_list(CALL(visit), &l.rows, &l.row_count));
    pupil_list_select(visit->arena, l.rows, l.row_count, &l.ask.filter, &l.found, &l.found_count);
    l.pages = l.found_count <= ONE_PAGE ? 1 : (l.found_count + PAGE_ROWS - 1) / PAGE_ROWS;
    if (l.ask.page > l.pages) l.ask.page = l.pages;
    l.first = (l.ask.page - 1) * PAGE_ROWS;
    l.end = l.pages == 1 ? l.found_count : l.first + PAGE_ROWS;
    if (l.end > l.found_count) l.end = l.found_count;
    *ret = l;
    return RC_OK;
}

/* Returns the address of this list with one thing changed. */
static struct str with(const struct listing *l, void (*change)(struct list_query *ask, int value),
                       int value) {
    struct list_query ask = l->ask;
    ask.page = 1;
    ask.choose_all = false;
    change(&ask, value);
    return list_query_text(l->visit->arena, &ask, true);
}

static void set_page(struct list_query *ask, int page) {
    ask->page = (size_t)page;
}

static void set_all(struct list_query *ask, int all) {
    ask->choose_all = all != 0;
}

static void set_order(struct list_query *ask, int column) {
    struct pupil_filter *f = &ask->filter;
    f->descending = (int)f->sort == column && !f->descending;
    f->sort = (enum list_column)column;
}

/* Returns the query that pupil pages carry to return here. */
static struct str plain_query(const struct listing *l) {
    struct list_query ask = l->ask;
    ask.choose_all = false;
    return list_query_text(l->visit->arena, &ask, true);
}

static const struct sort_head *heads_of(const struct listing *l) {
    struct sort_head *heads = ARENA_ARRAY(l->visit->arena, struct sort_head, LIST_COLUMNS);
    for (size_t i = 0; i < LIST_COLUMNS; i++) {
        bool here = (int)l->ask.filter.sort == list_query_columns[i].value;
        heads[i] = (struct sort_head){.title = visit_say(l->visit, list_query_columns[i].text),
                                      .query = with(l, set_order, list_query_columns[i].value),
                                      .direction = !here                      ? 0
                                                   : l->ask.filter.descending ? -1
                                                                              : 1};
    }
    return heads;
}

static const struct choice *choices_of(struct visit *visit, const struct list_query_word *words,
                                       size_t count, int chosen) {
    struct choice *choices = ARENA_ARRAY(visit->arena, struct choice, count);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct choice){str_of(words[i].word), visit_say(visit, words[i].text),
                                     words[i].value == chosen};
    return choices;
}

static const struct choice *names_as_choices(struct arena *arena, const struct str *names,
                                             size_t count, struct str chosen) {
    struct choice *choices = ARENA_ARRAY(arena, struct choice, count);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct choice){names[i], names[i], str_eq(names[i], chosen)};
    return choices;
}

static void fill_selects(const struct listing *l, struct list_view *view) {
    struct visit *visit = l->visit;
    const struct pupil_filter *f = &l->ask.filter;
    struct str *names;
    pupil_list_groups(visit->arena, l->rows, l->row_count, &names, &view->group_count);
    view->groups = names_as_choices(visit->arena, names, view->group_count, f->group_name);
    pupil_list_classes(visit->arena, l->rows, l->row_count, &names, &view->class_count);
    view->classes = names_as_choices(visit->arena, names, view->class_count, f->class_code);
    view->statuses = choices_of(visit, list_query_statuses,
                                view->status_count = COUNT(list_query_statuses), f->status);
    view->types =
        choices_of(visit, list_query_types, view->type_count = COUNT(list_query_types), f->type);
    view->never_signed_in = f->never_signed_in;
    view->needs_help = f->needs_help;
    view->turns = f->turns;
    view->extra_open = f->class_code.len > 0 || f->secret_kind != 0;
    view->kinds = choices_of(visit, list_query_kinds, view->kind_count = COUNT(list_query_kinds),
                             f->secret_kind);
}

static struct str help_text(struct visit *visit, size_t count) {
    return visit_count(visit, "1 pupil needs help~~{0} pupils need help", count);
}

/*
 * Fills the filter buttons: four with counts, two more when pupils should get an advanced account
 * or need help, then the saved filters.
 */
static enum rc fill_pills(const struct listing *l, struct list_view *view) {
    struct visit *visit = l->visit;
    struct pupil_counts counts = pupil_list_count(l->rows, l->row_count);
    const struct pill built_in[] = {
        {visit_say(visit, "All pupils"), S(""), (int64_t)counts.all, false, 0},
        {visit_say(visit, "Without a LeerID"), S("?status=geen"), (int64_t)counts.without_account,
         false, 0},
        {visit_say(visit, "Not signed in yet"), S("?nieuw=1"), (int64_t)counts.never_signed_in,
         false, 0},
        {visit_say(visit, "Picture password"), S("?geheim=plaatjes"), (int64_t)counts.picture,
         false, 0},
        {visit_say(visit, "Becomes advanced"), S("?wordt=gevorderd"), (int64_t)counts.turns, false,
         0},
        {help_text(visit, counts.needs_help), S("?hulp=1"), -1, false, 0},
    };
    const bool shown[COUNT(built_in)] = {
        true, true, true, true, counts.turns > 0, counts.needs_help > 0};
    struct saved_filter *saved;
    size_t saved_count;
    TRY(filters_get(visit->service, visit->arena, visit->staff.staff_id, &saved, &saved_count,
                    &visit->fault));
    struct pill *pills = ARENA_ARRAY(visit->arena, struct pill, COUNT(built_in) + saved_count);
    struct list_query plain = l->ask;
    plain.choose_all = false;
    struct str here = list_query_text(visit->arena, &plain, false);
    for (size_t i = 0; i < COUNT(built_in); i++)
        if (shown[i]) pills[view->pill_count++] = built_in[i];
    view->may_turn = counts.turns > 0 || l->ask.filter.turns;
    for (size_t i = 0; i < saved_count; i++)
        pills[view->pill_count++] =
            (struct pill){saved[i].name, saved[i].query, -1, false, saved[i].position};
    bool known = false;
    for (size_t i = 0; i < view->pill_count; i++)
        known |= pills[i].current = str_eq(pills[i].query, here);
    view->filter_known = known;
    for (size_t i = 0; i < view->pill_count; i++)
        view->can_save_filter |= pills[i].current && pills[i].drop > 0;
    view->can_save_filter |= !known;
    view->pills = pills;
    return RC_OK;
}

static const struct list_line *lines_of(const struct listing *l) {
    struct visit *visit = l->visit;
    struct list_line *lines = ARENA_ARRAY(visit->arena, struct list_line, l->end - l->first);
    for (size_t i = l->first; i < l->end; i++) {
        const struct pupil_row *row = l->found[i];
        lines[i - l->first] = (struct list_line){
            .id = id_text(visit->arena, row->pupil_id),
            .roll_number = str_format(visit->arena, "%lld", (long long)row->roll_number),
            .first_name = row->first_name,
            .last_name = row->last_name,
            .group = row->group_name,
            .class_code = row->class_code,
            .type =
                !row->has_account
                    ? S("")
                    : visit_say(visit, row->type == ACCOUNT_BASIC ? N_("Basic") : N_("Advanced")),
            .status = (int)pupil_row_status(row),
            .checked = l->ask.choose_all,
            .needs_help = row->needs_help,
            .turns = pupil_row_turns(row),
            .printable = row->printable && actor_over_pupil(&visit->actor, RIGHT_PRINT,
                                                            visit->school, row->class_code)};
    }
    return lines;
}

/* Returns the query of the same search among all pupils; "" when nothing else is filtered. */
static struct str everywhere_query(const struct listing *l) {
    struct list_query bare = {.search = l->ask.search, .filter = {.sort = LIST_NAME}, .page = 1},
                      here = l->ask;
    here.filter.sort = LIST_NAME;
    here.filter.descending = here.choose_all = false;
    struct str everywhere = list_query_text(l->visit->arena, &bare, false);
    return str_eq(everywhere, list_query_text(l->visit->arena, &here, false)) ||
                   l->ask.search.len == 0
               ? S("")
               : everywhere;
}

/*
 * Returns why the list is empty. *ret_everyone: number of pupils when none of them is without a
 * LeerID.
 */
static enum list_empty emptiness(const struct listing *l, size_t *ret_everyone) {
    if (l->found_count > 0) return LIST_HAS_ROWS;
    if (l->row_count == 0) return LIST_NO_PUPILS;
    if (l->ask.filter.status != 1 + STATUS_NO_ACCOUNT || l->ask.filter.search.len > 0)
        return LIST_NOTHING_FOUND;
    struct pupil_filter whole = l->ask.filter;
    const struct pupil_row **rows;
    whole.status = 0;
    pupil_list_select(l->visit->arena, l->rows, l->row_count, &whole, &rows, ret_everyone);
    return *ret_everyone > 0 ? LIST_ALL_DONE : LIST_NOTHING_FOUND;
}

static enum rc show_list(struct visit *visit, struct str query, struct str name,
                         struct str problem) {
    struct listing l;
    struct school_settings school;
    int64_t roster_ms;
    TRY(open_listing(visit, query, &l));
    TRY(school_get(visit->service, visit->arena, visit->school, &school, &roster_ms,
                   &visit->fault));
    const struct staff_rights *rights = &visit->staff.rights;
    struct list_view view = {
        .frame = loket_frame(visit, "Pupils", TAB_PUPILS),
        .search = l.ask.search,
        .filter_name = name,
        .name_problem = problem,
        .heads = heads_of(&l),
        .updated = roster_ms < 0 ? S("") : when_moment(visit->arena, visit->language, roster_ms),
        .query = list_query_text(visit->arena, &l.ask, true),
        .plain_query = plain_query(&l),
        .rows = lines_of(&l),
        .row_count = l.end - l.first,
        .total = l.found_count,
        .all_chosen = l.ask.choose_all,
        .all_query = with(&l, set_all, 1),
        .none_query = with(&l, set_all, 0),
        .page = l.ask.page,
        .pages = l.pages,
        .previous_query = l.ask.page > 1 ? with(&l, set_page, (int)l.ask.page - 1) : S(""),
        .next_query = l.ask.page < l.pages ? with(&l, set_page, (int)l.ask.page + 1) : S(""),
        .may_create = rights_somewhere(rights, RIGHT_CREATE, visit->school),
        .may_print = rights_somewhere(rights, RIGHT_PRINT, visit->school)};
    view.may_choose = view.may_create || view.may_print;
    view.everywhere_query = everywhere_query(&l);
    view.empty = emptiness(&l, &view.everyone);
    fill_selects(&l, &view);
    TRY(fill_pills(&l, &view));
    TRY(school_network_missing(CALL(visit), visit->request->peer, &view.network_missing));
    struct page page = visit_page(visit);
    view.frame.proxy_hides = view.frame.configures && proxy_hides(visit);
    page_loket_list(&page, &view);
    return visit_html(visit, &page);
}

enum rc list_page(struct visit *visit) {
    return show_list(visit, visit->request->query, S(""), S(""));
}

enum rc list_page_refusing(struct visit *visit, struct str query, struct str name,
                           struct str problem) {
    visit->response->status = 422;
    return show_list(visit, query, name, problem);
}

/*
 * Collects the chosen pupils: the ticked ones, also those that another search found; with the box
 * in the header also all that match; after "Kies alle rijen" all that match except unticked rows of
 * this page.
 */
static void choose(const struct listing *l, int64_t **ret_ids, size_t *ret_count) {
    struct visit *visit = l->visit;
    int64_t *ticked, *ids = ARENA_ARRAY(visit->arena, int64_t, l->row_count);
    size_t ticked_count, count = 0;
    selection_ids(visit, "l", &ticked, &ticked_count);
    bool everyone = FORM(visit, list_form)->everyone,
         top_box = !everyone && FORM(visit, list_form)->top_box;
    for (size_t i = 0; i < l->row_count; i++)
        if (selection_holds(ticked, ticked_count, l->rows[i].pupil_id))
            ids[count++] = l->rows[i].pupil_id;
    for (size_t i = 0; i < l->found_count; i++) {
        bool shown = i >= l->first && i < l->end;
        bool is_ticked = selection_holds(ticked, ticked_count, l->found[i]->pupil_id);
        if (!is_ticked && (top_box || (everyone && !shown))) ids[count++] = l->found[i]->pupil_id;
    }
    *ret_ids = ids;
    *ret_count = count;
}

static bool gets_one(const struct pupil_row *row) {
    return !row->has_account || pupil_row_turns(row);
}

/*
 * Counts the chosen pupils (ids sorted) who can get a LeerID and are not in this list, because
 * another search found them.
 */
static size_t outside(const struct listing *l, const int64_t *ids, size_t count) {
    size_t chosen = 0, here = 0;
    for (size_t i = 0; i < l->row_count; i++)
        chosen += gets_one(&l->rows[i]) && selection_holds(ids, count, l->rows[i].pupil_id);
    for (size_t i = 0; i < l->found_count; i++)
        here += gets_one(l->found[i]) && selection_holds(ids, count, l->found[i]->pupil_id);
    return chosen - here;
}

static enum rc make_accounts(const struct listing *l, int64_t *ids, size_t count) {
    struct visit *visit = l->visit;
    const struct draft_wish wish = {.kind_for_basic = SECRET_PICTURE, .turn = true};
    struct batch_id batch;
    struct draft_skip *skips;
    size_t skip_count;
    enum rc rc = bulk_draft(CALL(visit), ids, count, &wish, &batch, &skips, &skip_count);
    if (rc != RC_NONE) TRY(rc);
    if (rc == RC_NONE) {
        loket_flash(visit, FLASH_NOTHING_TO_MAKE);
        return visit_redirect(visit, str_format(visit->arena, "/leerlingen%.*s",
                                                STR_ARG(visit_form(visit, "filter"))));
    }
    struct str id = id_text(visit->arena, batch.value);
    struct str list = list_query_here(visit);
    selection_sort(ids, count);
    const char *and = list.len > 0 ? "&" : "?";
    return visit_redirect(visit, str_format(visit->arena, "/bulk/%.*s%.*s%sover=%zu&buiten=%zu",
                                            STR_ARG(id), STR_ARG(list), and, skip_count,
                                            outside(l, ids, count)));
}

enum rc list_action(struct visit *visit) {
    struct listing l;
    int64_t *ids;
    size_t count;
    TRY(open_listing(visit, visit_form(visit, "filter"), &l));
    choose(&l, &ids, &count);
    if (count == 0) {
        loket_flash(visit, FLASH_NOTHING_CHOSEN);
        return visit_redirect(visit, str_format(visit->arena, "/leerlingen%.*s",
                                                STR_ARG(visit_form(visit, "filter"))));
    }
    if (str_eq(FORM(visit, list_form)->command, S("maak"))) return make_accounts(&l, ids, count);
    if (str_eq(FORM(visit, list_form)->command, S("klaslijst")))
        return class_lists_page_of(visit, ids, count);
    return print_page_of(visit, ids, count);
}
