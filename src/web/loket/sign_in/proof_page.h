/* The page that asks staff to prove themselves again before a secret is shown: with the password, a
 * second factor or a passkey. */
#pragma once

#include "web/loket/views.h"
#include "web/web.h"

/* Fields of the form that proves who it is. */
#define PROOF_FIELD "bewijs"
#define PROOF_CODE_FIELD "bewijscode"

/* The last proof is too old: the page that asks the password again and then goes on with the same
 * form. */
void proof_page_ask(struct visit *visit);
/* What goes before the handler of a form: the bar around the page that was used with it, the
 * password of the page that asks for proof. RC_NONE: it has been answered. */
enum rc proof_page_before(struct visit *visit) MUST_USE;

/* The way on and the way back of a page that stands between a request and its answer. */
struct proof_way {
    struct str action, on, back,
        file;   /* on: where /bevestig leads; file: what it downloads there, "" nothing */
    bool keeps; /* back is the form that waits, filled in */
};
struct proof_way proof_page_way(struct visit *visit);
/* The fields of this request that its form sends again. */
void proof_page_kept(struct visit *visit, const struct proof_way *way, struct kept_field **ret_kept,
                     size_t *ret_count);
/* For staff of an outside provider: keeps the form of this request until they come back from
 * there. Where they prove who they are, and *ret_kept: the form can be had again at /bewaard. */
struct str proof_page_outside(struct visit *visit, const struct proof_way *way, bool *ret_kept);
