/* Coming in: staff sign-in, the one-time link, giving the password again before a secret is shown,
 * and going out. */
#pragma once

#include "web/web.h"

/* No session: the sign-in page, which comes back to where one was going. */
void sign_in_page_ask(struct visit *visit);
/* The last proof is too old: the page that asks the password again and then goes on with the same
 * form. */
void sign_in_page_ask_proof(struct visit *visit);
/* What goes before the handler of a form: the bar around the page that was used with it, the
 * password of the page that asks for proof. RC_NONE: it has been answered. */
enum rc sign_in_page_before(struct visit *visit) MUST_USE;
/* The page of signing in, with what went wrong. */
enum rc sign_in_page_refuse(struct visit *visit, struct str problem);

/* For the other ways of signing in: the redirect that begins the session, how the result is
 * counted, and the text of a wait. */
enum rc sign_in_page_enter(struct visit *visit, struct str token, struct str to);
enum sign_in_result sign_in_page_result(enum rc rc);
struct str sign_in_page_wait_text(struct visit *visit, int64_t wait_ms);

/* Where staff sign in at their organisation, and come back to that path; "" when there is no such
 * place. more: "&opnieuw=1". */
struct str sign_in_page_organisation_address(struct visit *visit, struct str back,
                                             const char *more);
