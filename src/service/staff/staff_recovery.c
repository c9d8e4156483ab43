#include "service/staff/staff_recovery.h"

#include "base/buf.h"
#include "crypto/token.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

enum { CODE_BYTES = 10, CODE_CHARS = 16, GROUP_CHARS = 4, TYPED_MAX = 60 };

struct recovery_work {
    struct service *service;
    struct arena *arena;
    const struct staff_session *session;
    unsigned char verifiers[RECOVERY_CODES][VERIFIER_BYTES];
};

static struct str shown(struct arena *arena, int position, struct str secret) {
    struct buf text = buf_make(arena, CODE_CHARS * 2);
    buf_format(&text, "%d", position);
    for (size_t at = 0; at < secret.len; at += GROUP_CHARS)
        buf_format(&text, "-%.*s", STR_ARG(str_sub(secret, at, GROUP_CHARS)));
    return buf_view(&text);
}

static enum rc write_codes(struct tx *tx, struct recovery_work *w) {
    int64_t staff_id = w->session->staff_id;
    for (int i = 0; i < RECOVERY_CODES; i++)
        TRY(sql_staff_code_put(tx, staff_id, i,
                               (struct str){(const char *)w->verifiers[i], VERIFIER_BYTES}, NULL));
    const struct actor actor = {.kind = ACTOR_STAFF, .id = staff_id, .source = S("")};
    return note(tx, w->arena, w->service, &actor, staff_id, HISTORY_STAFF_CODES, 0, S(""));
}
TX_FUNCTION(write_codes, struct recovery_work)

enum rc staff_recovery_make(struct service *service, struct arena *arena,
                            const struct staff_session *session,
                            struct str ret_codes[RECOVERY_CODES], struct fault *fault) {
    TRY(proof_fresh(service, session->proof_ms));
    struct recovery_work w = {.service = service, .arena = arena, .session = session};
    for (int i = 0; i < RECOVERY_CODES; i++) {
        unsigned char bytes[CODE_BYTES];
        random_fill(&service->random, bytes, sizeof bytes);
        struct str secret =
            totp_secret_text(arena, (struct str){(const char *)bytes, sizeof bytes});
        ENSURE(secret.len == CODE_CHARS, RC_BUG);
        TRY(hash_pool_make(service->hashes, HASH_SCHOOL_NETWORK, session->staff_id, secret,
                           w.verifiers[i]));
        ret_codes[i] = shown(arena, i, secret);
    }
    return store_write(service->db, arena, HISTORY_REQUIRED, write_codes, &w, fault);
}

/* Base32 does not use 0, 1 and 8; reads them as the letters they resemble. */
static char letter_of(char typed) {
    if (typed >= 'a' && typed <= 'z') return (char)(typed - 'a' + 'A');
    if (typed == '0') return 'O';
    if (typed == '1') return 'I';
    return typed == '8' ? 'B' : typed;
}

enum rc staff_recovery_read(struct arena *arena, struct str typed, int *ret_position,
                            struct str *ret_secret) {
    struct buf secret = buf_make(arena, TYPED_MAX);
    int position = -1;
    ENSURE(typed.len <= TYPED_MAX, RC_INVALID);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c == ' ' || c == '-') continue;
        if (position < 0) {
            ENSURE(c >= '0' && c <= '9', RC_INVALID);
            position = c - '0';
            continue;
        }
        char letter = letter_of(c);
        ENSURE((letter >= 'A' && letter <= 'Z') || (letter >= '2' && letter <= '7'), RC_INVALID);
        buf_format(&secret, "%c", letter);
    }
    ENSURE(secret.len == CODE_CHARS, RC_INVALID);
    *ret_position = position;
    *ret_secret = buf_view(&secret);
    return RC_OK;
}
