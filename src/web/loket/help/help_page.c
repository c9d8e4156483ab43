/* The help page. */
#include "service/school/privacy.h"
#include "web/handlers.h"
#include "web/loket/layout.h"
#include "web/pages.h"

enum rc help_page(struct visit *visit) {
    const struct message_view view = {.frame = loket_frame(visit, "Help and manual", TAB_NONE)};
    struct page page = visit_page(visit);
    page_loket_help(&page, &view);
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
