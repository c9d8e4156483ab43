/* What the pages of the pupil site share. */
#include "base/encode.h"
#include "format/url.h"
#include "service/sign_in/email.h"
#include "web/mijn/mijn.h"
#include "web/mijn/waiting_request.h"
#include "web/pages.h"

enum {
    OWN_DEVICE_S = PUPIL_OWN_LIFE_DAYS * 24 * 3600,
    DEVICE_S = DEVICE_COOKIE_DAYS * 24 * 3600,
    LINK_BYTES = 32
};

struct mijn_frame mijn_frame(struct visit *visit, const char *title) {
    return (struct mijn_frame){.title = visit_say(visit, title),
                               .tab = waiting_request(visit),
                               .refresh = S(""),
                               .here = visit->request->method == HTTP_GET
                                           ? visit_here(visit)
                                           : waiting_request_keep(visit, visit->request->path),
                               .signed_in = visit->signed_in,
                               .mails = visit->web->mails};
}

static const char *const flashes[MIJN_FLASHES] = {
    [MIJN_NOTHING] = "",         [MIJN_WRONG] = "fout",        [MIJN_EMPTY] = "leeg",
    [MIJN_EXPIRED] = "verlopen", [MIJN_INACTIVE] = "inactief", [MIJN_CHANGED] = "gewijzigd",
    [MIJN_MAILED] = "gemaild",   [MIJN_PROVED] = "bevestigd",  [MIJN_ASKED] = "gevraagd",
    [MIJN_REMOVED] = "weg",      [MIJN_ENOUGH] = "genoeg",     [MIJN_LEFT] = "afgemeld",
};

void mijn_flash_set(struct visit *visit, enum mijn_flash flash) {
    visit_set_cookie(visit, COOKIE_FLASH, str_of(flashes[flash]), 60);
}

enum mijn_flash mijn_flash_take(struct visit *visit) {
    struct str said = visit_cookie(visit, COOKIE_FLASH);
    if (said.len == 0) return MIJN_NOTHING;
    visit_set_cookie(visit, COOKIE_FLASH, S(""), -1);
    struct str word = str_cut(&said, '.', NULL);
    for (int i = 1; i < MIJN_FLASHES; i++)
        if (str_eq(word, str_of(flashes[i]))) return (enum mijn_flash)i;
    return MIJN_NOTHING;
}

void mijn_flash_set_about(struct visit *visit, enum mijn_flash flash, struct str about) {
    visit_set_cookie(visit, COOKIE_FLASH,
                     str_format(visit->arena, "%s.%.*s", flashes[flash],
                                STR_ARG(url_encode(visit->arena, about))),
                     60);
}

struct str mijn_flash_about(const struct visit *visit) {
    struct str said = visit_cookie(visit, COOKIE_FLASH), about;
    (void)str_cut(&said, '.', NULL);
    return url_decode(visit->arena, said, false, &about) == RC_OK ? about : S("");
}

enum rc mijn_say(struct visit *visit, const char *title, const char *text, const char *more,
                 const char *link, const char *link_text) {
    struct mijn_message_view view = {.frame = mijn_frame(visit, title),
                                     .text = visit_say(visit, text),
                                     .more = S(""),
                                     .link = str_of(link),
                                     .link_text = S(""),
                                     .code = S("")};
    if (more[0] != '\0') view.more = visit_say(visit, more);
    if (link[0] != '\0') view.link_text = visit_say(visit, link_text);
    struct page page = visit_page(visit);
    page_mijn_message(&page, &view);
    return visit_html(visit, &page);
}

enum rc mijn_begin_session(struct visit *visit, struct str token, struct str device,
                           bool own_device) {
    if (visit->signed_in)
        TRY(pupil_session_replace(visit->service, visit->arena, &visit->pupil, token,
                                  &visit->fault));
    visit_set_cookie(visit, COOKIE_SESSION, token, own_device ? OWN_DEVICE_S : 0);
    if (device.len > 0) visit_set_cookie(visit, COOKIE_DEVICE, device, DEVICE_S);
    struct str step = visit_cookie(visit, COOKIE_STEP);
    if (step.len == 0) return RC_OK;
    visit_set_cookie(visit, COOKIE_STEP, S(""), -1);
    return sign_in_step_end(visit->service, visit->arena, step, &visit->fault);
}

void mijn_begin_step(struct visit *visit, struct str token, struct str device) {
    visit_set_cookie(visit, COOKIE_STEP, token, FIRST_STEP_MS / 1000);
    visit_set_cookie(visit, COOKIE_DEVICE, device, DEVICE_S);
}

enum rc mijn_take_link(struct visit *visit, struct str path) {
    unsigned char token[LINK_BYTES];
    ENSURE(base64url_decode(visit->request->params[0], token, sizeof token) == RC_OK, RC_NONE);
    visit_set_cookie(visit, COOKIE_LINK, visit->request->params[0], MAIL_LINK_MS / 1000);
    return visit_redirect(visit, path);
}
