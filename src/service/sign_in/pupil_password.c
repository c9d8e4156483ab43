/* Own passwords of pupils: the first one, a reset, and a change. */
#include "crypto/token.h"
#include "domain/account_life.h"
#include "service/application/session_end.h"
#include "service/mail/mail_work.h"
#include "service/pupil/pupils.h"
#include "service/sign_in/email.h"
#include "service/sign_in/pupil_work.h"

/*
 * Returns whether `part` occurs in the text, ignoring ASCII case: "Kaas1234x" contains the card's
 * "kaas1234".
 */
static bool holds_part(struct str text, struct str part) {
    for (size_t i = 0; part.len > 0 && i + part.len <= text.len; i++)
        if (str_eq_ascii_nocase(str_sub(text, i, part.len), part)) return true;
    return false;
}

static enum own_flaw judge_password(const struct pupil_session_work *w) {
    if (holds_part(w->password, w->given)) return OWN_HOLDS_GIVEN;
    return password_flaw(w->arena, w->service->text, w->password, w->names, OWN_PASSWORD_NAMES);
}

/*
 * Checks a first sign-in step inside the writing transaction. RC_NONE: the step was used, or the
 * school gave another secret or deactivated the account meanwhile.
 */
static enum rc check_first(struct tx *tx, const struct pupil_session_work *w) {
    struct sql_sign_in_step_get_row step;
    struct sql_account_get_row account;
    TRY(sql_sign_in_step_get(tx, w->arena, token_hash(w->arena, w->token), service_now(w->service),
                             &step));
    TRY(sql_account_get(tx, w->arena, w->pupil_id, &account));
    bool same = account.must_change != 0 && account.secret_ms <= step.ends_ms - FIRST_STEP_MS;
    return same && account.inactive_ms == SQL_NULL ? RC_OK : RC_NONE;
}

static enum rc write_password(struct tx *tx, const struct pupil_session_work *w) {
    struct actor actor = {.kind = ACTOR_PUPIL, .id = w->pupil_id, .source = S("")};
    int64_t now = service_now(w->service);
    int64_t used = 1;
    struct str mac;
    if (w->step.pupil_id != 0) TRY(check_first(tx, w));
    if (w->by_mail) TRY(sql_mail_link_use(tx, token_hash(w->arena, w->token), now, &used));
    ENSURE(used == 1, RC_NONE);
    TRY(sql_mail_links_drop(tx, w->pupil_id, MAIL_FORGOTTEN, now, NULL));
    TRY(sql_account_own_secret(tx, w->pupil_id, SECRET_OWN,
                               (struct str){(const char *)w->verifier, sizeof w->verifier}, now,
                               NULL));
    TRY(mail_notify_pupil(tx, w->arena, w->service, w->pupil_id, w->notice));
    TRY(service_username_mac(w->arena, w->service, w->step.username, &mac));
    TRY(sql_throttle_forget(tx, mac, NULL));
    TRY(session_end_all(tx, w->arena, w->service, w->pupil_id));
    TRY(sql_pupil_sessions_end(tx, w->pupil_id, NULL));
    TRY(sql_sign_in_step_end(tx, token_hash(w->arena, w->token), NULL));
    TRY(sql_pupil_session_add(tx, token_hash(w->arena, w->new_token), w->pupil_id,
                              service_session_now(w->service), w->own_device, true, NULL));
    TRY(sql_account_signed_in(tx, w->pupil_id, now, NULL));
    TRY(note_visit(tx, w->arena, w->service, &actor, w->pupil_id, VISIT_SIGNED_IN, 0, S("")));
    return note(tx, w->arena, w->service, &actor, w->pupil_id, HISTORY_OWN_SECRET, 0, S(""));
}
TX_FUNCTION(write_password, const struct pupil_session_work)

static enum rc choose_password(struct pupil_session_work *w, struct str *ret_session,
                               enum own_flaw *ret_flaw, struct fault *fault) {
    *ret_flaw = judge_password(w);
    ENSURE(*ret_flaw == OWN_FINE, RC_INVALID);
    TRY(hash_pool_make(w->service->hashes, HASH_KNOWN_DEVICE, w->pupil_id, w->password,
                       w->verifier));
    w->new_token = token_draw(w->arena, &w->service->random);
    TRY(store_write(w->service->db, w->arena, HISTORY_REQUIRED, write_password, w, fault));
    *ret_session = w->new_token;
    return RC_OK;
}

/* Reads the names that the own password must not consist of. */
static enum rc read_names(struct tx *tx, struct pupil_session_work *w) {
    struct sql_pupil_schools_row *schools;
    size_t count;
    TRY(sql_pupil_schools(tx, w->arena, w->pupil_id, service_today(w->service), &schools, &count));
    ENSURE(count > 0, RC_NONE);
    w->names[0] = schools[0].first_name;
    w->names[1] = schools[0].last_name;
    w->names[2] = w->step.username;
    w->names[3] = schools[0].class_code;
    struct sql_school_get_row school;
    TRY(sql_school_get(tx, w->arena, schools[0].school_id, &school));
    w->names[4] = school.name;
    return RC_OK;
}
TX_FUNCTION(read_names, struct pupil_session_work)

static enum rc read_first(struct tx *tx, struct pupil_session_work *w) {
    TRY(pupil_step_read(tx, w));
    ENSURE(w->step.pupil_id != 0, RC_NONE);
    w->pupil_id = w->step.pupil_id;
    struct sql_account_get_row account;
    TRY(sql_account_get(tx, w->arena, w->pupil_id, &account));
    bool kept =
        account.sealed.ptr != NULL && secret_unseal(w->arena, w->service, SEAL_SECRET, w->pupil_id,
                                                    account.sealed, &w->given) == RC_OK;
    if (!kept) w->given = S("");
    return read_names(tx, w);
}
TX_FUNCTION(read_first, struct pupil_session_work)

enum rc pupil_first_password(struct service *service, struct arena *arena, struct str step_token,
                             struct str password, bool own_device, const struct mail_text *notice,
                             struct str *ret_session, enum own_flaw *ret_flaw,
                             struct fault *fault) {
    struct pupil_session_work w = {.service = service,
                                   .arena = arena,
                                   .token = step_token,
                                   .password = password,
                                   .own_device = own_device,
                                   .notice = notice};
    *ret_flaw = OWN_FINE;
    TRY(store_read(service->db, arena, read_first, &w, fault));
    return choose_password(&w, ret_session, ret_flaw, fault);
}

static enum rc read_by_mail(struct tx *tx, struct pupil_session_work *w) {
    struct sql_mail_link_get_row link;
    TRY(sql_mail_link_get(tx, w->arena, token_hash(w->arena, w->token), MAIL_FORGOTTEN,
                          service_now(w->service), &link));
    struct sql_account_get_row account;
    TRY(sql_account_get(tx, w->arena, link.pupil_id, &account));
    ENSURE(account.type == ACCOUNT_ADVANCED && account.inactive_ms == SQL_NULL, RC_NONE);
    w->pupil_id = link.pupil_id;
    w->step.username = account.username;
    return read_names(tx, w);
}
TX_FUNCTION(read_by_mail, struct pupil_session_work)

enum rc forgotten_new_password(struct service *service, struct arena *arena, struct str token,
                               struct str password, bool own_device, const struct mail_text *notice,
                               struct str *ret_session, enum own_flaw *ret_flaw,
                               struct fault *fault) {
    ENSURE(token.len > 0, RC_NONE);
    struct pupil_session_work w = {.service = service,
                                   .arena = arena,
                                   .token = token,
                                   .password = password,
                                   .own_device = own_device,
                                   .by_mail = true,
                                   .notice = notice};
    *ret_flaw = OWN_FINE;
    TRY(store_read(service->db, arena, read_by_mail, &w, fault));
    return choose_password(&w, ret_session, ret_flaw, fault);
}

enum rc pupil_change_password(struct service *service, struct arena *arena,
                              const struct pupil_session *session, const struct pupil_attempt *old,
                              struct str password, const struct mail_text *notice,
                              struct str *ret_session, enum own_flaw *ret_flaw,
                              struct fault *fault) {
    *ret_flaw = OWN_FINE;
    ENSURE(session->advanced, RC_DENIED);
    struct pupil_entry entry;
    TRY(pupil_sign_in(service, arena, old, &entry, fault));
    ENSURE(entry.answer != SIGN_IN_WAIT, RC_LIMIT);
    ENSURE(entry.answer == SIGN_IN_DONE, RC_CONFLICT);
    *ret_flaw = str_eq(old->secret, password) ? OWN_SAME : OWN_FINE;
    ENSURE(*ret_flaw == OWN_FINE, RC_INVALID);
    struct pupil_session_work w = {.service = service,
                                   .arena = arena,
                                   .token = session->token,
                                   .password = password,
                                   .own_device = session->own_device,
                                   .notice = notice,
                                   .pupil_id = session->pupil_id,
                                   .step = {.username = session->username}};
    TRY(store_read(service->db, arena, read_names, &w, fault));
    return choose_password(&w, ret_session, ret_flaw, fault);
}
