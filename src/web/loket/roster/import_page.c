/* Roster import in the browser. The first request shows what would change, the second applies it.
 * The previewed file is stored sealed in between, so that exactly the previewed file is applied. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "service/roster/import_roster.h"
#include "service/staff/preferences.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/layout.h"
#include "web/loket/roster/import_slots.h"
#include "web/pages.h"
#include "web/when.h"

enum { KEPT_BYTES = 8 * 1024 * 1024 }; /* larger files must be chosen again to apply them */

/* Name of the stored file, per school: a file previewed for one school is never applied to another
 * that the user switches to. */
static struct str kept_form(const struct visit *visit) {
    return str_format(visit->arena, "import %06d", visit->school.value);
}

/* Copies the bytes to a file in memory, because the roster reader needs a descriptor. */
static enum rc open_bytes(struct visit *visit, struct str bytes, int *ret_fd) {
    int fd CLEANUP(file_close_at) = memfd_create("roster", MFD_CLOEXEC);
    ENSURE(fd >= 0, FAULT(&visit->fault, RC_IO, "memfd_create: errno %d", errno));
    for (size_t at = 0; at < bytes.len;) {
        ssize_t wrote = write(fd, bytes.ptr + at, bytes.len - at);
        if (wrote < 0 && errno == EINTR) continue;
        ENSURE(wrote > 0, FAULT(&visit->fault, RC_IO, "writing to memory: errno %d", errno));
        at += (size_t)wrote;
    }
    ENSURE(lseek(fd, 0, SEEK_SET) == 0, FAULT(&visit->fault, RC_IO, "lseek: errno %d", errno));
    *ret_fd = fd;
    fd = -1;
    return RC_OK;
}

static enum rc show_import(struct visit *visit, struct import_view *view) {
    view->frame = loket_frame(visit, "Import a pupil list", TAB_NONE);
    struct page page = visit_page(visit);
    page_loket_import(&page, view);
    return visit_html(visit, &page);
}

enum rc import_page(struct visit *visit) {
    struct import_view view = {.problem = S("")};
    return show_import(visit, &view);
}

static enum rc show_problem(struct visit *visit, int status, const char *english) {
    struct import_view view = {.problem = visit_say(visit, english)};
    visit->response->status = status;
    return show_import(visit, &view);
}

static struct import_people people_of(struct visit *visit, const struct import_report *report,
                                      enum change_kind kind, const char *title, size_t total) {
    struct import_people people = {
        .title = visit_say(visit, title), .total = total, .count = report->who_count[kind]};
    struct import_person *rows = ARENA_ARRAY(visit->arena, struct import_person, people.count);
    for (size_t i = 0; i < people.count; i++) {
        const struct import_who *who = &report->who[kind][i];
        bool moved = who->before.len > 0 && !str_eq(who->before, who->place);
        rows[i] = (struct import_person){
            .name = str_format(visit->arena, "%.*s %.*s", STR_ARG(who->first_name),
                               STR_ARG(who->last_name)),
            .roll_number = (long)who->roll_number,
            .place = moved ? str_format(visit->arena, "%.*s → %.*s", STR_ARG(who->before),
                                        STR_ARG(who->place))
                           : who->place};
    }
    people.rows = rows;
    return people;
}

static void fill_people(struct visit *visit, const struct import_report *report,
                        struct import_view *view) {
    const struct change_counts *c = &report->counts;
    const struct {
        enum change_kind kind;
        const char *title;
        size_t total;
    } kinds[] = {{CHANGE_NEW, N_("New"), c->added},
                 {CHANGE_CHANGED, N_("Changed"), c->changed},
                 {CHANGE_MOVED, N_("Different group or class"), c->moved},
                 {CHANGE_ENDED, N_("Leaving the school"), c->ended}};
    struct import_people *people = ARENA_ARRAY(visit->arena, struct import_people, COUNT(kinds));
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (report->who_count[kinds[i].kind] > 0)
            people[view->people_count++] =
                people_of(visit, report, kinds[i].kind, kinds[i].title, kinds[i].total);
    view->people = people;
}

static struct str message_text(struct visit *visit, const struct roster_message *message) {
    struct roster_words words = roster_message_words(message, true);
    struct str text = str_format(visit->arena, "%.*s %.*s", STR_ARG(visit_say(visit, words.wrong)),
                                 STR_ARG(visit_say(visit, words.mend)));
    const struct str args[] = {message->detail, str_format(visit->arena, "%d", message->rows),
                               message->also};
    return visit_fill(visit, text, args, COUNT(args));
}

static const struct import_line *lines_of(struct visit *visit, const struct roster_messages *m) {
    struct import_line *lines = ARENA_ARRAY(visit->arena, struct import_line, m->count);
    for (size_t i = 0; i < m->count; i++)
        lines[i] = (struct import_line){m->items[i].line, m->items[i].column,
                                        message_text(visit, &m->items[i]), m->items[i].who};
    return lines;
}

static void fill(struct visit *visit, const struct import_report *report,
                 struct import_view *view) {
    const struct change_counts *c = &report->counts;
    const struct roster_messages *m = report->messages, *warnings = report->warnings;
    *view = (struct import_view){
        .problem = S(""),
        .has_report = true,
        .braked = report->held_count > 0 && !report->applied,
        .undated = report->undated,
        .undated_from = when_day(visit->arena, visit->language, report->undated_from),
        .undated_until = when_day(visit->arena, visit->language, report->undated_until),
        .asks_year = report->asks_year && !report->applied,
        .year = school_year_name(visit->arena, report->undated_from),
        .applied = report->applied,
        .added = c->added,
        .changed = c->changed,
        .moved = c->moved,
        .ended = c->ended,
        .unchanged = c->unchanged,
        .rows = report->rows,
        .learned = report->learned,
        .pre_primary = report->levels[LEVEL_PRE_PRIMARY],
        .primary = report->levels[LEVEL_PRIMARY],
        .secondary = report->levels[LEVEL_SECONDARY],
        .messages = lines_of(visit, m),
        .message_count = m->count,
        .message_total = m->total,
        .warnings = lines_of(visit, warnings),
        .warning_count = warnings->count,
        .warning_total = warnings->total,
        .ignored = report->ignored_columns,
        .unreadable = m->count == 1 && m->items[0].line == 0};
    fill_people(visit, report, view);
}

/* Tells whether the parser is busy; the file itself is not rejected. */
static bool is_later(const struct roster_messages *m) {
    return m->count > 0 && m->items[0].flaw == ROSTER_TABLE && m->items[0].code == TABLE_LATER;
}

static enum rc run(struct visit *visit, struct str bytes, const struct import_options *options,
                   struct import_view *ret_view) {
    int fd CLEANUP(file_close_at) = -1;
    struct import_report report;
    TRY(open_bytes(visit, bytes, &fd));
    service_limit_to_school(
        visit->service, 0); /* merging a pupil known elsewhere moves enrolments of other schools */
    enum rc rc = import_roster(CALL(visit), fd, options, &report);
    service_limit_to_school(visit->service, visit->school.value);
    ENSURE(rc == RC_OK || rc == RC_INVALID, rc);
    fill(visit, &report, ret_view);
    ret_view->refused = rc == RC_INVALID;
    if (ret_view->refused) visit->response->status = is_later(report.messages) ? 503 : 422;
    return RC_OK;
}

static enum rc kept_or_sent(struct visit *visit, struct str *ret_bytes) {
    const struct http_file *file = visit->request->file;
    if (file != NULL && file->bytes.len > 0) *ret_bytes = file->bytes;
    if (file != NULL && file->bytes.len > 0) return RC_OK;
    return preferences_form_take(visit->service, visit->arena, visit->staff.staff_id,
                                 kept_form(visit), ret_bytes, &visit->fault);
}

static enum rc keep(struct visit *visit, struct str bytes, bool *ret_kept) {
    *ret_kept = bytes.len <= KEPT_BYTES;
    return *ret_kept ? preferences_form_keep(visit->service, visit->arena, visit->staff.staff_id,
                                             kept_form(visit), bytes, &visit->fault)
                     : RC_OK;
}

static enum rc preview_import(struct visit *visit, struct str bytes) {
    const struct import_options options = {
        .school = visit->school.value, .dry_run = true, .stop_at_limit = true};
    struct import_view view;
    TRY(run(visit, bytes, &options, &view));
    if (!view.refused) TRY(keep(visit, bytes, &view.kept));
    return show_import(visit, &view);
}

/* Shows the preview again. Confirmations that were given stay ticked; the others get a message. */
static void ask_again(struct visit *visit, const struct import_options *agreed,
                      struct import_view *view) {
    struct str tick = visit_say(visit, "Tick this box to go on.");
    visit->response->status = 422;
    view->brake_agreed = agreed->past_limit;
    view->year_agreed = agreed->this_year;
    if (view->braked && !agreed->past_limit) view->brake_problem = tick;
    if (view->asks_year && !agreed->this_year) view->year_problem = tick;
}

static enum rc look_or_apply(struct visit *visit, bool applies) {
    struct str bytes;
    enum rc rc = kept_or_sent(visit, &bytes);
    if (rc == RC_NONE)
        return show_problem(visit, 422, N_("The file is no longer there. Choose it again."));
    TRY(rc);
    if (!applies) return preview_import(visit, bytes);
    const struct import_options options = {.school = visit->school.value,
                                           .past_limit = FORM(visit, import_form)->anyway,
                                           .stop_at_limit = true,
                                           .this_year =
                                               str_eq(FORM(visit, import_form)->year, S("1"))};
    struct import_view view;
    TRY(run(visit, bytes, &options, &view));
    if (view.braked || view.asks_year) { /* ask for the confirmation again */
        TRY(keep(visit, bytes, &view.kept));
        ask_again(visit, &options, &view);
    }
    return show_import(visit, &view);
}

enum rc import_post(struct visit *visit) {
    struct import_slots *slots = visit->web->imports;
    bool applies = str_eq(FORM(visit, import_form)->step, S("toepassen"));
    const struct http_file *file = visit->request->file;
    if (!applies && (file == NULL || file->name.len == 0))
        return show_problem(visit, 422, N_("Choose a file first."));
    if (!applies && file->bytes.len == 0)
        return show_problem(visit, 422,
                            N_("This file is empty. Choose another one, or create it again in your "
                               "administration software."));
    enum import_slot slot = import_slots_take(slots, visit->school.value);
    if (slot == IMPORT_SLOT_SCHOOL_BUSY)
        return show_problem(visit, 409,
                            N_("A file of this school is already being read. Wait until that is "
                               "finished, then try again."));
    if (slot == IMPORT_SLOTS_FULL)
        return show_problem(
            visit, 503,
            N_("Too many files are being read at the same time. Try again in a minute."));
    enum rc rc = look_or_apply(visit, applies);
    import_slots_release(slots, visit->school.value);
    return rc;
}
