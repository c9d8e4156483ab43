/* Forgetting: persons whose last enrolment ended longer ago than the retention, old visits, or one
 * person who asks. Histories hold ids and stay; of the username a keyed hash stays, so that it is
 * never given again. Source: docs/develop/requirements.md "Account life cycle",
 * docs/develop/security-decisions.md "Data". */
#pragma once

#include "service/pace.h"
#include "service/service.h"

enum { RETENTION_MONTHS = 13 };

/* Where the walk over all persons stands: it begins again after the last. */
struct retention_walk {
    int64_t began_ms; /* when the service started, on the clock of sessions */
    int64_t after_pupil;
    int64_t erased, visits; /* in this step */
    struct pace erases, purges;
};

/* One step of little work: some persons are looked at and a few erased where it is time, some
 * visits are purged, months of visits are made and dropped (PostgreSQL). A clock that was set ahead
 * takes nobody away: the earlier of the wall clock and that of sessions counts, and in the first
 * hour after the start, when the second knows no more than the first, nothing is erased, purged or
 * dropped. */
enum rc retention_step(struct service *service, struct arena *arena, int months,
                       struct retention_walk *walk, struct fault *fault) MUST_USE;

/* Erases one person now, whatever is enrolled. */
enum rc retention_erase(struct call *call, int64_t pupil_id) MUST_USE;

/* One server at a time: true when this holder has the job for the next hold_ms; 0 gives it back. */
enum rc lease_take(struct service *service, struct arena *arena, struct str job, struct str holder,
                   int64_t hold_ms, bool *ret_mine, struct fault *fault) MUST_USE;
