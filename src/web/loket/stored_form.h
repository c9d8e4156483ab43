/*
 * Forms that were being filled in when the session ended (docs/develop/requirements.md "Staff
 * sessions"). They are kept sealed for a day, without secrets, and offered again after signing in.
 */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/* Returns the fields of this request's form that may be stored or sent again after a proof. */
void stored_form_fields(struct visit *visit, struct kept_field **ret_fields, size_t *ret_count);
/*
 * Returns whether the secret `name` was typed, in this form or before a proof or sign-in, and is
 * not in it any more, so that the page asks to type it again.
 */
bool stored_form_lost(struct visit *visit, const char *name);
/* Stores the form of a request whose session had expired. Returns true when it was stored. */
bool stored_form_save(struct visit *visit);
/* The same for a signed-in user who leaves the page to give a proof. */
bool stored_form_save_here(struct visit *visit);
