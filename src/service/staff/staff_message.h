/* Messages to staff about their access and that of colleagues: shown in the Schoolloket until the
 * reader removes them, and mailed when the reader's address is known. Source:
 * docs/develop/staff-sign-in.md. */
#pragma once

#include "service/mail/mail.h"
#include "service/staff/staff.h"

enum { STAFF_MESSAGES_KEPT_DAYS = 90 };

/* Stored: never renumber. */
enum staff_message_kind {
    MESSAGE_ACCESS_RENEWED = 1,
    MESSAGE_FACTOR_RESET = 2,
    MESSAGE_OVER_BUDGET = 3, /* went past the budget of secrets; actor and subject are the same */
};

/* Mails to staff. In subject and body: {0} the link, "" when there is none; {1} the name of the
 * reader; {2} who did it; {3} the colleague it is about. */
enum staff_mail {
    STAFF_MAIL_OWN_ACCESS,
    STAFF_MAIL_OTHERS_ACCESS,
    STAFF_MAIL_OWN_FACTOR,
    STAFF_MAIL_OTHERS_FACTOR,
    STAFF_MAIL_OVER_BUDGET,
    STAFF_MAIL_NEW_PLACE,      /* {2} the browser, {3} the network */
    STAFF_MAIL_WITHOUT_FACTOR, /* the same */
    STAFF_MAILS
};

struct staff_message {
    struct str handle; /* for staff_message_remove */
    int64_t at_ms;
    enum staff_message_kind kind;
    struct str actor, subject; /* names */
    bool about_reader;
};
/* Newest first. */
enum rc staff_messages(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct staff_message **ret_messages,
                       size_t *ret_count, struct fault *fault) MUST_USE;
/* RC_NONE: not a message of this reader. */
enum rc staff_message_remove(struct service *service, struct arena *arena,
                             const struct staff_session *session, struct str handle,
                             struct fault *fault) MUST_USE;
