/* Passkeys on pages of the Schoolloket: the data that a page's script passes to the browser, and
 * the browser's response. The script is assets/js/passkey.js; without scripts the button is hidden.
 * Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "service/staff/staff_passkey.h"
#include "web/loket/views.h"
#include "web/web.h"

/* Hidden fields of a form with a passkey button. passkey_id is sent only with an assertion,
 * passkey_client with an assertion or a new passkey. */
#define PASSKEY_FIELD_ID "passkey_id"
#define PASSKEY_FIELD_CLIENT "passkey_client"
#define PASSKEY_FIELD_AUTH "passkey_auth"
#define PASSKEY_FIELD_SIGNATURE "passkey_signature"

/* Returns the data of a button, with a new challenge. */
struct passkey_view passkey_button(struct visit *visit, enum passkey_purpose purpose);
/* Returns the browser's response from the form. */
struct passkey_answer passkey_from_form(const struct visit *visit);
/* Returns the origin of this request, for sessions and rate limits. */
struct staff_origin passkey_origin(struct visit *visit);
