/* Passkeys on the pages of the Schoolloket: what the script of a page needs to ask the browser for
 * one, and what the browser sent back. The script is assets/js/passkey.js; without scripts the
 * button does not show. Source: docs/develop/staff-sign-in.md. */
#pragma once

#include "service/staff/staff_passkey.h"
#include "web/loket/views.h"
#include "web/web.h"

/* Hidden fields of a form with a passkey button; passkey_id is sent only when the browser gave an
 * assertion, passkey_client also when it made a passkey. */
#define PASSKEY_FIELD_ID "passkey_id"
#define PASSKEY_FIELD_CLIENT "passkey_client"
#define PASSKEY_FIELD_AUTH "passkey_auth"
#define PASSKEY_FIELD_SIGNATURE "passkey_signature"

struct passkey_view passkey_button(struct visit *visit, enum passkey_purpose purpose);
struct passkey_answer passkey_from_form(const struct visit *visit);
/* Where this request comes from, for the sessions and limits of staff. */
struct staff_origin passkey_origin(struct visit *visit);
