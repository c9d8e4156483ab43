/* Error pages: their texts, and the one place where a result code becomes a status. */
#include "web/dispatch/error_page.h"

#include "web/loket/layout.h"
#include "web/pages.h"

static const struct {
    int status;
    const char *title, *text;
} error_pages[ERROR_PAGES] = {
    [ERROR_PAGE_MISSING] = {404, N_("This page does not exist"),
                            N_("Check the address, or go back to the start.")},
    [ERROR_PAGE_STALE] =
        {403, N_("This page has been open too long"),
         N_("Nothing was changed. Go back, load the page again and try once more.")},
    [ERROR_PAGE_CHANGED] = {409, N_("This was changed in the meantime"),
                            N_("Nothing was saved. Look at the new data and try again.")},
    [ERROR_PAGE_UNKNOWN] = {503, N_("The connection was lost while saving"),
                            N_("First check whether it was saved. If not, try again in a minute: "
                               "nothing is ever created twice.")},
    [ERROR_PAGE_QUEUE_FULL] =
        {503, N_("A short break"),
         N_("LeerID is very busy right now. Nothing was saved. Try again in a moment.")},
    [ERROR_PAGE_BUSY] = {503, N_("This is not working right now"),
                         N_("Nothing was saved. Try again later.")},
    [ERROR_PAGE_INPUT] = {400, N_("Something is wrong with this request"),
                          N_("Nothing was saved. Go back and fill in the form again.")},
    [ERROR_PAGE_TOO_LARGE] =
        {413, N_("This is too much at once"),
         N_("Nothing was saved. A page can be up to 16 MB, a document up to 256 MB. Use a smaller "
            "file or fewer pupils at a time, for example class by class.")},
    [ERROR_PAGE_SYSTEM] = {503, N_("LeerID is not working right now"),
                           N_("Nothing was saved. Try again later.")},
    [ERROR_PAGE_HOST] = {421, N_("This address does not belong to this site"),
                         N_("Check the address. Do you run this server? Then loket_url and "
                            "mijn_url must be the addresses that the browser shows, and a proxy "
                            "must pass on the name (Host) as it received it.")},
    [ERROR_PAGE_BUG] = {500, N_("This is not working right now"),
                        N_("Nothing was saved. Try again in a minute.")},
};

static enum error_page error_page_of_status(int status) {
    if (status == 404 || status == 405) return ERROR_PAGE_MISSING;
    if (status == 421) return ERROR_PAGE_HOST;
    if (status == 413) return ERROR_PAGE_TOO_LARGE;
    if (status == 503)
        return ERROR_PAGE_QUEUE_FULL; /* the HTTP server itself answers 503 when a queue is full */
    return status >= 500 ? ERROR_PAGE_BUG : ERROR_PAGE_INPUT;
}

enum error_page error_page_of(enum rc rc) {
    switch (rc) {
        case RC_OK:
        case RC_NONE: return ERROR_PAGE_MISSING;
        case RC_CONFLICT: return ERROR_PAGE_CHANGED;
        case RC_DENIED:
        case RC_INVALID: return ERROR_PAGE_INPUT;
        case RC_LIMIT:
        case RC_RETRY: return ERROR_PAGE_BUSY;
        case RC_TOO_LARGE: return ERROR_PAGE_TOO_LARGE;
        case RC_UNCERTAIN: return ERROR_PAGE_UNKNOWN;
        case RC_IO: return ERROR_PAGE_SYSTEM;
        case RC_BUG: return ERROR_PAGE_BUG;
    }
    return ERROR_PAGE_BUG;
}

static void send(const struct page *page, int status, struct http_response *response) {
    http_html(response, buf_view(&page->out));
    response->status = status;
    if (status == 503) http_set_header(response, "Retry-After", S("30"));
}

static void write_page(struct arena *arena, enum language language, int site,
                       const struct frame *frame, enum error_page kind, struct str code,
                       struct http_response *response) {
    struct page page = {
        .out = buf_make(arena, PAGE_MAX), .language = language, .pupil = site == SITE_MIJN};
    if (site == SITE_MIJN) {
        /*
         * The text for a form that is too large speaks of chosen pupils, which this site does not
         * have.
         */
        const char *text = error_pages[kind == ERROR_PAGE_TOO_LARGE ? ERROR_PAGE_INPUT : kind].text;
        struct mijn_message_view view = {
            .frame = {.title = tr_for(language, true, error_pages[kind].title), .here = S("/")},
            .text = tr_for(language, true, text),
            .code = code,
            .link = S("/"),
            .link_text = tr_for(language, true, "Go to the start")};
        page_mijn_message(&page, &view);
        send(&page, error_pages[kind].status, response);
        return;
    }
    struct message_view view = {.frame = *frame,
                                .title = tr(language, error_pages[kind].title),
                                .text = tr(language, error_pages[kind].text),
                                .code = code,
                                .link = S("/"),
                                .link_text = tr(language, "Go to the start")};
    view.frame.title = view.title;
    page_loket_message(&page, &view);
    send(&page, error_pages[kind].status, response);
}

void error_page_send(struct visit *visit, enum error_page kind, struct str code) {
    struct frame frame =
        visit->request->site == SITE_LOKET ? loket_frame(visit, "", TAB_NONE) : (struct frame){0};
    write_page(visit->arena, visit->language, visit->request->site, &frame, kind, code,
               visit->response);
}

/*
 * Returns the language that the browser chose, or the default when the request could not be parsed.
 */
static enum language language_of(struct web *web, const struct http_request *request,
                                 struct arena *arena) {
    const struct visit visit = {
        .web = web, .arena = arena, .request = (struct http_request *)request};
    return visit_language_by(visit_cookie(&visit, COOKIE_LANGUAGE), web->language);
}

void web_error_page(void *context, const struct http_request *request,
                    struct http_response *response) {
    struct web *web = context;
    struct frame frame = {0};
    struct str code = response->status >= 500 ? request->id : S("");
    write_page(response->arena, language_of(web, request, response->arena), request->site, &frame,
               error_page_of_status(response->status), code, response);
}
