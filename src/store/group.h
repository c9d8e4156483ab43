/* Inside the store only: commits of one process that share one sync of the disk. The engine commits
 * without waiting for the disk; whoever committed then waits here, and one of those who wait syncs
 * for all. Source: docs/develop/store.md. */
#pragma once

#include <pthread.h>

#include "store/store.h"

struct group {
    pthread_mutex_t lock;
    pthread_cond_t ended; /* a sync */
    uint64_t committed, durable;
    bool syncing;
    bool broken; /* a sync failed: what was committed since the last one may not be on the disk */
};

typedef enum rc (*sync_function)(void *connection, struct fault *fault);

void group_open(struct group *group);
void group_close(struct group *group);

/* The number of a commit that has just happened; called by one writer at a time. */
uint64_t group_number(struct group *group);
/* Returns when that commit is on the disk. RC_UNCERTAIN: the disk refused, or has not answered for
 * 10 s. */
enum rc group_wait(struct group *group, uint64_t number, sync_function sync, void *connection,
                   struct fault *fault) MUST_USE;

/* After a refusal nothing more is committed before mend brought everything to the disk another way.
 * Called by one writer at a time. RC_RETRY: it does not answer. */
enum rc group_mend(struct group *group, sync_function mend, void *connection,
                   struct fault *fault) MUST_USE;
