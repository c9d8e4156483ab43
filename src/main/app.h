/* Opens and owns everything that lives as long as the process, and makes a struct service for each
 * thread. */
#pragma once

#include <stdatomic.h>

#include "document/card.h"
#include "main/config.h"
#include "parse/parser.h"
#include "service/mail/mail.h"
#include "service/service.h"

struct running;
/* A member that the needs of the command exclude is NULL. */
struct app {
    struct arena *arena; /* of the process */
    struct config config;
    struct keys *keys;
    struct signing_keys *signing;
    struct store *store;
    atomic_llong unreachable_next_ms; /* CLOCK_MONOTONIC: earliest next log line about it */
    struct history_heads *heads;      /* NULL: its folder cannot be made */
    int lock;        /* shared lock on the SQLite database (database_lock.h); -1: none */
    struct db *held; /* server on SQLite: a connection kept open, because closing the last one
                      * removes the -wal and -shm files, which the sandbox knows; else NULL */
    struct hash_pool *hashes;
    struct running *running;    /* server: its file in <state>/serving; NULL: not writable */
    struct steady_clock steady; /* clock of session lifetimes */
    struct text_rules *text;
    struct fonts *fonts;
    struct mail_text renewed; /* of service.renewed; subject "" without a mail server */
    struct parser *parser;    /* not owned; NULL: the command reads no uploaded files */
};

enum app_need {
    NEED_STORE = 1, /* state folder, keys, database migrated to this version */
    NEED_HASHES = 2,
    NEED_FONTS = 4,
    NEED_CREATE = 8, /* creates keys and database that do not exist */
    NEED_SIGNING = 16,
    NEED_OLDER = 32, /* accepts a newer schema whose extra steps only add: a rolling upgrade */
    NEED_KEY_PROCESS = 64, /* server: keys in a separate process, this process in the sandbox */
};
/* Opens what needs (bits of enum app_need) asks for. On failure *ret_problem is a Dutch sentence
 * for the operator, and *ret_app is set all the same: close it with app_close. */
enum rc app_open(struct arena *arena, const struct config *config, unsigned needs,
                 struct app **ret_app, struct str *ret_problem) MUST_USE;
void app_close(struct app *app);
/* Logs event=stop, the last line of a server. reason: one word. */
void app_log_stop(const char *reason);
/* Logs that the key process ended, and exits with code 1. Any thread. */
void app_keys_lost(void);

/* Folder with the numbers and MACs of the history rows that this machine committed
 * (service/history/history_heads.h). */
struct str app_heads_folder(struct arena *arena, const struct config *config);

/* File whose modification time is that of the last backup made on this machine. */
struct str app_backup_mark(struct arena *arena, const struct config *config);

/* Fills a service for one thread. It connects to the database at its first use. */
void app_service(struct app *app, struct service *ret_service);
void app_service_close(struct service *service);
