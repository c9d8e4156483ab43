/*
 * Back-channel logout: sends logout tokens, retries, and gives up after TRIES attempts. One thread
 * calls this; the calls run concurrently (web_call.h).
 */
#include "service/oidc/oidc_claims.h"
#include "service/oidc/oidc_logout.h"
#include "service/web_call.h"
#include "store/queries.h"

enum {
    LOGOUT_TOKEN_S = 120,
    TOKEN_JSON_MAX = 2048,
    TRIES = 6,
    EACH = 2,
    LOOK = 200,
    WAIT_MS = 200
};
static const int64_t waits_ms[TRIES] = {15000,   60000,   300000,
                                        1800000, 7200000, 0}; /* after each attempt */

/* A running call. */
struct place {
    bool busy;
    int64_t logout_id, application_id, tries;
};
struct logout_sender {
    struct web_desk *desk;
    struct place places[WEB_CALLS_MAX];
    size_t busy;
};
struct sending {
    struct service *service;
    struct arena *arena;
    struct sql_oidc_logouts_due_row *rows;
    size_t count;
    const struct sql_oidc_logouts_due_row *row; /* the row being sent */
    struct application application;
    bool taken, gone;    /* gone: the application was removed or no longer wants calls */
    const int64_t *over; /* logouts that are finished */
    size_t over_count;
};

enum rc logout_sender_open(struct str ca_file, struct logout_sender **ret_sender) {
    struct logout_sender *sender = calloc(1, sizeof *sender);
    if (sender == NULL) abort();
    enum rc rc = web_desk_open(ca_file, &sender->desk);
    if (rc == RC_OK)
        *ret_sender = sender;
    else
        free(sender);
    return rc;
}

void logout_sender_close(struct logout_sender *sender) {
    if (sender == NULL) return;
    web_desk_close(sender->desk);
    free(sender);
}

static enum rc read_due_logouts(struct tx *tx, struct sending *s) {
    return sql_oidc_logouts_due(tx, s->arena, service_now(s->service), EACH, LOOK, &s->rows,
                                &s->count);
}
TX_FUNCTION(read_due_logouts, struct sending)

/* Returns a free slot, or NULL when there is none or the application has EACH calls running. */
static struct place *find_place(struct logout_sender *sender, int64_t application_id) {
    struct place *place = NULL;
    size_t own = 0;
    for (size_t i = 0; i < WEB_CALLS_MAX; i++) {
        own += sender->places[i].busy && sender->places[i].application_id == application_id;
        if (!sender->places[i].busy) place = &sender->places[i];
    }
    return own < EACH ? place : NULL;
}

/*
 * Claims a logout by moving its due time beyond this attempt. Another server, or this one after a
 * crash, retries it only then.
 */
static enum rc take_logout(struct tx *tx, struct sending *s) {
    const struct sql_oidc_logouts_due_row *row = s->row;
    size_t try = row->tries < TRIES ? (size_t)row->tries : TRIES - 1;
    int64_t changed;
    TRY(sql_oidc_logout_later(tx, row->logout_id, row->tries,
                              service_now(s->service) + waits_ms[try] + WEB_CALL_S * 1000,
                              &changed));
    s->taken = changed == 1;
    if (!s->taken) return RC_OK;
    enum rc rc = application_read(tx, s->arena, row->application_id, &s->application);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    s->gone = rc == RC_NONE || s->application.wish.logout_uri.len == 0;
    return s->gone ? sql_oidc_logout_done(tx, row->logout_id, NULL) : RC_OK;
}
TX_FUNCTION(take_logout, struct sending)

static enum rc logout_token(const struct sending *s, struct str *ret_token) {
    const struct application *application = &s->application;
    struct str subject;
    TRY(oidc_subject(s->arena, s->service, application, s->row->pupil_id, &subject));
    struct json_out out = json_write(s->arena, TOKEN_JSON_MAX);
    int64_t now_s = service_now(s->service) / 1000;
    json_begin(&out, NULL, '{');
    json_text(&out, "iss", s->service->mijn_url);
    json_text(&out, "sub", subject);
    json_text(&out, "aud", application->client_id);
    json_number(&out, "iat", now_s);
    json_number(&out, "exp", now_s + LOGOUT_TOKEN_S);
    json_text(&out, "jti", id_text(s->arena, id_draw(&s->service->random)));
    json_text(&out, "sid", s->row->sid);
    json_begin(&out, "events", '{');
    json_begin(&out, "http://schemas.openid.net/event/backchannel-logout", '{');
    json_end(&out, '}');
    json_end(&out, '}');
    json_end(&out, '}');
    return jose_sign(s->arena, s->service->signing, application->wish.alg, "logout+jwt",
                     buf_view(&out.buf), ret_token);
}

static enum rc begin(struct logout_sender *sender, struct place *place, struct sending *s,
                     struct logout_round *round, struct fault *fault) {
    struct str token;
    TRY(store_write(s->service->db, s->arena, HISTORY_NONE, take_logout, s, fault));
    if (s->taken && s->gone) round->dropped++;
    if (!s->taken || s->gone) return RC_OK;
    TRY(logout_token(s, &token));
    *place = (struct place){true, s->row->logout_id, s->row->application_id, s->row->tries};
    sender->busy++;
    const struct web_call call = {.url = s->application.wish.logout_uri,
                                  .authorization = S(""),
                                  .form =
                                      str_format(s->arena, "logout_token=%.*s", STR_ARG(token))};
    web_desk_begin(sender->desk, (size_t)(place - sender->places), &call);
    return RC_OK;
}

static enum rc begin_due(struct logout_sender *sender, struct sending *s,
                         struct logout_round *round, struct fault *fault) {
    if (sender->busy == WEB_CALLS_MAX) return RC_OK;
    TRY(store_read(s->service->db, s->arena, read_due_logouts, s, fault));
    for (size_t i = 0; i < s->count; i++) {
        struct place *place = find_place(sender, s->rows[i].application_id);
        if (place == NULL) continue;
        s->row = &s->rows[i];
        TRY(begin(sender, place, s, round, fault));
    }
    return RC_OK;
}

static enum rc write_over(struct tx *tx, const struct sending *s) {
    for (size_t i = 0; i < s->over_count; i++) TRY(sql_oidc_logout_done(tx, s->over[i], NULL));
    return RC_OK;
}
TX_FUNCTION(write_over, const struct sending)

enum rc logout_sender_step(struct logout_sender *sender, struct service *service,
                           struct arena *arena, struct logout_round *ret_round,
                           struct fault *fault) {
    struct sending s = {.service = service, .arena = arena};
    struct logout_round round = {0};
    struct web_call call;
    int64_t over[WEB_CALLS_MAX];
    size_t at;
    TRY(begin_due(sender, &s, &round, fault));
    while (sender->busy > 0) {
        enum rc rc = web_desk_next(sender->desk, s.over_count > 0 ? 0 : WAIT_MS, &at, &call);
        if (rc == RC_NONE) break;
        TRY(rc);
        struct place *place = &sender->places[at];
        bool told = call.status == 200 || call.status == 204, last = place->tries + 1 >= TRIES;
        if (told || last) over[s.over_count++] = place->logout_id;
        round.told += told;
        round.dropped += !told && last;
        round.later += !told && !last;
        place->busy = false;
        sender->busy--;
    }
    s.over = over;
    if (s.over_count > 0) TRY(store_write(service->db, arena, HISTORY_NONE, write_over, &s, fault));
    round.under_way = sender->busy > 0;
    *ret_round = round;
    return RC_OK;
}
