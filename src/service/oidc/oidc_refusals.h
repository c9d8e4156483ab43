/* The last refusals of an application, for its page: one row for each endpoint and reason. Source:
 * docs/decisions/0021. */
#pragma once

#include "domain/oidc_refusal.h"
#include "service/service.h"

enum { REFUSALS_KEPT_DAYS = 30, REFUSAL_AGAIN_MS = 60 * 1000 };

/* Keeps that it happened now; nothing is written when the same was kept in the last minute.
 * endpoint: a path of a route. */
enum rc oidc_refusal_keep(struct service *service, struct arena *arena, int64_t application_id,
                          struct str endpoint, enum oidc_why why, struct fault *fault) MUST_USE;

struct oidc_refused {
    struct str endpoint;
    enum oidc_why why;
    int64_t last_ms;
};
/* Those of the last 30 days, the newest first. */
enum rc oidc_refusals(struct service *service, struct arena *arena, int64_t application_id,
                      struct oidc_refused **ret_rows, size_t *ret_count,
                      struct fault *fault) MUST_USE;
