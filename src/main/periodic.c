#include "main/periodic.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#include "base/log.h"
#include "base/wait.h"
#include "service/maintenance/housekeeping.h"
#include "service/mail/mail.h"
#include "service/oidc/oidc_logout.h"
#include "service/maintenance/retention.h"

enum {
    TASKS = 5,
    THREADS = 2,
    FIRST_S = 3,
    HOLDER = 16,
    LEASE_S = 60,
    LEASE_ASK_S = 20,
    CLEAN_ROUNDS = 40,
    LOGOUT_STEPS = 50
};

/* A thread with its own service. */
struct task_thread {
    struct periodic *periodic;
    int number;
    pthread_t thread;
};
struct periodic {
    struct app *app;
    struct web *web;
    struct mail_server mail;
    struct logout_sender *logouts;
    struct task_thread threads[THREADS];
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool closing;
    time_t due[TASKS];
    /* per task: until when this server holds the lease of a shared task */
    time_t held_until[TASKS];
    char holder[HOLDER];
    struct retention_walk walk;
    struct housekeeping_pace pace;
};

static bool is_closing(struct periodic *p) {
    pthread_mutex_lock(&p->lock);
    bool closing = p->closing;
    pthread_mutex_unlock(&p->lock);
    return closing;
}

/*
 * Repeats until nothing is left: attackers can create rows faster than one round per minute
 * removes.
 */
static enum rc clean_up(struct periodic *p, struct service *service, struct arena *arena,
                        struct fault *fault) {
    bool more = true;
    for (int i = 0; i < CLEAN_ROUNDS && more; i++)
        TRY(housekeeping(service, arena, &p->pace, &more, fault));
    return RC_OK;
}

static enum rc count_keypads(struct periodic *p, struct service *service, struct arena *arena,
                             struct fault *fault) {
    struct keypad_shares shares;
    TRY(keypad_shares_count(service, arena, &shares, fault));
    p->web->keypads = shares;
    return RC_OK;
}

/* Logs one round of sending: delivered, to be retried, given up. */
static void log_round(enum log_event event, const char *done_key, int done, int later,
                      int dropped) {
    struct log_line line;
    log_begin_at(&line, event, dropped > 0 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO);
    log_number(&line, done_key, done);
    log_number(&line, "later", later);
    log_number(&line, "dropped", dropped);
    log_write(&line);
}

static void log_task_failed(const char *task, enum rc rc, const struct fault *fault) {
    struct log_line line;
    log_begin(&line, LOG_TASK_FAILED);
    log_c(&line, "task", task);
    log_fault(&line, rc, fault);
    log_write(&line);
}

static enum rc send_mails(struct periodic *p, struct service *service, struct arena *arena,
                          struct fault *fault) {
    struct mail_round round;
    TRY(mail_send(service, arena, &p->mail, &round, fault));
    if (round.sent + round.later + round.dropped > 0)
        log_round(LOG_MAIL, "sent", round.sent, round.later, round.dropped);
    return RC_OK;
}

/*
 * Sends logout tokens while calls are in progress, but only briefly: the lease of the task must be
 * renewed.
 */
static enum rc send_logouts(struct periodic *p, struct service *service, struct arena *arena,
                            struct fault *fault) {
    struct logout_round round = {.under_way = true};
    for (int i = 0; i < LOGOUT_STEPS && round.under_way && !is_closing(p); i++) {
        TRY(logout_sender_step(p->logouts, service, arena, &round, fault));
        if (round.told + round.later + round.dropped > 0)
            log_round(LOG_LOGOUT, "told", round.told, round.later, round.dropped);
        arena_reset(arena);
    }
    return RC_OK;
}

static enum rc forget(struct periodic *p, struct service *service, struct arena *arena,
                      struct fault *fault) {
    TRY(retention_step(service, arena, (int)config_number(&p->app->config, SETTING_RETENTION),
                       &p->walk, fault));
    if (p->walk.erased + p->walk.visits == 0) return RC_OK;
    struct log_line line;
    log_begin(&line, LOG_RETENTION);
    log_number(&line, "erased", p->walk.erased);
    log_number(&line, "visits", p->walk.visits);
    log_write(&line);
    return RC_OK;
}

/*
 * The tasks and their intervals. shared: one server runs it for all servers of the database.
 * thread: tasks that wait for other systems have a thread of their own.
 */
static const struct {
    const char *name;
    int every_s, thread;
    bool shared;
    enum rc (*run)(struct periodic *periodic, struct service *service, struct arena *arena,
                   struct fault *fault);
} tasks[TASKS] = {
    {"housekeeping", 60, 0, true, clean_up}, {"keypads", 300, 0, false, count_keypads},
    {"mail", 2, 0, true, send_mails},        {"logout", 1, 1, true, send_logouts},
    {"retention", 10, 0, true, forget},
};

static time_t now_s(void) {
    return (time_t)(monotonic_ms() / 1000);
}

/*
 * Returns true when this server runs the task. A lease is renewed when half of it has passed; a
 * server that does not get it tries again later.
 */
static bool holds_lease(struct periodic *p, size_t task, struct service *service,
                        struct arena *arena) {
    if (!tasks[task].shared || !store_is_postgres(p->app->store)) return true;
    if (p->held_until[task] > now_s() + LEASE_S / 2) return true;
    bool mine = false;
    struct str holder = {p->holder, HOLDER};
    enum rc rc = retention_lease_take(service, arena, str_of(tasks[task].name), holder,
                                      LEASE_S * 1000, &mine, NULL);
    if (rc == RC_OK && mine)
        p->held_until[task] = now_s() + LEASE_S;
    else
        p->due[task] = now_s() + LEASE_ASK_S;
    return rc == RC_OK && mine;
}

static void release_leases(struct periodic *p, int thread, struct service *service) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    for (size_t i = 0; i < COUNT(tasks); i++) {
        bool mine;
        if (tasks[i].thread == thread && p->held_until[i] > now_s())
            (void)!retention_lease_take(service, arena, str_of(tasks[i].name),
                                        (struct str){p->holder, HOLDER}, 0, &mine, NULL);
    }
}

static void run_due(struct periodic *p, int thread, struct service *service) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)64 << 20, true);
    for (size_t i = 0; i < COUNT(tasks); i++) {
        struct fault fault = {0};
        if (tasks[i].thread != thread || p->due[i] > now_s() || !holds_lease(p, i, service, arena))
            continue;
        enum rc rc = tasks[i].run(p, service, arena, &fault);
        if (rc != RC_OK) log_task_failed(tasks[i].name, rc, &fault);
        p->due[i] = now_s() + tasks[i].every_s;
        arena_reset(arena);
    }
}

static void *run_periodic(void *context) {
    const struct task_thread *thread = context;
    struct periodic *p = thread->periodic;
    struct service service;
    app_service(p->app, &service);
    pthread_mutex_lock(&p->lock);
    while (!p->closing) {
        if (wait_until(&p->wake, &p->lock, monotonic_ms() + 1000)) continue;
        pthread_mutex_unlock(&p->lock);
        run_due(p, thread->number, &service);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    release_leases(p, thread->number, &service);
    app_service_close(&service);
    return NULL;
}

enum rc periodic_mail_credentials(struct arena *arena, struct str path, struct str *ret_line,
                                  struct fault *fault) {
    char line[512] = "";
    *ret_line = S("");
    if (path.len == 0) return RC_OK;
    FILE *file = fopen(str_c(arena, path), "re");
    const char *advice =
        errno == EACCES ? "; pass it with LoadCredential= (docs/admin/install.md)" : "";
    if (file == NULL)
        return FAULT(fault, RC_IO, "smtp_credentials: %.*s: %s%s", STR_ARG(path), strerror(errno),
                     advice);
    bool read = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    if (!read) return FAULT(fault, RC_IO, "smtp_credentials is empty");
    *ret_line = str_copy(arena, str_trim(str_of(line)));
    return RC_OK;
}

enum rc periodic_open(struct arena *arena, struct app *app, struct web *web,
                      struct periodic **ret_periodic, struct fault *fault) {
    struct periodic *p = ARENA_NEW(arena, struct periodic);
    p->app = app;
    p->web = web;
    const struct str *values = app->config.values;
    p->mail =
        (struct mail_server){.url = values[SETTING_SMTP_URL], .from = values[SETTING_MAIL_FROM]};
    TRY(periodic_mail_credentials(arena, values[SETTING_SMTP_CREDENTIALS], &p->mail.credentials,
                                  fault));
    struct random random = random_system();
    random_fill(&random, p->holder, HOLDER);
    const struct clock steady = clock_steady(&app->steady);
    p->walk.began_ms = clock_now_ms(&steady);
    for (size_t i = 0; i < COUNT(tasks); i++) p->due[i] = now_s() + FIRST_S;
    pthread_mutex_init(&p->lock, NULL);
    wait_open(&p->wake);
    TRY(logout_sender_open(values[SETTING_CA_FILE], &p->logouts));
    for (int i = 0; i < THREADS; i++) {
        p->threads[i] = (struct task_thread){.periodic = p, .number = i};
        ENSURE(pthread_create(&p->threads[i].thread, NULL, run_periodic, &p->threads[i]) == 0,
               FAULT(fault, RC_IO, "cannot create a thread for periodic tasks"));
    }
    *ret_periodic = p;
    return RC_OK;
}

void periodic_close(struct periodic *p) {
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < THREADS; i++) pthread_join(p->threads[i].thread, NULL);
    logout_sender_close(p->logouts);
}
