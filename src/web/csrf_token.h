/* The CSRF token of forms, and the check that a form was sent by a page of this site. */
#pragma once

#include "web/web.h"

/* Returns the masked token for the forms of this request; creates it on the first call. */
struct str csrf_token(struct visit *visit);
/* Returns whether the token was made for the cookie value `base`. */
bool csrf_token_matches(struct visit *visit, struct str sent, struct str base);
/*
 * Returns whether a page of this site sent the form. Two independent checks must pass: the headers
 * by which the browser names the origin, and the token.
 *   cookie  the cookie that the token is bound to
 */
bool csrf_form_is_ours(struct visit *visit, enum web_cookie cookie);
