/* The e-mail address of a pupil: setting, confirming and removing it, and a new password through a
 * link that is mailed to it. Source: docs/develop/pupil-site.md. */
#pragma once

#include "service/mail/mail.h"
#include "service/sign_in/pupil_sign_in.h"

enum { EMAIL_FRESH_MS = 15 * 60 * 1000 };

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
/* The own password chosen by that link (service/sign_in/pupil_session.c). RC_NONE as above;
 * RC_INVALID: see the flaw. */
enum rc pupil_forgotten_password(struct service *service, struct arena *arena, struct str token,
                                 struct str password, bool own_device,
                                 const struct mail_text *notice, struct str *ret_session,
                                 enum own_flaw *ret_flaw, struct fault *fault) MUST_USE;
