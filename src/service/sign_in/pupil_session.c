#include "base/encode.h"
#include "crypto/keys.h"
#include "crypto/token.h"
#include "domain/account_life.h"
#include "domain/session_life.h"
#include "service/application/session_end.h"
#include "service/pupil/pupils.h"
#include "service/sign_in/pupil_work.h"
#include "store/queries.h"

enum { SEEN_STEP_MS = 60 * 1000 };
static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

/* Seals the pictures tapped so far, because part of a picture password is a secret too. */
enum rc tapped_row_seal(struct service *service, struct arena *arena, struct str username,
                        struct str row, struct str *ret_sealed) {
    struct str plain = str_format(arena, "%lld %.*s", (long long)(service_now(service) + STEP_MS),
                                  STR_ARG(row)),
               mac, sealed;
    TRY(service_username_mac(arena, service, username, &mac));
    TRY(keys_seal(arena, service->keys, SEAL_PICTURES, mac, plain, &sealed));
    *ret_sealed = base64url_encode(arena, sealed.ptr, sealed.len);
    return RC_OK;
}

enum rc tapped_row_open(struct service *service, struct arena *arena, struct str username,
                        struct str sealed_row, struct str *ret_row) {
    size_t len = sealed_row.len * 3 / 4;
    ENSURE(len > 0 && len <= SHORT_TEXT_MAX, RC_NONE);
    unsigned char *sealed = arena_alloc(arena, len);
    struct str plain, mac;
    int64_t ends_ms;
    ENSURE(base64url_decode(sealed_row, sealed, len) == RC_OK, RC_NONE);
    TRY(service_username_mac(arena, service, username, &mac));
    enum rc rc = keys_unseal(arena, service->keys, SEAL_PICTURES, mac,
                             (struct str){(const char *)sealed, len}, &plain);
    ENSURE(rc != RC_RETRY, rc);
    ENSURE(rc == RC_OK && str_to_i64(str_cut(&plain, ' ', NULL), 0, INT64_MAX, &ends_ms) == RC_OK,
           RC_NONE);
    int64_t left_ms = ends_ms - service_now(service);
    ENSURE(left_ms > 0 && left_ms <= STEP_MS, RC_NONE);
    *ret_row = plain;
    return RC_OK;
}

enum rc pupil_step_read(struct tx *tx, struct pupil_session_work *w) {
    struct sql_sign_in_step_get_row row;
    TRY(sql_sign_in_step_get(tx, w->arena, token_hash(w->arena, w->token), service_now(w->service),
                             &row));
    w->step = (struct sign_in_step){row.username, row.pupil_id};
    return RC_OK;
}
TX_FUNCTION(pupil_step_read, struct pupil_session_work)

enum rc sign_in_step_open(struct service *service, struct arena *arena, struct str token,
                          struct sign_in_step *ret_step, struct fault *fault) {
    ENSURE(token.len > 0, RC_NONE);
    struct pupil_session_work w = {.service = service, .arena = arena, .token = token};
    TRY(store_read(service->db, arena, pupil_step_read, &w, fault));
    *ret_step = w.step;
    return RC_OK;
}

static enum rc write_step_end(struct tx *tx, const struct pupil_session_work *w) {
    return sql_sign_in_step_end(tx, token_hash(w->arena, w->token), NULL);
}
TX_FUNCTION(write_step_end, const struct pupil_session_work)

enum rc sign_in_step_end(struct service *service, struct arena *arena, struct str token,
                         struct fault *fault) {
    struct pupil_session_work w = {.service = service, .arena = arena, .token = token};
    return store_write(service->db, arena, HISTORY_NONE, write_step_end, &w, fault);
}

static enum rc read_session(struct tx *tx, struct pupil_session_work *w) {
    struct sql_pupil_session_get_row row;
    TRY(sql_pupil_session_get(tx, w->arena, token_hash(w->arena, w->token), &row));
    const struct session_rule shared = {PUPIL_IDLE_MS, PUPIL_LIFE_MS},
                              own = {PUPIL_OWN_IDLE_MS, PUPIL_OWN_LIFE_DAYS * day_ms};
    int64_t now = service_session_now(w->service);
    ENSURE(session_lives(row.own_device ? &own : &shared, row.created_ms, row.seen_ms, now),
           RC_NONE);
    struct sql_pupil_last_end_row last;
    TRY(sql_pupil_last_end(tx, w->arena, row.pupil_id, &last));
    struct pupil_data pupil = {.pupil_id = row.pupil_id,
                               .last_day =
                                   last.end_day == SQL_NULL ? DAY_NONE : (day_count)last.end_day};
    TRY(pupil_account_data_read(tx, w->arena, w->service, &pupil));
    ENSURE(pupil.has_account && pupil.account.status == STATUS_ACTIVE, RC_NONE);
    struct sql_account_email_row mail;
    TRY(sql_account_email(tx, w->arena, row.pupil_id, &mail));
    struct sql_pupil_schools_row *schools;
    size_t count;
    TRY(sql_pupil_schools(tx, w->arena, row.pupil_id, service_today(w->service), &schools, &count));
    ENSURE(count > 0, RC_NONE);
    w->session =
        (struct pupil_session){.pupil_id = row.pupil_id,
                               .token = w->token,
                               .username = pupil.account.username,
                               .first_name = schools[0].first_name,
                               .last_name = schools[0].last_name,
                               .group_name = schools[0].group_name,
                               .class_code = schools[0].class_code,
                               .email = mail.email.ptr == NULL ? S("") : mail.email,
                               .email_proved = mail.email_proved_ms != SQL_NULL,
                               .own_device = row.own_device != 0,
                               .advanced = pupil.account.type == ACCOUNT_ADVANCED,
                               .kind = pupil.account.kind,
                               .created_ms = row.created_ms,
                               .previous_ms = row.previous_ms == SQL_NULL ? -1 : row.previous_ms,
                               .active_until = pupil.last_day};
    w->own_device = !session_within(row.seen_ms, SEEN_STEP_MS,
                                    now); /* tells write_seen whether an update is due */
    return RC_OK;
}
TX_FUNCTION(read_session, struct pupil_session_work)

static enum rc write_seen(struct tx *tx, const struct pupil_session_work *w) {
    return sql_pupil_session_seen(tx, token_hash(w->arena, w->token),
                                  service_session_now(w->service), NULL);
}
TX_FUNCTION(write_seen, const struct pupil_session_work)

enum rc pupil_session_open(struct service *service, struct arena *arena, struct str token,
                           struct pupil_session *ret_session, struct fault *fault) {
    ENSURE(token.len > 0, RC_NONE);
    struct pupil_session_work w = {.service = service, .arena = arena, .token = token};
    TRY(store_read(service->db, arena, read_session, &w, fault));
    if (w.own_device) TRY(store_write(service->db, arena, HISTORY_NONE, write_seen, &w, fault));
    *ret_session = w.session;
    return RC_OK;
}

static enum rc write_out(struct tx *tx, const struct pupil_session_work *w) {
    struct actor actor = {.kind = ACTOR_PUPIL, .id = w->session.pupil_id, .source = S("")};
    struct str hash = token_hash(w->arena, w->session.token);
    if (w->everywhere)
        TRY(session_end_all(tx, w->arena, w->service, w->session.pupil_id));
    else
        TRY(session_end_one(tx, w->arena, w->service, hash));
    if (w->everywhere)
        TRY(sql_pupil_sessions_end(tx, w->session.pupil_id, NULL));
    else
        TRY(sql_pupil_session_end(tx, hash, NULL));
    return note_visit(tx, w->arena, w->service, &actor, w->session.pupil_id, VISIT_SIGNED_OUT, 0,
                      w->everywhere ? S("everywhere") : S(""));
}
TX_FUNCTION(write_out, const struct pupil_session_work)

enum rc pupil_sign_out(struct service *service, struct arena *arena,
                       const struct pupil_session *session, bool everywhere, struct fault *fault) {
    struct pupil_session_work w = {
        .service = service, .arena = arena, .session = *session, .everywhere = everywhere};
    return store_write(service->db, arena, HISTORY_NONE, write_out, &w, fault);
}

/*
 * Replaces a session. For the same pupil its applications move to the new token, so that they stay
 * signed in.
 */
static enum rc write_replaced(struct tx *tx, struct pupil_session_work *w) {
    struct sql_pupil_session_get_row fresh;
    struct str old = token_hash(w->arena, w->session.token),
               new = token_hash(w->arena, w->new_token);
    TRY(sql_pupil_session_get(tx, w->arena, new, &fresh));
    if (fresh.pupil_id != w->session.pupil_id) return write_out(tx, w);
    TRY(sql_oidc_session_moved(tx, old, new, fresh.pupil_id, NULL));
    TRY(sql_session_applications_moved(tx, old, new, fresh.pupil_id, NULL));
    return sql_pupil_session_end(tx, old, NULL);
}
TX_FUNCTION(write_replaced, struct pupil_session_work)

enum rc pupil_session_replace(struct service *service, struct arena *arena,
                              const struct pupil_session *old, struct str new_token,
                              struct fault *fault) {
    struct pupil_session_work w = {
        .service = service, .arena = arena, .session = *old, .new_token = new_token};
    return store_write(service->db, arena, HISTORY_NONE, write_replaced, &w, fault);
}

static enum rc write_release(struct tx *tx, const struct pupil_session_work *w) {
    struct pupil_data pupil;
    TRY(pupil_read(tx, w->arena, w->service, w->actor, w->school, w->pupil_id, &pupil));
    ENSURE(pupil.has_account &&
               actor_over_pupil(w->actor, RIGHT_RESET, w->school, pupil.class_code),
           RC_NONE);
    struct str mac;
    TRY(service_username_mac(w->arena, w->service, pupil.account.username, &mac));
    for (enum throttle_pool pool = 0; pool < POOL_COUNT; pool++) {
        struct throttle_account account;
        TRY(throttle_read(tx, w->arena, mac, pool, &account));
        throttle_release(&account);
        TRY(throttle_write(tx, mac, pool, &account, service_now(w->service)));
    }
    return note(tx, w->arena, w->service, w->actor, w->pupil_id, HISTORY_UNLOCKED, w->school.value,
                S(""));
}
TX_FUNCTION(write_release, const struct pupil_session_work)

enum rc pupil_release(struct call *call, int64_t pupil_id) {
    struct pupil_session_work w = {.service = call->service,
                                   .arena = call->arena,
                                   .actor = call->actor,
                                   .school = call->school,
                                   .pupil_id = pupil_id};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_release, &w,
                       call->fault);
}
