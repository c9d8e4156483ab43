#include "service/sign_in/email.h"

#include "crypto/token.h"
#include "domain/email_address.h"
#include "domain/network.h"
#include "domain/session_life.h"
#include "domain/username.h"
#include "service/mail/mail_work.h"
#include "service/throttle_store.h"
#include "store/queries.h"

struct mail_asking {
    struct service *service;
    struct arena *arena;
    const struct pupil_session *session;
    const struct mail_text *text;
    const struct email_notices *notices;
    struct str address, token, username, peer;
    int64_t pupil_id;
};

static struct actor pupil_actor(int64_t pupil_id) {
    return (struct actor){.kind = ACTOR_PUPIL, .id = pupil_id, .source = S("")};
}

bool email_may_change(struct service *service, const struct pupil_session *session) {
    return session_within(session->created_ms, EMAIL_FRESH_MS, service_session_now(service));
}

static enum rc write_ask(struct tx *tx, const struct mail_asking *w) {
    struct actor actor = pupil_actor(w->session->pupil_id);
    TRY(mail_add_link(tx, w->arena, w->service, w->session->pupil_id, MAIL_PROVE, w->address,
                      w->text));
    return note(tx, w->arena, w->service, &actor, w->session->pupil_id, HISTORY_EMAIL_SET, 0,
                S(""));
}
TX_FUNCTION(write_ask, const struct mail_asking)

enum rc email_ask(struct service *service, struct arena *arena, const struct pupil_session *session,
                  struct str address, const struct mail_text *text, struct fault *fault) {
    ENSURE(session->advanced && email_may_change(service, session), RC_DENIED);
    ENSURE(email_address_is_valid(address), RC_INVALID);
    struct mail_asking w = {
        .service = service, .arena = arena, .session = session, .address = address, .text = text};
    return store_write(service->db, arena, HISTORY_REQUIRED, write_ask, &w, fault);
}

static enum rc write_remove(struct tx *tx, const struct mail_asking *w) {
    struct actor actor = pupil_actor(w->session->pupil_id);
    int64_t pupil_id = w->session->pupil_id, now = service_now(w->service);
    TRY(sql_mail_links_drop(tx, pupil_id, MAIL_PROVE, now, NULL));
    TRY(sql_mail_links_drop(tx, pupil_id, MAIL_FORGOTTEN, now, NULL));
    TRY(mail_notify_pupil(tx, w->arena, w->service, pupil_id, w->text));
    TRY(sql_account_set_email(tx, pupil_id, (struct str){NULL, 0}, SQL_NULL, NULL));
    return note(tx, w->arena, w->service, &actor, pupil_id, HISTORY_EMAIL_SET, 0, S("removed"));
}
TX_FUNCTION(write_remove, const struct mail_asking)

enum rc email_remove(struct service *service, struct arena *arena,
                     const struct pupil_session *session, const struct mail_text *notice,
                     struct fault *fault) {
    ENSURE(email_may_change(service, session), RC_DENIED);
    struct mail_asking w = {.service = service, .arena = arena, .session = session, .text = notice};
    return store_write(service->db, arena, HISTORY_REQUIRED, write_remove, &w, fault);
}

static enum rc write_prove(struct tx *tx, const struct mail_asking *w) {
    int64_t now = service_now(w->service), used;
    struct sql_mail_link_get_row link;
    TRY(sql_mail_link_get(tx, w->arena, token_hash(w->arena, w->token), MAIL_PROVE, now, &link));
    TRY(sql_mail_link_use(tx, token_hash(w->arena, w->token), now, &used));
    ENSURE(used == 1, RC_NONE);
    struct actor actor = pupil_actor(link.pupil_id);
    TRY(sql_mail_links_drop(tx, link.pupil_id, MAIL_PROVE, now, NULL));
    TRY(sql_mail_links_drop(tx, link.pupil_id, MAIL_FORGOTTEN, now,
                            NULL)); /* sent to the former address */
    struct str before;
    TRY(mail_proved_address(tx, w->arena, link.pupil_id, &before));
    if (!str_eq(before, link.address))
        TRY(mail_notify(tx, w->arena, w->service, link.pupil_id, before, w->notices->other));
    TRY(sql_account_set_email(tx, link.pupil_id, link.address, now, NULL));
    TRY(mail_notify(tx, w->arena, w->service, link.pupil_id, link.address, w->notices->proved));
    return note(tx, w->arena, w->service, &actor, link.pupil_id, HISTORY_EMAIL_PROVED, 0, S(""));
}
TX_FUNCTION(write_prove, const struct mail_asking)

enum rc email_prove(struct service *service, struct arena *arena, struct str token,
                    const struct email_notices *notices, struct fault *fault) {
    ENSURE(token.len > 0, RC_NONE);
    struct mail_asking w = {.service = service, .arena = arena, .token = token, .notices = notices};
    return store_write(service->db, arena, HISTORY_REQUIRED, write_prove, &w, fault);
}

/*
 * Queues the request. Every name costs a row and work, even when nobody has it, so a network may
 * ask THROTTLE_NETWORK_BURST times per quarter of an hour.
 */
static enum rc write_forgotten(struct tx *tx, const struct mail_asking *w) {
    struct str key =
        str_format(w->arena, "forgotten %.*s", STR_ARG(network_of(w->arena, w->peer).own));
    int64_t wait_ms;
    bool taken;
    TRY(bucket_take(tx, w->arena, key, THROTTLE_NETWORK_BURST, service_now(w->service), &taken,
                    &wait_ms));
    ENSURE(taken, RC_LIMIT);
    struct str mac;
    TRY(service_username_mac(w->arena, w->service, w->username, &mac));
    return sql_forgotten_add(tx, mac, w->username, w->text->subject, w->text->body,
                             service_now(w->service), NULL);
}
TX_FUNCTION(write_forgotten, const struct mail_asking)

enum rc forgotten_ask(struct service *service, struct arena *arena, struct str username,
                      struct str peer, const struct mail_text *text, struct fault *fault) {
    struct mail_asking w = {.service = service, .arena = arena, .text = text, .peer = peer};
    ENSURE(username_read(arena, service->text, username, &w.username) == USERNAME_FINE, RC_INVALID);
    return store_write(service->db, arena, HISTORY_NONE, write_forgotten, &w, fault);
}

static enum rc read_link(struct tx *tx, struct mail_asking *w) {
    struct sql_mail_link_get_row link;
    TRY(sql_mail_link_get(tx, w->arena, token_hash(w->arena, w->token), MAIL_FORGOTTEN,
                          service_now(w->service), &link));
    struct sql_account_get_row account;
    TRY(sql_account_get(tx, w->arena, link.pupil_id, &account));
    w->username = account.username;
    return account.type == ACCOUNT_ADVANCED ? RC_OK : RC_NONE;
}
TX_FUNCTION(read_link, struct mail_asking)

enum rc forgotten_open(struct service *service, struct arena *arena, struct str token,
                       struct str *ret_username, struct fault *fault) {
    ENSURE(token.len > 0, RC_NONE);
    struct mail_asking w = {.service = service, .arena = arena, .token = token};
    TRY(store_read(service->db, arena, read_link, &w, fault));
    *ret_username = w.username;
    return RC_OK;
}
