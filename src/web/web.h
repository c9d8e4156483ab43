/* The web room: one table of routes for both sites (web/route_table.h), one guard in front of
 * every handler (web/dispatch/guard.c), pages made from templates. A handler binds what was sent,
 * calls one service, gives one answer; its result code becomes a status in one place. Source:
 * docs/develop/architecture.md "A request"; docs/develop/web.md. */
#pragma once

#include "http/server.h"
#include "service/sign_in/keypad.h"
#include "service/sign_in/pupil_sign_in.h"
#include "service/staff/staff_outside.h"
#include "web/page.h"

enum site { SITE_LOKET, SITE_MIJN, SITES };
enum { ON_LOKET = 1 << SITE_LOKET, ON_MIJN = 1 << SITE_MIJN, ON_BOTH = ON_LOKET | ON_MIJN };

/* What came of an attempt to sign in, for /metrics. */
enum sign_in_result {
    RESULT_DONE,
    RESULT_WRONG,
    RESULT_WAIT,
    RESULT_EXPIRED,
    RESULT_INACTIVE,
    RESULT_NO_ROLE,
    RESULT_FAILED,
    SIGN_IN_RESULTS
};

struct bulk_jobs;
struct health;
struct import_slots;
struct parser;
struct sessions_seen;

/* Shared by all workers, read-only after the start (jobs and health guard themselves). */
struct web {
    struct str urls[SITES]; /* public addresses, without a slash at the end */
    enum language language; /* without another choice */
    int retention_months;   /* setting of the same name */
    bool mails;             /* a mail server is set; without one, e-mail is offered nowhere */
    struct bulk_jobs *jobs;
    struct health *health;
    struct import_slots *imports;         /* web/loket/roster/import_slots.h */
    const struct parser *parser;          /* parse/parser.h */
    struct staff_provider staff_provider; /* issuer "": staff have passwords here only */
    struct service *loop;                 /* of the loop thread: keys, and no database */
    struct sessions_seen *seen;
    _Atomic uint64_t sign_ins[SITES][SIGN_IN_RESULTS]; /* since the start */
    bool proxies_missing;               /* an https address, and no trusted proxies */
    _Atomic int64_t untrusted_proxy_ms; /* wall clock: when an address that is not trusted last sent
                                           forwarded headers; 0: never */
    _Atomic struct keypad_shares keypads; /* what the keypads of names nobody has follow */
};

/* One a worker thread. */
struct web_worker {
    struct web *web;
    struct service service;
};

/* Who may call a route, and what must be true before its handler runs. */
enum who {
    WHO_ANYONE,   /* visit.staff or visit.pupil is filled when there is a session all the same (see
                     signed_in) */
    WHO_STAFF,    /* a staff session */
    WHO_SCHOOL,   /* a staff session with a school chosen, and the right in that school or in some
                     class of it */
    WHO_OPERATOR, /* a staff session with RIGHT_PLATFORM */
    WHO_PUPIL,    /* a pupil's session */
    WHO_CLIENT, /* an application that proves itself; the handler checks, no session, no form token
                 */
};

const char *web_who_name(enum who who); /* "school" */

struct form;
struct visit;
struct web_rule {
    enum who who;
    enum right right; /* WHO_SCHOOL */
    enum rc (*handler)(struct visit *visit);
    const struct form *form; /* web/form.h; NULL: only the fields of common_form */
};

/* One request on its way through the room; what a handler is given. Lives in the request's arena.
 */
struct visit {
    struct web *web;
    struct service *service;
    struct arena *arena;
    struct http_request *request;
    struct http_response *response;
    enum language language;
    bool signed_in;
    struct staff_session staff; /* of SITE_LOKET, when signed_in */
    struct school_id school;    /* the one being worked in; 0: none */
    struct pupil_session pupil; /* of SITE_MIJN, when signed_in */
    struct actor actor;
    bool proved; /* the password was given again, in this very form */
    struct str
        csrf; /* of this session, or of this browser before a session; made when first asked */
    const void *form; /* as FORM bound it; NULL: not yet */
    struct fault fault;
};

/* The call of a visit, for services that act for somebody in a school. */
#define CALL(visit)                                                                                \
    (&(struct call){(visit)->service, (visit)->arena, &(visit)->actor, (visit)->school,            \
                    &(visit)->fault})

extern const struct http_route web_routes[];
extern const size_t web_route_count;

/* Refuses a table in which a changing route has neither form token nor client authentication.
 * RC_INVALID, the fault names the row. */
enum rc web_check(struct fault *fault) MUST_USE;
/* For struct http_config. */
bool web_first(struct web *web, const struct http_request *request);
bool web_known(struct web *web, const struct http_request *request);
const char *web_result_name(enum sign_in_result result); /* "done" */
void web_middleware(void *worker, struct http_request *request, struct http_response *response);
void web_error_page(void *web, const struct http_request *request, struct http_response *response);

/* ---- for handlers ---- */

struct page
visit_page(struct visit *visit); /* an empty page in the visitor's language, with its form token */
enum rc visit_html(struct visit *visit, const struct page *page); /* sends it */
enum rc visit_redirect(struct visit *visit, struct str to);       /* 303 to a path of this site */
/* Only a path of this site ("/…", not "//…"); anything else becomes "/". */
struct str visit_own_path(struct str path);
struct str visit_here(struct visit *visit); /* path and query of this request */
struct str visit_form(const struct visit *visit, const char *name);  /* "" when absent */
struct str visit_query(const struct visit *visit, const char *name); /* "" when absent */
bool visit_form_is(const struct visit *visit, const char *name, const char *value);
/* The id in the n-th parameter of the address; RC_NONE when it is none. */
enum rc visit_id(const struct visit *visit, int param, int64_t *ret_id) MUST_USE;
struct str visit_say(const struct visit *visit,
                     const char *dutch); /* tr in the visitor's language */
/* The same with {0}, {1} filled in. */
struct str visit_fill(const struct visit *visit, struct str text, const struct str *args,
                      size_t count);
/* Of "one~~many" the form for the count, with the count as {0}. */
struct str visit_count(const struct visit *visit, const char *dutch, size_t count);
/* What stands beside a field that was left empty; "" when the value is there. */
struct str visit_missing(const struct visit *visit, struct str value);
void visit_count_sign_in(struct visit *visit, enum sign_in_result result);
/* "fr"; otherwise: for a code that is none. */
enum language visit_language_by(struct str code, enum language otherwise);
/* Another language, for this answer and the next; a code that is none changes nothing. */
void visit_choose_language(struct visit *visit, struct str code);
/* Logs why this request failed, by its result code and visit->fault. */
void visit_log_failure(const struct visit *visit, enum rc rc);

/* Cookies of this site, under their public names (docs/develop/web.md). max_age_s as in
 * http_set_cookie. */
enum web_cookie {
    COOKIE_SESSION,
    COOKIE_DOOR,
    COOKIE_FLASH,
    COOKIE_LANGUAGE,
    COOKIE_DEVICE,
    COOKIE_STEP,
    COOKIE_LINK,
    COOKIE_BROWSER,
    COOKIES
};
struct str visit_cookie(const struct visit *visit, enum web_cookie cookie); /* "" when absent */
/* Days that a browser keeps the cookie of a device, and of the language. */
enum { DEVICE_COOKIE_DAYS = 400, LANGUAGE_COOKIE_DAYS = 365 };
void visit_set_cookie(struct visit *visit, enum web_cookie cookie, struct str value,
                      int64_t max_age_s);
