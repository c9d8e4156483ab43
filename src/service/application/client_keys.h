/* The keys with which an application signs that it is itself: given by the operator, or published
 * by the application and then kept here. Source: RFC 7523; OpenID Connect Core 10.1.1 (keys change
 * without a word). */
#pragma once

#include "service/application/application.h"
#include "service/application/oidc_keys.h"

/* RC_DENIED: none of its keys signed. Published keys are asked again when none could have signed,
 * or when they are an hour old; at most once a minute, and what is there already serves for a day
 * when nobody answers. */
enum rc client_keys_check(struct service *service, struct arena *arena,
                          const struct application *application, const struct jose_head *head,
                          const struct jose_parts *parts, struct fault *fault) MUST_USE;
