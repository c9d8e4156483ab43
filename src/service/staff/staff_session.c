#include "base/encode.h"
#include "crypto/token.h"
#include "document/qr.h"
#include "domain/session_life.h"
#include "format/url.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

enum {
    SEEN_STEP_MS = 60 * 1000,
    TOTP_TOKEN_MAX = 400,
    QR_PATH_MAX = 64 * 1024
}; /* activity is stored at most once a minute */

static const struct session_rule rule = {STAFF_IDLE_MS, STAFF_LIFE_MS};

struct session_work {
    struct service *service;
    struct arena *arena;
    struct str token;
    struct staff_session session;
    const struct staff_session *given;
    int64_t number;
    struct str totp;
};

struct staff_rights staff_rights_of(struct arena *arena, const struct sql_staff_roles_row *roles,
                                    size_t count) {
    struct grant *grants = ARENA_ARRAY(arena, struct grant, count);
    for (size_t i = 0; i < count; i++)
        grants[i] = (struct grant){
            (enum role)roles[i].role, {(int32_t)roles[i].school_id}, roles[i].class_code};
    return (struct staff_rights){grants, count};
}

enum rc staff_rights_read(struct tx *tx, struct arena *arena, int64_t staff_id,
                          struct staff_rights *ret_rights) {
    struct sql_staff_get_row staff;
    struct sql_staff_roles_row *roles;
    size_t count;
    TRY(sql_staff_get(tx, arena, staff_id, &staff));
    ENSURE(staff.disabled_ms == SQL_NULL, RC_NONE);
    TRY(sql_staff_roles(tx, arena, staff_id, &roles, &count));
    *ret_rights = staff_rights_of(arena, roles, count);
    return RC_OK;
}

static enum rc read_roles(struct tx *tx, struct session_work *w) {
    struct staff_session *s = &w->session;
    struct sql_staff_roles_row *roles;
    size_t count;
    TRY(sql_staff_roles(tx, w->arena, s->staff_id, &roles, &count));
    s->schools = ARENA_ARRAY(w->arena, struct school_choice, count);
    s->school_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct school_id school = {(int32_t)roles[i].school_id};
        bool again =
            s->school_count > 0 && s->schools[s->school_count - 1].school.value == school.value;
        if (school.value == 0 || again || roles[i].school_name.ptr == NULL) continue;
        s->schools[s->school_count++] = (struct school_choice){school, roles[i].school_name};
        if (school.value == s->school.value) s->school_name = roles[i].school_name;
    }
    s->rights = staff_rights_of(w->arena, roles, count);
    return RC_OK;
}

/* Determines whether a second factor is required. Never for staff of an external provider: the acr
 * of that provider decides. */
static void set_factor_rule(struct session_work *w, int64_t due_ms) {
    struct staff_session *s = &w->session;
    const struct staff_factor_rule factor_rule = {.sensitive =
                                                      !s->outside && rights_sensitive(&s->rights),
                                                  .https = w->service->staff_https,
                                                  .due_ms = due_ms == SQL_NULL ? 0 : due_ms};
    int64_t now = service_now(w->service);
    s->must_register = staff_factor_must_register(&factor_rule, &s->factors, now);
    s->factor_days_left = staff_factor_days_left(&factor_rule, &s->factors, now);
}

static enum rc read_session(struct tx *tx, struct session_work *w) {
    struct sql_staff_session_get_row row;
    TRY(sql_staff_session_get(tx, w->arena, token_hash(w->arena, w->token), &row));
    ENSURE(row.disabled_ms == SQL_NULL &&
               session_lives(&rule, row.created_ms, row.seen_ms, service_session_now(w->service)),
           RC_NONE);
    bool outside = str_contains(row.login, S(":")); /* service/staff/outside_person.c */
    w->session = (struct staff_session){.staff_id = row.staff_id,
                                        .login = outside ? row.name : row.login,
                                        .token = w->token,
                                        .outside = outside,
                                        .school = {(int32_t)row.school_id},
                                        .school_name = S(""),
                                        .seen_ms = row.seen_ms,
                                        .proof_ms = row.proof_ms,
                                        .hide_secrets = row.hide_secrets != 0,
                                        .must_change = row.must_change != 0,
                                        .factors = {.totp = row.has_totp != 0,
                                                    .passkeys = (int)row.passkeys,
                                                    .codes = (int)row.codes,
                                                    .codes_left = (int)row.codes_left},
                                        .messages = (int)row.messages,
                                        .shortcuts = row.shortcuts != 0,
                                        .later = row.later_day == service_today(w->service)};
    TRY(read_roles(tx, w));
    set_factor_rule(w, row.factor_due_ms);
    return RC_OK;
}
TX_FUNCTION(read_session, struct session_work)

static enum rc read_ended(struct tx *tx, struct session_work *w) {
    struct sql_staff_session_get_row row;
    TRY(sql_staff_session_get(tx, w->arena, token_hash(w->arena, w->token), &row));
    ENSURE(row.disabled_ms == SQL_NULL, RC_NONE);
    w->session =
        (struct staff_session){.staff_id = row.staff_id, .school = {(int32_t)row.school_id}};
    return RC_OK;
}
TX_FUNCTION(read_ended, struct session_work)

enum rc staff_session_ended(struct service *service, struct arena *arena, struct str token,
                            struct ended_session *ret_session, struct fault *fault) {
    ENSURE(token.len > 0, RC_NONE);
    struct session_work w = {.service = service, .arena = arena, .token = token};
    TRY(store_read(service->db, arena, read_ended, &w, fault));
    *ret_session = (struct ended_session){w.session.staff_id, w.session.school};
    return RC_OK;
}

static enum rc write_seen(struct tx *tx, const struct session_work *w) {
    return sql_staff_session_seen(tx, token_hash(w->arena, w->token),
                                  service_session_now(w->service), NULL);
}
TX_FUNCTION(write_seen, const struct session_work)

enum rc staff_session_open(struct service *service, struct arena *arena, struct str token,
                           struct staff_session *ret_session, struct fault *fault) {
    ENSURE(token.len > 0, RC_NONE);
    struct session_work w = {.service = service, .arena = arena, .token = token};
    TRY(store_read(service->db, arena, read_session, &w, fault));
    if (!session_within(w.session.seen_ms, SEEN_STEP_MS, service_session_now(service)))
        TRY(store_write(service->db, arena, HISTORY_NONE, write_seen, &w, fault));
    *ret_session = w.session;
    return RC_OK;
}

static enum rc write_end(struct tx *tx, const struct session_work *w) {
    return sql_staff_session_end(tx, token_hash(w->arena, w->token), NULL);
}
TX_FUNCTION(write_end, const struct session_work)

enum rc staff_sign_out(struct service *service, struct arena *arena, struct str token,
                       struct fault *fault) {
    struct session_work w = {.service = service, .arena = arena, .token = token};
    return store_write(service->db, arena, HISTORY_NONE, write_end, &w, fault);
}

static enum rc write_school(struct tx *tx, const struct session_work *w) {
    return sql_staff_session_school(tx, token_hash(w->arena, w->given->token), w->number, NULL);
}
TX_FUNCTION(write_school, const struct session_work)

enum rc staff_choose_school(struct service *service, struct arena *arena,
                            const struct staff_session *session, struct school_id school,
                            struct fault *fault) {
    bool has = false;
    for (size_t i = 0; i < session->school_count; i++)
        has = has || session->schools[i].school.value == school.value;
    ENSURE(has, RC_NONE);
    struct session_work w = {
        .service = service, .arena = arena, .given = session, .number = school.value};
    return store_write(service->db, arena, HISTORY_NONE, write_school, &w, fault);
}

static enum rc write_hide(struct tx *tx, const struct session_work *w) {
    return sql_staff_session_hide(tx, token_hash(w->arena, w->given->token), w->number, NULL);
}
TX_FUNCTION(write_hide, const struct session_work)

enum rc staff_hide_secrets(struct service *service, struct arena *arena,
                           const struct staff_session *session, bool hide, struct fault *fault) {
    struct session_work w = {.service = service, .arena = arena, .given = session, .number = hide};
    return store_write(service->db, arena, HISTORY_NONE, write_hide, &w, fault);
}

static enum rc write_keys(struct tx *tx, const struct session_work *w) {
    return sql_staff_set_shortcuts(tx, w->given->staff_id, w->number, NULL);
}
TX_FUNCTION(write_keys, const struct session_work)

enum rc staff_set_keys(struct service *service, struct arena *arena,
                       const struct staff_session *session, bool shortcuts, struct fault *fault) {
    struct session_work w = {
        .service = service, .arena = arena, .given = session, .number = shortcuts};
    return store_write(service->db, arena, HISTORY_NONE, write_keys, &w, fault);
}

static enum rc write_totp(struct tx *tx, struct session_work *w) {
    struct staff_factors factors;
    TRY(staff_factors_read(tx, w->arena, w->given->staff_id, &factors));
    ENSURE(w->totp.len > 0 || staff_factor_ways(&factors) > 1, RC_LIMIT);
    struct actor actor = {.kind = ACTOR_STAFF, .id = w->given->staff_id, .source = S("")};
    struct str sealed = {NULL, 0};
    if (w->totp.len > 0)
        TRY(secret_seal(w->arena, w->service, SEAL_TOTP, w->given->staff_id, w->totp, &sealed));
    TRY(sql_staff_set_totp(tx, w->given->staff_id, sealed, w->number, NULL));
    return note(tx, w->arena, w->service, &actor, w->given->staff_id, HISTORY_STAFF_TOTP, 0,
                w->totp.len > 0 ? S("on") : S("off"));
}
TX_FUNCTION(write_totp, struct session_work)

static enum rc open_proposal(struct service *service, struct arena *arena,
                             const struct staff_session *session, struct str token,
                             struct str *ret_secret) {
    ENSURE(token.len > 0 && token.len % 2 == 0 && token.len <= TOTP_TOKEN_MAX, RC_INVALID);
    char *sealed = arena_alloc(arena, token.len / 2 + 1);
    TRY(hex_decode(token, sealed, token.len / 2));
    enum rc rc = secret_unseal(arena, service, SEAL_TOTP_OFFER, session->staff_id,
                               (struct str){sealed, token.len / 2}, ret_secret);
    return rc == RC_OK || rc == RC_RETRY ? rc : RC_INVALID;
}

enum rc staff_totp_propose(struct service *service, struct arena *arena,
                           const struct staff_session *session, struct str token,
                           struct totp_proposal *ret_proposal) {
    struct str secret, sealed;
    enum rc rc = open_proposal(service, arena, session, token, &secret);
    ENSURE(rc != RC_RETRY, rc);
    if (rc != RC_OK) secret = totp_secret_draw(arena, &service->random);
    struct str typed = totp_secret_text(arena, secret);
    TRY(secret_seal(arena, service, SEAL_TOTP_OFFER, session->staff_id, secret, &sealed));
    struct str address = str_format(
        arena, "otpauth://totp/LeerID%%20Schoolloket:%.*s?secret=%.*s&issuer=LeerID%%20Schoolloket",
        STR_ARG(url_encode(arena, session->login)), STR_ARG(typed));
    struct totp_proposal proposal = {.typed = typed,
                                     .token = hex_encode(arena, sealed.ptr, sealed.len)};
    struct buf path = buf_make(arena, QR_PATH_MAX);
    if (qr_svg_path(&path, str_c(arena, address), &proposal.qr_modules) == RC_OK)
        proposal.qr = buf_view(&path);
    *ret_proposal = proposal;
    return RC_OK;
}

enum rc staff_totp_on(struct service *service, struct arena *arena,
                      const struct staff_session *session, struct str token, struct str code,
                      struct fault *fault) {
    struct session_work w = {.service = service, .arena = arena, .given = session};
    TRY(proof_fresh(service, session->proof_ms));
    TRY(open_proposal(service, arena, session, token, &w.totp));
    enum rc rc = totp_check(w.totp, code, service_now(service), 0, &w.number);
    ENSURE(rc == RC_OK, rc == RC_DENIED ? RC_INVALID : rc);
    return store_write(service->db, arena, HISTORY_REQUIRED, write_totp, &w, fault);
}

enum rc staff_totp_off(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct fault *fault) {
    struct session_work w = {.service = service, .arena = arena, .given = session, .totp = S("")};
    TRY(proof_fresh(service, session->proof_ms));
    return store_write(service->db, arena, HISTORY_REQUIRED, write_totp, &w, fault);
}
