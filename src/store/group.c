#include "store/group.h"

void group_open(struct group *group) {
    *group = (struct group){.committed = 0};
    pthread_mutex_init(&group->lock, NULL);
    pthread_cond_init(&group->ended, NULL);
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

/* With the lock held; lets it go while the disk works, so that others commit meanwhile and share the next sync. */
static enum rc sync_now(struct group *group, sync_function sync, void *connection, struct fault *fault) {
    uint64_t until = group->committed;
    group->syncing = true;
    pthread_mutex_unlock(&group->lock);
    enum rc rc = sync(connection, fault);
    pthread_mutex_lock(&group->lock);
    group->syncing = false;
    if (rc != RC_OK) group->broken = true;
    else if (!group->broken && until > group->durable) group->durable = until;
    pthread_cond_broadcast(&group->ended);
    return rc;
}

enum rc group_wait(struct group *group, uint64_t number, sync_function sync, void *connection, struct fault *fault) {
    enum rc rc = RC_OK;
    pthread_mutex_lock(&group->lock);
    while (group->durable < number && !group->broken) {
        if (group->syncing) pthread_cond_wait(&group->ended, &group->lock);
        else rc = sync_now(group, sync, connection, fault);
    }
    bool durable = group->durable >= number;
    pthread_mutex_unlock(&group->lock);
    if (durable) return RC_OK;
    return rc != RC_OK ? RC_UNCERTAIN : FAULT(fault, RC_UNCERTAIN, "the disk refused a sync that others asked for");
}

enum rc group_mend(struct group *group, sync_function mend, void *connection, struct fault *fault) {
    pthread_mutex_lock(&group->lock);
    while (group->syncing) pthread_cond_wait(&group->ended, &group->lock);
    enum rc rc = group->broken ? mend(connection, fault) : RC_OK;
    if (rc == RC_OK && group->broken) {
        group->durable = group->committed;
        group->broken = false;
    }
    pthread_mutex_unlock(&group->lock);
    return rc;
}
