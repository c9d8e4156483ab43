/* leerid serve: both sites in one process, until SIGINT or SIGTERM. */
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/log.h"
#include "base/wait.h"
#include "crypto/key_process.h"
#include "main/command.h"
#include "main/metrics.h"
#include "main/periodic.h"
#include "main/proxies.h"
#include "main/running.h"
#include "service/staff/staff.h"
#include "web/health.h"
#include "web/loket/bulk/bulk_jobs.h"
#include "web/loket/roster/import_slots.h"
#include "web/seen.h"
#include "web/web.h"

/*
 * Shutdown after a signal: requests are drained for 10 s and the process ends after 20 s at the
 * latest; systemd allows 30 s.
 */
enum { END_MS = 20 * 1000 };

enum { UNTRUSTED_MS = 60 * 1000 }; /* at most one log line in this time */

struct serving {
    struct cli *cli;
    struct web web;
    struct http_server *server;
    struct metrics *metrics;
    atomic_int signal; /* signal that stopped the server; 0: none */
};

static void *worker_open(void *context, int index) {
    (void)index;
    struct serving *s = context;
    struct web_worker *worker = ARENA_NEW(
        s->cli->arena,
        struct web_worker); /* workers are opened one after the other, so the arena needs no lock */
    worker->web = &s->web;
    app_service(s->cli->app, &worker->service);
    return worker;
}

static void worker_close(void *context, void *worker) {
    (void)context;
    if (worker != NULL) app_service_close(&((struct web_worker *)worker)->service);
}

static void error_page(void *context, const struct http_request *request,
                       struct http_response *response) {
    web_error_page(&((struct serving *)context)->web, request, response);
}

static bool has_priority(void *context, const struct http_request *request) {
    return web_first(&((struct serving *)context)->web, request);
}

static bool is_known(void *context, const struct http_request *request) {
    return web_known(&((struct serving *)context)->web, request);
}

static void log_request(void *context, const struct http_log_line *line) {
    static const char *const sites[] = {"loket", "mijn"};
    metrics_count(((struct serving *)context)->metrics, line);
    struct log_line out;
    log_begin(&out, LOG_REQUEST);
    log_text(&out, "id", line->id);
    log_c(&out, "site", sites[line->site]);
    log_c(&out, "method", line->method);
    log_c(&out, "route", line->pattern);
    log_number(&out, "status", line->status);
    log_number(&out, "ms", line->ms);
    log_number(&out, "bytes", (int64_t)line->bytes);
    log_number(&out, "sent", line->sent);
    log_write(&out);
}

/* Runs on the loop thread. */
static void note_untrusted(void *context, struct str address) {
    struct serving *s = context;
    struct clock clock = clock_system();
    int64_t now = clock_now_ms(&clock), last = atomic_load(&s->web.untrusted_proxy_ms);
    if (last != 0 && now - last < UNTRUSTED_MS && now >= last) return;
    atomic_store(&s->web.untrusted_proxy_ms, now);
    running_note_untrusted(s->cli->app->running, address, now);
    struct log_line line;
    log_begin(&line, LOG_PROXY_UNTRUSTED);
    log_text(&line, "address", address);
    log_c(&line, "detail",
          "it sends forwarded headers and is not in trusted_proxies, so all its clients count as "
          "one network");
    log_write(&line);
}

static void job_service(void *context, struct service *ret_service) {
    app_service(context, ret_service);
}

/* Ends the process even when a disk or database hangs; acknowledged writes are safe. */
static void *exit_after_timeout(void *context) {
    (void)context;
    for (int64_t until_ms = monotonic_ms() + END_MS; monotonic_ms() < until_ms;)
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    app_log_stop("forced");
    _exit(EXIT_FAILED);
}

static void begin_end(struct serving *s) {
    pthread_t watch;
    if (pthread_create(&watch, NULL, exit_after_timeout, NULL) == 0) pthread_detach(watch);
    bulk_jobs_stop(s->web.jobs);
    http_server_stop(s->server);
}

/*
 * Logs that the parser process ended. It cannot be restarted from a process with threads and keys;
 * everything except uploads continues.
 */
static int report_parser_lost(void) {
    struct log_line line;
    log_begin(&line, LOG_PARSER_LOST);
    log_c(&line, "detail", "no files can be imported until the service restarts");
    log_write(&line);
    return 0;
}

/* A thread that waits for signals, so that no signal handler is needed. */
static void *wait_for_signal(void *context) {
    sigset_t set;
    struct cli *cli = ((struct serving *)context)->cli;
    int signal_number, key_process = key_process_id(cli->app->keys),
                       parser = parser_process_id(cli->parser);
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGCHLD);
    while (sigwait(&set, &signal_number) == 0 && signal_number == SIGCHLD) {
        if (waitpid(key_process, NULL, WNOHANG) == key_process) app_keys_lost();
        if (parser > 0 && waitpid(parser, NULL, WNOHANG) == parser) parser = report_parser_lost();
    }
    atomic_store(&((struct serving *)context)->signal, signal_number);
    sd_notify(0, "STOPPING=1");
    begin_end(context);
    return NULL;
}

static void block_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGPIPE);
    sigaddset(&set, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static enum exit_code print_addresses(struct cli *cli, const struct web *web) {
    struct str login = cli_text(cli, "invite");
    struct message ports = proxies_ports_warning(&cli->config);
    cli_address("Schoolloket", web->urls[SITE_LOKET]);
    cli_address("mijn.leerid", web->urls[SITE_MIJN]);
    if (ports.english != NULL) cli_print("Note: {0}.", &ports);
    if (login.len > 0) {
        struct actor actor = cli_actor();
        struct fault fault = {0};
        struct str token;
        enum rc rc = staff_invite(
            &(struct call){
                .service = &cli->service, .arena = cli->arena, .actor = &actor, .fault = &fault},
            login, &token);
        if (rc == RC_CONFLICT)
            cli_address(
                CLI_SIGN_IN,
                cli_in_words(cli->arena,
                             &MESSAGE("{0} as {1} (forgot the password: leerid staff reset {1})",
                                      web->urls[SITE_LOKET], login)));
        else if (rc != RC_OK)
            return cli_failed(rc, "sign-in link", &fault);
        else
            cli_address(CLI_SIGN_IN, str_format(cli->arena, "%.*s/uitnodiging/%.*s",
                                                STR_ARG(web->urls[SITE_LOKET]), STR_ARG(token)));
    }
    fflush(stdout);
    return EXIT_DONE;
}

static enum exit_code log_start(struct cli *cli) {
    const struct str *values = cli->config.values;
    struct fault fault = {0};
    struct log_line line;
    int step;
    enum rc rc = store_schema_steps(cli->service.db, &step, &fault);
    if (rc != RC_OK) return cli_start_failed(str_of(fault.detail));
    log_begin(&line, LOG_START);
    log_c(&line, "version", LEERID_VERSION);
    log_number(&line, "pid", getpid());
    log_c(&line, "database",
          store_is_postgres(db_store(cli->service.db)) ? "postgresql" : "sqlite");
    log_number(&line, "schema_step", step);
    static const enum setting shown[] = {SETTING_LOKET_LISTEN,   SETTING_MIJN_LISTEN,
                                         SETTING_METRICS_LISTEN, SETTING_LOKET_URL,
                                         SETTING_MIJN_URL,       SETTING_TRUSTED_PROXIES};
    for (size_t i = 0; i < COUNT(shown); i++)
        log_text(&line, setting_infos[shown[i]].key, values[shown[i]]);
    log_write(&line);
    return EXIT_DONE;
}

static void log_warning(const char *detail) {
    struct log_line line;
    log_begin(&line, LOG_CONFIG_WARNING);
    log_c(&line, "detail", detail);
    log_write(&line);
}

static void warn_of_settings(struct serving *s) {
    s->web.proxies_missing = proxies_missing(&s->cli->config);
    if (s->web.proxies_missing)
        log_warning("loket_url or mijn_url is https and trusted_proxies is empty: set it to the "
                    "address of the proxy");
    if (proxies_ports_warning(&s->cli->config).english != NULL)
        log_warning("a site listens on another port than its address names (loket_listen and "
                    "loket_url, mijn_listen and mijn_url) and trusted_proxies is empty: links lead "
                    "to a port where nothing listens");
}

/* Logs what could not be opened, with advice when the cause is known. */
static enum exit_code open_failed(const struct cli *cli, enum rc rc, const struct fault *fault) {
    const char *advice = cli_advice(fault);
    if (fault->detail[0] == '\0') return cli_start_failed(str_of(rc_name(rc)));
    return cli_start_failed(advice == NULL ? str_of(fault->detail)
                                           : str_format(cli->arena, "%s: %.*s", fault->detail,
                                                        STR_ARG(tr(LANGUAGE_EN, advice))));
}

static const char *stop_reason(const struct serving *s, enum rc rc) {
    if (rc != RC_OK) return "listener_lost";
    return s->signal == SIGTERM ? "SIGTERM" : s->signal == SIGINT ? "SIGINT" : "failed";
}

static enum exit_code run(struct serving *s) {
    struct periodic *periodic;
    struct fault fault = {0};
    pthread_t waiter;
    enum rc rc = periodic_open(s->cli->arena, s->cli->app, &s->web, &periodic, &fault);
    if (rc != RC_OK) return cli_start_failed(str_of(fault.detail));
    if (pthread_create(&waiter, NULL, wait_for_signal, s) != 0)
        return cli_start_failed(S("no thread for signals"));
    sd_notify(0, "READY=1"); /* database and keys are open and the sockets listen */
    rc = http_server_run(s->server);
    pthread_cancel(waiter);
    pthread_join(waiter, NULL);
    periodic_close(periodic);
    app_log_stop(stop_reason(s, rc));
    return rc == RC_OK ? EXIT_DONE : EXIT_FAILED;
}

enum {
    MAPPED_FROM = 256 * 1024
}; /* larger blocks are returned to the system when freed, however many there were */

static struct staff_provider staff_provider(const struct cli *cli) {
    const struct str *v = cli->config.values;
    return (struct staff_provider){.issuer = v[SETTING_STAFF_ISSUER],
                                   .client_id = v[SETTING_STAFF_CLIENT_ID],
                                   .app = v[SETTING_STAFF_APP],
                                   .scopes = v[SETTING_STAFF_SCOPES],
                                   .roles = v[SETTING_STAFF_ROLES],
                                   .acr = v[SETTING_STAFF_PROVIDER_ACR],
                                   .ca_file = v[SETTING_CA_FILE],
                                   .calls = ARENA_NEW(cli->arena, atomic_int),
                                   .redirect_uri =
                                       str_format(cli->arena, "%.*s/aanmelden/organisatie/terug",
                                                  STR_ARG(v[SETTING_LOKET_URL]))};
}

enum exit_code command_serve(struct cli *cli) {
    block_signals();
    mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
    if (!cli_open(cli, NEED_STORE | NEED_HASHES | NEED_FONTS | NEED_SIGNING | NEED_OLDER |
                           NEED_KEY_PROCESS))
        return EXIT_FAILED;
    const struct str *values = cli->config.values;
    struct fault fault = {0};
    struct serving s = {.cli = cli,
                        .web = {.urls = {values[SETTING_LOKET_URL], values[SETTING_MIJN_URL]},
                                .language = config_language(&cli->config)}};
    s.web.retention_months = (int)config_number(&cli->config, SETTING_RETENTION);
    s.web.mails = values[SETTING_SMTP_URL].len > 0;
    /* this is the loop thread: when it waits, every page waits */
    struct service loop = cli->service;
    loop.keys = keys_with_short_timeout(cli->arena, cli->service.keys);
    s.web.loop = &loop;
    s.web.seen = sessions_seen_open(cli->arena);
    int threads = http_worker_threads((int)config_number(&cli->config, SETTING_THREADS));
    s.web.imports = import_slots_open(cli->arena, (size_t)threads / 2);
    s.web.staff_provider = staff_provider(cli);
    s.web.health = health_open(cli->arena);
    s.web.parser = cli->parser;
    const struct http_listener listeners[] = {
        {str_c(cli->arena, values[SETTING_LOKET_LISTEN]), SITE_LOKET,
         str_c(cli->arena, values[SETTING_LOKET_URL]), setting_infos[SETTING_LOKET_LISTEN].key},
        {str_c(cli->arena, values[SETTING_MIJN_LISTEN]), SITE_MIJN,
         str_c(cli->arena, values[SETTING_MIJN_URL]), setting_infos[SETTING_MIJN_LISTEN].key}};
    const struct http_config config = {.listeners = listeners,
                                       .listener_count = COUNT(listeners),
                                       .routes = web_routes,
                                       .route_count = web_route_count,
                                       .trusted_proxies =
                                           values[SETTING_TRUSTED_PROXIES].len > 0
                                               ? str_c(cli->arena, values[SETTING_TRUSTED_PROXIES])
                                               : "none",
                                       .worker_threads = threads,
                                       .app = &s,
                                       .worker_open = worker_open,
                                       .worker_close = worker_close,
                                       .middleware = web_middleware,
                                       .first = has_priority,
                                       .known = is_known,
                                       .error_page = error_page,
                                       .untrusted_forward = note_untrusted,
                                       .log = log_request};
    struct keypad_shares shares = {0};
    enum rc rc = keypad_shares_count(&cli->service, cli->arena, &shares, &fault);
    s.web.keypads = shares;
    if (rc == RC_OK) rc = web_check(&fault);
    if (rc == RC_OK)
        rc = bulk_jobs_open(
            cli->arena, &(const struct bulk_jobs_config){job_service, app_service_close, cli->app},
            &s.web.jobs, &fault);
    if (rc == RC_OK)
        rc = metrics_open(cli->arena, cli->app, &s.web, web_routes, web_route_count,
                          str_c(cli->arena, values[SETTING_METRICS_LISTEN]), &s.metrics, &fault);
    if (rc == RC_OK) rc = http_server_open(cli->arena, &config, &fault, &s.server);
    if (rc != RC_OK)
        return bulk_jobs_close(s.web.jobs), metrics_close(s.metrics), open_failed(cli, rc, &fault);
    enum exit_code code = log_start(cli);
    warn_of_settings(&s);
    if (code == EXIT_DONE) code = print_addresses(cli, &s.web);
    if (code == EXIT_DONE) code = run(&s);
    bulk_jobs_close(s.web.jobs);
    http_server_close(s.server);
    metrics_close(s.metrics);
    return code;
}
