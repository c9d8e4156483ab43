#include "store/group.h"

#include "base/wait.h"

enum { SYNC_MS = 10000 }; /* time limit for a sync that another thread runs */

void group_open(struct group *group) {
    *group = (struct group){.committed = 0};
    pthread_mutex_init(&group->lock, NULL);
    wait_open(&group->ended);
}

void group_close(struct group *group) {
    pthread_cond_destroy(&group->ended);
    pthread_mutex_destroy(&group->lock);
}

uint64_t group_number(struct group *group) {
    pthread_mutex_lock(&group->lock);
    uint64_t number = ++group->committed;
    pthread_mutex_unlock(&group->lock);
    return number;
}

/*
 * Called with the lock held; releases it during the sync, so that others commit meanwhile and share
 * the next sync.
 */
static enum rc sync_now(struct group *group, sync_function sync, void *connection,
                        struct fault *fault) {
    uint64_t until = group->committed;
    group->syncing = true;
    pthread_mutex_unlock(&group->lock);
    enum rc rc = sync(connection, fault);
    pthread_mutex_lock(&group->lock);
    group->syncing = false;
    if (rc != RC_OK)
        group->broken = true;
    else if (!group->broken && until > group->durable)
        group->durable = until;
    pthread_cond_broadcast(&group->ended);
    return rc;
}

enum rc group_wait(struct group *group, uint64_t number, sync_function sync, void *connection,
                   struct fault *fault) {
    enum rc rc = RC_OK;
    int64_t until_ms = monotonic_ms() + SYNC_MS;
    bool in_time = true;
    pthread_mutex_lock(&group->lock);
    while (group->durable < number && !group->broken && in_time) {
        if (group->syncing)
            in_time = wait_until(&group->ended, &group->lock, until_ms);
        else
            rc = sync_now(group, sync, connection, fault);
    }
    bool durable = group->durable >= number;
    pthread_mutex_unlock(&group->lock);
    if (durable) return RC_OK;
    if (rc != RC_OK) return RC_UNCERTAIN;
    return FAULT(fault, RC_UNCERTAIN,
                 in_time ? "a sync of the disk failed in another thread"
                         : "a sync of the disk did not finish within 10 s");
}

enum rc group_recover(struct group *group, sync_function recover, void *connection,
                      struct fault *fault) {
    pthread_mutex_lock(&group->lock);
    int64_t until_ms = monotonic_ms() + SYNC_MS;
    while (group->syncing && wait_until(&group->ended, &group->lock, until_ms)) continue;
    if (group->syncing) {
        pthread_mutex_unlock(&group->lock);
        return FAULT(fault, RC_RETRY, "a sync of the disk did not finish within 10 s");
    }
    enum rc rc = group->broken ? recover(connection, fault) : RC_OK;
    if (rc == RC_OK && group->broken) {
        group->durable = group->committed;
        group->broken = false;
    }
    pthread_mutex_unlock(&group->lock);
    return rc;
}
