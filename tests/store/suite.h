/*
 * Common start of both suites of the store: the database named by LEERID_STORE, one connection, raw
 * SQL, reading of chains.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "store/migrate.h"
#include "store/queries.h"
#include "store/row.h"

static struct arena *arena;
static struct store *store;
static struct db *db;
static struct fault fault;

#define assert_rc(call, expected)                                                                  \
    do {                                                                                           \
        enum rc rc_ = (call);                                                                      \
        if (rc_ != (expected))                                                                     \
            fail_msg("%s: %s, want %s (%s)", #call, rc_name(rc_), rc_name(expected),               \
                     fault.detail);                                                                \
    } while (0)

/* A simple MAC that distinguishes rows; the real one is tested with the keys. */
static enum rc mac_of(void *context, struct str bytes, unsigned char ret_mac[32]) {
    (void)context;
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < bytes.len; i++) h = (h ^ (unsigned char)bytes.ptr[i]) * 0x100000001b3u;
    for (int i = 0; i < 4; i++, h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u)
        memcpy(ret_mac + 8 * i, &h, 8);
    return RC_OK;
}

__attribute__((unused)) static int setup(void **state) {
    (void)state;
    const char *url = getenv("LEERID_STORE");
    arena = arena_create(64 << 20, false);
    if (url == NULL || store_create(arena, str_of(url), &fault) != RC_OK ||
        store_open(arena, str_of(url), (struct mac_hook){mac_of, NULL}, &store, &fault) != RC_OK)
        return -1;
    return db_open(store, &db, &fault) == RC_OK ? 0 : -1;
}

__attribute__((unused)) static int teardown(void **state) {
    (void)state;
    db_close(db);
    store_close(store);
    arena_destroy(arena);
    return 0;
}

/* Raw SQL scripts that bypass the application. */
static enum rc script(struct tx *tx, void *context) {
    return tx_script(tx, context);
}

__attribute__((unused)) static enum rc raw(const char *sql) {
    return store_run_write(db, arena, HISTORY_NONE, script, (void *)sql, &fault);
}

static enum rc verify(struct tx *tx, void *context) {
    int64_t *subject = context, broken = -1;
    TRY(history_verify(tx, arena, *subject, &broken));
    *subject = broken;
    return RC_OK;
}

__attribute__((unused)) static int64_t broken_at(int64_t subject) {
    assert_rc(store_run_read(db, arena, verify, &subject, &fault), RC_OK);
    return subject;
}
