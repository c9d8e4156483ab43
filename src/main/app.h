/*
 * Opens and owns everything that lives as long as the process, and creates one struct service per
 * thread.
 */
#pragma once

#include <stdatomic.h>

#include "document/card.h"
#include "language/message.h"
#include "main/config.h"
#include "parse/parser.h"
#include "service/mail/mail.h"
#include "service/service.h"

struct running;
/* A member is NULL when the command does not need it. */
struct app {
    struct arena *arena; /* process lifetime */
    struct config config;
    struct keys *keys;
    struct signing_keys *signing;
    struct store *store;
    /* CLOCK_MONOTONIC: earliest time of the next log line about an unreachable database */
    atomic_llong unreachable_next_ms;
    struct history_heads *heads; /* NULL when its folder cannot be created */
    int lock; /* shared lock on the SQLite database (database_lock.h); -1: none */
    /*
     * server on SQLite: an idle connection; without it, closing the last connection would remove
     * the -wal and -shm files that the sandbox was opened for. Otherwise NULL.
     */
    struct db *held;
    struct hash_pool *hashes;
    struct running *running;    /* server: its file in <state>/serving; NULL when not writable */
    struct steady_clock steady; /* clock of session lifetimes */
    struct text_rules *text;
    struct fonts *fonts;
    /* mail text of service.renewed; subject is empty without a mail server */
    struct mail_text renewed;
    const struct mail_text *staff_mails; /* of service.staff_mails */
    struct parser *parser; /* not owned; NULL when the command reads no uploaded files */
};

enum app_need {
    NEED_STORE = 1, /* state folder, keys, database migrated to this version */
    NEED_HASHES = 2,
    NEED_FONTS = 4,
    NEED_CREATE = 8, /* creates missing keys and a missing database */
    NEED_SIGNING = 16,
    NEED_OLDER = 32,       /* accepts a newer schema that only added things (rolling upgrade) */
    NEED_KEY_PROCESS = 64, /* server: keys in a separate process, this process in the sandbox */
};
/*
 * Opens what needs asks for (bits of enum app_need). On failure *ret_problem tells
 * the operator why. *ret_app is set in every case: release it with app_close().
 */
enum rc app_open(struct arena *arena, const struct config *config, unsigned needs,
                 struct app **ret_app, struct message *ret_problem) MUST_USE;
void app_close(struct app *app);
/* Logs event=stop, the last line of a server. reason is one word. */
void app_log_stop(const char *reason);
/* Logs that the key process ended, and exits with code 1. Thread-safe. */
void app_keys_lost(void);

/*
 * Returns the folder that records the numbers and MACs of the history rows that this machine
 * committed (service/history/history_heads.h).
 */
struct str app_heads_folder(struct arena *arena, const struct config *config);

/*
 * Returns the path of the file whose modification time is the time of the last backup on this
 * machine.
 */
struct str app_backup_mark(struct arena *arena, const struct config *config);

/* Initialises a service for one thread; it connects to the database on first use. */
void app_service(struct app *app, struct service *ret_service);
void app_service_close(struct service *service);
