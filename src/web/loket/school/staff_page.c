/* Page of a school's staff, with the resets that their manager may do. */
#include "service/staff/staff_reset.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/role_text.h"
#include "web/pages.h"
#include "web/when.h"

enum { LINE_MAX_BYTES = 4000 };

/* Returns why a reset is not offered; "" when it is. */
static struct str verdict_text(const struct visit *visit, enum staff_reset reset,
                               enum reset_verdict verdict) {
    static const char *const texts[] = {
        [RESET_OWN] = N_("This is you. Look under My account, or ask another LeerID manager."),
        [RESET_OUTSIDE] =
            N_("Signs in at the organisation. Password and second step are managed there."),
        [RESET_DISABLED] =
            N_("Switched off. Only the platform operator switches this account on again."),
        [RESET_BEYOND] = N_("Has rights that you do not have. So the platform operator does this."),
        [RESET_NO_FACTOR] = N_("There is no second step yet."),
        [RESET_BOTH] = NULL};
    static const char *const both[STAFF_RESETS] = {
        [RESET_ACCESS] =
            N_("You removed the second step a short time ago. Ask another LeerID manager, or wait "
               "24 hours: that way nobody takes over an account alone."),
        [RESET_FACTOR] = N_("You renewed the access a short time ago. Ask another LeerID manager, "
                            "or wait 24 hours: that way nobody takes over an account alone.")};
    if (verdict == RESET_ALLOWED) return S("");
    return visit_say(visit, verdict == RESET_BOTH ? both[reset] : texts[verdict]);
}

static struct str roles_of(struct visit *visit, const struct colleague *c) {
    struct buf out = buf_make(visit->arena, LINE_MAX_BYTES);
    for (size_t i = 0; i < c->grant_count; i++) {
        struct str role = role_text(visit, c->grants[i].role);
        buf_format(&out, "%s%.*s%s%.*s", i > 0 ? ", " : "", STR_ARG(role),
                   c->grants[i].class_code.len > 0 ? " " : "", STR_ARG(c->grants[i].class_code));
    }
    return buf_view(&out);
}

static void add_factor(struct buf *out, struct str words) {
    buf_format(out, "%s%.*s", out->len > 0 ? ", " : "", STR_ARG(words));
}

static struct str factors_of(struct visit *visit, const struct colleague *c) {
    const struct staff_factors *f = &c->factors;
    struct buf out = buf_make(visit->arena, LINE_MAX_BYTES);
    if (c->outside) return visit_say(visit, "at the organisation");
    if (f->passkeys > 0)
        add_factor(&out, visit_count(visit, "1 passkey~~{0} passkeys", (size_t)f->passkeys));
    if (f->totp) add_factor(&out, visit_say(visit, "app with codes"));
    if (f->codes > 0)
        add_factor(&out, visit_count(visit, "1 recovery code left~~{0} recovery codes left",
                                     (size_t)f->codes_left));
    return out.len > 0 ? buf_view(&out) : visit_say(visit, "no second step yet");
}

static struct colleague_row row_of(struct visit *visit, const struct colleague *c) {
    struct colleague_row row = {
        .handle = id_text(visit->arena, c->staff_id),
        .name = c->name,
        .login = c->outside || str_eq(c->name, c->login) ? S("") : c->login,
        .roles = roles_of(visit, c),
        .factors = factors_of(visit, c),
        .last_sign_in = c->last_sign_in_ms < 0
                            ? visit_say(visit, "Not signed in yet")
                            : when_moment(visit->arena, visit->language, c->last_sign_in_ms),
        .disabled = c->disabled,
        .has_factor = staff_factor_ways(&c->factors) > 0,
        .may_access = c->verdicts[RESET_ACCESS] == RESET_ALLOWED,
        .may_factor = c->verdicts[RESET_FACTOR] == RESET_ALLOWED,
        .why_access = verdict_text(visit, RESET_ACCESS, c->verdicts[RESET_ACCESS]),
        .why_factor = verdict_text(visit, RESET_FACTOR, c->verdicts[RESET_FACTOR])};
    bool same = c->verdicts[RESET_ACCESS] == c->verdicts[RESET_FACTOR] && !row.may_access;
    row.why = same ? row.why_access : S("");
    return row;
}

/* Shows the page. made_id and invite are the colleague whose access was renewed and the token of
 * the new link; made_id 0: none. */
static enum rc show_staff(struct visit *visit, struct str problem, int64_t made_id,
                          struct str invite) {
    struct colleague *colleagues;
    struct staff_page_view view = {.frame = loket_frame(visit, "Staff", TAB_NONE),
                                   .problem = problem};
    TRY(staff_colleagues(CALL(visit), &colleagues, &view.count));
    struct colleague_row *rows = ARENA_ARRAY(visit->arena, struct colleague_row, view.count);
    for (size_t i = 0; i < view.count; i++) {
        rows[i] = row_of(visit, &colleagues[i]);
        if (colleagues[i].staff_id == made_id) view.made_name = rows[i].name;
    }
    view.staff = rows;
    if (invite.len > 0) {
        view.frame.once = true;
        view.made_url = str_format(visit->arena, "%.*s/uitnodiging/%.*s",
                                   STR_ARG(visit->web->urls[SITE_LOKET]), STR_ARG(invite));
    }
    struct page page = visit_page(visit);
    page_loket_staff(&page, &view);
    return visit_html(visit, &page);
}

enum rc staff_page(struct visit *visit) {
    return show_staff(visit, S(""), 0, S(""));
}

static enum rc read_staff_name(struct visit *visit, int64_t staff_id, struct str *ret_name) {
    struct colleague *colleagues;
    size_t count;
    TRY(staff_colleagues(CALL(visit), &colleagues, &count));
    for (size_t i = 0; i < count; i++)
        if (colleagues[i].staff_id == staff_id) *ret_name = colleagues[i].name;
    return RC_OK;
}

enum rc staff_post(struct visit *visit) {
    const struct staff_form *form = FORM(visit, staff_form);
    int64_t staff_id;
    enum reset_verdict verdict;
    struct str invite, name = S("");
    bool access = str_eq(form->command, S("toegang"));
    enum staff_reset reset = access ? RESET_ACCESS : RESET_FACTOR;
    ENSURE(access || str_eq(form->command, S("stap")), RC_INVALID);
    ENSURE(id_parse(form->staff, &staff_id) == RC_OK, RC_NONE);
    TRY(staff_reset_colleague(CALL(visit), staff_id, reset, &verdict, &invite));
    if (verdict != RESET_ALLOWED) {
        visit->response->status = 409;
        return show_staff(visit, verdict_text(visit, reset, verdict), 0, S(""));
    }
    if (access) return show_staff(visit, S(""), staff_id, invite);
    TRY(read_staff_name(visit, staff_id, &name));
    loket_flash_text(visit, FLASH_FACTOR_RESET, name);
    return visit_redirect(visit, S("/personeel"));
}
