/*
 * The world of bench/guess.c: the real sign-in service with a simulated clock, and a comparison
 * instead of Argon2id: the linker takes these functions instead of crypto/hash_pool.c.
 */
#include "guess_stage.h"

#include <stdio.h>

#include "crypto/hash_pool.h"
#include "domain/id.h"
#include "service/bulk/bulk_create.h"
#include "service/pupil/pupils.h"
#include "store/queries.h"

enum { ACCOUNTS_MAX = 20000 };

enum rc hash_pool_check(struct hash_pool *pool, enum hash_priority priority, int64_t owner,
                        struct str verifier, struct str secret) {
    (void)pool, (void)priority, (void)owner;
    if (verifier.ptr == NULL || secret.len >= VERIFIER_BYTES) return RC_DENIED;
    return memcmp(verifier.ptr, secret.ptr, secret.len) == 0 && verifier.ptr[secret.len] == 0
               ? RC_OK
               : RC_DENIED;
}

enum rc hash_pool_make(struct hash_pool *pool, enum hash_priority priority, int64_t owner,
                       struct str secret, unsigned char ret_verifier[VERIFIER_BYTES]) {
    (void)pool, (void)priority, (void)owner;
    memset(ret_verifier, 0, VERIFIER_BYTES);
    memcpy(ret_verifier, secret.ptr, secret.len < VERIFIER_BYTES ? secret.len : VERIFIER_BYTES);
    return RC_OK;
}

enum rc hash_pool_bulk(struct hash_pool *pool, struct hash_item *items, size_t count,
                       bool (*progress)(void *context, size_t done), void *context,
                       int64_t *ret_hash_ms) {
    (void)progress, (void)context;
    *ret_hash_ms = 0;
    for (size_t i = 0; i < count; i++)
        TRY(hash_pool_make(pool, HASH_BULK, items[i].owner, items[i].secret, items[i].verifier));
    return RC_OK;
}

static int64_t stage_clock(void *context) {
    return *(const int64_t *)context;
}

void die(const struct stage *s, const char *what, enum rc rc) {
    fprintf(stderr, "%s: %s %s\n", what, rc_name(rc), s->fault.detail);
    exit(1);
}

int64_t real_ms(void) {
    struct clock wall = clock_system();
    return clock_now_ms(&wall);
}

void open_stage(struct stage *s, const char *url, const char *keys) {
    s->arena = arena_create((size_t)1 << 30, false);
    s->now_ms = real_ms();
    struct keys *ring;
    struct text_rules *text;
    enum rc rc = keys_open(s->arena, keys, false, &ring, &s->fault);
    if (rc == RC_OK) rc = text_rules_open(s->arena, &text);
    if (rc == RC_OK)
        rc = store_open(s->arena, str_of(url), service_mac_hook(ring), &s->store, &s->fault);
    struct db *db;
    if (rc == RC_OK) rc = db_open(s->store, &db, &s->fault);
    if (rc != RC_OK) die(s, "open", rc);
    s->service = (struct service){.db = db,
                                  .keys = ring,
                                  .text = text,
                                  .clock = {stage_clock, &s->now_ms},
                                  .random = random_system(),
                                  .mijn_url = S("http://localhost")};
}

static enum rc read_people(struct tx *tx, void *context) {
    struct stage *s = context;
    struct sql_school_cards_row *rows;
    size_t count;
    TRY(sql_school_cards(tx, s->arena, s->school, service_today(&s->service), &rows, &count));
    s->people = ARENA_ARRAY(s->arena, struct person, count);
    for (size_t i = 0; i < count && i < ACCOUNTS_MAX; i++) {
        struct person *p = &s->people[s->count++];
        p->username = rows[i].username;
        TRY(secret_unseal(s->arena, &s->service, SEAL_SECRET, rows[i].pupil_id, rows[i].sealed,
                          &p->secret));
    }
    return RC_OK;
}

void load_people(struct stage *s) {
    enum rc rc = store_run_read(s->service.db, s->arena, read_people, s, &s->fault);
    if (rc != RC_OK || s->count == 0) die(s, "people", rc);
}

const struct actor operator= {.kind = ACTOR_COMMAND, .source = {"", 0}};

void make_accounts(struct stage *s) {
    struct pupil_row *rows;
    size_t count, skips;
    struct draft_skip *skipped;
    struct batch_id batch;
    struct school_id school = {(int32_t)s->school};
    const struct draft_wish wish = {.kind_for_basic = SECRET_WORD, .type = ACCOUNT_BASIC};
    enum rc rc = pupils_list(&(struct call){&s->service, s->arena, &operator, school, &s->fault},
                             &rows, &count);
    int64_t *ids = ARENA_ARRAY(s->arena, int64_t, count + 1);
    for (size_t i = 0; rc == RC_OK && i < count; i++) ids[i] = rows[i].pupil_id;
    if (rc == RC_OK)
        rc = bulk_draft(&(struct call){&s->service, s->arena, &operator, school, &s->fault}, ids,
                        count, &wish, &batch, &skipped, &skips);
    if (rc == RC_OK)
        rc = bulk_save(&(struct call){&s->service, s->arena, &operator, school, &s->fault}, batch,
                       NULL, NULL);
    if (rc != RC_OK) die(s, "make", rc);
    printf("%zu\n", count);
}

struct answer attempt(struct stage *s, struct arena *scratch, const struct person *p, bool right,
                      const char *peer, char *device) {
    const struct pupil_attempt given = {.username = p->username,
                                        .secret = right ? p->secret : S("zeker3niet4"),
                                        .peer = str_of(peer),
                                        .device = device == NULL ? S("") : str_of(device)};
    struct pupil_entry entry = {.device = S("")};
    enum rc rc = RC_RETRY;
    while (rc == RC_RETRY) rc = pupil_sign_in(&s->service, scratch, &given, &entry, &s->fault);
    if (rc != RC_OK) die(s, "sign-in", rc);
    if (device != NULL && right && entry.device.len > 0 && entry.device.len < DEVICE_MAX) {
        memcpy(device, entry.device.ptr, entry.device.len);
        device[entry.device.len] = '\0';
    }
    struct answer a = {entry.answer, entry.wait_ms};
    arena_reset(scratch);
    return a;
}

bool entered(struct answer a) {
    return a.answer == SIGN_IN_DONE || a.answer == SIGN_IN_NEW;
}
