/* Mails to pupils: proving an e-mail address, and a new password for who forgot it. A mail holds
 * one link, good for one use within 30 minutes; the token stands in the database as a hash, the
 * waiting mail is sealed. Sending is a job's work (mail_send), so that no page waits for a mail
 * server and no answer tells whether there was somebody to write to. Source: PRODUCT 3;
 * docs/develop/pupil-site.md. */
#pragma once

#include "service/pupil_sign_in.h"

enum {
    MAIL_LINK_MS = 30 * 60 * 1000,
    MAILS_A_DAY = 6,
    EMAIL_MAX = 254,
    EMAIL_FRESH_MS = 15 * 60 * 1000
};
enum mail_purpose { MAIL_PROVE = 1, MAIL_FORGOTTEN = 2 };

/* The words of a mail, in the language of who asks for it. In subject and body: {0} the token of
 * the link, {1} the pupil's first name, {2} the school, {3} where to ask questions, {4} the minutes
 * that the link works. A notice holds no link; a NULL one is not sent. */
struct mail_text {
    struct str subject, body;
};

/* A plain address: one @, a domain with a dot, no blanks, quotes or brackets, ASCII. Lower case
 * after the @ is the caller's choice. */
bool email_fits(struct str address);

/* Whoever holds the address can ask for a new password: so only a sign-in of a moment ago changes
 * it. Source: ASVS 5.0 7.5.1. */
bool email_may_change(struct service *service, const struct pupil_session *session);

/* The pupil wants this address: a mail with a link goes there, and the account keeps the old one
 * until the link is followed. RC_DENIED: a basic account, or signed in too long ago; RC_INVALID: no
 * address; RC_LIMIT: enough mails for today. */
enum rc email_ask(struct service *service, struct arena *arena, const struct pupil_session *session,
                  struct str address, const struct mail_text *text, struct fault *fault) MUST_USE;
/* notice goes to the address, if it was proved. RC_DENIED: signed in too long ago. */
enum rc email_remove(struct service *service, struct arena *arena,
                     const struct pupil_session *session, const struct mail_text *notice,
                     struct fault *fault) MUST_USE;
struct email_notices {
    const struct mail_text *proved; /* to the address that was proved */
    const struct mail_text *other;  /* to the address of before, when it is another one */
};
/* The link was followed. RC_NONE: used, too old, or never sent. */
enum rc email_prove(struct service *service, struct arena *arena, struct str token,
                    const struct email_notices *notices, struct fault *fault) MUST_USE;

/* Somebody forgot the password of that name. The same work whether the name exists or not.
 * RC_LIMIT: enough from that network (peer: the whole address) for a while. */
enum rc forgotten_ask(struct service *service, struct arena *arena, struct str username,
                      struct str peer, const struct mail_text *text, struct fault *fault) MUST_USE;
/* Whose password the link is for. RC_NONE: used, too old, never sent, or an account that has no own
 * password any more. */
enum rc forgotten_open(struct service *service, struct arena *arena, struct str token,
                       struct str *ret_username, struct fault *fault) MUST_USE;
/* The own password chosen by that link (service/pupil_session.c). RC_NONE as above; RC_INVALID: see
 * the flaw. */
enum rc pupil_forgotten_password(struct service *service, struct arena *arena, struct str token,
                                 struct str password, bool own_device,
                                 const struct mail_text *notice, struct str *ret_session,
                                 enum own_flaw *ret_flaw, struct fault *fault) MUST_USE;

struct mail_server {
    struct str url;         /* smtp://host:port or smtps://host:port; "" sends nothing */
    struct str credentials; /* "user:password"; "" without */
    struct str from;        /* address */
};
/* One round of the job: what was forgotten becomes mails, mails that are due are sent. A mail that
 * is refused for good is dropped; one that is not is tried again a little later each time, while
 * its link lives. */
struct mail_round {
    int sent, later, dropped;
};
enum rc mail_send(struct service *service, struct arena *arena, const struct mail_server *server,
                  struct mail_round *ret_round, struct fault *fault) MUST_USE;
