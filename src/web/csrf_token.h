/* The CSRF token of the forms, and the check that a form comes from our own page. */
#pragma once

#include "web/web.h"

/* The token that every changing form of this visit carries, masked; made when first asked. */
struct str csrf_token(struct visit *visit);
/* Is it one that was made for that cookie? */
bool csrf_token_matches(struct visit *visit, struct str sent, struct str base);
/* Did our own page send this form? Two independent proofs: what the browser says of where it came
 * from, and the token inside. cookie: what the token hangs on. */
bool csrf_form_is_ours(struct visit *visit, enum web_cookie cookie);
