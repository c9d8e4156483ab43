/*
 * The keys with which an application signs its assertions: entered by the operator, or published by
 * the application and cached here.
 *
 * Source: RFC 7523; OpenID Connect Core 10.1.1 (keys rotate without notice).
 */
#pragma once

#include "service/application/application.h"
#include "service/application/oidc_keys.h"

/*
 * Verifies a signature. RC_DENIED: no key of the application made it. Published keys are fetched
 * again when none of them could have signed or they are older than an hour, at most once a minute.
 * When the application does not answer, cached keys are used for up to a day.
 */
enum rc client_keys_check(struct service *service, struct arena *arena,
                          const struct application *application, const struct jose_head *head,
                          const struct jose_parts *parts, struct fault *fault) MUST_USE;
