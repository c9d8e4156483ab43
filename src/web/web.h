/*
 * The web module: one route table for both sites (web/route_table.h), one guard in front of every
 * handler (web/dispatch/guard.c), and pages made from templates.
 *
 * A handler binds the fields of the request, calls one service and writes one response. Its result
 * code becomes an HTTP status in one place.
 *
 * Source: docs/develop/architecture.md "A request"; docs/develop/web.md.
 */
#pragma once

#include "http/server.h"
#include "service/sign_in/keypad.h"
#include "service/sign_in/pupil_sign_in.h"
#include "service/staff/staff_outside.h"
#include "web/page.h"

enum site { SITE_LOKET, SITE_MIJN, SITES };
enum { ON_LOKET = 1 << SITE_LOKET, ON_MIJN = 1 << SITE_MIJN, ON_BOTH = ON_LOKET | ON_MIJN };

/* Outcome of a sign-in attempt, counted in /metrics. */
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

/* Shared by all workers and read-only after the start; jobs, health and imports lock themselves. */
struct web {
    struct str urls[SITES]; /* public addresses, without trailing slash */
    enum language language; /* when the user chose none */
    int retention_months;   /* value of the setting */
    bool mails;             /* a mail server is set; otherwise e-mail is not offered anywhere */
    struct bulk_jobs *jobs;
    struct health *health;
    struct import_slots *imports;         /* web/loket/roster/import_slots.h */
    const struct parser *parser;          /* parse/parser.h */
    struct staff_provider staff_provider; /* issuer "": staff sign in with a password only */
    struct service *loop;                 /* service of the loop thread: has keys, no database */
    struct sessions_seen *seen;
    _Atomic uint64_t sign_ins[SITES][SIGN_IN_RESULTS]; /* counts since the start */
    bool proxies_missing;                 /* the address is https, but no proxy is trusted */
    _Atomic int64_t untrusted_proxy_ms;   /* when an untrusted address last sent forwarded headers
                                             (wall clock); 0: never */
    _Atomic struct keypad_shares keypads; /* proportions that keypads of unknown usernames follow */
};

/* State of one worker thread. */
struct web_worker {
    struct web *web;
    struct service service;
};

/* Who may call a route, and what is checked before its handler runs. */
enum who {
    WHO_ANYONE, /* no session needed; visit.staff or visit.pupil is filled when there is one (see
                   signed_in) */
    WHO_STAFF,  /* needs a staff session */
    WHO_SCHOOL, /* needs a staff session with a chosen school, and the right in that school or in a
                   class of it */
    WHO_OPERATOR, /* needs a staff session with RIGHT_PLATFORM */
    WHO_PUPIL,    /* needs a pupil session */
    WHO_CLIENT, /* an application that authenticates itself: the handler checks that; no session, no
                   CSRF token */
};

const char *web_who_name(enum who who); /* such as "school" */

struct form;
struct visit;
struct web_rule {
    enum who who;
    enum right right; /* for WHO_SCHOOL */
    enum rc (*handler)(struct visit *visit);
    const struct form *form; /* web/form.h; NULL: only the fields of common_form */
};

/* The context of one request, passed to its handler. Lives in the arena of the request. */
struct visit {
    struct web *web;
    struct service *service;
    struct arena *arena;
    struct http_request *request;
    struct http_response *response;
    enum language language;
    bool signed_in;
    struct staff_session staff; /* SITE_LOKET, when signed_in */
    struct school_id school;    /* the chosen school; 0: none */
    struct pupil_session pupil; /* SITE_MIJN, when signed_in */
    struct actor actor;
    bool proved;     /* this form contained a valid proof (password or second factor) */
    int over_budget; /* set with RC_DENIED: secrets that today's budget lacks (struct actor) */
    struct str
        csrf; /* token of this session, or of this browser before a sign-in; made on first use */
    const void *form; /* result of FORM(); NULL before that */
    struct fault fault;
};

/* Returns the call of a request, for services that act for a user in a school. */
#define CALL(visit)                                                                                \
    (&(struct call){(visit)->service, (visit)->arena, &(visit)->actor, (visit)->school,            \
                    &(visit)->fault})

extern const struct http_route web_routes[];
extern const size_t web_route_count;

/*
 * Checks the route table: every POST route needs a CSRF token or client authentication. RC_INVALID:
 * the fault names the row.
 */
enum rc web_check(struct fault *fault) MUST_USE;
/* Callbacks for struct http_config: first and known. */
bool web_first(struct web *web, const struct http_request *request);
bool web_known(struct web *web, const struct http_request *request);
const char *web_result_name(enum sign_in_result result); /* such as "done" */
/* Callbacks for struct http_config: run a request, and write an error page. */
void web_middleware(void *worker, struct http_request *request, struct http_response *response);
void web_error_page(void *web, const struct http_request *request, struct http_response *response);

/* ---- for handlers ---- */

struct page
visit_page(struct visit *visit); /* an empty page in the user's language, with the CSRF token */
enum rc visit_html(struct visit *visit, const struct page *page); /* sends the page */
enum rc visit_redirect(struct visit *visit, struct str to);       /* 303 to a path of this site */
/* Returns the path when it is one of this site ("/…", not "//…"), else "/". */
struct str visit_own_path(struct str path);
struct str visit_here(struct visit *visit); /* path and query of this request */
struct str visit_form(const struct visit *visit, const char *name);  /* "" when absent */
struct str visit_query(const struct visit *visit, const char *name); /* "" when absent */
/* Returns whether the field has that value. */
bool visit_form_is(const struct visit *visit, const char *name, const char *value);
/* Reads the id in parameter number `param` of the path. RC_NONE: it is not an id. */
enum rc visit_id(const struct visit *visit, int param, int64_t *ret_id) MUST_USE;
struct str visit_say(const struct visit *visit,
                     const char *english); /* translates a text to the user's language */
/* Returns the text with {0}, {1} … replaced by args. */
struct str visit_fill(const struct visit *visit, struct str text, const struct str *args,
                      size_t count);
/* Translates "one~~many" in the form for the count, which replaces {0}. */
struct str visit_count(const struct visit *visit, const char *english, size_t count);
/* Returns the message beside a required field; "" when the value is present. */
struct str visit_missing(const struct visit *visit, struct str value);
/* Counts a sign-in attempt for /metrics. */
void visit_count_sign_in(struct visit *visit, enum sign_in_result result);
/* Returns the language of a code such as "fr", or `otherwise` for an unknown code. */
enum language visit_language_by(struct str code, enum language otherwise);
/* Sets the language of this response and of later requests. Ignores an unknown code. */
void visit_choose_language(struct visit *visit, struct str code);
/* Logs why this request failed: the result code and visit->fault. */
void visit_log_failure(const struct visit *visit, enum rc rc);

/* The cookies of a site; docs/develop/web.md lists their names. */
enum web_cookie {
    COOKIE_SESSION,
    COOKIE_DOOR, /* the CSRF token is bound to it before a sign-in */
    COOKIE_FLASH,
    COOKIE_LANGUAGE,
    COOKIE_DEVICE,
    COOKIE_STEP,
    COOKIE_LINK,
    COOKIE_BROWSER,
    COOKIE_PLACE,
    COOKIES
};
struct str visit_cookie(const struct visit *visit, enum web_cookie cookie); /* "" when absent */
/* Lifetime of the device cookie and the language cookie, in days. */
enum { DEVICE_COOKIE_DAYS = 400, LANGUAGE_COOKIE_DAYS = 365 };
/*
 * Sets a cookie of this site.
 *   max_age_s  seconds; 0: session cookie, negative: delete the cookie
 */
void visit_set_cookie(struct visit *visit, enum web_cookie cookie, struct str value,
                      int64_t max_age_s);
