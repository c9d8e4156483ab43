/* "Wijzig Instelling": which school somebody works for; and the settings of that school. */
#include "service/school/privacy.h"
#include "service/school/school.h"
#include "web/loket/door.h"
#include "web/loket/frame.h"
#include "web/loket/handlers.h"
#include "web/pages.h"

enum { SHOWN_SCHOOLS = 50 };

static bool matches(struct visit *visit, const struct school_choice *school, struct str words) {
    struct str key = text_fold(
        visit->arena, visit->service->text,
        str_format(visit->arena, "%06d %.*s", school->school.value, STR_ARG(school->name)));
    while (words.len > 0)
        if (!str_contains(key, str_cut(&words, ' ', NULL))) return false;
    return true;
}

static struct school_choice_line line_of(struct visit *visit, const struct school_choice *school,
                                         const struct school_progress *progress) {
    return (struct school_choice_line){
        .number = str_format(visit->arena, "%d", school->school.value),
        .padded = str_format(visit->arena, "%06d", school->school.value),
        .name = school->name,
        .chosen = school->school.value == visit->school.value,
        .counted = progress->counted,
        .without = (long)progress->without_account,
        .never = (long)progress->never_signed_in,
        .help = (long)progress->needs_help};
}

enum rc school_page(struct visit *visit) {
    const struct staff_session *staff = &visit->staff;
    struct str back = visit_query(visit, "terug");
    struct schools_view view = {.frame = loket_frame(visit, "Wijzig Instelling", TAB_NONE),
                                .search = visit_query(visit, "q"),
                                .back = back.len > 0 ? visit_own_path(back) : S("/leerlingen"),
                                .total = staff->school_count};
    if (staff->outside) view.outside = door_outside_address(visit, view.back, "");
    struct str words = str_trim(text_fold(visit->arena, visit->service->text, view.search));
    struct school_id ids[SHOWN_SCHOOLS];
    const struct school_choice *shown[SHOWN_SCHOOLS];
    for (size_t i = 0; i < staff->school_count; i++) {
        if (!matches(visit, &staff->schools[i], words)) continue;
        if (view.found++ >= SHOWN_SCHOOLS) continue;
        shown[view.school_count] = &staff->schools[i];
        ids[view.school_count++] = staff->schools[i].school;
    }
    struct school_progress *progress;
    TRY(school_progress(visit->service, visit->arena, &visit->actor, ids, view.school_count,
                        &progress, &visit->fault));
    struct school_choice_line *lines =
        ARENA_ARRAY(visit->arena, struct school_choice_line, view.school_count);
    for (size_t i = 0; i < view.school_count; i++)
        lines[i] = line_of(visit, shown[i], &progress[i]);
    view.schools = lines;
    struct page page = visit_page(visit);
    page_loket_schools(&page, &view);
    return visit_html(visit, &page);
}

enum rc school_choose(struct visit *visit) {
    int64_t number;
    ENSURE(str_to_i64(visit_form(visit, "school"), 1, 999999, &number) == RC_OK, RC_NONE);
    TRY(staff_choose_school(visit->service, visit->arena, &visit->staff,
                            (struct school_id){(int32_t)number}, &visit->fault));
    struct str back = visit_form(visit, "terug");
    return visit_redirect(visit, back.len > 0 ? back : S("/leerlingen"));
}

static enum rc show_settings(struct visit *visit, const struct school_settings *s,
                             struct str problem) {
    struct group_type *groups;
    struct settings_view view = {.frame =
                                     loket_frame(visit, "Instellingen van de school", TAB_NONE),
                                 .pictures = s->picture_count,
                                 .digits = s->word_digits,
                                 .days = s->temporary_days,
                                 .keep_sealed = s->keep_sealed,
                                 .problem = problem,
                                 .controller = s->controller,
                                 .contact = s->contact,
                                 .officer = s->officer,
                                 .contact_max = CONTACT_MAX};
    TRY(school_group_types(visit->service, visit->arena, &visit->actor, visit->school, &groups,
                           &view.group_count, &visit->fault));
    struct group_choice *choices = ARENA_ARRAY(visit->arena, struct group_choice, view.group_count);
    for (size_t i = 0; i < view.group_count; i++)
        choices[i] = (struct group_choice){groups[i].group_name, groups[i].type};
    view.groups = choices;
    struct page page = visit_page(visit);
    page_loket_settings(&page, &view);
    return visit_html(visit, &page);
}

enum rc privacy_page(struct visit *visit) {
    struct loket_privacy_view view = {
        .frame = loket_frame(visit, "Privacy", TAB_NONE),
        .facts = facts_of(visit->web),
        .pupil_page =
            str_format(visit->arena, "%.*s/privacy", STR_ARG(visit->web->urls[SITE_MIJN]))};
    view.may_edit = view.frame.configures;
    TRY(privacy_contacts_get(visit->service, visit->arena, visit->school, &view.contacts,
                             &visit->fault));
    struct page page = visit_page(visit);
    page_loket_privacy(&page, &view);
    return visit_html(visit, &page);
}

enum rc settings_page(struct visit *visit) {
    struct school_settings settings;
    int64_t roster_ms;
    TRY(school_get(visit->service, visit->arena, visit->school, &settings, &roster_ms,
                   &visit->fault));
    return show_settings(visit, &settings, S(""));
}

static int number_of(const struct visit *visit, const char *name, int min, int max) {
    int64_t number;
    return str_to_i64(visit_form(visit, name), min, max, &number) == RC_OK ? (int)number : 0;
}

/* The selects in the order of the hidden names beside them. RC_INVALID: they do not pair. */
static enum rc read_groups(struct visit *visit, struct group_type **ret_groups, size_t *ret_count) {
    size_t name_count, type_count;
    const struct str *names = http_all(visit->arena, visit->request->forms, "groep", &name_count);
    const struct str *types = http_all(visit->arena, visit->request->forms, "soort", &type_count);
    ENSURE(name_count == type_count, RC_INVALID);
    struct group_type *groups = ARENA_ARRAY(visit->arena, struct group_type, name_count);
    for (size_t i = 0; i < name_count; i++) {
        int64_t type;
        TRY(str_to_i64(types[i], 0, ACCOUNT_ADVANCED, &type));
        groups[i] = (struct group_type){names[i], (int)type};
    }
    *ret_groups = groups;
    *ret_count = name_count;
    return RC_OK;
}

enum rc settings_save(struct visit *visit) {
    struct school_settings settings;
    int64_t roster_ms;
    TRY(school_get(visit->service, visit->arena, visit->school, &settings, &roster_ms,
                   &visit->fault));
    settings.picture_count = number_of(visit, "plaatjes", 5, 7);
    settings.word_digits = number_of(visit, "cijfers", 3, 4);
    settings.keep_sealed = visit_form_is(visit, "bewaar", "1");
    settings.controller = visit_form(visit, "verantwoordelijke");
    settings.contact = visit_form(visit, "contact");
    settings.officer = visit_form(visit, "functionaris");
    int days = number_of(visit, "dagen", 1, 365);
    if (days == 0) {
        visit->response->status = 422;
        return show_settings(visit, &settings,
                             visit_say(visit, "Vul een aantal dagen van 1 tot 365 in."));
    }
    settings.temporary_days = days;
    struct group_type *groups;
    size_t count;
    TRY(read_groups(visit, &groups, &count));
    TRY(school_configure(visit->service, visit->arena, &visit->actor, visit->school, &settings,
                         groups, count, &visit->fault));
    loket_flash(visit, FLASH_SETTINGS);
    return visit_redirect(visit, S("/instellingen"));
}
