/* Shared by the files that implement service/mail/mail.h. */
#pragma once

#include "service/mail/mail.h"

struct outgoing {
    int64_t mail_id;
    struct str address, subject, body;
};
/* Queues a mail with the facts filled in for {0}, {1} …, in subject and body. */
enum rc mail_put_filled(struct tx *tx, struct arena *arena, struct service *service,
                        struct str address, const struct mail_text *text, const struct str *facts,
                        size_t count) MUST_USE;
/* Queues a mail and the link in it. RC_LIMIT: the account reached MAILS_A_DAY. */
enum rc mail_add_link(struct tx *tx, struct arena *arena, struct service *service, int64_t pupil_id,
                      enum mail_purpose purpose, struct str address,
                      const struct mail_text *text) MUST_USE;
/* Returns the verified address of the account, or "" when there is none. */
enum rc mail_proved_address(struct tx *tx, struct arena *arena, int64_t pupil_id,
                            struct str *ret_address) MUST_USE;
/*
 * Queues a notice without a link. Does nothing when the text is NULL, the address is empty or the
 * pupil is not enrolled today.
 */
enum rc mail_notify(struct tx *tx, struct arena *arena, struct service *service, int64_t pupil_id,
                    struct str address, const struct mail_text *text) MUST_USE;
/* mail_notify() to the verified address of the account. */
enum rc mail_notify_pupil(struct tx *tx, struct arena *arena, struct service *service,
                          int64_t pupil_id, const struct mail_text *text) MUST_USE;
/*
 * Sends one mail. RC_OK: accepted by the server. RC_RETRY: try later. RC_INVALID: refused for good.
 */
enum rc mail_smtp_send(struct arena *arena, const struct mail_server *server,
                       const struct outgoing *mail, int64_t now_ms) MUST_USE;
/* Opens the body of a queued mail. Errors as for keys_unseal(). */
enum rc mail_unseal(struct arena *arena, const struct service *service, int64_t mail_id,
                    struct str sealed, struct str *ret_body) MUST_USE;
