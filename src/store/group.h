/*
 * Internal to the store: group commit. The engine commits without waiting for the disk; the
 * committers then wait here, and one of them syncs for all. Source: docs/develop/store.md.
 */
#pragma once

#include <pthread.h>

#include "store/store.h"

struct group {
    pthread_mutex_t lock;
    pthread_cond_t ended; /* signalled when a sync ends */
    uint64_t committed, durable;
    bool syncing;
    bool broken; /* a sync failed: the commits since the last successful one may not be on the disk
                  */
};

typedef enum rc (*sync_function)(void *connection, struct fault *fault);

void group_open(struct group *group);
void group_close(struct group *group);

/* Assigns the number of a commit that has just happened; called by one writer at a time. */
uint64_t group_number(struct group *group);
/*
 * Waits until that commit is on the disk. Returns RC_UNCERTAIN when the sync failed or took longer
 * than 10 s.
 */
enum rc group_wait(struct group *group, uint64_t number, sync_function sync, void *connection,
                   struct fault *fault) MUST_USE;

/*
 * After a failed sync, brings all commits to the disk by calling recover(); nothing more is
 * committed before it succeeds. Called by one writer at a time. Returns RC_RETRY when a sync does
 * not finish.
 */
enum rc group_recover(struct group *group, sync_function recover, void *connection,
                      struct fault *fault) MUST_USE;
