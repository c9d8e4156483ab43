/*
 * Retention: erases persons whose last enrolment ended longer ago than the retention period,
 * deletes old frequent events, and erases one person on request.
 *
 * Histories hold ids only and stay. A keyed hash of the username stays, so that the name is never
 * given to another person.
 *
 * Source: docs/develop/requirements.md "Account life cycle", docs/develop/security-decisions.md
 * "Data".
 */
#pragma once

#include "service/pace.h"
#include "service/service.h"

enum { RETENTION_MONTHS = 13 };

/* Progress of the walk over all persons; it restarts after the last. */
struct retention_walk {
    int64_t began_ms; /* start of the service, by the session clock */
    int64_t after_pupil;
    int64_t erased, visits; /* counts of the latest step */
    struct pace erases, purges;
};

/*
 * Runs one short step: looks at some persons and erases those that are due, deletes some old events
 * and, on PostgreSQL, creates and drops monthly partitions.
 *
 * A clock that is set ahead deletes nothing: the earlier of wall clock and session clock counts. In
 * the first hour after the start the session clock has no independent reading yet, so nothing is
 * deleted.
 */
enum rc retention_step(struct service *service, struct arena *arena, int months,
                       struct retention_walk *walk, struct fault *fault) MUST_USE;

/* Erases one person now, even when enrolled. */
enum rc retention_erase(struct call *call, int64_t pupil_id) MUST_USE;

/*
 * Acquires a lease, so that one server at a time runs a job. *ret_mine: `holder` has the lease for
 * the next hold_ms milliseconds; hold_ms 0 releases it.
 */
enum rc retention_lease_take(struct service *service, struct arena *arena, struct str job,
                             struct str holder, int64_t hold_ms, bool *ret_mine,
                             struct fault *fault) MUST_USE;
