/* Messages to staff about changes to their access or that of colleagues. They are shown in the
 * Schoolloket until the reader removes them, and also mailed when the reader's address is known.
 * Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "service/mail/mail.h"
#include "service/staff/staff.h"

enum { STAFF_MESSAGES_KEPT_DAYS = 90 };

/* Values are stored in the database; do not renumber. */
enum staff_message_kind {
    MESSAGE_ACCESS_RENEWED = 1,
    MESSAGE_FACTOR_RESET = 2,
    MESSAGE_OVER_BUDGET = 3, /* extended the budget of secrets; actor and subject are equal */
};

/* Mails to staff. Placeholders in subject and body: {0} the link, always ""; {1} name of the
 * reader; {2} name of the actor; {3} name of the colleague concerned. */
enum staff_mail {
    STAFF_MAIL_OWN_ACCESS,
    STAFF_MAIL_OTHERS_ACCESS,
    STAFF_MAIL_OWN_FACTOR,
    STAFF_MAIL_OTHERS_FACTOR,
    STAFF_MAIL_OVER_BUDGET,
    STAFF_MAIL_NEW_PLACE,      /* {2} is the browser, {3} the network */
    STAFF_MAIL_WITHOUT_FACTOR, /* as for STAFF_MAIL_NEW_PLACE */
    STAFF_MAILS
};

struct staff_message {
    struct str handle; /* argument of staff_message_remove */
    int64_t at_ms;
    enum staff_message_kind kind;
    struct str actor, subject; /* names; "": account no longer exists */
    bool about_reader;
};
/* Returns the messages of the session's owner, newest first. */
enum rc staff_messages(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct staff_message **ret_messages,
                       size_t *ret_count, struct fault *fault) MUST_USE;
/* Removes a message. Returns RC_NONE when it does not belong to this reader. */
enum rc staff_message_remove(struct service *service, struct arena *arena,
                             const struct staff_session *session, struct str handle,
                             struct fault *fault) MUST_USE;
