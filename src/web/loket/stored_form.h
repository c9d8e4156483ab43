/* What somebody was filling in when the session ended (docs/develop/requirements.md "Staff
 * sessions"): kept sealed for a day without anything that was typed in secret, offered again after
 * signing in. */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/* The fields of this request's form that may be kept or sent again after a proof. */
void stored_form_fields(struct visit *visit, struct kept_field **ret_fields, size_t *ret_count);
/* That secret was typed in this form, now or before a proof or a sign-in, and stands in it no more:
 * the page says to type it again. */
bool stored_form_lost(struct visit *visit, const char *name);
/* A form was sent with a session that idled too long: true when it is kept. */
bool stored_form_save(struct visit *visit);
/* The same for a form of somebody who is signed in, and goes elsewhere to prove who they are. */
bool stored_form_save_here(struct visit *visit);
