/* What lies on the desk: recent tasks, class lists, saved filters, help, the form that was kept. */
#include "domain/id.h"
#include "format/form.h"
#include "service/bulk/bulk_create.h"
#include "service/staff/preferences.h"
#include "service/printing/print_cards.h"
#include "service/pupil/pupils.h"
#include "web/loket/frame.h"
#include "web/loket/handlers.h"
#include "web/loket/list_ask.h"
#include "web/loket/problems.h"
#include "web/loket/selection.h"
#include "web/pages.h"
#include "web/when.h"

enum { NAMED_MAX = 40 };

/* Of a batch that turned accounts: what it made, what it turned, and what became of the others when
 * there are any. */
static struct str turned_text(struct visit *visit, const struct batch_line *line) {
    const struct str args[] = {str_format(visit->arena, "%zu", line->basic + line->advanced),
                               str_format(visit->arena, "%zu", line->turned),
                               str_format(visit->arena, "%zu", line->undone),
                               str_format(visit->arena, "%zu", line->failed)};
    const char *text = line->undone + line->failed == 0
                           ? N_("Aangemaakt: {0}, gevorderd geworden: {1}")
                           : N_("Aangemaakt: {0}, gevorderd geworden: {1}, ongedaan gemaakt: {2}, "
                                "niet gelukt: {3}");
    return visit_fill(visit, visit_say(visit, text), args, COUNT(args));
}

static struct str task_text(struct visit *visit, const struct batch_line *line) {
    if (line->state == BATCH_DONE && line->turned > 0) return turned_text(visit, line);
    const size_t made = line->basic + line->advanced,
                 number = line->state == BATCH_DONE ? made : line->rows;
    const char *text = line->state == BATCH_DONE
                           ? N_("1 LeerID aangemaakt~~{0} LeerID's aangemaakt")
                           : N_("Nog te bewaren: 1 leerling~~Nog te bewaren: {0} leerlingen");
    struct str done = visit_count(visit, text, number);
    if (line->state == BATCH_DONE && line->undone > 0) {
        const struct str left[] = {done, str_format(visit->arena, "%zu", line->undone)};
        done = made > 0
                   ? visit_fill(visit, visit_say(visit, "{0}, {1} ongedaan gemaakt"), left,
                                COUNT(left))
                   : visit_count(visit, "1 LeerID ongedaan gemaakt~~{0} LeerID's ongedaan gemaakt",
                                 line->undone);
    }
    if (line->state != BATCH_DONE || line->failed == 0) return done;
    const struct str args[] = {done, str_format(visit->arena, "%zu", line->failed)};
    return visit_fill(visit, visit_say(visit, "{0}, {1} niet gemaakt"), args, COUNT(args));
}

static struct str task_place(struct visit *visit, const struct batch_line *line) {
    const struct str args[] = {line->first_place, line->last_place};
    if (str_eq(line->first_place, line->last_place)) return line->first_place;
    return visit_fill(visit, visit_say(visit, "{0} tot {1}"), args, COUNT(args));
}

/* Drafts are shown to who made them only. */
static bool shows(const struct batch_line *line) {
    return line->state == BATCH_DONE || (line->state == BATCH_DRAFT && line->own);
}

enum rc tasks_page(struct visit *visit) {
    struct batch_line *lines;
    size_t count;
    TRY(bulk_recent(visit->service, visit->arena, &visit->actor, visit->school, &lines, &count,
                    &visit->fault));
    struct task_line *rows = ARENA_ARRAY(visit->arena, struct task_line, count);
    struct tasks_view view = {.frame = loket_frame(visit, "Recent gemaakt", TAB_NONE),
                              .query = list_ask_here(visit),
                              .rows = rows};
    for (size_t i = 0; i < count; i++) {
        const struct batch_line *line = &lines[i];
        if (!shows(line)) continue;
        rows[view.row_count++] = (struct task_line){
            .batch = id_text(visit->arena, line->batch.value),
            .text = task_text(visit, line),
            .place = task_place(visit, line),
            .when = when_moment(visit->arena, visit->language,
                                line->state == BATCH_DONE ? line->saved_ms : line->created_ms),
            .who = line->staff_name.len > 0 ? line->staff_name : visit_say(visit, "Platformbeheer"),
            .draft = line->state == BATCH_DRAFT};
    }
    struct page page = visit_page(visit);
    page_loket_tasks(&page, &view);
    return visit_html(visit, &page);
}

/* ---- class lists ---- */

struct lists {
    struct visit *visit;
    struct pupil_row *rows;
    size_t row_count;
    struct str class_code, group_name;
    int64_t *chosen; /* sorted; of the list */
    size_t chosen_count;
};

static enum rc open_lists(struct visit *visit, struct lists *ret) {
    const struct list_ask ask =
        list_ask_read(visit, visit->request->query); /* the list it was opened from */
    struct lists l = {
        .visit = visit, .class_code = ask.filter.class_code, .group_name = ask.filter.group_name};
    if (visit->request->method == HTTP_POST)
        l.class_code = visit_form(visit, "klas"), l.group_name = visit_form(visit, "groep");
    TRY(pupils_list(visit->service, visit->arena, &visit->actor, visit->school, &l.rows,
                    &l.row_count, &visit->fault));
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

/* Who will not stand on the list, and whose name stands there in Latin letters. Where a class is
 * chosen on the page itself, that one has no LeerID is no surprise: the page says whom it is of. */
static void tell_left_out(const struct lists *l, struct lists_view *view) {
    struct visit *visit = l->visit;
    struct str *lines = ARENA_ARRAY(visit->arena, struct str, 1),
               *latin = ARENA_ARRAY(visit->arena, struct str, NAMED_MAX);
    size_t without = 0;
    for (size_t i = 0; i < l->row_count; i++) {
        const struct pupil_row *row = &l->rows[i];
        if (!asked_for(l, row)) continue;
        without += !row->has_account && l->chosen_count > 0;
        struct unprintable note = not_printed(visit, row);
        if (!row->has_account || note.character == 0) continue;
        view->in_latin_total++;
        if (view->in_latin_count < NAMED_MAX)
            latin[view->in_latin_count++] = left_out_reason(visit, &note);
    }
    struct str number = str_format(visit->arena, "%zu", without);
    if (without > 0)
        lines[view->left_out_count++] =
            visit_fill(visit, visit_say(visit, "Zonder LeerID: {0}"), &number, 1);
    view->left_out_total += without;
    view->left_out = lines;
    view->in_latin = latin;
}

static enum rc show_lists(const struct lists *l, bool confirm, struct str problem) {
    struct visit *visit = l->visit;
    struct arena *arena = visit->arena;
    struct lists_view view = {.frame = loket_frame(visit, "Klaslijsten", TAB_NONE),
                              .confirm = confirm,
                              .problem = problem,
                              .id_count = l->chosen_count,
                              .query = list_ask_here(visit),
                              .sure = visit_form_is(visit, "zeker", "1"),
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

enum rc lists_page_of(struct visit *visit, int64_t *ids, size_t count) {
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

enum rc lists_make(struct visit *visit) {
    struct lists l;
    TRY(open_lists(visit, &l));
    bool secrets = visit_form_is(visit, "wachtwoorden", "1");
    bool sure = !secrets || visit_form_is(visit, "zeker", "1"),
         make = visit_form_is(visit, "actie", "druk") && !visit->proved;
    if (!sure || !make) return show_lists(&l, secrets, S(""));
    int64_t *ids = ARENA_ARRAY(visit->arena, int64_t, l.row_count);
    size_t count = listed(&l, ids);
    struct str nobody =
        visit_say(visit, "Hier heeft nog niemand een LeerID. Kies een andere klas of groep.");
    if (count == 0) return show_lists(&l, secrets, nobody);
    struct print_result result;
    enum rc rc = print_class_list(visit->service, visit->arena, &visit->actor, visit->school, ids,
                                  count, secrets, &result, &visit->fault);
    if (rc == RC_NONE) return show_lists(&l, secrets, nobody);
    TRY(rc);
    http_download(visit->response, result.content_type, result.file_name, result.bytes);
    return RC_OK;
}

/* ---- saved filters ---- */

/* Only what the list understands is kept, so that a filter is never more than a filter. */
enum rc filter_keep(struct visit *visit) {
    struct list_ask ask = list_ask_read(visit, visit_form(visit, "query"));
    ask.choose_all = false;
    struct str query = list_ask_text(visit->arena, &ask, false);
    enum rc rc = filter_save(visit->service, visit->arena, visit->staff.staff_id,
                             visit_form(visit, "naam"), query, &visit->fault);
    ENSURE(rc == RC_OK || rc == RC_LIMIT, rc);
    loket_flash(visit, rc == RC_OK ? FLASH_FILTER_SAVED : FLASH_FILTER_FULL);
    return visit_redirect(visit, str_format(visit->arena, "/leerlingen%.*s", STR_ARG(query)));
}

enum rc filter_forget(struct visit *visit) {
    int64_t position;
    TRY(str_to_i64(visit_form(visit, "plaats"), 1, SAVED_FILTERS_MAX, &position));
    TRY(filter_drop(visit->service, visit->arena, visit->staff.staff_id, (int)position,
                    &visit->fault));
    loket_flash(visit, FLASH_FILTER_DROPPED);
    return visit_redirect(visit, S("/leerlingen"));
}

enum rc help_page(struct visit *visit) {
    const struct message_view view = {.frame = loket_frame(visit, "Hulp en handleiding", TAB_NONE)};
    struct page page = visit_page(visit);
    page_loket_help(&page, &view);
    return visit_html(visit, &page);
}
