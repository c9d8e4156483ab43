/* The job that sends queued mails. */
#include "domain/account_life.h"
#include "service/mail/mail_work.h"
#include "store/queries.h"

enum { ROUND = 50 };
/* Delay after each failed attempt; together within the half hour that a link is valid. */
static const int64_t waits_ms[] = {30 * 1000, 60 * 1000, 2 * 60 * 1000, 5 * 60 * 1000,
                                   10 * 60 * 1000};

struct mail_sending {
    struct service *service;
    struct arena *arena;
    struct sql_forgotten_list_row *forgotten;
    struct sql_mail_due_row *due;
    size_t count, at;
    int64_t again_ms; /* time of the next attempt; 0: finished */
};

static enum rc read_round(struct tx *tx, struct mail_sending *w) {
    return sql_forgotten_list(tx, w->arena, ROUND, &w->forgotten, &w->count);
}
TX_FUNCTION(read_round, struct mail_sending)

/*
 * Finds the address of an account. RC_NONE unless it is an active advanced account with a verified
 * address.
 */
static enum rc address_of(struct tx *tx, const struct mail_sending *w, struct str username,
                          int64_t *ret_pupil_id, struct str *ret_address) {
    struct sql_account_for_sign_in_row account;
    TRY(sql_account_for_sign_in(tx, w->arena, username, &account));
    int64_t inactive = account.inactive_ms == SQL_NULL ? -1 : account.inactive_ms;
    day_count last = account.last_end == SQL_NULL ? DAY_NONE : (day_count)account.last_end;
    bool active = account_status(true, inactive, last, service_today(w->service)) == STATUS_ACTIVE;
    struct sql_account_email_row mail;
    TRY(sql_account_email(tx, w->arena, account.pupil_id, &mail));
    ENSURE(active && account.type == ACCOUNT_ADVANCED && mail.email_proved_ms != SQL_NULL, RC_NONE);
    *ret_pupil_id = account.pupil_id;
    *ret_address = mail.email;
    return RC_OK;
}

static enum rc write_forgotten(struct tx *tx, struct mail_sending *w) {
    const struct sql_forgotten_list_row *f = &w->forgotten[w->at];
    int64_t pupil_id;
    struct str address;
    TRY(sql_forgotten_done(tx, f->name_mac, NULL));
    enum rc rc = address_of(tx, w, f->username, &pupil_id, &address);
    const struct mail_text text = {f->subject, f->body};
    if (rc == RC_OK)
        rc = mail_add_link(tx, w->arena, w->service, pupil_id, MAIL_FORGOTTEN, address, &text);
    return rc == RC_NONE || rc == RC_LIMIT ? RC_OK : rc;
}
TX_FUNCTION(write_forgotten, struct mail_sending)

static enum rc read_due(struct tx *tx, struct mail_sending *w) {
    return sql_mail_due(tx, w->arena, service_now(w->service), ROUND, &w->due, &w->count);
}
TX_FUNCTION(read_due, struct mail_sending)

static enum rc write_done(struct tx *tx, const struct mail_sending *w) {
    int64_t mail_id = w->due[w->at].mail_id;
    return w->again_ms == 0 ? sql_mail_done(tx, mail_id, NULL)
                            : sql_mail_later(tx, mail_id, w->again_ms, NULL);
}
TX_FUNCTION(write_done, const struct mail_sending)

static enum rc send_one(struct mail_sending *w, const struct mail_server *server,
                        struct mail_round *round, struct fault *fault) {
    const struct sql_mail_due_row *row = &w->due[w->at];
    struct outgoing mail = {row->mail_id, row->address, row->subject, S("")};
    int64_t now = service_now(w->service);
    bool late = now - row->next_ms > MAIL_LINK_MS; /* not sent in time: the link has expired */
    if (!late && server->url.len == 0) return RC_OK;
    enum rc rc = late ? RC_INVALID
                      : mail_unseal(w->arena, w->service, row->mail_id, row->sealed, &mail.body);
    if (rc == RC_IO) rc = RC_RETRY; /* the key of another server is not loaded yet */
    if (rc == RC_OK) rc = mail_smtp_send(w->arena, server, &mail, now);
    bool later = rc == RC_RETRY && (size_t)row->tries < COUNT(waits_ms);
    w->again_ms = later ? now + waits_ms[row->tries] : 0;
    round->sent += rc == RC_OK;
    round->later += later;
    round->dropped += rc != RC_OK && !later;
    return store_write(w->service->db, w->arena, HISTORY_NONE, write_done, w, fault);
}

enum rc mail_send(struct service *service, struct arena *arena, const struct mail_server *server,
                  struct mail_round *ret_round, struct fault *fault) {
    struct mail_sending w = {.service = service, .arena = arena};
    *ret_round = (struct mail_round){0};
    TRY(store_read(service->db, arena, read_round, &w, fault));
    for (w.at = 0; w.at < w.count; w.at++)
        TRY(store_write(service->db, arena, HISTORY_NONE, write_forgotten, &w, fault));
    TRY(store_read(service->db, arena, read_due, &w, fault));
    for (w.at = 0; w.at < w.count; w.at++) TRY(send_one(&w, server, ret_round, fault));
    return RC_OK;
}
