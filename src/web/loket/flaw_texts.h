/* What several pages of the Schoolloket say in the same words: what is wrong with a username or a
 * typed password and how to mend it, why a pupil is left out, and how a secret is shown. Source:
 * STYLE 10. */
#pragma once

#include "service/bulk/bulk_create.h"
#include "service/printing/print_cards.h"
#include "service/pupil/pupils.h"
#include "web/loket/views.h"
#include "web/web.h"

struct str username_problem(const struct visit *visit, enum username_flaw flaw, struct str username,
                            struct str suggestion);                         /* "" when fine */
struct str secret_problem(const struct visit *visit, enum typed_flaw flaw); /* "" when fine */
struct str outcome_reason(const struct visit *visit, enum batch_outcome outcome);
/* character 0: fonts have all of the name; else it is printed in Latin letters. */
struct unprintable not_printed(const struct visit *visit, const struct pupil_row *row);
/* "Noor Appels (12): geen lettertype heeft het teken U+1F984." Why a pupil has no card, or a name
 * in Latin letters. */
struct str left_out_reason(const struct visit *visit, const struct unprintable *pupil);
/* secret.ptr NULL: hidden. */
struct str
secret_kind_word(enum secret_kind kind); /* as forms say it: "plaatjes", "woord", "gevorderd" */
struct secret_view loket_secret(const struct visit *visit, enum secret_kind kind,
                                struct str secret);
