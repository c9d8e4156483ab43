#include "service/staff/staff.h"

#include "base/buf.h"
#include "crypto/token.h"
#include "domain/email_address.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

enum { LOGIN_MAX = 60, PASSWORD_DRAWN = 12 };

struct hiring {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    const struct staff_wish *wish;
    struct staff_made made;
    int64_t staff_id;
    bool must_change;
    unsigned char verifier[VERIFIER_BYTES];
    struct staff_line *lines;
    size_t count;
};

static bool login_fine(struct str login) {
    for (size_t i = 0; i < login.len; i++) {
        char c = login.ptr[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                    c == '_' || c == '@';
        if (!fine) return false;
    }
    return login.len > 0 && login.len <= LOGIN_MAX;
}

struct str staff_login_fold(struct arena *arena, const struct service *service, struct str typed) {
    return text_fold(arena, service->text, str_trim(typed));
}

bool staff_login_fine(struct arena *arena, const struct service *service, struct str typed) {
    return login_fine(staff_login_fold(arena, service, typed));
}

/* Twelve characters of the alphabet of temporary passwords: 2^70 possibilities. */
struct str staff_password_draw(struct arena *arena, struct service *service) {
    const struct secret_policy policy = secret_policy_default();
    struct str a = secret_draw(arena, &service->random, &policy, SECRET_TEMPORARY);
    struct str b = secret_draw(arena, &service->random, &policy, SECRET_TEMPORARY);
    return str_sub(str_format(arena, "%.*s%.*s", STR_ARG(a), STR_ARG(b)), 0, PASSWORD_DRAWN);
}

static enum rc draw_entrance(struct hiring *h) {
    h->made.password = staff_password_draw(h->arena, h->service);
    h->made.invite = token_draw(h->arena, &h->service->random);
    return hash_pool_make(h->service->hashes, HASH_SCHOOL_NETWORK, h->staff_id, h->made.password,
                          h->verifier);
}

enum rc staff_invite_put(struct tx *tx, struct arena *arena, const struct service *service,
                         int64_t staff_id, struct str token) {
    TRY(sql_staff_invites_drop(tx, staff_id, NULL));
    return sql_staff_invite_add(tx, token_hash(arena, token), staff_id,
                                service_now(service) + STAFF_INVITE_MS, NULL);
}

static enum rc add_invite(struct tx *tx, const struct hiring *h) {
    return staff_invite_put(tx, h->arena, h->service, h->staff_id, h->made.invite);
}

static enum rc add_roles(struct tx *tx, const struct hiring *h) {
    const struct staff_wish *wish = h->wish;
    if (wish->role == ROLE_OPERATOR)
        return sql_staff_role_add(tx, h->staff_id, 0, ROLE_OPERATOR, S(""), NULL);
    for (size_t i = 0; i < wish->school_count; i++) {
        struct sql_school_get_row school;
        enum rc rc = sql_school_get(tx, h->arena, wish->schools[i], &school);
        ENSURE(rc == RC_OK, rc == RC_NONE ? RC_INVALID : rc);
        for (size_t c = 0; c < wish->class_count; c++)
            TRY(sql_staff_role_add(tx, h->staff_id, wish->schools[i], wish->role, wish->classes[c],
                                   NULL));
        if (wish->class_count == 0)
            TRY(sql_staff_role_add(tx, h->staff_id, wish->schools[i], wish->role, S(""), NULL));
    }
    return RC_OK;
}

static enum rc write_staff(struct tx *tx, struct hiring *h) {
    int64_t changed;
    struct str verifier = {(const char *)h->verifier, sizeof h->verifier};
    TRY(sql_staff_insert(tx, h->staff_id, h->made.login, h->made.login, verifier, !h->wish->keep,
                         S("nl"), service_now(h->service), &changed));
    ENSURE(changed == 1, RC_CONFLICT);
    if (h->wish->email.len > 0) TRY(sql_staff_set_email(tx, h->staff_id, h->wish->email, NULL));
    if (h->wish->keep) TRY(sql_staff_factor_due(tx, h->staff_id, FACTOR_NEVER_DUE, NULL));
    TRY(add_roles(tx, h));
    TRY(add_invite(tx, h));
    return note(tx, h->arena, h->service, h->actor, h->staff_id, HISTORY_STAFF_ADDED, 0,
                str_format(h->arena, "role=%s", role_name(h->wish->role)));
}
TX_FUNCTION(write_staff, struct hiring)

enum rc staff_add(struct call *call, const struct staff_wish *wish, struct staff_made *ret_made) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct hiring h = {.service = call->service,
                       .arena = call->arena,
                       .actor = call->actor,
                       .wish = wish,
                       .staff_id = id_draw(&call->service->random)};
    h.made.login = staff_login_fold(call->arena, call->service, wish->login);
    bool has_place = wish->role == ROLE_OPERATOR || wish->school_count > 0;
    bool classes_fit =
        wish->class_count == 0 || wish->role == ROLE_TEACHER || wish->role == ROLE_VIEWER;
    bool has_address = wish->email.len == 0 || email_address_is_valid(wish->email);
    ENSURE(login_fine(h.made.login) && has_place && classes_fit && has_address, RC_INVALID);
    TRY(draw_entrance(&h));
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_staff, &h,
                    call->fault));
    *ret_made = h.made;
    return RC_OK;
}

static enum rc find_member(struct tx *tx, struct hiring *h) {
    struct sql_staff_by_login_row row;
    TRY(sql_staff_by_login(tx, h->arena, h->made.login, &row));
    h->staff_id = row.staff_id;
    return RC_OK;
}
TX_FUNCTION(find_member, struct hiring)

enum rc staff_factors_drop(struct tx *tx, int64_t staff_id) {
    TRY(sql_staff_set_totp(tx, staff_id, (struct str){NULL, 0}, 0, NULL));
    TRY(sql_staff_passkeys_drop(tx, staff_id, NULL));
    TRY(sql_staff_codes_drop(tx, staff_id, NULL));
    return sql_staff_devices_drop(tx, staff_id, NULL);
}

static enum rc write_reset(struct tx *tx, struct hiring *h) {
    TRY(sql_staff_set_secret(
        tx, h->staff_id, (struct str){(const char *)h->verifier, sizeof h->verifier}, true, NULL));
    TRY(staff_factors_drop(tx, h->staff_id));
    TRY(sql_staff_disable(tx, h->staff_id, SQL_NULL, NULL));
    TRY(staff_waits_forget(tx, h->arena, h->service, h->made.login));
    TRY(sql_staff_sessions_end(tx, h->staff_id, NULL));
    TRY(add_invite(tx, h));
    return note(tx, h->arena, h->service, h->actor, h->staff_id, HISTORY_STAFF_RESET, 0, S(""));
}
TX_FUNCTION(write_reset, struct hiring)

enum rc staff_reset(struct call *call, struct str login, struct staff_made *ret_made) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct hiring h = {.service = call->service, .arena = call->arena, .actor = call->actor};
    h.made.login = staff_login_fold(call->arena, call->service, login);
    TRY(store_read(call->service->db, call->arena, find_member, &h, call->fault));
    TRY(draw_entrance(&h));
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_reset, &h,
                    call->fault));
    *ret_made = h.made;
    return RC_OK;
}

static enum rc write_link(struct tx *tx, struct hiring *h) {
    struct sql_staff_get_row staff;
    TRY(find_member(tx, h));
    TRY(sql_staff_get(tx, h->arena, h->staff_id, &staff));
    ENSURE(staff.must_change != 0, RC_CONFLICT);
    TRY(add_invite(tx, h));
    return note(tx, h->arena, h->service, h->actor, h->staff_id, HISTORY_STAFF_RESET, 0, S("link"));
}
TX_FUNCTION(write_link, struct hiring)

enum rc staff_invite(struct call *call, struct str login, struct str *ret_invite) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct hiring h = {.service = call->service, .arena = call->arena, .actor = call->actor};
    h.made.login = staff_login_fold(call->arena, call->service, login);
    h.made.invite = token_draw(call->arena, &call->service->random);
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_link, &h, call->fault));
    *ret_invite = h.made.invite;
    return RC_OK;
}

static enum rc write_disable(struct tx *tx, struct hiring *h) {
    TRY(find_member(tx, h));
    TRY(sql_staff_disable(tx, h->staff_id, service_now(h->service), NULL));
    TRY(sql_staff_sessions_end(tx, h->staff_id, NULL));
    TRY(sql_staff_invites_drop(tx, h->staff_id, NULL));
    return note(tx, h->arena, h->service, h->actor, h->staff_id, HISTORY_STAFF_DISABLED, 0, S(""));
}
TX_FUNCTION(write_disable, struct hiring)

enum rc staff_disable(struct call *call, struct str login) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct hiring h = {.service = call->service, .arena = call->arena, .actor = call->actor};
    h.made.login = staff_login_fold(call->arena, call->service, login);
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_disable, &h,
                       call->fault);
}

static enum rc roles_text(struct tx *tx, struct arena *arena, int64_t staff_id,
                          struct str *ret_text) {
    struct sql_staff_roles_row *roles;
    size_t count;
    TRY(sql_staff_roles(tx, arena, staff_id, &roles, &count));
    struct buf text = buf_make(arena, 4000);
    for (size_t i = 0; i < count; i++) {
        buf_format(&text, "%s%s", i > 0 ? ", " : "", role_name((enum role)roles[i].role));
        if (roles[i].school_id > 0) buf_format(&text, " %06d", (int)roles[i].school_id);
        if (roles[i].class_code.len > 0) buf_format(&text, " %.*s", STR_ARG(roles[i].class_code));
    }
    *ret_text = buf_view(&text);
    return RC_OK;
}

static enum rc read_lines(struct tx *tx, struct hiring *h) {
    struct sql_staff_list_row *rows;
    TRY(sql_staff_list(tx, h->arena, &rows, &h->count));
    h->lines = ARENA_ARRAY(h->arena, struct staff_line, h->count);
    for (size_t i = 0; i < h->count; i++) {
        h->lines[i] = (struct staff_line){
            .login = rows[i].login,
            .disabled = rows[i].disabled_ms != SQL_NULL,
            .has_factor = rows[i].has_factor != 0,
            .last_sign_in_ms = rows[i].last_sign_in_ms == SQL_NULL ? -1 : rows[i].last_sign_in_ms};
        TRY(roles_text(tx, h->arena, rows[i].staff_id, &h->lines[i].roles));
    }
    return RC_OK;
}
TX_FUNCTION(read_lines, struct hiring)

enum rc staff_list(struct call *call, struct staff_line **ret_lines, size_t *ret_count) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct hiring h = {.service = call->service, .arena = call->arena, .actor = call->actor};
    TRY(store_read(call->service->db, call->arena, read_lines, &h, call->fault));
    *ret_lines = h.lines;
    *ret_count = h.count;
    return RC_OK;
}
