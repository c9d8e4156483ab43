/* Helpers for handlers: read the request, write the response. */
#include <stdatomic.h>

#include "base/log.h"
#include "domain/id.h"
#include "language/language.h"
#include "web/csrf_token.h"

struct str visit_form(const struct visit *visit, const char *name) {
    struct str value = S("");
    http_form(visit->request, name, &value);
    return value;
}

struct str visit_query(const struct visit *visit, const char *name) {
    struct str value = S("");
    http_query(visit->request, name, &value);
    return value;
}

bool visit_form_is(const struct visit *visit, const char *name, const char *value) {
    return str_eq(visit_form(visit, name), str_of(value));
}

enum rc visit_id(const struct visit *visit, int param, int64_t *ret_id) {
    return id_parse(visit->request->params[param], ret_id) == RC_OK ? RC_OK : RC_NONE;
}

struct str visit_say(const struct visit *visit, const char *english) {
    return tr_for(visit->language, visit->request->site == SITE_MIJN, english);
}

struct str visit_fill(const struct visit *visit, struct str text, const struct str *args,
                      size_t count) {
    return str_fill(visit->arena, text, args, count);
}

struct str visit_count(const struct visit *visit, const char *english, size_t count) {
    struct str number = str_format(visit->arena, "%zu", count);
    return visit_fill(visit, tr_form(visit->language, visit_say(visit, english), (long long)count),
                      &number, 1);
}

struct str visit_own_path(struct str path) {
    bool own = path.len > 0 && path.ptr[0] == '/' && !str_starts(path, S("//")) &&
               !str_starts(path, S("/\\"));
    for (size_t i = 0; i < path.len && own; i++)
        own = path.ptr[i] > ' ' && path.ptr[i] < 0x7f; /* allowed in a header */
    return own ? path : S("/");
}

struct str visit_here(struct visit *visit) {
    const struct http_request *r = visit->request;
    return r->query.len == 0
               ? r->path
               : str_format(visit->arena, "%.*s?%.*s", STR_ARG(r->path), STR_ARG(r->query));
}

struct str visit_missing(const struct visit *visit, struct str value) {
    return value.len > 0 ? S("") : visit_say(visit, "Fill in this field.");
}

void visit_count_sign_in(struct visit *visit, enum sign_in_result result) {
    atomic_fetch_add_explicit(&visit->web->sign_ins[visit->request->site][result], 1,
                              memory_order_relaxed);
}

const char *web_result_name(enum sign_in_result result) {
    static const char *const names[SIGN_IN_RESULTS] = {
        [RESULT_DONE] = "done",       [RESULT_WRONG] = "wrong",       [RESULT_WAIT] = "wait",
        [RESULT_EXPIRED] = "expired", [RESULT_INACTIVE] = "inactive", [RESULT_NO_ROLE] = "no_role",
        [RESULT_FAILED] = "failed"};
    return names[result];
}

struct page visit_page(struct visit *visit) {
    return (struct page){.out = buf_make(visit->arena, PAGE_MAX),
                         .language = visit->language,
                         .pupil = visit->request->site == SITE_MIJN,
                         .csrf = csrf_token(visit)};
}

enum rc visit_html(struct visit *visit, const struct page *page) {
    ENSURE(!page->out.overflow,
           FAULT(&visit->fault, RC_TOO_LARGE, "a page over %d bytes", PAGE_MAX));
    int status = visit->response->status;
    http_html(visit->response, buf_view(&page->out));
    if (status != 0) visit->response->status = status;
    return RC_OK;
}

enum rc visit_redirect(struct visit *visit, struct str to) {
    http_redirect(visit->response, visit_own_path(to));
    return RC_OK;
}

enum language visit_language_by(struct str code, enum language otherwise) {
    (void)!language_by_code(code, &otherwise);
    return otherwise;
}

void visit_choose_language(struct visit *visit, struct str code) {
    enum language none = LANGUAGES, chosen = visit_language_by(code, none);
    if (chosen == none) return;
    visit->language = chosen;
    visit_set_cookie(visit, COOKIE_LANGUAGE, code, LANGUAGE_COOKIE_DAYS * 24 * 3600);
}

void visit_log_failure(const struct visit *visit, enum rc rc) {
    struct log_line line;
    log_begin_at(&line, LOG_REQUEST_FAILED,
                 rc == RC_BUG || rc == RC_IO ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING);
    log_text(&line, "id", visit->request->id);
    log_fault(&line, rc, &visit->fault);
    log_write(&line);
}
