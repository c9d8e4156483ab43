/* Page to choose the school to work in. */
#include "service/school/school.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/sign_in/sign_in_page.h"
#include "web/loket/layout.h"
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
    struct schools_view view = {.frame = loket_frame(visit, "Change school", TAB_NONE),
                                .search = visit_query(visit, "q"),
                                .back = back.len > 0 ? visit_own_path(back) : S("/leerlingen"),
                                .total = staff->school_count};
    if (staff->outside) view.outside = sign_in_page_organisation_address(visit, view.back, "");
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
    TRY(school_progress(CALL(visit), ids, view.school_count, &progress));
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
    ENSURE(str_to_i64(FORM(visit, school_form)->school, 1, 999999, &number) == RC_OK, RC_NONE);
    TRY(staff_choose_school(visit->service, visit->arena, &visit->staff,
                            (struct school_id){(int32_t)number}, &visit->fault));
    struct str back = visit_form(visit, "terug");
    return visit_redirect(visit, back.len > 0 ? back : S("/leerlingen"));
}
