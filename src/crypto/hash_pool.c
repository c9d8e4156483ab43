#include "crypto/hash_pool.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/wait.h"
#include "crypto/hash_memory.h"

enum { NICE = 12, QUEUE_A_THREAD = 256, FORGET_MS = 100 };

/* A unit of work, in the memory of the thread that waits for it. */
struct job {
    struct job *next;
    struct str verifier;    /* for a check */
    struct hash_item *item; /* for a make */
    int64_t owner;
    struct str secret;
    enum rc rc;
    bool taken, done;
    pthread_cond_t *finished; /* belongs to the waiting thread */
    struct bulk *bulk;
};

/* State shared by the jobs of one bulk call. */
struct bulk {
    size_t done, wanted;
    int64_t spent_ns;
    enum rc rc;
};

struct queue {
    struct job *first, *last;
};

struct hash_pool {
    const struct keys *keys;
    pthread_mutex_t lock;
    pthread_cond_t work, left;
    struct queue queues[HASH_PRIORITIES];
    size_t waiting; /* sign-ins in the queues; bulk work is not counted */
    uint64_t done, refused, failed;
    /* callers inside run_one() or hash_pool_bulk(); the pool is destroyed only after they left */
    size_t callers;
    bool closing;
    int threads;
    pthread_t *ids;
};

static void push(struct hash_pool *pool, enum hash_priority priority, struct job *job) {
    struct queue *queue = &pool->queues[priority];
    job->next = NULL;
    if (queue->first == NULL)
        queue->first = job;
    else
        queue->last->next = job;
    queue->last = job;
    pool->waiting += priority != HASH_BULK;
}

static struct job *pop(struct hash_pool *pool) {
    for (int p = 0; p < HASH_PRIORITIES; p++) {
        struct queue *queue = &pool->queues[p];
        struct job *job = queue->first;
        if (job == NULL) continue;
        queue->first = job->next;
        pool->waiting -= p != HASH_BULK;
        job->taken = true;
        return job;
    }
    return NULL;
}

static enum rc run_hash_job(const struct hash_pool *pool, struct job *job) {
    if (job->item != NULL)
        return password_make(pool->keys, job->item->owner, job->item->secret, job->item->verifier);
    return password_check(pool->keys, job->owner, job->verifier, job->secret);
}

static void finish(struct hash_pool *pool, struct job *job, enum rc rc, int64_t spent_ns) {
    struct bulk *bulk = job->bulk;
    job->rc = rc;
    job->done = true;
    pool->done++;
    pool->failed += rc != RC_OK && rc != RC_DENIED;
    if (bulk != NULL) {
        bulk->done++;
        bulk->spent_ns += spent_ns;
        if (rc != RC_OK) bulk->rc = rc;
    }
    if (bulk == NULL || bulk->done >= bulk->wanted) pthread_cond_signal(job->finished);
}

/*
 * A thread that is idle for a moment wipes its hash memory, then waits without a timeout. It checks
 * the queues once more in between, because a job that arrived at the end of the moment woke no
 * other thread.
 */
static void wait_for_work(struct hash_pool *pool, bool *forgot) {
    if (*forgot)
        pthread_cond_wait(&pool->work, &pool->lock);
    else if (!wait_until(&pool->work, &pool->lock, monotonic_ms() + FORGET_MS)) {
        hash_memory_forget();
        *forgot = true;
    }
}

static void *hash_thread(void *context) {
    struct hash_pool *pool = context;
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICE);
    hash_memory_open(PASSWORD_MEMORY);
    pthread_mutex_lock(&pool->lock);
    for (bool forgot = false;;) {
        struct job *job = pool->closing ? NULL : pop(pool);
        if (job != NULL) {
            pthread_mutex_unlock(&pool->lock);
            int64_t begin = monotonic_ns();
            enum rc rc = run_hash_job(pool, job);
            int64_t spent = monotonic_ns() - begin;
            pthread_mutex_lock(&pool->lock);
            finish(pool, job, rc, spent);
            forgot = false;
            continue;
        }
        if (pool->closing) break;
        wait_for_work(pool, &forgot);
    }
    pthread_mutex_unlock(&pool->lock);
    hash_memory_close();
    return NULL;
}

enum rc hash_pool_open(struct arena *arena, const struct keys *keys, int threads,
                       struct hash_pool **ret_pool) {
    struct hash_pool *pool = ARENA_NEW(arena, struct hash_pool);
    pool->keys = keys;
    pool->threads = threads > 0 ? threads : (int)sysconf(_SC_NPROCESSORS_ONLN);
    pool->ids = ARENA_ARRAY(arena, pthread_t, (size_t)pool->threads);
    pthread_mutex_init(&pool->lock, NULL);
    wait_open(&pool->work);
    wait_open(&pool->left);
    for (int i = 0; i < pool->threads; i++)
        if (pthread_create(&pool->ids[i], NULL, hash_thread, pool) != 0) {
            pool->threads = i;
            hash_pool_close(pool);
            return RC_IO;
        }
    *ret_pool = pool;
    return RC_OK;
}

void hash_pool_close(struct hash_pool *pool) {
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    for (struct job *job; (job = pop(pool)) != NULL;) finish(pool, job, RC_LIMIT, 0);
    pthread_cond_broadcast(&pool->work);
    while (pool->callers > 0) pthread_cond_wait(&pool->left, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->threads; i++) pthread_join(pool->ids[i], NULL);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->left);
    pthread_mutex_destroy(&pool->lock);
}

int hash_pool_threads(const struct hash_pool *pool) {
    return pool->threads;
}

struct hash_load hash_pool_load(struct hash_pool *pool) {
    pthread_mutex_lock(&pool->lock);
    struct hash_load load = {pool->waiting, pool->done, pool->refused, pool->failed};
    pthread_mutex_unlock(&pool->lock);
    return load;
}

static void leave(struct hash_pool *pool) {
    pool->callers--;
    if (pool->closing) pthread_cond_broadcast(&pool->left);
    pthread_mutex_unlock(&pool->lock);
}

static void unlink_job(struct hash_pool *pool, enum hash_priority priority, const struct job *job) {
    struct queue *queue = &pool->queues[priority];
    struct job *before = NULL;
    for (struct job *at = queue->first; at != NULL; before = at, at = at->next) {
        if (at != job) continue;
        if (before == NULL)
            queue->first = at->next;
        else
            before->next = at->next;
        if (queue->last == at) queue->last = before;
        pool->waiting -= priority != HASH_BULK;
        return;
    }
}

/* Queues a job and waits for it. A job that no thread has started in time is withdrawn. */
static enum rc run_one(struct hash_pool *pool, enum hash_priority priority, struct job *job) {
    int64_t until_ms = monotonic_ms() + HASH_WAIT_MS;
    pthread_cond_t finished;
    pthread_mutex_lock(&pool->lock);
    if (pool->closing || pool->waiting >= (size_t)pool->threads * QUEUE_A_THREAD) {
        pool->refused++;
        pthread_mutex_unlock(&pool->lock);
        return RC_LIMIT;
    }
    pool->callers++;
    wait_open(&finished);
    job->finished = &finished;
    push(pool, priority, job);
    pthread_cond_signal(&pool->work);
    while (!job->done) {
        if (job->taken) {
            pthread_cond_wait(&finished, &pool->lock);
            continue;
        }
        if (wait_until(&finished, &pool->lock, until_ms) || job->taken || job->done) continue;
        unlink_job(pool, priority, job);
        job->rc = RC_LIMIT;
        pool->refused++;
        break;
    }
    leave(pool);
    pthread_cond_destroy(&finished);
    return job->rc;
}

enum rc hash_pool_check(struct hash_pool *pool, enum hash_priority priority, int64_t owner,
                        struct str verifier, struct str secret) {
    struct job job = {.owner = owner, .verifier = verifier, .secret = secret};
    return run_one(pool, priority, &job);
}

enum rc hash_pool_make(struct hash_pool *pool, enum hash_priority priority, int64_t owner,
                       struct str secret, unsigned char ret_verifier[VERIFIER_BYTES]) {
    struct hash_item item = {.owner = owner, .secret = secret};
    struct job job = {.item = &item};
    TRY(run_one(pool, priority, &job));
    memcpy(ret_verifier, item.verifier, VERIFIER_BYTES);
    return RC_OK;
}

/*
 * Bulk work is not bounded by the queue limit: it has the lowest priority and its memory belongs to
 * the caller.
 */
enum rc hash_pool_bulk(struct hash_pool *pool, struct hash_item *items, size_t count,
                       bool (*progress)(void *context, size_t done), void *context,
                       int64_t *ret_hash_ms) {
    struct arena *scratch CLEANUP(arena_destroy_at) =
        arena_create((count + 1) * (sizeof(struct job) + 16) + 65536, false);
    struct job *jobs = ARENA_ARRAY(scratch, struct job, count);
    struct bulk bulk = {.rc = RC_OK, .wanted = count};
    pthread_cond_t finished;
    bool cancelled = false;
    pthread_mutex_lock(&pool->lock);
    if (pool->closing) {
        pthread_mutex_unlock(&pool->lock);
        return RC_LIMIT;
    }
    pool->callers++;
    wait_open(&finished);
    for (size_t i = 0; i < count; i++) {
        jobs[i] = (struct job){.item = &items[i], .finished = &finished, .bulk = &bulk};
        push(pool, HASH_BULK, &jobs[i]);
    }
    pthread_cond_broadcast(&pool->work);
    while (bulk.done < bulk.wanted) {
        int64_t until_ms = monotonic_ms() + 100;
        while (bulk.done < bulk.wanted && wait_until(&finished, &pool->lock, until_ms)) continue;
        if (cancelled) continue;
        bool go_on = bulk.rc == RC_OK; /* the first failure ends the whole call */
        if (go_on && progress != NULL) {
            size_t done = bulk.done;
            pthread_mutex_unlock(&pool->lock);
            go_on = progress(context, done);
            pthread_mutex_lock(&pool->lock);
        }
        if (go_on) continue;
        cancelled = true;
        for (size_t i = 0; i < count; i++) {
            if (jobs[i].taken) continue;
            unlink_job(pool, HASH_BULK, &jobs[i]);
            bulk.wanted--;
        }
    }
    leave(pool);
    pthread_cond_destroy(&finished);
    TRY(bulk.rc);
    ENSURE(!cancelled, RC_LIMIT);
    *ret_hash_ms = bulk.spent_ns / 1000000 / pool->threads;
    return RC_OK;
}
