#include "service/staff/staff_reset.h"

#include "crypto/token.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

struct reset_work {
    struct call *call;
    struct colleague *colleagues;
    size_t count;
    int64_t staff_id;
    enum staff_reset reset;
    enum reset_verdict verdict;
    unsigned char verifier[VERIFIER_BYTES];
    struct str invite;
};

/* Audit event of each kind of reset. */
static const enum history_event events[STAFF_RESETS] = {
    [RESET_ACCESS] = HISTORY_STAFF_RESET, [RESET_FACTOR] = HISTORY_STAFF_FACTOR_RESET};
static const enum staff_message_kind kinds[STAFF_RESETS] = {
    [RESET_ACCESS] = MESSAGE_ACCESS_RENEWED, [RESET_FACTOR] = MESSAGE_FACTOR_RESET};

static enum rc may_manage(const struct call *call) {
    return actor_may(call->actor, RIGHT_CONFIGURE, call->school, S(""));
}

/* Returns when the caller last did the other kind of reset for this colleague, or RESET_NEVER. */
static enum rc read_other(struct tx *tx, const struct call *call, int64_t staff_id,
                          enum staff_reset reset, int64_t *ret_ms) {
    struct sql_history_last_by_row last;
    enum history_event other = events[reset == RESET_ACCESS ? RESET_FACTOR : RESET_ACCESS];
    TRY(sql_history_last_by(tx, call->arena, staff_id, other, call->actor->id, &last));
    *ret_ms = last.at_ms == SQL_NULL ? RESET_NEVER : last.at_ms;
    return RC_OK;
}

static enum rc judge(struct tx *tx, const struct call *call, const struct staff_rights *rights,
                     struct colleague *c) {
    for (enum staff_reset r = 0; r < STAFF_RESETS; r++) {
        struct reset_case of = {.own = call->actor->rights,
                                .colleague = rights,
                                .is_self = call->actor->id == c->staff_id,
                                .is_outside = c->outside,
                                .is_disabled = c->disabled,
                                .has_factor = staff_factor_ways(&c->factors) > 0};
        TRY(read_other(tx, call, c->staff_id, r, &of.other_ms));
        c->verdicts[r] = staff_reset_judge(r, &of, service_now(call->service));
    }
    return RC_OK;
}

static enum rc read_grants(struct tx *tx, const struct call *call, struct colleague *c) {
    struct sql_staff_roles_row *roles;
    size_t count;
    TRY(sql_staff_roles(tx, call->arena, c->staff_id, &roles, &count));
    const struct staff_rights rights = staff_rights_of(call->arena, roles, count);
    struct grant *here = ARENA_ARRAY(call->arena, struct grant, count);
    c->grants = here;
    for (size_t i = 0; i < count; i++)
        if (rights.grants[i].school.value == call->school.value)
            here[c->grant_count++] = rights.grants[i];
    return judge(tx, call, &rights, c);
}

static enum rc read_colleagues(struct tx *tx, struct reset_work *w) {
    struct sql_staff_of_school_row *rows;
    const struct call *call = w->call;
    TRY(sql_staff_of_school(tx, call->arena, call->school.value, &rows, &w->count));
    w->colleagues = ARENA_ARRAY(call->arena, struct colleague, w->count);
    for (size_t i = 0; i < w->count; i++) {
        w->colleagues[i] = (struct colleague){
            .staff_id = rows[i].staff_id,
            .login = rows[i].login,
            .name = rows[i].name,
            .factors = {.totp = rows[i].has_totp != 0,
                        .passkeys = (int)rows[i].passkeys,
                        .codes = (int)rows[i].codes,
                        .codes_left = (int)rows[i].codes_left},
            .disabled = rows[i].disabled_ms != SQL_NULL,
            .outside = str_contains(rows[i].login, S(":")), /* service/staff/outside_person.c */
            .last_sign_in_ms = rows[i].last_sign_in_ms == SQL_NULL ? -1 : rows[i].last_sign_in_ms};
        TRY(read_grants(tx, call, &w->colleagues[i]));
    }
    return RC_OK;
}
TX_FUNCTION(read_colleagues, struct reset_work)

enum rc staff_colleagues(struct call *call, struct colleague **ret_colleagues, size_t *ret_count) {
    struct reset_work w = {.call = call};
    TRY(may_manage(call));
    TRY(store_read(call->service->db, call->arena, read_colleagues, &w, call->fault));
    *ret_colleagues = w.colleagues;
    *ret_count = w.count;
    return RC_OK;
}

/* Repeats the check inside the transaction that writes. */
static enum rc judge_now(struct tx *tx, struct reset_work *w) {
    TRY(read_colleagues(tx, w));
    for (size_t i = 0; i < w->count; i++) {
        if (w->colleagues[i].staff_id != w->staff_id) continue;
        w->verdict = w->colleagues[i].verdicts[w->reset];
        return RC_OK;
    }
    return RC_NONE;
}

static enum rc renew_access(struct tx *tx, const struct reset_work *w) {
    struct sql_staff_contact_row colleague;
    const struct call *call = w->call;
    TRY(sql_staff_contact(tx, call->arena, w->staff_id, &colleague));
    TRY(sql_staff_set_secret(
        tx, w->staff_id, (struct str){(const char *)w->verifier, sizeof w->verifier}, true, NULL));
    TRY(staff_waits_forget(tx, call->arena, call->service, colleague.login));
    TRY(sql_staff_devices_drop(tx, w->staff_id, NULL));
    return staff_invite_put(tx, call->arena, call->service, w->staff_id, w->invite);
}

static enum rc tell_colleagues(struct tx *tx, const struct reset_work *w) {
    const struct call *call = w->call;
    const struct staff_news news = {.kind = kinds[w->reset],
                                    .actor_id = call->actor->id,
                                    .subject_id = w->staff_id,
                                    .message_id = id_draw(&call->service->random)};
    struct sql_staff_roles_row *roles;
    size_t count;
    TRY(staff_tell(tx, call->arena, call->service, w->staff_id, &news));
    TRY(sql_staff_roles(tx, call->arena, w->staff_id, &roles, &count));
    for (size_t i = 0; i < count; i++)
        TRY(staff_tell_managers(tx, call->arena, call->service,
                                (struct school_id){(int32_t)roles[i].school_id}, &news));
    return RC_OK;
}

static enum rc write_reset(struct tx *tx, struct reset_work *w) {
    const struct call *call = w->call;
    TRY(judge_now(tx, w));
    ENSURE(w->verdict == RESET_ALLOWED, RC_INVALID);
    TRY(w->reset == RESET_ACCESS ? renew_access(tx, w) : staff_factors_drop(tx, w->staff_id));
    TRY(sql_staff_sessions_end(tx, w->staff_id, NULL));
    TRY(tell_colleagues(tx, w));
    return note(tx, call->arena, call->service, call->actor, w->staff_id, events[w->reset],
                call->school.value, S("manager"));
}
TX_FUNCTION(write_reset, struct reset_work)

enum rc staff_reset_colleague(struct call *call, int64_t staff_id, enum staff_reset reset,
                              enum reset_verdict *ret_verdict, struct str *ret_invite) {
    struct reset_work w = {.call = call, .staff_id = staff_id, .reset = reset, .invite = S("")};
    TRY(may_manage(call));
    TRY(actor_proved(call->service, call->actor));
    if (reset == RESET_ACCESS) {
        struct str nobody_knows = staff_password_draw(call->arena, call->service);
        w.invite = token_draw(call->arena, &call->service->random);
        TRY(hash_pool_make(call->service->hashes, HASH_SCHOOL_NETWORK, staff_id, nobody_knows,
                           w.verifier));
    }
    enum rc rc =
        store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_reset, &w, call->fault);
    ENSURE(rc == RC_OK || (rc == RC_INVALID && w.verdict != RESET_ALLOWED), rc);
    *ret_verdict = w.verdict;
    *ret_invite = w.invite;
    return RC_OK;
}
