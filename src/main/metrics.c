#include "main/metrics.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "http/listen.h"
#include "main/metrics_serve.h"
#include "service/throttle_store.h"
#include "web/health.h"

enum { STATUSES = 5, SITES_COUNTED = 2, BUCKETS = 11, TEXT_MAX = 1 << 20 };
static const int bucket_ms[BUCKETS] = {5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000};
static const char *const sites[SITES_COUNTED] = {"loket", "mijn"};

struct per_route {
    /* by status class; 1xx never occurs, so [0] counts invalid statuses */
    _Atomic uint64_t answers[SITES_COUNTED][STATUSES];
};
struct per_site {
    _Atomic uint64_t up_to[BUCKETS + 1]; /* one bucket per response; cumulated when written */
    _Atomic uint64_t sum_ms, unsent;
};

struct metrics {
    struct app *app;
    struct web *web;
    const struct http_route *routes;
    size_t route_count;
    struct per_route *per_route; /* the last one counts requests without a route */
    struct per_site per_site[SITES_COUNTED];
    int64_t begin_ms;
    struct listener listener;
    bool listening;
    atomic_bool closing;
    pthread_t thread;
};

static void add_to_counter(_Atomic uint64_t *counter, uint64_t n) {
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static uint64_t get(_Atomic uint64_t *counter) {
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static size_t route_of(const struct metrics *m, const struct http_log_line *line) {
    static const char *const methods[] = {[HTTP_GET] = "GET", [HTTP_POST] = "POST"};
    for (size_t i = 0; i < m->route_count; i++) {
        const char *method = strcmp(line->method, "HEAD") == 0 ? "GET" : line->method;
        if (strcmp(m->routes[i].pattern, line->pattern) == 0 &&
            strcmp(methods[m->routes[i].method], method) == 0)
            return i;
    }
    return m->route_count;
}

void metrics_count(struct metrics *m, const struct http_log_line *line) {
    if (line->site < 0 || line->site >= SITES_COUNTED) return;
    struct per_site *site = &m->per_site[line->site];
    int status = line->status / 100, bucket = 0;
    while (bucket < BUCKETS && line->ms > bucket_ms[bucket]) bucket++;
    add_to_counter(&m->per_route[route_of(m, line)]
                        .answers[line->site][status > 0 && status <= STATUSES ? status - 1 : 0],
                   1);
    add_to_counter(&site->up_to[bucket], 1);
    add_to_counter(&site->sum_ms, line->ms > 0 ? (uint64_t)line->ms : 0);
    add_to_counter(&site->unsent, !line->sent);
}

static void head(struct buf *out, const char *name, const char *type, const char *help) {
    buf_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_requests(struct metrics *m, struct buf *out) {
    static const char *const methods[] = {[HTTP_GET] = "GET", [HTTP_POST] = "POST"};
    head(out, "leerid_requests_total", "counter", "Answered requests.");
    for (size_t i = 0; i <= m->route_count; i++)
        for (int site = 0; site < SITES_COUNTED; site++)
            for (int status = 0; status < STATUSES; status++) {
                uint64_t count = get(&m->per_route[i].answers[site][status]);
                bool known = i < m->route_count;
                if (count > 0)
                    buf_format(out,
                               "leerid_requests_total{site=\"%s\",method=\"%s\",route=\"%s\","
                               "status=\"%dxx\"} %llu\n",
                               sites[site], known ? methods[m->routes[i].method] : "-",
                               known ? m->routes[i].pattern : "-", status + 1,
                               (unsigned long long)count);
            }
    head(out, "leerid_request_seconds", "histogram",
         "From the complete head to the last byte sent.");
    for (int site = 0; site < SITES_COUNTED; site++) {
        struct per_site *s = &m->per_site[site];
        uint64_t sum = 0;
        for (int b = 0; b < BUCKETS; b++) {
            sum += get(&s->up_to[b]);
            buf_format(out, "leerid_request_seconds_bucket{site=\"%s\",le=\"%g\"} %llu\n",
                       sites[site], bucket_ms[b] / 1000.0, (unsigned long long)sum);
        }
        sum += get(&s->up_to[BUCKETS]);
        buf_format(out, "leerid_request_seconds_bucket{site=\"%s\",le=\"+Inf\"} %llu\n",
                   sites[site], (unsigned long long)sum);
        buf_format(out, "leerid_request_seconds_sum{site=\"%s\"} %.3f\n", sites[site],
                   (double)get(&s->sum_ms) / 1000);
        buf_format(out, "leerid_request_seconds_count{site=\"%s\"} %llu\n", sites[site],
                   (unsigned long long)sum);
    }
    head(out, "leerid_requests_unsent_total", "counter", "Answers whose client went away.");
    for (int site = 0; site < SITES_COUNTED; site++)
        buf_format(out, "leerid_requests_unsent_total{site=\"%s\"} %llu\n", sites[site],
                   (unsigned long long)get(&m->per_site[site].unsent));
}

static void write_sign_ins(struct metrics *m, struct buf *out) {
    head(out, "leerid_sign_ins_total", "counter", "Attempts to sign in, by site and result.");
    for (int site = 0; site < SITES_COUNTED; site++)
        for (int result = 0; result < SIGN_IN_RESULTS; result++)
            buf_format(out, "leerid_sign_ins_total{site=\"%s\",result=\"%s\"} %llu\n", sites[site],
                       web_result_name((enum sign_in_result)result),
                       (unsigned long long)get(&m->web->sign_ins[site][result]));
}

static void write_gauge(struct buf *out, const char *name, const char *type, const char *help,
                        double value) {
    head(out, name, type, help);
    buf_format(out, "%s %.6g\n", name, value);
}

static void write_process(struct metrics *m, struct buf *out) {
    long size = 0, resident = 0;
    FILE *statm = fopen("/proc/self/statm", "re");
    char line[100] = "";
    if (statm != NULL && fgets(line, sizeof line, statm) != NULL) {
        char *end;
        size = strtol(line, &end, 10);
        resident = strtol(end, NULL, 10);
    }
    if (statm != NULL) fclose(statm);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    long page = sysconf(_SC_PAGESIZE);
    write_gauge(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
                (double)resident * (double)page);
    write_gauge(out, "process_virtual_memory_bytes", "gauge", "Virtual memory.",
                (double)size * (double)page);
    write_gauge(out, "process_cpu_seconds_total", "counter", "Time on the processor.", cpu);
    head(out, "process_start_time_seconds", "gauge", "When the program began.");
    buf_format(out, "process_start_time_seconds %lld\n", (long long)(m->begin_ms / 1000));
    struct hash_load load = hash_pool_load(m->app->hashes);
    write_gauge(out, "leerid_hash_waiting", "gauge", "Sign-ins that wait for a hash thread.",
                (double)load.waiting);
    write_gauge(out, "leerid_parser_up", "gauge", "1: files can be imported.",
                parser_works(m->app->parser));
    write_gauge(out, "leerid_hash_threads", "gauge", "Hash threads.",
                hash_pool_threads(m->app->hashes));
    head(out, "leerid_hashes_total", "counter", "Secrets hashed.");
    buf_format(out, "leerid_hashes_total %llu\n", (unsigned long long)load.done);
    head(out, "leerid_hashes_refused_total", "counter",
         "Sign-ins refused because the hash threads were busy for two seconds.");
    buf_format(out, "leerid_hashes_refused_total %llu\n", (unsigned long long)load.refused);
    head(out, "leerid_hashes_failed_total", "counter",
         "Secrets of which nobody could tell whether they fit: sealed with a key that is not on "
         "this server.");
    buf_format(out, "leerid_hashes_failed_total %llu\n", (unsigned long long)load.failed);
}

static void write_backup(struct metrics *m, struct arena *arena, struct buf *out) {
    struct stat info = {0};
    (void)!stat(str_c(arena, app_backup_mark(arena, &m->app->config)), &info);
    head(out, "leerid_backup_timestamp_seconds", "gauge",
         "When leerid backup last succeeded on this machine; 0: never.");
    buf_format(out, "leerid_backup_timestamp_seconds %lld\n", (long long)info.st_mtim.tv_sec);
}

/* Writes the same health state as /healthz. */
static void write_database(struct metrics *m, struct service *service, struct arena *arena,
                           struct buf *out) {
    struct health_state state = health_look(m->web->health, service, arena);
    write_gauge(out, "leerid_database_writable", "gauge",
                "1: this server can write; /healthz says the same.", state.writable);
    write_gauge(out, "leerid_database_seconds", "gauge", "The last probe of the database.",
                state.seconds);
    double left;
    if (state.writable && throttle_system_left(service, arena, &left, NULL) == RC_OK)
        write_gauge(
            out, "leerid_sign_in_budget", "gauge",
            "Wrong passwords that unknown devices may still try, all together; below 1 they pause.",
            left);
}

static void write_unreachable(struct metrics *m, struct buf *out) {
    head(out, "leerid_database_unreachable_total", "counter",
         "Connections to the database that could not be made.");
    buf_format(out, "leerid_database_unreachable_total %llu\n",
               (unsigned long long)store_unreachable_count(m->app->store));
}

struct reading {
    struct metrics *metrics;
    struct service service;
};

static struct str write_text(void *context, struct arena *arena) {
    struct reading *reading = context;
    struct metrics *m = reading->metrics;
    struct buf out = buf_make(arena, TEXT_MAX);
    write_requests(m, &out);
    write_sign_ins(m, &out);
    write_process(m, &out);
    write_database(m, &reading->service, arena, &out);
    write_backup(m, arena, &out);
    write_unreachable(m, &out);
    return buf_view(&out);
}

static void *serve_metrics(void *context) {
    struct reading reading = {.metrics = context};
    app_service(reading.metrics->app, &reading.service);
    metrics_serve(reading.metrics->listener.fd, &reading.metrics->closing, write_text, &reading);
    app_service_close(&reading.service);
    return NULL;
}

enum rc metrics_open(struct arena *arena, struct app *app, struct web *web,
                     const struct http_route *routes, size_t route_count, const char *address,
                     struct metrics **ret_metrics, struct fault *fault) {
    struct metrics *m = ARENA_NEW(arena, struct metrics);
    struct clock clock = clock_system();
    m->app = app;
    m->web = web;
    m->routes = routes;
    m->route_count = route_count;
    m->per_route = ARENA_ARRAY(arena, struct per_route, route_count + 1);
    m->begin_ms = clock_now_ms(&clock);
    *ret_metrics = m;
    if (address[0] == '\0') return RC_OK;
    TRY(listen_open_for(setting_infos[SETTING_METRICS_LISTEN].key, address, &m->listener, fault));
    m->listening = pthread_create(&m->thread, NULL, serve_metrics, m) == 0;
    return m->listening ? RC_OK : FAULT(fault, RC_IO, "cannot create a thread for metrics");
}

void metrics_close(struct metrics *m) {
    if (m == NULL || !m->listening) return;
    atomic_store(&m->closing, true);
    pthread_join(m->thread, NULL);
    close(m->listener.fd);
}
