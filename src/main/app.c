#include "main/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/wait.h"
#include "crypto/jose.h"
#include "crypto/key_process.h"
#include "main/database_lock.h"
#include "main/reason.h"
#include "main/running.h"
#include "main/sandbox.h"
#include "service/history/history_heads.h"
#include "service/maintenance/installation.h"
#include "web/loket/staff_mails.h"
#include "web/mijn/mijn.h"

enum { UNREACHABLE_MS = 10000 };

static enum rc problem_of(struct arena *arena, struct message *ret_problem, enum rc rc,
                          const char *what, const struct fault *fault) {
    const char *advice = cli_advice(fault);
    struct str detail =
        str_copy(arena, str_of(fault->detail[0] != '\0' ? fault->detail : rc_name(rc)));
    *ret_problem = advice != NULL
                       ? MESSAGE("{0}: {1} ({2})", message_word(what), message_word(advice), detail)
                       : MESSAGE("{0}: {1}", message_word(what), detail);
    return rc;
}

static enum rc make_folder(struct arena *arena, struct str folder, struct message *ret_problem) {
    if (folder_make(str_c(arena, folder))) return RC_OK;
    *ret_problem = MESSAGE("the folder {0} cannot be created: {1}", folder, reason_of_errno(errno));
    return RC_IO;
}

/* Explains that migrations are missing and this database role may not apply them. */
static struct message describe_missing_migrations(struct db *db) {
    struct fault fault = {0};
    int steps;
    return store_schema_steps(db, &steps, &fault) == RC_OK
               ? MESSAGE("the database is older than this version (step {0} of {1}) and this login "
                         "may not update it; run `leerid migrate` as the owner of the database "
                         "first, then start the servers",
                         steps, store_schema_known())
               : MESSAGE(
                     "the database is still empty and this login may not update it; run `leerid "
                     "migrate` as the owner of the database first, then start the servers");
}

/*
 * Migrates the database. A server of the previous version may continue on a newer schema during a
 * rolling upgrade (NEED_OLDER); every other command refuses a schema it does not know.
 */
static enum rc migrate_database(struct app *app, struct db *db, unsigned needs,
                                struct message *ret_problem) {
    struct clock clock = clock_system();
    struct fault fault = {0};
    int applied, ahead;
    enum rc rc = store_migrate(db, clock_now_ms(&clock), &applied, &fault);
    if (rc == RC_CONFLICT && (needs & NEED_OLDER) &&
        store_check_newer_schema(db, &ahead, &fault) == RC_OK) {
        struct log_line line;
        log_begin(&line, LOG_SCHEMA_AHEAD);
        log_number(&line, "steps", ahead);
        log_c(&line, "detail",
              "the database is newer than this program, which can go on; install the new version "
              "on this server too");
        log_write(&line);
        return RC_OK;
    }
    struct str detail = str_copy(app->arena, str_of(fault.detail));
    if (rc == RC_CONFLICT)
        *ret_problem = MESSAGE(
            "the database is of a newer version of LeerID. Install that version on this server; "
            "going back to this version takes a backup from before the update ({0})",
            detail);
    else if (rc == RC_DENIED)
        *ret_problem = describe_missing_migrations(db);
    else if (rc == RC_NONE)
        *ret_problem =
            MESSAGE("this login has no rights in this database yet; run "
                    "deploy/postgresql/roles.sql as superuser or as owner, then start the servers");
    else if (rc == RC_RETRY)
        *ret_problem = MESSAGE("the database could not be updated: a long query (a backup?) holds "
                               "a table. Nothing was changed; try again later ({0})",
                               detail);
    else if (rc != RC_OK)
        return problem_of(app->arena, ret_problem, rc, N_("updating the database"), &fault);
    return rc;
}

void app_log_stop(const char *reason) {
    struct log_line line;
    log_begin(&line, LOG_STOP);
    log_c(&line, "reason", reason);
    log_write(&line);
}

/*
 * Exits: without the key process nothing can be verified or sealed. The service manager restarts
 * the program.
 */
void app_keys_lost(void) {
    struct log_line line;
    log_begin(&line, LOG_KEYS_LOST);
    log_c(&line, "detail", "the key process ended; the server exits");
    log_write(&line);
    app_log_stop("key_process_lost");
    _exit(1);
}

/* Opens the keys: a server in a separate process, a short-lived command in its own memory. */
static enum rc open_keys(struct app *app, unsigned needs, struct fault *fault) {
    bool create = (needs & NEED_CREATE) != 0;
    const char *folder = str_c(app->arena, app->config.values[SETTING_KEYS]);
    if (!(needs & NEED_KEY_PROCESS))
        return keys_open(app->arena, folder, create, &app->keys, fault);
    struct clock clock = clock_system();
    const struct key_process_config config = {.folder = folder,
                                              .create = create,
                                              .now_ms = clock_now_ms(&clock),
                                              .channels =
                                                  2 * (int)sysconf(_SC_NPROCESSORS_ONLN) + 4,
                                              .confine_files = sandbox_key_files,
                                              .confine_calls = sandbox_key_calls,
                                              .lost = app_keys_lost};
    return key_process_start(app->arena, &config, &app->keys, fault);
}

static enum rc open_signing(struct app *app, unsigned needs, struct fault *fault) {
    struct clock clock = clock_system();
    if (needs & NEED_KEY_PROCESS)
        return key_process_signing_keys(app->arena, app->keys, &app->signing, fault);
    return signing_keys_open(app->arena, str_c(app->arena, app->config.values[SETTING_KEYS]),
                             (needs & NEED_CREATE) != 0, clock_now_ms(&clock), &app->signing,
                             fault);
}

struct str app_heads_folder(struct arena *arena, const struct config *config) {
    return str_format(arena, "%.*s/heads", STR_ARG(config->values[SETTING_STATE]));
}

struct str app_backup_mark(struct arena *arena, const struct config *config) {
    return str_format(arena, "%.*s/last-backup", STR_ARG(config->values[SETTING_STATE]));
}

/* Failing to write the file is not fatal. */
static void mark_running(struct app *app) {
    struct clock clock = clock_system();
    struct fault fault = {0};
    enum rc rc = running_open(app->arena, app->config.values[SETTING_STATE], clock_now_ms(&clock),
                              &app->running, &fault);
    if (rc == RC_OK) return;
    struct log_line line;
    log_begin(&line, LOG_CONFIG_WARNING);
    log_fault(&line, rc, &fault);
    log_write(&line);
}

/* Logs that the database is unreachable, at most once every ten seconds. */
static void log_unreachable(void *context, enum rc rc, const struct fault *fault) {
    struct app *app = context;
    int64_t now = monotonic_ms(), next = atomic_load(&app->unreachable_next_ms);
    if (now < next ||
        !atomic_compare_exchange_strong(&app->unreachable_next_ms, &next, now + UNREACHABLE_MS))
        return;
    struct log_line line;
    log_begin(&line, LOG_DATABASE_UNREACHABLE);
    log_fault(&line, rc, fault);
    log_number(&line, "count", (int64_t)store_unreachable_count(app->store));
    log_write(&line);
}

/*
 * Refuses an empty database when the keys are already in use: creating a schema in it would hide
 * the loss of the old database.
 */
static enum rc refuse_empty(struct app *app, struct message *ret_problem) {
    const struct str *values = app->config.values;
    struct str shown = config_database_shown(app->arena, values[SETTING_DATABASE]);
    bool used = installation_keys_are_used(app->arena, values[SETTING_KEYS]);
    if (!used)
        *ret_problem = MESSAGE("{0} does not exist yet; `leerid migrate` creates it", shown);
    else
        *ret_problem = MESSAGE("{0} does not exist or is empty, and the keys in {1} belong to a "
                               "database that was in use. Restore a backup with `leerid restore`; "
                               "to begin with a new database, move that folder away first",
                               shown, values[SETTING_KEYS]);
    return used ? RC_DENIED : RC_NONE;
}

/* Locks a SQLite database and, when create is set, creates its file. */
static enum rc prepare_file(struct app *app, bool create, struct message *ret_problem) {
    struct str url = app->config.values[SETTING_DATABASE];
    struct fault fault = {0};
    if (!str_starts(url, S("sqlite:"))) return RC_OK;
    struct str file = str_sub(url, 7, url.len);
    bool there = file_exists(str_c(app->arena, file)) || errno != ENOENT;
    if (!there &&
        (!create || installation_keys_are_used(app->arena, app->config.values[SETTING_KEYS])))
        return refuse_empty(app, ret_problem);
    enum rc rc = database_lock(app->arena, file, LOCK_SHARED, &app->lock, &fault);
    if (rc == RC_CONFLICT)
        *ret_problem = MESSAGE("a backup is being restored right now; try again later");
    if (rc == RC_CONFLICT) return rc;
    if (rc == RC_OK && !there) rc = store_create(app->arena, url, &fault);
    return rc == RC_OK ? rc : problem_of(app->arena, ret_problem, rc, N_("database"), &fault);
}

/* Migrates an open database and checks that the keys belong to it. */
static enum rc prepare_schema(struct app *app, struct db *db, unsigned needs,
                              struct message *ret_problem) {
    struct str keys = app->config.values[SETTING_KEYS];
    struct fault fault = {0};
    bool has_schema = false;
    enum rc rc = db_has_schema(db, &has_schema, &fault);
    if (rc != RC_OK) return problem_of(app->arena, ret_problem, rc, N_("database"), &fault);
    if (!has_schema && (!(needs & NEED_CREATE) || installation_keys_are_used(app->arena, keys)))
        return refuse_empty(app, ret_problem);
    TRY(migrate_database(app, db, needs, ret_problem));
    rc = installation_check_keys(db, app->keys, &fault);
    if (rc == RC_DENIED)
        *ret_problem = MESSAGE("the keys in {0} do not belong to this database; restore the right "
                               "ones with `leerid keys restore`",
                               keys);
    if (rc == RC_OK) installation_mark_keys(app->arena, keys);
    return rc == RC_OK || rc == RC_DENIED
               ? rc
               : problem_of(app->arena, ret_problem, rc, N_("database"), &fault);
}

static enum rc open_database(struct app *app, unsigned needs, struct message *ret_problem) {
    struct fault fault = {0};
    TRY(prepare_file(app, (needs & NEED_CREATE) != 0, ret_problem));
    enum rc rc = store_open(app->arena, app->config.values[SETTING_DATABASE],
                            service_mac_hook(app->keys), &app->store, &fault);
    if (rc != RC_OK) return problem_of(app->arena, ret_problem, rc, N_("database"), &fault);
    if (needs & NEED_KEY_PROCESS)
        store_on_unreachable(app->store, (struct notice_hook){log_unreachable, app});
    if (history_heads_open(app->arena, app_heads_folder(app->arena, &app->config), &app->heads) ==
        RC_OK)
        store_on_commit(app->store, history_heads_hook(app->heads));
    struct db *db;
    rc = db_open(app->store, &db, &fault);
    if (rc != RC_OK) return problem_of(app->arena, ret_problem, rc, N_("database"), &fault);
    rc = prepare_schema(app, db, needs, ret_problem);
    if ((needs & NEED_KEY_PROCESS) && !store_is_postgres(app->store))
        app->held = db;
    else
        db_close(db);
    return rc;
}

static enum rc open_store(struct app *app, unsigned needs, struct message *ret_problem) {
    struct fault fault = {0};
    bool create = (needs & NEED_CREATE) != 0;
    if (create) TRY(make_folder(app->arena, app->config.values[SETTING_STATE], ret_problem));
    enum rc rc = open_keys(app, needs, &fault);
    if (rc == RC_NONE) {
        *ret_problem = MESSAGE("no keys in {0}; begin with `leerid migrate` or restore a copy with "
                               "`leerid keys restore`",
                               app->config.values[SETTING_KEYS]);
        return rc;
    }
    if (rc != RC_OK) return problem_of(app->arena, ret_problem, rc, N_("keys"), &fault);
    if (needs & NEED_KEY_PROCESS) mark_running(app);
    return open_database(app, needs, ret_problem);
}

enum rc app_open(struct arena *arena, const struct config *config, unsigned needs,
                 struct app **ret_app, struct message *ret_problem) {
    struct app *app = ARENA_NEW(arena, struct app);
    struct fault fault = {0};
    app->arena = arena;
    app->lock = -1;
    steady_clock_open(&app->steady);
    app->config = *config;
    *ret_app = app;
    if (config->values[SETTING_SMTP_URL].len > 0)
        app->renewed = mijn_mail_in(arena, config_language(config),
                                    config->values[SETTING_MIJN_URL], MIJN_MAIL_RENEWED);
    if (config->values[SETTING_SMTP_URL].len > 0)
        app->staff_mails =
            staff_mails_in(arena, config_language(config), config->values[SETTING_LOKET_URL]);
    enum rc rc = text_rules_open(arena, &app->text);
    if (rc != RC_OK) return problem_of(arena, ret_problem, rc, N_("ICU language rules"), &fault);
    if (needs & NEED_STORE) TRY(open_store(app, needs, ret_problem));
    if (needs & NEED_SIGNING) rc = open_signing(app, needs, &fault);
    if (rc != RC_OK) return problem_of(arena, ret_problem, rc, N_("signing keys"), &fault);
    if (needs & NEED_KEY_PROCESS)
        rc = sandbox_serve(str_c(arena, config->values[SETTING_KEYS]),
                           &fault); /* before threads are created */
    if (rc != RC_OK) return problem_of(arena, ret_problem, rc, N_("sandbox"), &fault);
    if (needs & NEED_HASHES)
        rc = hash_pool_open(arena, app->keys, (int)config_number(config, SETTING_HASH_WORKERS),
                            &app->hashes);
    if (rc != RC_OK) return problem_of(arena, ret_problem, rc, N_("password workers"), &fault);
    if (needs & NEED_FONTS) rc = fonts_open(arena, NULL, &app->fonts, &fault);
    return rc == RC_OK ? RC_OK
                       : problem_of(arena, ret_problem, rc,
                                    N_("fonts (fonts-sil-andika, fonts-dejavu-core, "
                                       "fonts-noto-core, fonts-droid-fallback, fonts-nanum)"),
                                    &fault);
}

void app_close(struct app *app) {
    running_close(app->running);
    if (app->hashes != NULL) hash_pool_close(app->hashes);
    if (app->held != NULL) db_close(app->held);
    if (app->store != NULL) store_close(app->store);
    if (app->lock >= 0) close(app->lock);
    if (app->heads != NULL) history_heads_close(app->heads);
    if (app->signing != NULL) signing_keys_close(app->signing);
    if (app->keys != NULL) keys_close(app->keys);
    if (app->fonts != NULL) fonts_close(app->fonts);
    if (app->text != NULL) text_rules_close(app->text);
}

static struct privacy_contacts contacts_of(const struct config *config) {
    const struct str *v = config->values;
    return (struct privacy_contacts){.controller = v[SETTING_PRIVACY_CONTROLLER],
                                     .contact = v[SETTING_PRIVACY_CONTACT],
                                     .officer = v[SETTING_PRIVACY_OFFICER],
                                     .complaint = v[SETTING_PRIVACY_COMPLAINT]};
}

void app_service(struct app *app, struct service *ret_service) {
    *ret_service = (struct service){
        .db = db_open_lazily(app->store),
        .keys = app->keys,
        .signing = app->signing,
        .hashes = app->hashes,
        .text = app->text,
        .fonts = app->fonts,
        .clock = clock_system(),
        .session_clock = clock_steady(&app->steady),
        .random = random_system(),
        .staff_https = str_starts(app->config.values[SETTING_LOKET_URL], S("https://")),
        .mijn_url = app->config.values[SETTING_MIJN_URL],
        .contacts = contacts_of(&app->config),
        .renewed = app->renewed.subject.len > 0 ? &app->renewed : NULL,
        .staff_mails = app->staff_mails,
        .ca_file = app->config.values[SETTING_CA_FILE]};
    if (app->parser == NULL) return;
    ret_service->tables = parser_tables(app->parser);
    ret_service->images = parser_images(app->parser);
}

void app_service_close(struct service *service) {
    db_close(service->db);
}
