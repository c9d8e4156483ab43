/* Page of the school's networks: list, add and remove. */
#include "service/school/school_network.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/pages.h"
#include "web/when.h"

static struct str kind_text(struct visit *visit, const struct school_network *network) {
    switch (network->kind) {
        case NETWORK_ENTERED: return visit_say(visit, "entered by the school");
        case NETWORK_LEARNED: return visit_say(visit, "learned: many pupils sign in here");
        case NETWORK_PROVISIONAL:
            return visit_say(visit, "provisional: many pupils signed in here just now");
        case NETWORK_DAY: return visit_say(visit, "entered by the school for one day");
    }
    return S("");
}

/* Returns the network of this request when it can be added; otherwise "". */
static struct str here(struct visit *visit) {
    struct str network;
    return network_read(visit->arena, visit->request->peer, &network) == RC_OK ? network : S("");
}

static enum rc show_networks(struct visit *visit, struct str typed, struct str problem) {
    struct school_network *networks;
    struct networks_view view = {.frame = loket_frame(visit, "School networks", TAB_NONE),
                                 .typed = typed,
                                 .problem = problem,
                                 .here = here(visit)};
    TRY(school_networks(CALL(visit), &networks, &view.row_count));
    struct network_line *rows = ARENA_ARRAY(visit->arena, struct network_line, view.row_count);
    for (size_t i = 0; i < view.row_count; i++) {
        bool ends = networks[i].kind != NETWORK_ENTERED;
        rows[i] = (struct network_line){
            networks[i].network, kind_text(visit, &networks[i]),
            ends ? when_day(visit->arena, visit->language, day_of_ms(networks[i].until_ms))
                 : S("")};
        if (str_eq(rows[i].network, view.here)) view.here = S("");
    }
    view.rows = rows;
    struct page page = visit_page(visit);
    page_loket_networks(&page, &view);
    return visit_html(visit, &page);
}

enum rc network_page(struct visit *visit) {
    return show_networks(visit, S(""), S(""));
}

enum rc network_post(struct visit *visit) {
    struct str typed = FORM(visit, network_form)->network;
    if (str_eq(FORM(visit, network_form)->command, S("weg"))) {
        TRY(school_network_drop(CALL(visit), typed));
        loket_flash(visit, FLASH_NETWORKS);
        return visit_redirect(visit, S("/netwerken"));
    }
    enum rc rc = school_network_add(CALL(visit), typed,
                                    str_eq(FORM(visit, network_form)->command, S("dag")));
    if (rc == RC_INVALID) {
        visit->response->status = 422;
        return show_networks(
            visit, typed,
            visit_say(visit, "Enter the public address of your network, such as 193.190.1.2. "
                             "Addresses such as 192.168… and 10… are used by every school."));
    }
    TRY(rc);
    loket_flash(visit, FLASH_NETWORKS);
    return visit_redirect(visit, S("/netwerken"));
}
