#include "service/oidc/authorize.h"

#include "crypto/token.h"
#include "format/form.h"
#include "format/url.h"
#include "service/oidc/oidc_claims.h"
#include "service/throttle_store.h"
#include "store/queries.h"

enum { REQUEST_WAITING = 1, REQUEST_PUSHED = 2, FORM_MAX = 32 * 1024, ADDRESS_MAX = 32 * 1024 };
#define PUSHED_PREFIX "urn:ietf:params:oauth:request_uri:"

struct asking {
    struct service *service;
    struct arena *arena;
    const struct authorize_ask *ask;
    struct authorize_answer *answer;
    struct oidc_params params;
    struct application application;
    bool known;
    struct oidc_request request;
    struct oidc_asked asked;
    struct oidc_presence presence;
    struct pupil_place *places; /* enrolments for which the application is switched on; the session
                                   has all other facts of the account */
    struct str handle, form;    /* of a request that is or was stored */
    int64_t created_ms;         /* when the request was stored; negative when it was not */
    bool unbound;               /* no browser has claimed the stored request yet */
    struct str code;
    struct str peer; /* of a pushed request; otherwise see ask */
};

enum rc oidc_params_read(struct arena *arena, struct str form, struct oidc_params *ret_params) {
    static const struct form_limits limits = {.fields = 200, .name_bytes = 64};
    struct oidc_params params = {0};
    struct form_fields fields;
    ENSURE(form.len <= FORM_MAX, RC_INVALID);
    ENSURE(form_parse(arena, form, limits, &fields) == RC_OK, RC_INVALID);
    for (int i = 0; i < OIDC_NAMES; i++) params.values[i] = (struct str){NULL, 0};
    for (size_t i = 0; i < fields.count; i++)
        oidc_params_add(&params, fields.rows[i].name, fields.rows[i].value);
    for (int i = 0; i < OIDC_NAMES; i++)
        if (params.values[i].ptr == NULL) params.values[i] = S("");
    *ret_params = params;
    return RC_OK;
}

static enum rc take_kept(struct asking *a, int64_t application_id, struct str form,
                         int64_t created_ms) {
    a->created_ms = created_ms;
    a->form = form;
    TRY(oidc_params_read(a->arena, form, &a->params));
    a->application.application_id = application_id;
    return RC_OK;
}

static enum rc read_waiting(struct tx *tx, struct asking *a) {
    struct sql_oidc_request_get_row row;
    TRY(sql_oidc_request_get(tx, a->arena, token_hash(a->arena, a->ask->handle), REQUEST_WAITING,
                             service_now(a->service), &row));
    a->unbound = row.browser_hash.ptr == NULL;
    ENSURE(a->unbound || str_eq(row.browser_hash, token_hash(a->arena, a->ask->browser)), RC_NONE);
    ENSURE(row.used_ms == SQL_NULL, RC_CONFLICT);
    return take_kept(a, row.application_id, row.parameters, row.created_ms);
}
TX_FUNCTION(read_waiting, struct asking)

static enum rc take_pushed(struct tx *tx, struct asking *a) {
    struct sql_oidc_request_take_row row;
    TRY(sql_oidc_request_take(tx, a->arena, token_hash(a->arena, a->handle), REQUEST_PUSHED,
                              service_now(a->service), &row));
    struct application application;
    TRY(application_read(tx, a->arena, row.application_id, &application));
    ENSURE(str_eq(application.client_id, a->params.values[OIDC_CLIENT_ID]), RC_NONE);
    TRY(take_kept(a, row.application_id, row.parameters, -1));
    return RC_OK;
}
TX_FUNCTION(take_pushed, struct asking)

/* Finds the parameters: from a stored request, a pushed one, or the request itself. */
static enum rc find_parameters(struct asking *a, struct fault *fault) {
    struct service *service = a->service;
    a->created_ms = -1;
    if (a->ask->handle.len > 0) return store_read(service->db, a->arena, read_waiting, a, fault);
    a->form = a->ask->form;
    TRY(oidc_params_read(a->arena, a->form, &a->params));
    struct str uri = a->params.values[OIDC_REQUEST_URI];
    if (!str_starts(uri, S(PUSHED_PREFIX)) || a->params.twice[OIDC_REQUEST_URI] ||
        a->params.twice[OIDC_CLIENT_ID])
        return RC_OK;
    a->handle = str_sub(uri, sizeof PUSHED_PREFIX - 1, uri.len);
    enum rc rc = store_write(service->db, a->arena, HISTORY_NONE, take_pushed, a, fault);
    return rc == RC_NONE
               ? RC_OK
               : rc; /* an unknown request_uri stays among the parameters and is refused later */
}

static enum rc read_application(struct tx *tx, struct asking *a) {
    enum rc rc =
        application_read_client(tx, a->arena, a->params.values[OIDC_CLIENT_ID], &a->application);
    a->known = rc == RC_OK;
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    if (a->ask->session == NULL) return RC_OK;
    size_t place_count;
    TRY(application_places(tx, a->arena, &a->application, a->ask->session->pupil_id,
                           service_today(a->service), &a->places, &place_count));
    a->presence.has_access = place_count > 0;
    return RC_OK;
}
TX_FUNCTION(read_application, struct asking)

static void judge_request(struct asking *a) {
    const struct application_wish *wish = &a->application.wish;
    struct oidc_client client = {.known = a->known,
                                 .is_public = wish->is_public,
                                 .may_refresh = wish->may_refresh,
                                 .redirect_uris = wish->redirect_uris,
                                 .redirect_count = wish->redirect_count};
    oidc_request_read(&a->params, &client, &a->request);
    if (a->request.page != OIDC_PAGE_NONE || a->request.why != WHY_NONE) return;
    if (oidc_claims_read(a->arena, a->params.values[OIDC_CLAIMS], &a->asked) != RC_OK)
        a->request.why = WHY_CLAIMS;
    a->request.acr_advanced = a->asked.acr_advanced;
}

/* Compares the signed-in pupil with the one that the request names, if it names one. */
static enum rc judge_hint(struct asking *a) {
    struct str hint_token = a->params.values[OIDC_ID_TOKEN_HINT], wanted = a->asked.sub;
    a->presence.is_hinted = true;
    if (a->request.page != OIDC_PAGE_NONE || a->request.why != WHY_NONE) return RC_OK;
    struct oidc_hint hint;
    if (hint_token.len > 0) {
        if (oidc_hint_read(a->arena, a->service, hint_token, &hint) != RC_OK ||
            !str_eq(hint.client_id, a->application.client_id)) {
            a->request.why = WHY_ID_TOKEN_HINT;
            return RC_OK;
        }
        wanted = hint.subject;
    }
    if (wanted.len == 0 || a->ask->session == NULL) return RC_OK;
    struct str subject;
    TRY(oidc_subject(a->arena, a->service, &a->application, a->ask->session->pupil_id, &subject));
    a->presence.is_hinted = str_eq(wanted, subject);
    return RC_OK;
}

/* Returns the known parameters as a form to store, without the client's credentials. */
static struct str form_without_proof(struct arena *arena, const struct oidc_params *params) {
    struct buf out = buf_make(arena, FORM_MAX * 3);
    for (int i = 0; i < OIDC_NAMES; i++) {
        bool proof = i == OIDC_CLIENT_SECRET || i == OIDC_CLIENT_ASSERTION ||
                     i == OIDC_CLIENT_ASSERTION_TYPE;
        if (!proof && params->values[i].len > 0)
            buf_format(&out, "%s%s=%.*s", out.len > 0 ? "&" : "", oidc_name_text((enum oidc_name)i),
                       STR_ARG(url_encode(arena, params->values[i])));
    }
    return buf_view(&out);
}

static struct str browser_hash(const struct asking *a) {
    return a->ask->browser.len > 0 ? token_hash(a->arena, a->ask->browser) : (struct str){NULL, 0};
}

/*
 * Takes one token of the network's bucket of stored requests. Anybody can send requests, so each
 * network may store a limited number, without effect on other networks. RC_LIMIT: none is left.
 */
static enum rc reserve_row(struct tx *tx, const struct asking *a, struct str peer) {
    struct network network = network_of(a->arena, peer);
    struct str place = network.wide.len > 0 ? network.wide : network.own;
    struct str key = str_format(a->arena, "request %.*s", STR_ARG(place));
    bool taken;
    int64_t wait_ms;
    TRY(bucket_take(tx, a->arena, key, THROTTLE_WAITING_REQUESTS, service_now(a->service), &taken,
                    &wait_ms));
    return taken ? RC_OK : RC_LIMIT;
}

static enum rc write_waiting(struct tx *tx, const struct asking *a) {
    TRY(reserve_row(tx, a, a->ask->peer));
    return sql_oidc_request_add(
        tx, token_hash(a->arena, a->handle), REQUEST_WAITING, a->application.application_id,
        form_without_proof(a->arena, &a->params), service_session_now(a->service),
        service_now(a->service) + AUTHORIZE_WAIT_MS, browser_hash(a), NULL);
}
TX_FUNCTION(write_waiting, const struct asking)

static enum rc write_bound(struct tx *tx, const struct asking *a) {
    int64_t changed;
    TRY(sql_oidc_request_bind(tx, token_hash(a->arena, a->ask->handle), browser_hash(a), &changed));
    return changed == 1 ? RC_OK : RC_NONE;
}
TX_FUNCTION(write_bound, const struct asking)

/* Stores the request. One stored before keeps its age, which tells whether a sign-in is newer. */
static enum rc keep_waiting(struct asking *a, struct fault *fault) {
    if (a->ask->handle.len > 0) {
        a->answer->handle = a->ask->handle;
        return a->unbound
                   ? store_write(a->service->db, a->arena, HISTORY_NONE, write_bound, a, fault)
                   : RC_OK;
    }
    a->handle = token_draw(a->arena, &a->service->random);
    TRY(store_write(a->service->db, a->arena, HISTORY_NONE, write_waiting, a, fault));
    a->answer->handle = a->handle;
    return RC_OK;
}

/* Marks a stored request as answered. RC_CONFLICT: it was answered before. */
static enum rc use_waiting(struct tx *tx, const struct asking *a) {
    int64_t changed;
    if (a->ask->handle.len == 0) return RC_OK;
    TRY(sql_oidc_request_use(tx, token_hash(a->arena, a->ask->handle), service_now(a->service),
                             &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}
TX_FUNCTION(use_waiting, const struct asking)

/* Adds auth_time only when requested: equal times would link the subjects of two applications. */
static unsigned token_claims_of(const struct asking *a) {
    bool tells_time = a->request.max_age_s >= 0 || a->request.prompt_login;
    return a->asked.token_claims | (tells_time ? 1u << CLAIM_AUTH_TIME : 0);
}

static enum rc write_code(struct tx *tx, struct asking *a) {
    const struct pupil_session *s = a->ask->session;
    const struct oidc_request *r = &a->request;
    struct actor actor = {.kind = ACTOR_PUPIL, .id = s->pupil_id, .source = a->ask->source};
    int64_t now = service_now(a->service);
    struct str session = token_hash(a->arena, s->token);
    TRY(use_waiting(tx, a));
    TRY(sql_oidc_grant_add(tx, id_draw(&a->service->random), token_hash(a->arena, a->code),
                           a->application.application_id, s->pupil_id, session,
                           oidc_session_name(a->arena, &a->application, session), r->redirect_uri,
                           r->challenge, r->nonce, r->scopes, token_claims_of(a),
                           a->asked.info_claims, s->created_ms, s->advanced, s->kind, now,
                           now + OIDC_CODE_MS, NULL));
    int school = a->places[0].at.school.value;
    TRY(sql_application_day_count(tx, school, a->application.application_id,
                                  service_today(a->service), NULL));
    return note_visit(tx, a->arena, a->service, &actor, s->pupil_id, VISIT_APPLICATION, school,
                      id_text(a->arena, a->application.application_id));
}
TX_FUNCTION(write_code, struct asking)

static void add_field(struct authorize_answer *answer, const char *name, struct str value) {
    if (value.len > 0)
        answer->fields[answer->field_count++] = (struct authorize_field){name, value};
}

static enum rc fill_answer(struct asking *a, struct fault *fault) {
    struct authorize_answer *answer = a->answer;
    const struct oidc_request *r = &a->request;
    answer->redirect_uri = r->redirect_uri;
    answer->mode = r->mode;
    if (answer->verdict == OIDC_SAYS_CODE) {
        a->code = token_draw(a->arena, &a->service->random);
        TRY(store_write(a->service->db, a->arena, HISTORY_NONE, write_code, a, fault));
        add_field(answer, "code", a->code);
    } else {
        if (answer->verdict == OIDC_SAYS_ERROR && a->ask->handle.len > 0)
            TRY(store_write(a->service->db, a->arena, HISTORY_NONE, use_waiting, a, fault));
        const struct oidc_refusal *refusal = oidc_refusal(r->why);
        add_field(answer, "error", str_of(oidc_error_code(refusal->error)));
        add_field(answer, "error_description", str_of(refusal->text));
    }
    add_field(answer, "state", r->state);
    add_field(answer, "iss", a->service->mijn_url);
    return RC_OK;
}

/* Decides by the session clock, which does not jump. */
static enum rc decide(struct asking *a, enum oidc_verdict *ret_verdict) {
    const struct pupil_session *session = a->ask->session;
    TRY(judge_hint(a));
    a->presence.signed_in = session != NULL;
    a->presence.auth_ms = session == NULL ? 0 : session->created_ms;
    a->presence.advanced = session != NULL && session->advanced;
    a->presence.waits_since_ms = a->created_ms;
    *ret_verdict = oidc_decide(&a->request, &a->presence, service_session_now(a->service));
    return RC_OK;
}

/*
 * Tells whether to store the request first. A form_post answer is a page of this site that contains
 * the code, so it is shown only at the single-use address of a stored request.
 */
static bool must_park(const struct asking *a) {
    bool valid = a->request.page == OIDC_PAGE_NONE && a->request.why == WHY_NONE;
    return valid && a->ask->handle.len == 0 && (a->ask->parks || a->request.mode == MODE_FORM_POST);
}

static enum rc bad_form(struct authorize_answer *answer) {
    answer->verdict = OIDC_SAYS_PAGE;
    answer->page = OIDC_PAGE_TWICE;
    answer->why = WHY_FORM;
    return RC_OK;
}

enum rc authorize(struct service *service, struct arena *arena, const struct authorize_ask *ask,
                  struct authorize_answer *ret_answer, struct fault *fault) {
    *ret_answer = (struct authorize_answer){.application = S(""),
                                            .client_id = S(""),
                                            .handle = S(""),
                                            .login_hint = S(""),
                                            .ui_locales = S("")};
    struct asking a = {.service = service, .arena = arena, .ask = ask, .answer = ret_answer};
    enum rc rc = find_parameters(&a, fault);
    if (rc == RC_INVALID) return bad_form(ret_answer);
    TRY(rc);
    TRY(store_read(service->db, arena, read_application, &a, fault));
    judge_request(&a);
    if (must_park(&a)) {
        ret_answer->verdict = OIDC_SAYS_SIGN_IN;
        ret_answer->parked = true;
        return keep_waiting(&a, fault);
    }
    TRY(decide(&a, &ret_answer->verdict));
    ret_answer->page = a.request.page;
    ret_answer->why = oidc_request_why(&a.request);
    ret_answer->client_id = a.params.values[OIDC_CLIENT_ID];
    if (a.known) ret_answer->application_id = a.application.application_id;
    if (a.known) ret_answer->application = a.application.wish.name;
    switch (ret_answer->verdict) {
        case OIDC_SAYS_PAGE: return RC_OK;
        case OIDC_SAYS_SIGN_IN:
            ret_answer->login_hint = a.request.login_hint;
            ret_answer->ui_locales = a.request.ui_locales;
            return keep_waiting(&a, fault);
        case OIDC_SAYS_ERROR:
        case OIDC_SAYS_NO_ACCESS:
        case OIDC_SAYS_CODE: return fill_answer(&a, fault);
    }
    return RC_BUG;
}

struct str authorize_address(struct arena *arena, const struct authorize_answer *answer) {
    struct buf out = buf_make(arena, ADDRESS_MAX);
    buf_str(&out, answer->redirect_uri);
    char between = str_contains(answer->redirect_uri, S("?")) ? '&' : '?';
    for (size_t i = 0; i < answer->field_count; i++, between = '&')
        buf_format(&out, "%c%s=%.*s", between, answer->fields[i].name,
                   STR_ARG(url_encode(arena, answer->fields[i].value)));
    return buf_view(&out);
}

enum rc authorize_wants_sign_in(struct service *service, struct arena *arena,
                                const struct authorize_ask *ask, bool *ret_wants,
                                struct fault *fault) {
    ENSURE(ask->handle.len > 0, RC_NONE);
    struct asking a = {.service = service, .arena = arena, .ask = ask};
    TRY(find_parameters(&a, fault));
    TRY(store_read(service->db, arena, read_application, &a, fault));
    judge_request(&a);
    enum oidc_verdict verdict;
    TRY(decide(&a, &verdict));
    *ret_wants = verdict == OIDC_SAYS_SIGN_IN;
    return RC_OK;
}

static enum rc write_pushed(struct tx *tx, const struct asking *a) {
    int64_t now = service_now(a->service);
    if (a->application.wish.is_public)
        TRY(reserve_row(tx, a, a->peer)); /* a public client is not authenticated */
    return sql_oidc_request_add(tx, token_hash(a->arena, a->handle), REQUEST_PUSHED,
                                a->application.application_id, a->form, now, now + PUSHED_S * 1000,
                                (struct str){NULL, 0}, NULL);
}
TX_FUNCTION(write_pushed, const struct asking)

enum rc authorize_push(struct service *service, struct arena *arena,
                       const struct oidc_caller *caller, struct oidc_reply *ret_reply,
                       struct fault *fault) {
    struct asking a = {.service = service,
                       .arena = arena,
                       .params = *caller->params,
                       .known = true,
                       .peer = caller->peer};
    enum rc rc = oidc_client_prove(service, arena, caller, &a.application, ret_reply, fault);
    if (rc == RC_DENIED) return RC_OK;
    TRY(rc);
    a.params.values[OIDC_CLIENT_ID] = a.application.client_id;
    judge_request(&a);
    ret_reply->why = oidc_request_why(&a.request);
    if (ret_reply->why != WHY_NONE) return RC_OK;
    a.form = form_without_proof(arena, &a.params);
    a.handle = token_draw(arena, &service->random);
    TRY(store_write(service->db, arena, HISTORY_NONE, write_pushed, &a, fault));
    ret_reply->json =
        str_format(arena, "{\"request_uri\":\"" PUSHED_PREFIX "%.*s\",\"expires_in\":%d}",
                   STR_ARG(a.handle), PUSHED_S);
    return RC_OK;
}
