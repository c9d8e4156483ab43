/* Page that asks staff to prove their identity again before a secret is shown: with the password
 * and second factor, or with a passkey. */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/* Form fields of the proof. */
#define PROOF_FIELD "bewijs"
#define PROOF_CODE_FIELD "bewijscode"

/* Shows the page because the last proof is too old. After the proof the same request continues. */
void proof_page_ask(struct visit *visit);
/* Runs before the handler of a form: handles the controls around the page and verifies a submitted
 * proof. Returns RC_NONE when it has answered the request. */
enum rc proof_page_before(struct visit *visit) MUST_USE;

/* Addresses of a page that interrupts a request. */
struct proof_way {
    struct str action, on, back,
        file;   /* on: target after /bevestig; file: download there, "": none */
    bool keeps; /* back shows the interrupted form with its values */
};
/* Returns the addresses for this request. */
struct proof_way proof_page_way(struct visit *visit);
/* Returns the fields of this request that the page must submit again. */
void proof_page_kept(struct visit *visit, const struct proof_way *way, struct kept_field **ret_kept,
                     size_t *ret_count);
/* For staff of an external provider: returns the address to prove their identity at, and stores the
 * form of this request until they return. Sets *ret_kept when the form is available at /bewaard. */
struct str proof_page_outside(struct visit *visit, const struct proof_way *way, bool *ret_kept);
