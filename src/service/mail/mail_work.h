/* Shared by the files of service/mail/mail.h. */
#pragma once

#include "service/mail/mail.h"

struct outgoing {
    int64_t mail_id;
    struct str address, subject, body;
};
/* Puts a link and the mail that holds it in their tables. RC_LIMIT: enough for today. */
enum rc mail_add_link(struct tx *tx, struct arena *arena, struct service *service, int64_t pupil_id,
                      enum mail_purpose purpose, struct str address,
                      const struct mail_text *text) MUST_USE;
/* The confirmed address of the account; *ret_address is "" when there is none. */
enum rc mail_proved_address(struct tx *tx, struct arena *arena, int64_t pupil_id,
                            struct str *ret_address) MUST_USE;
/* Puts a notice without a link in the table of mails, unless the text is NULL, the address is
 * empty, or the pupil is enrolled nowhere. */
enum rc mail_notify(struct tx *tx, struct arena *arena, struct service *service, int64_t pupil_id,
                    struct str address, const struct mail_text *text) MUST_USE;
/* The same to the proved address of the account. */
enum rc mail_notify_pupil(struct tx *tx, struct arena *arena, struct service *service,
                          int64_t pupil_id, const struct mail_text *text) MUST_USE;
/* RC_OK: taken by the server; RC_RETRY: try later; RC_INVALID: refused for good. */
enum rc smtp_send(struct arena *arena, const struct mail_server *server,
                  const struct outgoing *mail, int64_t now_ms) MUST_USE;
enum rc mail_unseal(struct arena *arena, const struct service *service, int64_t mail_id,
                    struct str sealed, struct str *ret_body) MUST_USE;
