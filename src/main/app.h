/* The wired program: everything that lives as long as the process, and a service for each thread. */
#pragma once

#include <stdatomic.h>

#include "document/card.h"
#include "main/config.h"
#include "parse/parser.h"
#include "service/mail.h"
#include "service/service.h"

struct running;
struct app {
    struct arena *arena; /* of the process */
    struct config config;
    struct keys *keys;
    struct signing_keys *signing; /* NULL without NEED_SIGNING */
    struct store *store;
    atomic_llong unreachable_next_ms; /* when it may be told again that the database is not reached */
    struct history_heads *heads; /* NULL: its folder cannot be made */
    int lock; /* on the SQLite database (database_lock.h); -1: none */
    struct db *held; /* of what serves from SQLite: while one is open, the files beside the database stay as the sandbox knows them */
    struct hash_pool *hashes;
    struct running *running; /* of what serves: its file in <state>/serving; NULL when that cannot be written */
    struct steady_clock steady; /* how long sessions last */
    struct text_rules *text;
    struct fonts *fonts;
    struct mail_text renewed; /* of service.renewed; subject "" without a mail server */
    struct parser *parser; /* NULL: this command reads no files of others */
};

enum app_need {
    NEED_STORE = 1,  /* state folder, keys, database, brought up to date */
    NEED_HASHES = 2,
    NEED_FONTS = 4,
    NEED_CREATE = 8, /* makes keys and database where there are none yet */
    NEED_SIGNING = 16,
    NEED_OLDER = 32, /* goes on with a newer database whose new steps only add: a rolling upgrade */
    NEED_KEY_PROCESS = 64, /* the keys in a process of their own, and this one confined: what serves */
};
/* The problem is told in Dutch in *ret_problem. */
enum rc app_open(struct arena *arena, const struct config *config, unsigned needs, struct app **ret_app, struct str *ret_problem) MUST_USE;
void app_close(struct app *app);
void app_log_stop(const char *reason); /* the last line of a server; reason: one word */
void app_keys_lost(void); /* tells that the key process is gone, and ends the program */

/* Where this machine tells what it committed to the histories. */
struct str app_heads_folder(struct arena *arena, const struct config *config);

/* A file whose time of change is that of the last backup made on this machine. */
struct str app_backup_mark(struct arena *arena, const struct config *config);

/* One a thread; the connection opens when it is first used. */
void app_service(struct app *app, struct service *ret_service);
void app_service_close(struct service *service);
