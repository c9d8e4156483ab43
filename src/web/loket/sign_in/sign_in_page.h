/* Pages of staff sign-in, one-time links and sign-out. */
#pragma once

#include "web/web.h"

/* Shows the sign-in page for a request without a session; it leads back to the requested page. */
void sign_in_page_ask(struct visit *visit);
/* Shows the sign-in page with a problem. */
enum rc sign_in_page_refuse(struct visit *visit, struct str problem);

/* Shared with the other ways of signing in. sign_in_page_enter sets the session cookie and
 * redirects to a path; sign_in_page_result is the outcome for the metrics; sign_in_page_wait_text
 * is the text about a wait. */
enum rc sign_in_page_enter(struct visit *visit, struct str token, struct str to);
enum sign_in_result sign_in_page_result(enum rc rc);
struct str sign_in_page_wait_text(struct visit *visit, int64_t wait_ms);
/* Returns the text for a refused attempt; "" after success or a system error. */
struct str sign_in_page_refusal_text(struct visit *visit, enum rc rc, int64_t wait_ms);

/* Returns the address of sign-in through the organisation, which leads back to a path; "" when no
 * provider is configured. more is a further query parameter, e.g. "&opnieuw=1". */
struct str sign_in_page_organisation_address(struct visit *visit, struct str back,
                                             const char *more);
