/*
 * Background jobs that save bulk creations, so that closing the browser does not stop one.
 *
 * The batch in the database holds the result. This module only knows the progress of hashing and
 * may forget it: saving a batch again returns the same result.
 *
 * Source: docs/develop/requirements.md "Creating accounts", service/bulk/bulk_create.h.
 */
#pragma once

#include "service/service.h"

struct bulk_jobs;

enum bulk_state {
    BULK_UNKNOWN, /* never started, ended long ago, or on another server */
    BULK_BUSY,
    BULK_ENDED, /* with the result of bulk_save() */
};

struct bulk_jobs_config {
    void (*open_service)(void *context, struct service *ret_service); /* called once per thread */
    void (*close_service)(struct service *service);
    void *context;
};
/* Starts the threads. RC_IO: a thread cannot be created. */
enum rc bulk_jobs_open(struct arena *arena, const struct bulk_jobs_config *config,
                       struct bulk_jobs **ret_jobs, struct fault *fault) MUST_USE;
/*
 * Stops running jobs at their next row (RC_LIMIT) and starts no waiting ones; their batches stay
 * drafts. Any thread may call this; it returns at once.
 */
void bulk_jobs_stop(struct bulk_jobs *jobs);
void bulk_jobs_close(struct bulk_jobs *jobs); /* stops the jobs and waits for the threads */

/*
 * Starts a job for the batch unless one runs already. RC_LIMIT: too many jobs, or the server stops.
 */
enum rc bulk_jobs_start(struct bulk_jobs *jobs, const struct actor *actor, struct school_id school,
                        struct batch_id batch) MUST_USE;
struct bulk_look {
    enum bulk_state state;
    size_t done, total; /* hashed passwords; total 0: not started */
    int64_t left_ms;    /* estimate in milliseconds; negative: unknown */
    enum rc rc;         /* for BULK_ENDED */
};
/*
 * Returns the state of a job that this actor started in this school, after waiting for its end up
 * to wait_ms milliseconds. Does not read the database.
 */
struct bulk_look bulk_jobs_look(struct bulk_jobs *jobs, const struct actor *actor,
                                struct school_id school, struct batch_id batch, int wait_ms);
