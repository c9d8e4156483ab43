#include "web/loket/bulk/bulk_jobs.h"

#include "base/wait.h"
#include "service/bulk/bulk_create.h"

enum { THREADS = 2, JOBS = 64, TRIES = 3 };
static const size_t job_memory = (size_t)512 << 20;

enum job_step { JOB_FREE, JOB_WAITS, JOB_RUNS, JOB_ENDED };

struct job {
    enum job_step step;
    uint64_t order;
    struct batch_id batch;
    struct school_id school;
    struct actor actor; /* including copies of what it points to */
    struct staff_rights rights;
    struct arena *arena;
    size_t done, total;
    int64_t begin_ms; /* monotonic */
    enum rc rc;
};

struct bulk_jobs {
    pthread_mutex_t lock;
    pthread_cond_t work, ended;
    struct bulk_jobs_config config;
    struct job jobs[JOBS];
    uint64_t next_order;
    bool closing;
    pthread_t threads[THREADS];
    size_t thread_count;
};

struct running {
    struct bulk_jobs *jobs;
    struct job *job;
};

/* Reports progress. Returns false when the server stops; then nothing of the batch is saved. */
static bool report(void *context, size_t done, size_t total) {
    const struct running *r = context;
    pthread_mutex_lock(&r->jobs->lock);
    r->job->done = done;
    r->job->total = total;
    bool goes_on = !r->jobs->closing;
    pthread_mutex_unlock(&r->jobs->lock);
    return goes_on;
}

/* Returns the job that has waited longest, NULL when there is none. Call with the lock held. */
static struct job *oldest(struct bulk_jobs *jobs, enum job_step step) {
    struct job *found = NULL;
    for (size_t i = 0; i < JOBS; i++)
        if (jobs->jobs[i].step == step && (found == NULL || jobs->jobs[i].order < found->order))
            found = &jobs->jobs[i];
    return found;
}

static enum rc save_job(struct bulk_jobs *jobs, struct job *job, struct service *service) {
    struct running running = {jobs, job};
    const struct bulk_progress progress = {report, &running};
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(job_memory, true);
    enum rc rc = RC_RETRY;
    service_limit_to_school(service, job->school.value);
    for (int i = 0; i < TRIES && (rc == RC_RETRY || rc == RC_UNCERTAIN); i++) {
        arena_reset(arena);
        rc = bulk_save(&(struct call){service, arena, &job->actor, job->school, NULL}, job->batch,
                       &progress, NULL);
    }
    service_limit_to_school(service, 0);
    return rc;
}

static void *run_bulk_jobs(void *context) {
    struct bulk_jobs *jobs = context;
    struct service service;
    jobs->config.open_service(jobs->config.context, &service);
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->closing) {
        struct job *job = oldest(jobs, JOB_WAITS);
        if (job == NULL) {
            pthread_cond_wait(&jobs->work, &jobs->lock);
            continue;
        }
        job->step = JOB_RUNS;
        job->begin_ms = monotonic_ms();
        pthread_mutex_unlock(&jobs->lock);
        enum rc rc = save_job(jobs, job, &service);
        pthread_mutex_lock(&jobs->lock);
        job->rc = rc;
        job->step = JOB_ENDED;
        pthread_cond_broadcast(&jobs->ended);
    }
    pthread_mutex_unlock(&jobs->lock);
    jobs->config.close_service(&service);
    return NULL;
}

enum rc bulk_jobs_open(struct arena *arena, const struct bulk_jobs_config *config,
                       struct bulk_jobs **ret_jobs, struct fault *fault) {
    struct bulk_jobs *jobs = ARENA_NEW(arena, struct bulk_jobs);
    jobs->config = *config;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->work, NULL);
    wait_open(&jobs->ended);
    *ret_jobs = jobs;
    for (; jobs->thread_count < THREADS; jobs->thread_count++)
        ENSURE(pthread_create(&jobs->threads[jobs->thread_count], NULL, run_bulk_jobs, jobs) == 0,
               FAULT(fault, RC_IO, "no thread for jobs"));
    return RC_OK;
}

void bulk_jobs_stop(struct bulk_jobs *jobs) {
    pthread_mutex_lock(&jobs->lock);
    jobs->closing = true;
    pthread_cond_broadcast(&jobs->work);
    pthread_mutex_unlock(&jobs->lock);
}

void bulk_jobs_close(struct bulk_jobs *jobs) {
    if (jobs == NULL) return;
    bulk_jobs_stop(jobs);
    for (size_t i = 0; i < jobs->thread_count; i++) pthread_join(jobs->threads[i], NULL);
    for (size_t i = 0; i < JOBS; i++)
        if (jobs->jobs[i].arena != NULL) arena_destroy(jobs->jobs[i].arena);
}

static struct job *find_job(struct bulk_jobs *jobs, struct batch_id batch) {
    for (size_t i = 0; i < JOBS; i++)
        if (jobs->jobs[i].step != JOB_FREE && jobs->jobs[i].batch.value == batch.value)
            return &jobs->jobs[i];
    return NULL;
}

/*
 * Copies the actor, because a job outlives the request: texts, and the grants that apply to this
 * school.
 */
static void fill(struct job *job, const struct actor *actor, struct school_id school,
                 struct batch_id batch, uint64_t order) {
    if (job->arena == NULL) job->arena = arena_create((size_t)4 << 20, false);
    arena_reset(job->arena);
    struct grant *grants = ARENA_ARRAY(job->arena, struct grant, actor->rights->count);
    size_t count = 0;
    for (size_t i = 0; i < actor->rights->count; i++) {
        const struct grant *given = &actor->rights->grants[i];
        if (given->school.value != 0 && given->school.value != school.value) continue;
        grants[count++] =
            (struct grant){given->role, given->school, str_copy(job->arena, given->class_code)};
    }
    job->rights = (struct staff_rights){grants, count};
    job->actor = *actor;
    job->actor.rights = &job->rights;
    job->actor.over_budget = NULL;
    job->actor.source = str_copy(job->arena, actor->source);
    job->school = school;
    job->batch = batch;
    job->order = order;
    job->done = job->total = 0;
    job->step = JOB_WAITS;
}

enum rc bulk_jobs_start(struct bulk_jobs *jobs, const struct actor *actor, struct school_id school,
                        struct batch_id batch) {
    pthread_mutex_lock(&jobs->lock);
    struct job *job = find_job(jobs, batch);
    bool closing = jobs->closing,
         runs = job != NULL && (job->step == JOB_WAITS || job->step == JOB_RUNS);
    if (job == NULL) job = oldest(jobs, JOB_FREE);
    if (job == NULL) job = oldest(jobs, JOB_ENDED);
    if (job != NULL && !runs && !closing) {
        fill(job, actor, school, batch, ++jobs->next_order);
        pthread_cond_signal(&jobs->work);
    }
    pthread_mutex_unlock(&jobs->lock);
    return job == NULL || closing ? RC_LIMIT : RC_OK;
}

static int64_t left_of(const struct job *job) {
    if (job->done == 0 || job->step != JOB_RUNS) return -1;
    return (monotonic_ms() - job->begin_ms) * (int64_t)(job->total - job->done) /
           (int64_t)job->done;
}

struct bulk_look bulk_jobs_look(struct bulk_jobs *jobs, const struct actor *actor,
                                struct school_id school, struct batch_id batch, int wait_ms) {
    int64_t until_ms = monotonic_ms() + wait_ms;
    struct bulk_look look = {.state = BULK_UNKNOWN, .left_ms = -1};
    pthread_mutex_lock(&jobs->lock);
    struct job *job = find_job(jobs, batch);
    while (job != NULL && job->step != JOB_ENDED && wait_until(&jobs->ended, &jobs->lock, until_ms))
        job = find_job(jobs, batch);
    if (job != NULL && job->school.value == school.value && job->actor.id == actor->id)
        look = (struct bulk_look){job->step == JOB_ENDED ? BULK_ENDED : BULK_BUSY, job->done,
                                  job->total, left_of(job), job->rc};
    pthread_mutex_unlock(&jobs->lock);
    return look;
}
