/*
 * leerid create --all-schools: writes one ZIP per school into a folder.
 *
 * Several workers process a school each, so that hashing never waits for a transaction or a PDF.
 * The command can be interrupted and restarted: a school is one transaction, pupils who have an
 * account are skipped, and a school without its ZIP is printed again.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/hash_pool.h"
#include "main/create.h"
#include "main/reason.h"
#include "service/printing/print_cards.h"
#include "service/pupil/pupils.h"
#include "service/school/school.h"
#include "web/card_texts.h"

enum { WORKERS_MAX = 18, SHOWN_FAILURES = 20 };

struct failure {
    int school;
    enum rc rc;
    struct fault fault;
};

struct work {
    struct cli *cli;
    const struct draft_wish *wish;
    const char *folder;
    struct school_line *schools;
    size_t count;
    int64_t wanted; /* pupils without an account at the start */
    pthread_mutex_t lock;
    size_t next, running, done_schools;
    int64_t created, turned, hash_ms;
    bool stopping;
    struct failure failures[SHOWN_FAILURES];
    size_t failure_count;
};

struct worker {
    struct work *work;
    struct service service;
    struct arena *arena;
    pthread_t thread;
};

/* Returns "000002.zip", or a name with the batch id when that file already exists. */
static struct str zip_name(struct worker *worker, int school, int64_t batch) {
    struct str first = str_format(worker->arena, "%s/%06d.zip", worker->work->folder, school);
    bool there = file_exists(str_c(worker->arena, first));
    return !there || batch == 0
               ? first
               : str_format(worker->arena, "%s/%06d-%.*s.zip", worker->work->folder, school,
                            STR_ARG(id_text(worker->arena, batch)));
}

static enum rc print_school(struct worker *worker, struct school_id school,
                            const struct print_wish *wish, struct fault *fault) {
    struct actor actor = cli_actor();
    struct print_result printed;
    enum rc rc = print_cards(&(struct call){&worker->service, worker->arena, &actor, school, fault},
                             wish, &printed);
    if (rc == RC_NONE) return RC_OK; /* no card can be printed */
    TRY(rc);
    create_report_left_out(school, &printed);
    return create_write_file(&worker->work->cli->outputs, worker->arena,
                             zip_name(worker, school.value, wish->batch_id), printed.bytes)
               ? RC_OK
               : FAULT(fault, RC_IO, "the ZIP cannot be written");
}

static enum rc process_school(struct worker *worker, const struct school_line *line,
                              struct create_counts *ret_counts, int64_t *ret_hash_ms,
                              struct fault *fault) {
    struct actor actor = cli_actor();
    struct pupil_row *rows;
    struct draft_skip *skips;
    struct batch_id batch = {0};
    size_t count, skip_count;
    bool printed = file_exists(str_c(worker->arena, zip_name(worker, line->school.value, 0)));
    if (line->pupils == line->accounts && printed && !worker->work->wish->turn) return RC_OK;
    TRY(pupils_list(&(struct call){&worker->service, worker->arena, &actor, line->school, fault},
                    &rows, &count));
    int64_t *ids = ARENA_ARRAY(worker->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) ids[i] = rows[i].pupil_id;
    enum rc rc =
        bulk_draft(&(struct call){&worker->service, worker->arena, &actor, line->school, fault},
                   ids, count, worker->work->wish, &batch, &skips, &skip_count);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    if (rc == RC_OK)
        TRY(create_save(&worker->service, worker->arena, &actor, line->school, batch, NULL,
                        ret_hash_ms, fault));
    if (rc == RC_OK)
        TRY(create_count(&worker->service, worker->arena, &actor, line->school, batch, ret_counts,
                         fault));
    if (count == 0 || (printed && rc == RC_NONE)) return RC_OK;
    const struct card_texts texts = card_texts_in(config_language(&worker->work->cli->config));
    struct print_wish print = {.document = PRINT_ZIP, .workbook = true, .sheet = {.texts = &texts}};
    if (printed) print.batch_id = batch.value;
    /* includes accounts of an earlier run that was interrupted before the ZIP was written */
    if (!printed) {
        print.pupil_ids = ids;
        print.pupil_count = count;
    }
    return print_school(worker, line->school, &print, fault);
}

static void add_result(struct work *w, const struct school_line *line, enum rc rc,
                       struct create_counts counts, int64_t hash_ms, const struct fault *fault) {
    pthread_mutex_lock(&w->lock);
    w->created += (int64_t)counts.created;
    w->turned += (int64_t)counts.turned;
    w->hash_ms += hash_ms;
    w->done_schools += rc == RC_OK;
    if (rc != RC_OK && w->failure_count++ < SHOWN_FAILURES) {
        struct failure *f = &w->failures[w->failure_count - 1];
        *f = (struct failure){.school = line->school.value, .rc = rc, .fault = *fault};
    }
    w->stopping =
        w->stopping || rc == RC_IO ||
        rc ==
            RC_LIMIT; /* the disk or the database failed, so the other schools would fail as well */
    pthread_mutex_unlock(&w->lock);
}

static void *run_worker(void *context) {
    struct worker *worker = context;
    struct work *w = worker->work;
    pthread_mutex_lock(&w->lock);
    while (!w->stopping && w->next < w->count) {
        const struct school_line *line = &w->schools[w->next++];
        pthread_mutex_unlock(&w->lock);
        struct fault fault = {.detail = ""};
        struct create_counts counts = {0};
        int64_t hash_ms = 0;
        enum rc rc = process_school(worker, line, &counts, &hash_ms, &fault);
        add_result(w, line, rc, counts, hash_ms, &fault);
        arena_reset(worker->arena);
        pthread_mutex_lock(&w->lock);
    }
    w->running--;
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

static void show_progress(const struct work *w, double seconds) {
    double rate = seconds > 0 ? (double)w->created / seconds : 0;
    int64_t left =
        w->wanted > w->created && rate > 0 ? (int64_t)((double)(w->wanted - w->created) / rate) : 0;
    cli_progress("{0} of {1} LeerIDs, {2} per second, {3} h {4} min left", w->created, w->wanted,
                 cli_decimal(w->cli->arena, rate, 0), left / 3600,
                 message_digits(left / 60 % 60, 2));
}

/*
 * Prints progress. The first Ctrl-C or SIGTERM lets the running schools finish, a second one ends
 * the program at once.
 */
static void watch(struct work *w, const sigset_t *signals, int64_t begin_ms) {
    const struct timespec a_while = {.tv_nsec = 200 * 1000 * 1000};
    for (bool busy = true; busy;) {
        bool asked = sigtimedwait(signals, NULL, &a_while) > 0;
        if (asked) cli_say("what has begun will be finished; run the same command again to go on");
        if (asked) pthread_sigmask(SIG_UNBLOCK, signals, NULL);
        pthread_mutex_lock(&w->lock);
        w->stopping = w->stopping || asked;
        show_progress(w, (double)(clock_now_ms(&w->cli->service.clock) - begin_ms) / 1000);
        busy = w->running > 0;
        pthread_mutex_unlock(&w->lock);
    }
    cli_progress_end();
}

static void close_worker(struct worker *worker) {
    app_service_close(&worker->service);
    arena_destroy(worker->arena);
}

/* Creates as many workers as the system allows, at least one; otherwise none stays open. */
static enum rc open_workers(struct work *w, struct worker *workers, size_t *count,
                            struct fault *fault) {
    size_t opened = *count;
    for (size_t i = 0; i < opened; i++) {
        workers[i] = (struct worker){.work = w, .arena = arena_create((size_t)2 << 30, true)};
        app_service(w->cli->app,
                    &workers[i].service); /* on this thread, which owns the arena of the process */
    }
    pthread_mutex_lock(&w->lock);
    while (w->running < *count &&
           pthread_create(&workers[w->running].thread, NULL, run_worker, &workers[w->running]) == 0)
        w->running++;
    *count = w->running;
    pthread_mutex_unlock(&w->lock);
    for (size_t i = *count; i < opened; i++) close_worker(&workers[i]);
    return *count > 0 ? RC_OK : FAULT(fault, RC_IO, "no thread");
}

static enum exit_code report_created(const struct work *w, double seconds) {
    bool whole = w->done_schools == w->count;
    json_t *errors = json_array();
    for (size_t i = 0; i < w->failure_count && i < SHOWN_FAILURES; i++) {
        const struct failure *f = &w->failures[i];
        json_array_append_new(errors, json_pack("{s:i, s:s, s:s}", "school", f->school, "rc",
                                                rc_name(f->rc), "detail", f->fault.detail));
        (void)cli_failed_at(
            f->rc, &MESSAGE("school {0} is not finished", message_digits(f->school, 6)), &f->fault);
    }
    if (!whole && w->created > 0)
        cli_say("what was made stays; run the same command again when there is space: a school "
                "whose ZIP is missing will then be printed");
    double rate = seconds > 0 ? (double)w->created / seconds : 0;
    if (w->cli->json)
        cli_json(json_pack("{s:I, s:I, s:I, s:I, s:s, s:f, s:f, s:f, s:b, s:o}", "created",
                           (json_int_t)w->created, "turned", (json_int_t)w->turned, "schools",
                           (json_int_t)w->done_schools, "of", (json_int_t)w->count, "folder",
                           w->folder, "seconds", seconds, "hash_seconds", (double)w->hash_ms / 1000,
                           "a_second", rate, "finished", whole, "errors", errors));
    if (w->cli->json) return whole ? EXIT_DONE : EXIT_FAILED;
    json_decref(errors);
    if (w->wish->turn) cli_print("{0} became advanced", w->turned);
    cli_print("{0} in {1} s ({2} per second); {3} of {4} finished, in {5}",
              message_count(N_("1 LeerID made~~{0} LeerIDs made"), (size_t)w->created),
              cli_decimal(w->cli->arena, seconds, 1), cli_decimal(w->cli->arena, rate, 0),
              w->done_schools, message_count("1 school~~{0} schools", w->count), w->folder);
    return whole ? EXIT_DONE : EXIT_FAILED;
}

enum exit_code create_all_schools(struct cli *cli, const struct draft_wish *wish) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* before threads are created */
    struct work w = {.cli = cli,
                     .wish = wish,
                     .folder = str_c(cli->arena, cli_text(cli, "out")),
                     .lock = PTHREAD_MUTEX_INITIALIZER};
    struct fault fault = {.detail = ""};
    if (!cli_open(cli, NEED_STORE | NEED_HASHES | NEED_FONTS)) return EXIT_FAILED;
    if (!output_folder(&cli->outputs, str_of(w.folder)))
        return cli_say("{0} cannot be created: {1}", w.folder, reason_of_errno(errno)), EXIT_FAILED;
    enum rc rc = school_list(&cli->service, cli->arena, &w.schools, &w.count, &fault);
    if (rc != RC_OK) return cli_failed(rc, "schools", &fault);
    for (size_t i = 0; i < w.count; i++) w.wanted += w.schools[i].pupils - w.schools[i].accounts;
    size_t worker_count = 2 + (size_t)hash_pool_threads(cli->app->hashes) / 4;
    struct worker *workers = ARENA_ARRAY(cli->arena, struct worker, WORKERS_MAX);
    if (worker_count > WORKERS_MAX) worker_count = WORKERS_MAX;
    int64_t begin_ms = clock_now_ms(&cli->service.clock);
    rc = open_workers(&w, workers, &worker_count, &fault);
    if (rc != RC_OK) return cli_failed(rc, "making LeerIDs", &fault);
    watch(&w, &signals, begin_ms);
    for (size_t i = 0; i < worker_count; i++) {
        pthread_join(workers[i].thread, NULL);
        close_worker(&workers[i]);
    }
    return report_created(&w, (double)(clock_now_ms(&cli->service.clock) - begin_ms) / 1000);
}
