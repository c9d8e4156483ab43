/* Page of a school's settings. */
#include "service/school/school.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/pages.h"

static enum rc show_settings(struct visit *visit, const struct school_settings *s,
                             struct str problem) {
    struct group_type *groups;
    struct settings_view view = {.frame = loket_frame(visit, "School settings", TAB_NONE),
                                 .pictures = s->picture_count,
                                 .digits = s->word_digits,
                                 .days = s->temporary_days,
                                 .keep_sealed = s->keep_sealed,
                                 .problem = problem,
                                 .controller = s->controller,
                                 .contact = s->contact,
                                 .officer = s->officer,
                                 .contact_max = CONTACT_MAX};
    TRY(school_group_types(CALL(visit), &groups, &view.group_count));
    struct group_choice *choices = ARENA_ARRAY(visit->arena, struct group_choice, view.group_count);
    for (size_t i = 0; i < view.group_count; i++)
        choices[i] = (struct group_choice){groups[i].group_name, groups[i].type};
    view.groups = choices;
    struct page page = visit_page(visit);
    page_loket_settings(&page, &view);
    return visit_html(visit, &page);
}

enum rc settings_page(struct visit *visit) {
    struct school_settings settings;
    int64_t roster_ms;
    TRY(school_get(visit->service, visit->arena, visit->school, &settings, &roster_ms,
                   &visit->fault));
    return show_settings(visit, &settings, S(""));
}

static int number_of(struct str text, int min, int max) {
    int64_t number;
    return str_to_i64(text, min, max, &number) == RC_OK ? (int)number : 0;
}

/* Reads the account types of groups from hidden names and select fields in the same order. Returns
 * RC_INVALID when their numbers differ. */
static enum rc read_groups(struct visit *visit, struct group_type **ret_groups, size_t *ret_count) {
    size_t name_count, type_count;
    const struct str *names = FORM(visit, settings_form)->groups.values;
    name_count = FORM(visit, settings_form)->groups.count;
    const struct str *types = FORM(visit, settings_form)->types.values;
    type_count = FORM(visit, settings_form)->types.count;
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
    settings.picture_count = number_of(FORM(visit, settings_form)->picture_count, 5, 7);
    settings.word_digits = number_of(FORM(visit, settings_form)->word_digits, 3, 4);
    settings.keep_sealed = FORM(visit, settings_form)->keep_sealed;
    settings.controller = FORM(visit, settings_form)->controller;
    settings.contact = FORM(visit, settings_form)->contact;
    settings.officer = FORM(visit, settings_form)->officer;
    int days = number_of(FORM(visit, settings_form)->temporary_days, 1, 365);
    if (days == 0) {
        visit->response->status = 422;
        return show_settings(visit, &settings,
                             visit_say(visit, "Enter a number of days from 1 to 365."));
    }
    settings.temporary_days = days;
    struct group_type *groups;
    size_t count;
    TRY(read_groups(visit, &groups, &count));
    TRY(school_configure(CALL(visit), &settings, groups, count));
    loket_flash(visit, FLASH_SETTINGS);
    return visit_redirect(visit, S("/instellingen"));
}
