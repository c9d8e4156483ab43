/*
 * The cookies of both sites. Over https they have the __Host- prefix and the Secure attribute; over
 * plain http, which is for one's own machine only, not every browser would keep those. Cookies
 * ignore ports, so the two sites use different names.
 */
#include "service/sign_in/pupil_device.h"
#include "web/seen.h"
#include "web/web.h"

static const struct {
    const char *names[SITES];
    unsigned flags;
} cookies[COOKIES] = {
    [COOKIE_SESSION] = {{"loket", "mijn"}, HTTP_COOKIE_SESSION},
    [COOKIE_DOOR] = {{"loket-deur", "mijn-deur"}, HTTP_COOKIE_SESSION},
    [COOKIE_FLASH] = {{"loket-melding", "mijn-melding"}, HTTP_COOKIE_SESSION},
    [COOKIE_LANGUAGE] = {{"loket-taal", "mijn-taal"}, HTTP_COOKIE_SESSION},
    [COOKIE_DEVICE] = {{"loket-toestel", "mijn-toestel"}, HTTP_COOKIE_SESSION},
    [COOKIE_STEP] = {{"loket-stap", "mijn-stap"}, HTTP_COOKIE_SESSION},
    [COOKIE_LINK] = {{"loket-link", "mijn-link"},
                     HTTP_COOKIE_SESSION}, /* of a mailed link; separate, so that opening a link
                                              cannot replace a sign-in step */
    [COOKIE_PLACE] = {{"loket-plaats", "mijn-plaats"},
                      HTTP_COOKIE_SESSION}, /* tells a browser that staff use from a new one */
    [COOKIE_BROWSER] =
        {{"loket-verder", "mijn-verder"},
         HTTP_COOKIE_SESSION}, /* binds a stored authorization request to this browser */
};

static bool over_https(const struct visit *visit) {
    return str_starts(visit->web->urls[visit->request->site], S("https://"));
}

static const char *cookie_name(const struct visit *visit, enum web_cookie cookie) {
    const char *name = cookies[cookie].names[visit->request->site];
    return over_https(visit) ? str_c(visit->arena, str_format(visit->arena, "__Host-%s", name))
                             : name;
}

struct str visit_cookie(const struct visit *visit, enum web_cookie cookie) {
    struct str value = S("");
    http_cookie(visit->request, cookie_name(visit, cookie), &value);
    return value;
}

void visit_set_cookie(struct visit *visit, enum web_cookie cookie, struct str value,
                      int64_t max_age_s) {
    http_set_cookie(visit->response, cookie_name(visit, cookie), value, max_age_s,
                    cookies[cookie].flags | (over_https(visit) ? 0 : HTTP_COOKIE_INSECURE));
}

static struct str cookie_of(struct web *web, const struct http_request *request,
                            enum web_cookie cookie) {
    const struct visit visit = {
        .web = web, .arena = request->arena, .request = (struct http_request *)(uintptr_t)request};
    return visit_cookie(&visit, cookie);
}

/*
 * Gives priority in the queue to requests with a genuine device cookie. Which accounts it knows is
 * checked later.
 */
bool web_first(struct web *web, const struct http_request *request) {
    return device_genuine(request->arena, web->loop, cookie_of(web, request, COOKIE_DEVICE));
}

/*
 * Lets a request with a recently seen session send a large body; the others share a small budget.
 */
bool web_known(struct web *web, const struct http_request *request) {
    struct str token = cookie_of(web, request, COOKIE_SESSION);
    return token.len > 0 &&
           sessions_seen_has(web->seen, service_session_hash(request->arena, token));
}
