/* Error pages: their texts, and the one place where a result code becomes a status. */
#include "web/dispatch/error_page.h"

#include "web/loket/layout.h"
#include "web/pages.h"

static const struct {
    int status;
    const char *title, *text;
} error_pages[ERROR_PAGES] = {
    [ERROR_PAGE_MISSING] = {404, N_("Deze pagina is er niet"),
                            N_("Kijk het adres na, of ga terug naar het begin.")},
    [ERROR_PAGE_STALE] =
        {403, N_("Deze pagina stond te lang open"),
         N_("Er is niets gewijzigd. Ga terug, laad de pagina opnieuw en probeer nog een keer.")},
    [ERROR_PAGE_CHANGED] =
        {409, N_("Dit is intussen gewijzigd"),
         N_("Er is niets bewaard. Bekijk de nieuwe gegevens en probeer opnieuw.")},
    [ERROR_PAGE_UNKNOWN] =
        {503, N_("De verbinding viel weg bij het bewaren"),
         N_("Kijk eerst na of het bewaard is. Probeer het anders over een minuut "
            "opnieuw: er wordt nooit iets dubbel gemaakt.")},
    [ERROR_PAGE_QUEUE_FULL] =
        {503, N_("Even pauze"),
         N_("Het is nu heel druk op LeerID. Er is niets bewaard. Probeer het zo opnieuw.")},
    [ERROR_PAGE_BUSY] = {503, N_("Dit lukt nu niet"),
                         N_("Er is niets bewaard. Probeer het straks opnieuw.")},
    [ERROR_PAGE_INPUT] = {400, N_("Deze aanvraag klopt niet"),
                          N_("Er is niets bewaard. Ga terug en vul het formulier opnieuw in.")},
    [ERROR_PAGE_TOO_LARGE] =
        {413, N_("Dit is te veel in één keer"),
         N_("Er is niets bewaard. Een pagina kan tot 16 MB groot zijn, een document tot 256 MB. "
            "Neem een kleiner bestand of minder leerlingen tegelijk, bijvoorbeeld klas per klas.")},
    [ERROR_PAGE_SYSTEM] = {503, N_("LeerID werkt nu even niet"),
                           N_("Er is niets bewaard. Probeer het straks opnieuw.")},
    [ERROR_PAGE_HOST] =
        {421, N_("Dit adres hoort niet bij deze site"),
         N_("Kijk het adres na. Beheer je deze server? Dan moeten loket_url en "
            "mijn_url de adressen zijn die in de browser staan, en geeft een proxy de "
            "naam (Host) door zoals hij ze kreeg.")},
    [ERROR_PAGE_BUG] = {500, N_("Dit lukt nu niet"),
                        N_("Er is niets bewaard. Probeer het over een minuut opnieuw.")},
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
            .link_text = tr_for(language, true, "Ga naar het begin")};
        page_mijn_message(&page, &view);
        send(&page, error_pages[kind].status, response);
        return;
    }
    struct message_view view = {.frame = *frame,
                                .title = tr(language, error_pages[kind].title),
                                .text = tr(language, error_pages[kind].text),
                                .code = code,
                                .link = S("/"),
                                .link_text = tr(language, "Ga naar het begin")};
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
