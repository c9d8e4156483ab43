/* Page of class lists: for a class, a group or chosen pupils, with or without passwords. */
#include "domain/id.h"
#include "format/form.h"
#include "service/printing/print_cards.h"
#include "service/pupil/pupils.h"
#include "web/card_texts.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/layout.h"
#include "web/loket/list_query.h"
#include "web/loket/flaw_texts.h"
#include "web/loket/printing/class_lists_page.h"
#include "web/loket/printing/print_choice.h"
#include "web/loket/selection.h"
#include "web/pages.h"
#include "web/when.h"

enum { NAMED_MAX = 40 };

struct lists {
    struct visit *visit;
    struct pupil_row *rows;
    size_t row_count;
    struct str class_code, group_name;
    int64_t *chosen; /* pupils chosen in the list, sorted */
    size_t chosen_count;
};

static enum rc open_lists(struct visit *visit, struct lists *ret) {
    const struct list_query ask =
        list_query_read(visit, visit->request->query); /* the list behind this page */
    struct lists l = {
        .visit = visit, .class_code = ask.filter.class_code, .group_name = ask.filter.group_name};
    if (visit->request->method == HTTP_POST)
        l.class_code = FORM(visit, class_lists_form)->class_code,
        l.group_name = FORM(visit, class_lists_form)->group_name;
    TRY(pupils_list(CALL(visit), &l.rows, &l.row_count));
    selection_ids(visit, "l", &l.chosen, &l.chosen_count);
    *ret = l;
    return RC_OK;
}

static const struct choice *choices_of(struct arena *arena, const struct str *names, size_t count,
                                       struct str chosen) {
    struct choice *choices = ARENA_ARRAY(arena, struct choice, count);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct choice){names[i], names[i], str_eq(names[i], chosen)};
    return choices;
}

static bool asked_for(const struct lists *l, const struct pupil_row *row) {
    const struct pupil_filter filter = {.class_code = l->class_code, .group_name = l->group_name};
    return l->chosen_count > 0 ? selection_holds(l->chosen, l->chosen_count, row->pupil_id)
                               : pupil_matches(&filter, row);
}

/* Lists the pupils without an account, and those whose name is printed in Latin letters. Pupils
 * without an account are listed only when pupils were chosen; for a class, the page itself states
 * that they are not on the list. */
static void tell_left_out(const struct lists *l, struct lists_view *view) {
    struct visit *visit = l->visit;
    struct str *lines = ARENA_ARRAY(visit->arena, struct str, 1),
               *latin = ARENA_ARRAY(visit->arena, struct str, NAMED_MAX);
    size_t without = 0;
    for (size_t i = 0; i < l->row_count; i++) {
        const struct pupil_row *row = &l->rows[i];
        if (!asked_for(l, row)) continue;
        without += !row->has_account && l->chosen_count > 0;
        struct unprintable note = flaw_not_printed(visit, row);
        if (!row->has_account || note.character == 0) continue;
        view->in_latin_total++;
        if (view->in_latin_count < NAMED_MAX)
            latin[view->in_latin_count++] = flaw_left_out(visit, &note);
    }
    struct str number = str_format(visit->arena, "%zu", without);
    if (without > 0)
        lines[view->left_out_count++] =
            visit_fill(visit, visit_say(visit, "Without a LeerID: {0}"), &number, 1);
    view->left_out_total += without;
    view->left_out = lines;
    view->in_latin = latin;
}

static enum rc show_lists(const struct lists *l, bool confirm, struct str problem) {
    struct visit *visit = l->visit;
    struct arena *arena = visit->arena;
    struct card_choice card;
    TRY(print_choice_remembered(visit, &card));
    card.language = print_choice_language(FORM(visit, class_lists_form)->language, card.language);
    struct lists_view view = {.frame = loket_frame(visit, "Class lists", TAB_NONE),
                              .languages = print_choice_languages(arena, card.language),
                              .language_count = LANGUAGES,
                              .confirm = confirm,
                              .problem = problem,
                              .id_count = l->chosen_count,
                              .query = list_query_here(visit),
                              .sure = FORM(visit, class_lists_form)->sure,
                              .goes_on = visit->proved};
    view.frame.work_form = S("werk");
    view.frame.work_enter = S("druk");
    struct str *names, *ids = ARENA_ARRAY(arena, struct str, l->chosen_count);
    pupil_list_classes(arena, l->rows, l->row_count, &names, &view.class_count);
    view.classes = choices_of(arena, names, view.class_count, l->class_code);
    pupil_list_groups(arena, l->rows, l->row_count, &names, &view.group_count);
    view.groups = choices_of(arena, names, view.group_count, l->group_name);
    for (size_t i = 0; i < l->chosen_count; i++) ids[i] = id_text(arena, l->chosen[i]);
    view.ids = ids;
    tell_left_out(l, &view);
    if (problem.len > 0) visit->response->status = 422;
    struct page page = visit_page(visit);
    page_loket_lists(&page, &view);
    return visit_html(visit, &page);
}

enum rc lists_page(struct visit *visit) {
    struct lists l;
    TRY(open_lists(visit, &l));
    return show_lists(&l, false, S(""));
}

enum rc class_lists_page_of(struct visit *visit, int64_t *ids, size_t count) {
    struct lists l;
    TRY(open_lists(visit, &l));
    selection_sort(ids, count);
    l.chosen = ids;
    l.chosen_count = count;
    return show_lists(&l, false, S(""));
}

static size_t listed(const struct lists *l, int64_t *ids) {
    size_t count = 0;
    for (size_t i = 0; i < l->row_count; i++)
        if (l->rows[i].has_account && asked_for(l, &l->rows[i])) ids[count++] = l->rows[i].pupil_id;
    return count;
}

/* Returns why the list is empty: no pupil has an account, or none is in both class and group. */
static struct str nobody_text(const struct lists *l) {
    const struct str both[] = {l->class_code, l->group_name};
    bool anybody = false;
    for (size_t i = 0; i < l->row_count && !anybody; i++) anybody = asked_for(l, &l->rows[i]);
    if (anybody || l->class_code.len == 0 || l->group_name.len == 0)
        return visit_say(l->visit, "Nobody has a LeerID here yet. Choose another class or group.");
    return visit_fill(
        l->visit,
        visit_say(
            l->visit,
            "Nobody is in both class {0} and group {1}. Choose only a class, or only a group."),
        both, COUNT(both));
}

enum rc lists_make(struct visit *visit) {
    struct lists l;
    TRY(open_lists(visit, &l));
    bool secrets = FORM(visit, class_lists_form)->secrets;
    bool sure = !secrets || FORM(visit, class_lists_form)->sure,
         make = str_eq(FORM(visit, class_lists_form)->command, S("druk")) && !visit->proved;
    if (!sure || !make) return show_lists(&l, secrets, S(""));
    int64_t *ids = ARENA_ARRAY(visit->arena, int64_t, l.row_count);
    size_t count = listed(&l, ids);
    struct str nobody = nobody_text(&l);
    if (count == 0) return show_lists(&l, secrets, nobody);
    struct print_result result;
    struct card_choice card;
    TRY(print_choice_remembered(visit, &card));
    card.language = print_choice_language(FORM(visit, class_lists_form)->language, card.language);
    const struct card_texts texts = card_texts_in(card.language);
    const struct list_wish wish = {
        .pupil_ids = ids,
        .pupil_count = count,
        .with_secrets = secrets,
        .texts = &texts,
        .made = when_moment(visit->arena, card.language, service_now(visit->service))};
    enum rc rc = print_class_list(CALL(visit), &wish, &result);
    if (rc == RC_NONE) return show_lists(&l, secrets, nobody);
    TRY(rc);
    TRY(card_choice_keep(visit->service, visit->arena, visit->staff.staff_id, &card,
                         &visit->fault));
    http_download(visit->response, result.content_type, result.file_name, result.bytes);
    return RC_OK;
}
