/*
 * The page "Applicatie beheer": all applications, what they receive, and for whom the school
 * switched them on.
 */
#include "service/application/application.h"
#include "service/pupil/pupils.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/application/application_words.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/pages.h"
#include "web/when.h"

enum { DAYS = 30, BAR = 20, SHARE_MAX = 4 * APPLICATION_NAME_MAX + 2 };

static struct str audience_of(struct visit *visit, const struct school_application *a) {
    static const char *const some[] = {[SWITCH_SCHOOL] = "",
                                       [SWITCH_LEVEL] = N_("1 level~~{0} levels"),
                                       [SWITCH_GROUP] = N_("1 group~~{0} groups"),
                                       [SWITCH_CLASS] = N_("1 class~~{0} classes")};
    if (a->line.all_schools) return visit_say(visit, "All schools");
    if (a->switch_count == 0) return visit_say(visit, "Nobody");
    struct buf out = buf_make(visit->arena, 400);
    for (int kind = SWITCH_LEVEL; kind <= SWITCH_CLASS; kind++) {
        size_t count = 0;
        for (size_t i = 0; i < a->switch_count; i++)
            count += a->switches[i].kind == (enum switch_kind)kind;
        if (count > 0)
            buf_format(&out, "%s%.*s", out.len > 0 ? ", " : "",
                       STR_ARG(visit_count(visit, some[kind], count)));
    }
    for (size_t i = 0; i < a->switch_count; i++)
        if (a->switches[i].kind == SWITCH_SCHOOL) return visit_say(visit, "The whole school");
    return buf_view(&out);
}

static bool may_change(const struct visit *visit) {
    return actor_may(&visit->actor, RIGHT_CONFIGURE, visit->school, S("")) == RC_OK;
}

/* Returns whether both applications know a pupil by the same subject. */
static bool share_subject(const struct application_line *a, const struct application_line *b) {
    if (a->application_id == b->application_id || a->public_subject != b->public_subject)
        return false;
    return a->public_subject || str_eq(a->sector, b->sector);
}

static bool shares_subject(const struct school_application *list, size_t count,
                           const struct application_line *line) {
    for (size_t i = 0; i < count; i++)
        if (share_subject(line, &list[i].line)) return true;
    return line->public_subject;
}

/* Returns the names of the other applications that use the same subjects. */
static struct str shares_of(struct visit *visit, const struct school_application *list,
                            size_t count, const struct application_line *line) {
    struct buf out = buf_make(visit->arena, count * SHARE_MAX);
    for (size_t i = 0; i < count; i++)
        if (share_subject(line, &list[i].line))
            buf_format(&out, "%s%.*s", out.len > 0 ? ", " : "", STR_ARG(list[i].line.name));
    return buf_view(&out);
}

enum rc applications_page(struct visit *visit) {
    struct school_application *list;
    size_t count;
    TRY(application_of_school(CALL(visit), &list, &count));
    struct application_row *rows = ARENA_ARRAY(visit->arena, struct application_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct application_line *line = &list[i].line;
        rows[i] = (struct application_row){.id = id_text(visit->arena, line->application_id),
                                           .name = line->name,
                                           .maker = line->maker,
                                           .letters = text_first(line->name, 2),
                                           .has_logo = line->has_logo,
                                           .audience = audience_of(visit, &list[i]),
                                           .since = S(""),
                                           .sign_ins = list[i].sign_ins,
                                           .no_tile = line->home_url.len == 0,
                                           .on = list[i].switch_count > 0,
                                           .everywhere = line->all_schools};
        rows[i].shared_subject = shares_subject(list, count, line);
        rows[i].data_count = application_data_words(visit, line->data, &rows[i].data);
        if (list[i].since_ms >= 0)
            rows[i].since = when_day(visit->arena, visit->language, day_of_ms(list[i].since_ms));
    }
    struct applications_view view = {.frame = loket_frame(visit, "Applications", TAB_APPLICATIONS),
                                     .may_change = may_change(visit),
                                     .rows = rows,
                                     .row_count = count};
    struct page page = visit_page(visit);
    page_loket_applications(&page, &view);
    return visit_html(visit, &page);
}

static bool holds_id(const struct str *ids, size_t count, struct str id) {
    for (size_t i = 0; i < count; i++)
        if (str_eq(ids[i], id)) return true;
    return false;
}

/*
 * Switches applications on or off. Changes only those that the form showed and that differ; one
 * that is on for part of the school stays so.
 */
enum rc applications_post(struct visit *visit) {
    static const struct application_switch whole = {.kind = SWITCH_SCHOOL, .value = {"", 0}};
    struct school_application *list;
    size_t count, shown_count, on_count;
    const struct str *shown = FORM(visit, applications_form)->rows.values;
    shown_count = FORM(visit, applications_form)->rows.count;
    const struct str *on = FORM(visit, applications_form)->on.values;
    on_count = FORM(visit, applications_form)->on.count;
    TRY(application_of_school(CALL(visit), &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct str id = id_text(visit->arena, list[i].line.application_id);
        bool wanted = holds_id(on, on_count, id), is_on = list[i].switch_count > 0;
        if (!holds_id(shown, shown_count, id) || wanted == is_on || list[i].line.all_schools)
            continue;
        struct application_switch one = whole;
        one.school = visit->school;
        TRY(application_switch_set(CALL(visit), list[i].line.application_id, &one, wanted ? 1 : 0));
    }
    loket_flash(visit, FLASH_APPLICATIONS);
    return visit_redirect(visit, S("/applicaties"));
}

static bool is_on(const struct school_application *a, enum switch_kind kind, struct str value) {
    for (size_t i = 0; i < a->switch_count; i++)
        if (a->switches[i].kind == kind && str_eq(a->switches[i].value, value)) return true;
    return false;
}

/*
 * Returns each value once. Values that are switched on stay visible when no pupil has them any
 * more.
 */
static size_t choices_of(struct visit *visit, const struct school_application *a,
                         enum switch_kind kind, const struct str *names, size_t count,
                         const struct choice **ret_choices) {
    struct choice *choices = ARENA_ARRAY(visit->arena, struct choice, count + a->switch_count);
    size_t made = 0;
    for (size_t i = 0; i < count; i++)
        if (names[i].len > 0)
            choices[made++] = (struct choice){names[i], names[i], is_on(a, kind, names[i])};
    for (size_t i = 0; i < a->switch_count; i++) {
        struct str value = a->switches[i].value;
        if (a->switches[i].kind == kind && !holds_id(names, count, value))
            choices[made++] = (struct choice){value, value, true};
    }
    *ret_choices = choices;
    return made;
}

static enum rc fill_choices(struct visit *visit, const struct school_application *a,
                            struct application_view *view) {
    struct pupil_row *pupils;
    struct str *groups, *classes;
    size_t count, group_count, class_count;
    unsigned levels = 0,
             present = 0; /* levels switched on; levels of pupils, and those switched on */
    TRY(pupils_list(CALL(visit), &pupils, &count));
    pupil_list_groups(visit->arena, pupils, count, &groups, &group_count);
    pupil_list_classes(visit->arena, pupils, count, &classes, &class_count);
    for (size_t i = 0; i < a->switch_count; i++)
        if (a->switches[i].kind == SWITCH_LEVEL)
            levels |= 1u << (a->switches[i].value.ptr[0] - '0');
    for (size_t i = 0; i < count; i++) present |= 1u << pupils[i].level;
    view->level_count = application_level_choices(visit, (a->line.levels & present) | levels,
                                                  levels, &view->levels);
    view->group_count = choices_of(visit, a, SWITCH_GROUP, groups, group_count, &view->groups);
    view->class_count = choices_of(visit, a, SWITCH_CLASS, classes, class_count, &view->classes);
    view->whole_school = is_on(a, SWITCH_SCHOOL, S(""));
    return RC_OK;
}

static enum rc fill_days(struct visit *visit, int64_t application_id,
                         struct application_view *view) {
    struct application_count *counts;
    size_t count;
    int64_t highest = 1;
    day_count today = service_today(visit->service);
    TRY(application_counts(CALL(visit), today - DAYS + 1, today, &counts, &count));
    struct day_bar *days = ARENA_ARRAY(visit->arena, struct day_bar, count);
    for (size_t i = 0; i < count; i++)
        if (counts[i].application_id == application_id && counts[i].sign_ins > highest)
            highest = counts[i].sign_ins;
    for (size_t i = count; i-- > 0;) { /* newest first */
        if (counts[i].application_id != application_id) continue;
        view->sign_ins += counts[i].sign_ins;
        days[view->day_count++] =
            (struct day_bar){when_day(visit->arena, visit->language, counts[i].day),
                             counts[i].sign_ins, (int)(counts[i].sign_ins * BAR / highest)};
    }
    view->days = days;
    return RC_OK;
}

static enum rc find_application(struct visit *visit, struct school_application *ret,
                                struct str *ret_shares) {
    int64_t id;
    struct school_application *list;
    size_t count;
    TRY(visit_id(visit, 0, &id));
    TRY(application_of_school(CALL(visit), &list, &count));
    for (size_t i = 0; i < count; i++) {
        if (list[i].line.application_id != id) continue;
        *ret = list[i];
        *ret_shares = shares_of(visit, list, count, &list[i].line);
        return RC_OK;
    }
    return RC_NONE;
}

enum rc application_page(struct visit *visit) {
    struct school_application a;
    struct str shares;
    TRY(find_application(visit, &a, &shares));
    struct application_view view = {.frame = loket_frame(visit, "Applications", TAB_APPLICATIONS),
                                    .id = visit->request->params[0],
                                    .name = a.line.name,
                                    .maker = a.line.maker,
                                    .description = a.line.description,
                                    .reason = a.line.reason,
                                    .may_change = may_change(visit),
                                    .everywhere = a.line.all_schools,
                                    .no_tile = a.line.home_url.len == 0,
                                    .public_subject = a.line.public_subject,
                                    .shares = shares};
    view.frame.title = a.line.name;
    view.data_count = application_data_words(visit, a.line.data, &view.data);
    TRY(fill_choices(visit, &a, &view));
    TRY(fill_days(visit, a.line.application_id, &view));
    struct page page = visit_page(visit);
    page_loket_application(&page, &view);
    return visit_html(visit, &page);
}

static size_t take_switches(struct visit *visit, struct form_list sent, enum switch_kind kind,
                            struct application_switch *switches, size_t count) {
    for (size_t i = 0; i < sent.count; i++)
        switches[count++] = (struct application_switch){
            visit->school, kind, kind == SWITCH_SCHOOL ? S("") : sent.values[i]};
    return count;
}

enum rc application_post(struct visit *visit) {
    int64_t id;
    TRY(visit_id(visit, 0, &id));
    struct application_switch *switches =
        ARENA_ARRAY(visit->arena, struct application_switch, visit->request->forms.count);
    size_t count =
        take_switches(visit, FORM(visit, application_form)->school, SWITCH_SCHOOL, switches, 0);
    count =
        take_switches(visit, FORM(visit, application_form)->levels, SWITCH_LEVEL, switches, count);
    count =
        take_switches(visit, FORM(visit, application_form)->groups, SWITCH_GROUP, switches, count);
    count =
        take_switches(visit, FORM(visit, application_form)->classes, SWITCH_CLASS, switches, count);
    TRY(application_switch_set(CALL(visit), id, switches, count));
    loket_flash(visit, FLASH_APPLICATIONS);
    return visit_redirect(visit, S("/applicaties"));
}
