#include "web/loket/pupil/pupil_view.h"

#include "service/printing/print_cards.h"
#include "web/loket/layout.h"
#include "web/loket/flaw_texts.h"
#include "web/when.h"

static struct list_query ask_of(struct visit *visit) {
    struct list_query ask = list_query_read(visit, visit->request->query);
    ask.choose_all = false;
    return ask;
}

enum rc pupil_of_address(struct visit *visit, int64_t *ret_id) {
    return visit_id(visit, 0, ret_id);
}

struct str pupil_page_address(struct visit *visit, int64_t pupil_id) {
    const struct list_query ask = ask_of(visit);
    return str_format(visit->arena, "/leerlingen/%.*s%.*s",
                      STR_ARG(id_text(visit->arena, pupil_id)),
                      STR_ARG(list_query_text(visit->arena, &ask, true)));
}

static struct str full_name(struct arena *arena, const struct pupil_row *row) {
    return str_format(arena, "%.*s %.*s", STR_ARG(row->first_name), STR_ARG(row->last_name));
}

static void fill_official(const struct pupil_visit *p, struct pupil_view *view) {
    static const char *const sexes[] = {N_("Unknown"), "M", "V", "X"};
    const struct official_data *o = &p->pupil.official;
    view->has_official = p->pupil.has_official;
    if (!view->has_official) return;
    view->official_first = o->first_name;
    view->official_last = o->last_name;
    view->first_differs = !str_eq(o->first_name, p->pupil.first_name);
    view->last_differs = !str_eq(o->last_name, p->pupil.last_name);
    view->sex = visit_say(p->visit, sexes[o->sex >= 0 && o->sex <= 3 ? o->sex : 0]);
    view->birth_date = o->birth_day == DAY_NONE
                           ? visit_say(p->visit, "Unknown")
                           : when_day(p->visit->arena, p->visit->language, o->birth_day);
}

static struct str kind_text(struct visit *visit, enum secret_kind kind) {
    static const char *const texts[] = {[SECRET_PICTURE] = N_("Picture password"),
                                        [SECRET_WORD] = N_("Password"),
                                        [SECRET_TEMPORARY] = N_("Advanced password"),
                                        [SECRET_OWN] = N_("Advanced password")};
    return visit_say(visit, texts[kind]);
}

static struct str must_change_text(struct visit *visit, const struct account_data *a) {
    if (a->must_change) return visit_say(visit, "Must choose a new password at the first sign-in");
    return a->kind == SECRET_OWN ? visit_say(visit, "The pupil chose this password") : S("");
}

static struct str inactive_text(struct visit *visit, const struct account_data *a) {
    if (a->inactive_ms < 0) return visit_say(visit, "Inactive since the end of the enrolment");
    const struct str args[] = {when_day(visit->arena, visit->language, day_of_ms(a->inactive_ms)),
                               a->inactive_reason};
    const char *text =
        a->inactive_reason.len > 0 ? N_("Deactivated on {0}: {1}") : N_("Deactivated on {0}");
    return visit_fill(visit, visit_say(visit, text), args, COUNT(args));
}

static struct str text_of_moment(struct visit *visit, int64_t at_ms) {
    return at_ms < 0 ? visit_say(visit, "Not signed in yet")
                     : when_moment(visit->arena, visit->language, at_ms);
}

static void fill_account(const struct pupil_visit *p, struct pupil_view *view) {
    struct visit *visit = p->visit;
    const struct account_data *a = &p->pupil.account;
    view->advanced = a->type == ACCOUNT_ADVANCED;
    view->type_title =
        visit_say(visit, view->advanced ? N_("Advanced LeerID") : N_("Basic LeerID"));
    view->status = (int)a->status;
    view->ends = when_day(visit->arena, visit->language, p->pupil.last_day);
    view->inactive_text = a->status == STATUS_INACTIVE ? inactive_text(visit, a) : S("");
    view->username = a->username;
    view->address = print_personal_page(visit->arena, visit->service, a->username);
    view->kind_text = kind_text(visit, a->kind);
    view->must_change_text = must_change_text(visit, a);
    view->temporary = a->kind == SECRET_TEMPORARY;
    view->expires = a->secret_ends_ms < 0
                        ? S("")
                        : when_day(visit->arena, visit->language, day_of_ms(a->secret_ends_ms));
    view->created = when_day(visit->arena, visit->language, day_of_ms(a->created_ms));
    view->last_sign_in = text_of_moment(visit, a->last_sign_in_ms);
    view->version = str_format(visit->arena, "%lld", (long long)a->version);
    view->printable = a->printable;
    view->needs_help = a->needs_help;
    view->secret = loket_secret(visit, a->kind, (struct str){NULL, 0});
    view->turns = a->turns;
}

static void fill_rights(const struct pupil_visit *p, struct pupil_view *view) {
    const struct visit *visit = p->visit;
    const struct account_data *a = &p->pupil.account;
    struct str class_code = p->pupil.class_code;
    bool edits = actor_over_pupil(&visit->actor, RIGHT_EDIT, visit->school, class_code);
    bool creates = actor_over_pupil(&visit->actor, RIGHT_CREATE, visit->school, class_code);
    view->may_create = creates && !p->pupil.has_account;
    if (!p->pupil.has_account) return;
    view->may_print = actor_over_pupil(&visit->actor, RIGHT_PRINT, visit->school, class_code);
    view->may_reset = actor_over_pupil(&visit->actor, RIGHT_RESET, visit->school, class_code);
    /* only while creation is the latest action; beside "Maak weer actief" it could be misread */
    view->may_undo = creates && a->may_undo_create && a->secret_ms == a->created_ms &&
                     account_may_deactivate(a->status);
    view->may_undo_secret = view->may_reset && a->may_undo_secret;
    view->may_turn = edits && creates;
    view->may_activate =
        edits && account_may_activate(a->status, p->pupil.last_day, service_today(visit->service));
    view->may_deactivate = edits && account_may_deactivate(a->status);
    view->has_actions = (view->may_print && view->printable) || view->may_reset || view->may_undo ||
                        view->may_undo_secret || view->may_activate || view->may_deactivate;
}

enum rc pupil_visit_open(struct visit *visit, const char *title, struct pupil_visit *ret_pupil) {
    struct pupil_visit p = {.visit = visit, .ask = ask_of(visit)};
    TRY(pupil_of_address(visit, &p.pupil_id));
    TRY(pupil_get(CALL(visit), p.pupil_id, &p.pupil));
    const struct pupil_data *d = &p.pupil;
    p.view = (struct pupil_view){
        .frame = loket_frame(visit, title, TAB_PUPILS),
        .query = list_query_text(visit->arena, &p.ask, true),
        .id = id_text(visit->arena, p.pupil_id),
        .first_name = d->first_name,
        .last_name = d->last_name,
        .roll_number = str_format(visit->arena, "%lld", (long long)d->roll_number),
        .group = d->group_name,
        .class_code = d->class_code,
        .enrolled_until = when_day(visit->arena, visit->language, d->end_day),
        .has_account = d->has_account,
        .advanced = d->next_type == ACCOUNT_ADVANCED};
    if (title[0] == '\0')
        p.view.frame.title =
            str_format(visit->arena, "%.*s %.*s", STR_ARG(d->first_name), STR_ARG(d->last_name));
    p.view.frame.list_query = p.view.query;
    fill_official(&p, &p.view);
    if (d->has_account) fill_account(&p, &p.view);
    fill_rights(&p, &p.view);
    *ret_pupil = p;
    return RC_OK;
}

static bool set_neighbours(struct pupil_visit *p, const struct pupil_filter *filter,
                           const struct pupil_row *rows, size_t count) {
    struct arena *arena = p->visit->arena;
    const struct pupil_row **found;
    size_t found_count, at = 0;
    pupil_list_select(arena, rows, count, filter, &found, &found_count);
    while (at < found_count && found[at]->pupil_id != p->pupil_id) at++;
    if (at == found_count) return false;
    if (at > 0) {
        p->view.previous_id = id_text(arena, found[at - 1]->pupil_id);
        p->view.previous_name = full_name(arena, found[at - 1]);
    }
    if (at + 1 < found_count) {
        p->view.next_id = id_text(arena, found[at + 1]->pupil_id);
        p->view.next_name = full_name(arena, found[at + 1]);
    }
    return true;
}

enum rc pupil_visit_neighbours(struct pupil_visit *p) {
    struct visit *visit = p->visit;
    struct pupil_row *rows;
    size_t count;
    TRY(pupils_list(CALL(visit), &rows, &count));
    const struct pupil_filter whole = {.sort = p->ask.filter.sort,
                                       .descending = p->ask.filter.descending};
    if (!set_neighbours(p, &p->ask.filter, rows, count)) set_neighbours(p, &whole, rows, count);
    return RC_OK;
}
