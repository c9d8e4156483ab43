/*
 * Texts that several pages of the Schoolloket share: what is wrong with a username or typed
 * password and how to correct it, why a pupil is left out, how a secret is shown.
 */
#pragma once

#include "service/bulk/bulk_create.h"
#include "service/printing/print_cards.h"
#include "service/pupil/pupils.h"
#include "web/loket/views.h"
#include "web/web.h"

struct str flaw_of_username(const struct visit *visit, enum username_flaw flaw, struct str username,
                            struct str suggestion); /* "" for USERNAME_FINE */
struct str flaw_of_secret(const struct visit *visit, enum typed_flaw flaw); /* "" for TYPED_FINE */
/* Returns why a row of a batch was not done. */
struct str flaw_of_outcome(const struct visit *visit, enum batch_outcome outcome);
/*
 * Returns the first character of the name that no font has, which makes cards print the name in
 * Latin letters; character 0 when fonts have all.
 */
struct unprintable flaw_not_printed(const struct visit *visit, const struct pupil_row *row);
/*
 * Explains why a pupil has no card, or a name in Latin letters: "Noor Appels (12): geen lettertype
 * heeft het teken U+1F984."
 */
struct str flaw_left_out(const struct visit *visit, const struct unprintable *pupil);
struct str
flaw_secret_kind(enum secret_kind kind); /* the value in forms: "plaatjes", "woord", "gevorderd" */
/* Returns a secret as pages show it; secret.ptr NULL: hidden. */
struct secret_view loket_secret(const struct visit *visit, enum secret_kind kind,
                                struct str secret);
