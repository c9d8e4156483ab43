#include "service/sign_in/keypad.h"

#include "domain/username.h"
#include "store/queries.h"

enum { MILLE = 1000, WITHOUT_ACCOUNTS = 500 };

struct keypad_work {
    struct service *service;
    struct arena *arena;
    struct str username;
    bool known;
    struct sql_account_keypad_from_row account;
    struct keypad_shares shares;
};

static enum rc read_keypad(struct tx *tx, struct keypad_work *w) {
    enum rc rc = sql_account_keypad_from(tx, w->arena, w->username, &w->account);
    if (rc == RC_NONE)
        rc = sql_account_keypad_from(tx, w->arena, S(""),
                                     &w->account); /* wraps around: takes the first account */
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    w->known = rc == RC_OK && str_eq(w->account.username, w->username);
    return RC_OK;
}
TX_FUNCTION(read_keypad, struct keypad_work)

/*
 * Returns the number of pictures of the stored secret, or the number that the school draws when no
 * copy is stored. For an unknown name the same work is done with another account.
 */
static enum rc count_of(const struct keypad_work *w, int *ret_count) {
    bool drawn = w->account.secret_kind == SECRET_PICTURE;
    int count;
    TRY(secret_picture_count(w->service, w->account.pupil_id,
                             drawn ? w->account.sealed : (struct str){NULL, 0}, &count));
    *ret_count = count > 0 ? count : (int)w->account.picture_count;
    return RC_OK;
}

static enum rc invented(const struct keypad_work *w, struct keypad *ret) {
    struct str hash;
    TRY(service_username_mac(w->arena, w->service, w->username, &hash));
    const unsigned char *mac = (const unsigned char *)hash.ptr;
    int kind = (mac[8] * 256 + mac[9]) % MILLE, size = (mac[10] * 256 + mac[11]) % MILLE;
    int count = size < w->shares.five ? 5 : size < w->shares.five + w->shares.six ? 6 : 7;
    *ret = (struct keypad){.pictures = kind < w->shares.pictures, .count = count};
    return RC_OK;
}

enum rc keypad_of(struct service *service, struct arena *arena, struct str username,
                  struct keypad_shares shares, struct keypad *ret_keypad, struct fault *fault) {
    struct keypad_work w = {.service = service, .arena = arena, .shares = shares};
    if (username_read(arena, service->text, username, &w.username) != USERNAME_FINE)
        w.username = text_fold(arena, service->text, username);
    TRY(store_read(service->db, arena, read_keypad, &w, fault));
    struct keypad other, own = {.pictures = w.account.secret_kind == SECRET_PICTURE};
    TRY(invented(&w, &other)); /* both are computed for every name, so that the time is the same */
    TRY(count_of(&w, &own.count));
    *ret_keypad = w.known ? own : other;
    return RC_OK;
}

static short share(int64_t part, int64_t whole, short without) {
    return whole == 0 ? without : (short)(part * MILLE / whole);
}

static enum rc read_shares(struct tx *tx, struct keypad_work *w) {
    struct sql_account_kinds_row row;
    TRY(sql_account_kinds(tx, w->arena, SECRET_PICTURE, &row));
    w->shares =
        (struct keypad_shares){share(row.pictures, row.accounts, WITHOUT_ACCOUNTS),
                               share(row.fives, row.pictures, 0), share(row.sixes, row.pictures, 0),
                               (short)(row.schools < INT16_MAX ? row.schools : INT16_MAX)};
    return RC_OK;
}
TX_FUNCTION(read_shares, struct keypad_work)

enum rc keypad_shares_count(struct service *service, struct arena *arena,
                            struct keypad_shares *ret_shares, struct fault *fault) {
    struct keypad_work w = {.service = service, .arena = arena};
    TRY(store_read(service->db, arena, read_shares, &w, fault));
    *ret_shares = w.shares;
    return RC_OK;
}
