/* Recent batches and drafts of a school. */
#include "domain/id.h"
#include "service/bulk/bulk_create.h"
#include "web/handlers.h"
#include "web/loket/layout.h"
#include "web/loket/list_query.h"
#include "web/pages.h"
#include "web/when.h"

/*
 * Describes a batch that turned accounts: how many it created and turned and, if any, undone and
 * failed ones.
 */
static struct str turned_text(struct visit *visit, const struct batch_line *line) {
    const struct str args[] = {str_format(visit->arena, "%zu", line->basic + line->advanced),
                               str_format(visit->arena, "%zu", line->turned),
                               str_format(visit->arena, "%zu", line->undone),
                               str_format(visit->arena, "%zu", line->failed)};
    const char *text = line->undone + line->failed == 0
                           ? N_("Created: {0}, now advanced: {1}")
                           : N_("Created: {0}, now advanced: {1}, undone: {2}, failed: {3}");
    return visit_fill(visit, visit_say(visit, text), args, COUNT(args));
}

static struct str task_text(struct visit *visit, const struct batch_line *line) {
    if (line->state == BATCH_DONE && line->turned > 0) return turned_text(visit, line);
    const size_t made = line->basic + line->advanced,
                 number = line->state == BATCH_DONE ? made : line->rows;
    const char *text = line->state == BATCH_DONE
                           ? N_("1 LeerID created~~{0} LeerIDs created")
                           : N_("Still to be saved: 1 pupil~~Still to be saved: {0} pupils");
    struct str done = visit_count(visit, text, number);
    if (line->state == BATCH_DONE && line->undone > 0) {
        const struct str left[] = {done, str_format(visit->arena, "%zu", line->undone)};
        done = made > 0 ? visit_fill(visit, visit_say(visit, "{0}, {1} undone"), left, COUNT(left))
                        : visit_count(visit, "1 LeerID undone~~{0} LeerIDs undone", line->undone);
    }
    if (line->state != BATCH_DONE || line->failed == 0) return done;
    const struct str args[] = {done, str_format(visit->arena, "%zu", line->failed)};
    return visit_fill(visit, visit_say(visit, "{0}, {1} not created"), args, COUNT(args));
}

static struct str task_place(struct visit *visit, const struct batch_line *line) {
    const struct str args[] = {line->first_place, line->last_place};
    if (str_eq(line->first_place, line->last_place)) return line->first_place;
    return visit_fill(visit, visit_say(visit, "{0} to {1}"), args, COUNT(args));
}

/* Returns whether to list the batch. Drafts are listed for their creator only. */
static bool shows(const struct batch_line *line) {
    return line->state == BATCH_DONE || (line->state == BATCH_DRAFT && line->own);
}

enum rc tasks_page(struct visit *visit) {
    struct batch_line *lines;
    size_t count;
    TRY(bulk_recent(CALL(visit), &lines, &count));
    struct task_line *rows = ARENA_ARRAY(visit->arena, struct task_line, count);
    struct tasks_view view = {.frame = loket_frame(visit, "Recently created", TAB_NONE),
                              .query = list_query_here(visit),
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
            .who = line->staff_name.len > 0 ? line->staff_name
                                            : visit_say(visit, "Platform management"),
            .draft = line->state == BATCH_DRAFT};
    }
    struct page page = visit_page(visit);
    page_loket_tasks(&page, &view);
    return visit_html(visit, &page);
}
