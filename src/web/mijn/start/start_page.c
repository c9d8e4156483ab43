/* The start page of a signed-in pupil, and pages that anybody may read. */
#include "service/school/privacy.h"
#include "web/handlers.h"
#include "web/mijn/mijn.h"
#include "web/pages.h"
#include "web/when.h"

static struct str notice_of(struct visit *visit, enum mijn_flash flash) {
    if (flash == MIJN_CHANGED)
        return visit_say(visit,
                         "Your new password was saved. You are signed out on your other devices.");
    if (flash == MIJN_REMOVED) return visit_say(visit, "Your e-mail address was removed.");
    return S("");
}

enum rc mijn_start(struct visit *visit) {
    const struct pupil_session *pupil = &visit->pupil;
    struct mijn_start_view view = {.frame = mijn_frame(visit, "My LeerID"),
                                   .first_name = pupil->first_name,
                                   .full_name = str_format(visit->arena, "%.*s %.*s",
                                                           STR_ARG(pupil->first_name),
                                                           STR_ARG(pupil->last_name)),
                                   .username = pupil->username,
                                   .class_code = pupil->class_code,
                                   .group_name = pupil->group_name,
                                   .advanced = pupil->advanced,
                                   .shows_email = visit->web->mails || pupil->email.len > 0};
    view.frame.home = true;
    view.notice = notice_of(visit, mijn_flash_take(visit));
    view.email_text = pupil->email.len > 0 && pupil->email_proved
                          ? pupil->email
                          : visit_say(visit, "No e-mail address yet");
    if (pupil->previous_ms >= 0)
        view.last_sign_in = when_moment(visit->arena, visit->language, pupil->previous_ms);
    struct mijn_app *apps;
    TRY(mijn_tiles(visit, &apps, &view.app_count));
    view.apps = apps;
    struct page page = visit_page(visit);
    page_mijn_start(&page, &view);
    return visit_html(visit, &page);
}

enum rc mijn_help(struct visit *visit) {
    struct mijn_frame frame = mijn_frame(visit, "Getting help");
    struct page page = visit_page(visit);
    page_mijn_help(&page, &frame);
    return visit_html(visit, &page);
}

/* Shows a page about what is stored and for how long. */
static enum rc show_facts(struct visit *visit, const char *title,
                          void (*page_of)(struct page *out, const struct mijn_privacy_view *view)) {
    struct mijn_privacy_view view = {.frame = mijn_frame(visit, title),
                                     .facts = facts_of(visit->web),
                                     .contacts = visit->service->contacts};
    if (visit->signed_in)
        TRY(privacy_contacts_of_pupil(visit->service, visit->arena, visit->pupil.pupil_id,
                                      &view.contacts, &visit->fault));
    struct page page = visit_page(visit);
    page_of(&page, &view);
    return visit_html(visit, &page);
}

enum rc mijn_privacy(struct visit *visit) {
    return show_facts(visit, N_("Privacy"), page_mijn_privacy);
}

enum rc mijn_parents(struct visit *visit) {
    return show_facts(visit, N_("For parents"), page_mijn_parents);
}

enum rc mijn_accessibility(struct visit *visit) {
    return show_facts(visit, N_("Accessibility"), page_mijn_accessibility);
}
