/* Page for operators: schools and staff. A one-time link is shown once, in the response that
 * created it. */
#include "service/school/school.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/layout.h"
#include "web/loket/role_text.h"
#include "web/pages.h"
#include "web/when.h"

enum { STAFF_SCHOOLS = 200, STAFF_CLASSES = 50, SCHOOL_NAME_CHARS = 100 };

static enum rc fill_schools(struct visit *visit, struct platform_view *view) {
    struct school_line *lines;
    TRY(school_list(visit->service, visit->arena, &lines, &view->school_count, &visit->fault));
    struct platform_school *schools =
        ARENA_ARRAY(visit->arena, struct platform_school, view->school_count);
    for (size_t i = 0; i < view->school_count; i++)
        schools[i] = (struct platform_school){
            .padded = str_format(visit->arena, "%06d", lines[i].school.value),
            .name = lines[i].name,
            .number = lines[i].school.value,
            .roster = lines[i].roster_ms < 0
                          ? S("")
                          : when_moment(visit->arena, visit->language, lines[i].roster_ms),
            .pupils = (long)lines[i].pupils,
            .accounts = (long)lines[i].accounts};
    view->schools = schools;
    return RC_OK;
}

/* Translates the roles of "manager 000002, teacher 000003 4A". */
static struct str roles_in_words(struct visit *visit, struct str roles) {
    struct buf out = buf_make(visit->arena, 8192);
    while (roles.len > 0) {
        struct str grant = str_trim(str_cut(&roles, ',', NULL)), name = str_cut(&grant, ' ', NULL);
        enum role role;
        buf_c(&out, out.len > 0 ? ", " : "");
        buf_str(&out, role_by_name(name, &role) == RC_OK ? role_text(visit, role) : name);
        if (grant.len > 0) buf_format(&out, " %.*s", STR_ARG(grant));
    }
    return buf_view(&out);
}

static enum rc fill_staff(struct visit *visit, struct platform_view *view) {
    struct staff_line *lines;
    TRY(staff_list(CALL(visit), &lines, &view->staff_count));
    struct staff_row *rows = ARENA_ARRAY(visit->arena, struct staff_row, view->staff_count);
    for (size_t i = 0; i < view->staff_count; i++)
        rows[i] =
            (struct staff_row){.login = lines[i].login,
                               .roles = roles_in_words(visit, lines[i].roles),
                               .disabled = lines[i].disabled,
                               .has_totp = lines[i].has_factor,
                               .last_sign_in = lines[i].last_sign_in_ms < 0
                                                   ? visit_say(visit, "Not signed in yet")
                                                   : when_moment(visit->arena, visit->language,
                                                                 lines[i].last_sign_in_ms)};
    view->staff = rows;
    return RC_OK;
}

/* Fills the forms. typed: the form was rejected, so its values are shown again. */
static void fill_forms(struct visit *visit, bool typed, struct platform_view *view) {
    static const struct {
        const char *value, *text;
    } roles[] = {{"manager", N_("LeerID manager")},
                 {"teacher", N_("Teacher")},
                 {"viewer", N_("Viewer")},
                 {"operator", N_("Platform operator")}};
    _Static_assert(COUNT(roles) == COUNT(view->roles), "a choice each");
    for (size_t i = 0; i < COUNT(roles); i++)
        view->roles[i] = (struct choice){
            str_of(roles[i].value), visit_say(visit, roles[i].text),
            typed && str_eq(FORM(visit, platform_staff_form)->role, str_of(roles[i].value))};
    if (!typed) return;
    view->number = FORM(visit, platform_school_form)->number;
    view->name = FORM(visit, platform_school_form)->name;
    view->login = FORM(visit, platform_staff_form)->login;
    view->numbers = FORM(visit, platform_staff_form)->schools;
    view->classes = FORM(visit, platform_staff_form)->classes;
}

/* Problem of each field; "": none. */
struct flawed {
    struct str form, number, name, login, numbers, classes;
};

static bool is_flawed(const struct flawed *f) {
    return f->form.len + f->number.len + f->name.len + f->login.len + f->numbers.len +
               f->classes.len >
           0;
}

static enum rc show_platform(struct visit *visit, const struct staff_made *made,
                             struct flawed flawed) {
    struct platform_view view = {.frame = loket_frame(visit, "Platform", TAB_NONE),
                                 .problem = flawed.form,
                                 .number_problem = flawed.number,
                                 .name_problem = flawed.name,
                                 .login_problem = flawed.login,
                                 .numbers_problem = flawed.numbers,
                                 .classes_problem = flawed.classes};
    fill_forms(visit, is_flawed(&flawed), &view);
    if (made != NULL) {
        view.frame.once = true;
        view.made_login = made->login;
        view.made_url = str_format(visit->arena, "%.*s/uitnodiging/%.*s",
                                   STR_ARG(visit->web->urls[SITE_LOKET]), STR_ARG(made->invite));
    }
    TRY(fill_schools(visit, &view));
    TRY(fill_staff(visit, &view));
    if (is_flawed(&flawed)) visit->response->status = 422;
    struct page page = visit_page(visit);
    page_loket_platform(&page, &view);
    return visit_html(visit, &page);
}

enum rc platform_page(struct visit *visit) {
    return show_platform(visit, NULL, (struct flawed){.form = S("")});
}

enum rc platform_add_school(struct visit *visit) {
    int64_t number = 0;
    struct str typed = FORM(visit, platform_school_form)->number,
               name = str_trim(FORM(visit, platform_school_form)->name);
    struct flawed flawed = {.number = visit_missing(visit, typed),
                            .name = visit_missing(visit, name)};
    if (typed.len > 0 && str_to_i64(typed, 1, 999999, &number) != RC_OK)
        flawed.number = visit_say(visit, "Enter a number from 1 to 999999.");
    if (text_length(name) > SCHOOL_NAME_CHARS)
        flawed.name = visit_say(visit, "A name has at most 100 characters.");
    if (is_flawed(&flawed)) return show_platform(visit, NULL, flawed);
    const struct school_settings settings = school_settings_default(name);
    enum rc rc = school_add(&(struct call){visit->service, visit->arena, &visit->actor,
                                           (struct school_id){(int32_t)number}, &visit->fault},
                            &settings);
    if (rc == RC_CONFLICT)
        flawed.number = visit_say(visit, "There is already a school with that number.");
    if (rc == RC_CONFLICT) return show_platform(visit, NULL, flawed);
    TRY(rc);
    return visit_redirect(visit, S("/platform"));
}

/* Splits "2, 3" into trimmed parts. Returns RC_INVALID when there are more than max. */
static enum rc pieces(struct str text, struct str *ret_pieces, size_t max, size_t *ret_count) {
    size_t count = 0;
    while (text.len > 0) {
        struct str piece = str_trim(str_cut(&text, ',', NULL));
        if (piece.len == 0) continue;
        ENSURE(count < max, RC_INVALID);
        ret_pieces[count++] = piece;
    }
    *ret_count = count;
    return RC_OK;
}

static enum rc read_schools(struct visit *visit, int **ret_schools, size_t *ret_count) {
    struct str *numbers = ARENA_ARRAY(visit->arena, struct str, STAFF_SCHOOLS);
    int *schools = ARENA_ARRAY(visit->arena, int, STAFF_SCHOOLS);
    TRY(pieces(FORM(visit, platform_staff_form)->schools, numbers, STAFF_SCHOOLS, ret_count));
    for (size_t i = 0; i < *ret_count; i++) {
        int64_t number;
        TRY(str_to_i64(numbers[i], 1, 999999, &number));
        schools[i] = (int)number;
    }
    *ret_schools = schools;
    return RC_OK;
}

/* Reads the form and sets the problems in *ret_flawed. Returns RC_INVALID for a role that the form
 * does not offer. */
static enum rc read_staff_wish(struct visit *visit, struct staff_wish *ret,
                               struct flawed *ret_flawed) {
    struct str *classes = ARENA_ARRAY(visit->arena, struct str, STAFF_CLASSES);
    int *schools = NULL;
    struct staff_wish wish = {.login = FORM(visit, platform_staff_form)->login, .classes = classes};
    struct flawed flawed = {.login = visit_missing(visit, str_trim(wish.login))};
    TRY(role_by_name(FORM(visit, platform_staff_form)->role, &wish.role));
    bool read = read_schools(visit, &schools, &wish.school_count) == RC_OK;
    wish.schools = schools;
    if (!read || (wish.role != ROLE_OPERATOR && wish.school_count == 0))
        flawed.numbers =
            visit_say(visit, "Enter the numbers of schools that exist, for example 2, 3.");
    if (pieces(FORM(visit, platform_staff_form)->classes, classes, STAFF_CLASSES,
               &wish.class_count) != RC_OK)
        flawed.classes = visit_say(visit, "Enter at most 50 classes.");
    bool has_classes = wish.role == ROLE_TEACHER || wish.role == ROLE_VIEWER;
    if (wish.class_count > 0 && !has_classes)
        flawed.classes = visit_say(visit, "Only a teacher or a viewer can work per class.");
    *ret = wish;
    *ret_flawed = flawed;
    return RC_OK;
}

enum rc platform_add_staff(struct visit *visit) {
    struct staff_wish wish;
    struct staff_made made;
    struct flawed flawed;
    TRY(read_staff_wish(visit, &wish, &flawed));
    if (is_flawed(&flawed)) return show_platform(visit, NULL, flawed);
    if (!staff_login_fine(visit->arena, visit->service, wish.login)) {
        flawed.login = visit_say(visit, "Enter a name of at most 60 letters, digits or the "
                                        "characters . - _ @, without spaces or accents.");
        return show_platform(visit, NULL, flawed);
    }
    enum rc rc = staff_add(CALL(visit), &wish, &made);
    if (rc == RC_CONFLICT)
        flawed.login = visit_say(visit, "This username is already in use. Choose another one, or "
                                        "choose ‘New access’ next to this account.");
    if (rc == RC_INVALID) /* the remaining cause is a school that does not exist */
        flawed.numbers =
            visit_say(visit, "Enter the numbers of schools that exist, for example 2, 3.");
    if (is_flawed(&flawed)) return show_platform(visit, NULL, flawed);
    TRY(rc);
    return show_platform(visit, &made, flawed);
}

enum rc platform_access(struct visit *visit) {
    struct str login = FORM(visit, platform_access_form)->login;
    struct staff_made made;
    if (str_eq(login, visit->staff.login))
        return show_platform(
            visit, NULL,
            (struct flawed){.form =
                                visit_say(visit, "That is you. Ask another platform operator.")});
    if (str_eq(FORM(visit, platform_access_form)->command, S("uit"))) {
        TRY(staff_disable(CALL(visit), login));
        return visit_redirect(visit, S("/platform"));
    }
    ENSURE(str_eq(FORM(visit, platform_access_form)->command, S("nieuw")), RC_INVALID);
    TRY(staff_reset(CALL(visit), login, &made));
    return show_platform(visit, &made, (struct flawed){.form = S("")});
}
