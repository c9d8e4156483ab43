/*
 * Recent refusals of an application, which its page shows: one row per endpoint and reason.
 *
 * Source: docs/decisions/0021.
 */
#pragma once

#include "domain/oidc_refusal.h"
#include "service/service.h"

enum { REFUSALS_KEPT_DAYS = 30, REFUSAL_AGAIN_MS = 60 * 1000 };

/*
 * Records a refusal. Writes nothing when the same refusal was recorded within REFUSAL_AGAIN_MS.
 *   endpoint  path of a route
 */
enum rc oidc_refusal_keep(struct service *service, struct arena *arena, int64_t application_id,
                          struct str endpoint, enum oidc_why why, struct fault *fault) MUST_USE;

struct oidc_refused {
    struct str endpoint;
    enum oidc_why why;
    int64_t last_ms;
};
/*
 * Lists the refusals of the last REFUSALS_KEPT_DAYS days, newest first. Reasons that this version
 * does not know are left out.
 */
enum rc oidc_refusals(struct service *service, struct arena *arena, int64_t application_id,
                      struct oidc_refused **ret_rows, size_t *ret_count,
                      struct fault *fault) MUST_USE;
