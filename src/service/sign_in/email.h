/*
 * The e-mail address of a pupil: setting, verifying and removing it, and resetting the password
 * through a mailed link.
 *
 * Source: docs/develop/pupil-site.md.
 */
#pragma once

#include "service/mail/mail.h"
#include "service/sign_in/pupil_sign_in.h"

enum { EMAIL_FRESH_MS = 15 * 60 * 1000 };

/*
 * Returns whether the session may change the address: its sign-in must be recent, because whoever
 * controls the address can reset the password. Source: ASVS 5.0 7.5.1.
 */
bool email_may_change(struct service *service, const struct pupil_session *session);

/*
 * Mails a verification link to a new address. The account keeps its old address until the link is
 * used. RC_DENIED: a basic account, or the sign-in is too old. RC_INVALID: not an address.
 * RC_LIMIT: too many mails today.
 */
enum rc email_ask(struct service *service, struct arena *arena, const struct pupil_session *session,
                  struct str address, const struct mail_text *text, struct fault *fault) MUST_USE;
/*
 * Removes the address and sends the notice to it when it was verified. RC_DENIED: the sign-in is
 * too old.
 */
enum rc email_remove(struct service *service, struct arena *arena,
                     const struct pupil_session *session, const struct mail_text *notice,
                     struct fault *fault) MUST_USE;
struct email_notices {
    const struct mail_text *proved; /* to the newly verified address */
    const struct mail_text *other;  /* to the former address, when it differs */
};
/* Verifies the address of a link. RC_NONE: the link was used, expired or never existed. */
enum rc email_prove(struct service *service, struct arena *arena, struct str token,
                    const struct email_notices *notices, struct fault *fault) MUST_USE;

/*
 * Requests a password reset for a username. Takes the same steps whether or not the name exists.
 * RC_LIMIT: too many requests from this network.
 *   peer  full network address
 */
enum rc forgotten_ask(struct service *service, struct arena *arena, struct str username,
                      struct str peer, const struct mail_text *text, struct fault *fault) MUST_USE;
/*
 * Returns the username that a reset link is for. RC_NONE: the link was used, expired or never
 * existed, or the account has no own password any more.
 */
enum rc forgotten_open(struct service *service, struct arena *arena, struct str token,
                       struct str *ret_username, struct fault *fault) MUST_USE;
/*
 * Sets the own password with a reset link and signs in (service/sign_in/pupil_password.c). RC_NONE:
 * as above. RC_INVALID: see *ret_flaw.
 */
enum rc forgotten_new_password(struct service *service, struct arena *arena, struct str token,
                               struct str password, bool own_device, const struct mail_text *notice,
                               struct str *ret_session, enum own_flaw *ret_flaw,
                               struct fault *fault) MUST_USE;
