/* The page that asks staff to prove themselves again before a secret is shown: with the password, a
 * second factor or a passkey. */
#pragma once

#include "web/web.h"

/* The last proof is too old: the page that asks the password again and then goes on with the same
 * form. */
void proof_page_ask(struct visit *visit);
/* What goes before the handler of a form: the bar around the page that was used with it, the
 * password of the page that asks for proof. RC_NONE: it has been answered. */
enum rc proof_page_before(struct visit *visit) MUST_USE;
