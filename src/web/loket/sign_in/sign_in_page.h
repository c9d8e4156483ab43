/* Staff sign-in, the one-time link, and signing out. */
#pragma once

#include "web/web.h"

/* No session: the sign-in page, which comes back to where one was going. */
void sign_in_page_ask(struct visit *visit);
/* The page of signing in, with what went wrong. */
enum rc sign_in_page_refuse(struct visit *visit, struct str problem);

/* For the other ways of signing in: the redirect that begins the session, how the result is
 * counted, and the text of a wait. */
enum rc sign_in_page_enter(struct visit *visit, struct str token, struct str to);
enum sign_in_result sign_in_page_result(enum rc rc);
struct str sign_in_page_wait_text(struct visit *visit, int64_t wait_ms);
/* The sentence for a refused attempt; "" when it succeeded or the system failed. */
struct str sign_in_page_refusal_text(struct visit *visit, enum rc rc, int64_t wait_ms);

/* Where staff sign in at their organisation, and come back to that path; "" when there is no such
 * place. more: "&opnieuw=1". */
struct str sign_in_page_organisation_address(struct visit *visit, struct str back,
                                             const char *more);
