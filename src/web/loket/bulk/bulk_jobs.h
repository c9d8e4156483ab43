/* Bulk creations that are being saved, on threads of their own: closing the window does not stop
 * one. The batch in the database is the truth; what stands here is only how far the hashing is, and
 * it may be forgotten without harm: saving a batch again reads the same result back. Source:
 * docs/develop/requirements.md "Creating accounts", service/bulk/bulk_create.h. */
#pragma once

#include "service/service.h"

struct bulk_jobs;

enum bulk_state {
    BULK_UNKNOWN, /* not here: never started, long ago, or on another server */
    BULK_BUSY,
    BULK_ENDED, /* with the rc of bulk_save */
};

struct bulk_jobs_config {
    void (*open_service)(void *context, struct service *ret_service); /* once for each thread */
    void (*close_service)(struct service *service);
    void *context;
};
enum rc bulk_jobs_open(struct arena *arena, const struct bulk_jobs_config *config,
                       struct bulk_jobs **ret_jobs, struct fault *fault) MUST_USE;
/* What runs ends at its next row, RC_LIMIT, and what waits does not begin: both stay drafts. From
 * any thread; returns at once. */
void bulk_jobs_stop(struct bulk_jobs *jobs);
void bulk_jobs_close(struct bulk_jobs *jobs); /* stops, and waits for the threads */

/* Starts saving unless it runs already. RC_LIMIT: too many at once, or the server stops. */
enum rc bulk_jobs_start(struct bulk_jobs *jobs, const struct actor *actor, struct school_id school,
                        struct batch_id batch) MUST_USE;
struct bulk_look {
    enum bulk_state state;
    size_t done, total; /* hashed passwords; total 0 while none is */
    int64_t left_ms;    /* at the pace until now; negative: not known */
    enum rc rc;         /* BULK_ENDED */
};
/* Only what this actor started in this school; wait_ms: how long to wait for the end. Cheap:
 * nothing is read from the database. */
struct bulk_look bulk_jobs_look(struct bulk_jobs *jobs, const struct actor *actor,
                                struct school_id school, struct batch_id batch, int wait_ms);
