/* Coming in: staff sign-in, the one-time link, giving the password again before a secret is shown,
 * and going out. */
#pragma once

#include "web/web.h"

/* No session: the sign-in page, which comes back to where one was going. */
void door_ask(struct visit *visit);
/* The last proof is too old: the page that asks the password again and then goes on with the same
 * form. */
void door_ask_proof(struct visit *visit);
/* What goes before the handler of a form: the bar around the page that was used with it, the
 * password of the page that asks for proof. RC_NONE: it has been answered. */
enum rc door_first(struct visit *visit) MUST_USE;
/* The page of signing in, with what went wrong. */
enum rc door_say(struct visit *visit, struct str problem);

/* Where staff sign in at their organisation, and come back to that path; "" when there is no such
 * place. more: "&opnieuw=1". */
struct str door_outside_address(struct visit *visit, struct str back, const char *more);
