#include "service/staff/staff_passkey.h"

#include "base/encode.h"
#include "crypto/passkey.h"
#include "crypto/token.h"
#include "domain/staff_factor.h"
#include "format/json.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

enum { NONCE_TEXT = 43, TIME_DIGITS = 16, MAC_TEXT = 43, CHALLENGE_TEXT = 128 };

struct passkey_work {
    struct service *service;
    struct arena *arena;
    const struct staff_session *session; /* NULL: a sign-in */
    const struct relying_party *party;
    const struct staff_origin *from;
    struct passkey passkey; /* the passkey that is added or used */
    struct str name, client_data, auth_data, signature, challenge;
    int64_t counter; /* signature counter sent by the authenticator */
    struct str token;
    int64_t staff_id;
    struct passkey_line *lines;
    size_t count;
};

struct relying_party passkey_relying_party(struct str url) {
    struct str host = str_sub(url, str_starts(url, S("https://")) ? 8 : 7, url.len);
    size_t end = 0;
    bool in_brackets = false;
    while (end < host.len && host.ptr[end] != '/' && (in_brackets || host.ptr[end] != ':')) {
        in_brackets = host.ptr[end] == '[' || (in_brackets && host.ptr[end] != ']');
        end++;
    }
    return (struct relying_party){.origin = url, .id = str_sub(host, 0, end)};
}

/* Returns the MAC of a challenge. A challenge is "<time>.<nonce>.<MAC>", the time being 16
 * hexadecimal digits; the MAC covers the purpose, the session token and "<time>.<nonce>" (body). */
static struct str challenge_mac(struct service *service, struct arena *arena,
                                enum passkey_purpose purpose, const struct staff_session *session,
                                struct str body) {
    struct str bound = session == NULL ? S("") : session->token;
    return service_form_token(
        arena, service,
        str_format(arena, "passkey %d %.*s %.*s", (int)purpose, STR_ARG(body), STR_ARG(bound)));
}

struct str passkey_challenge(struct service *service, struct arena *arena,
                             enum passkey_purpose purpose, const struct staff_session *session) {
    struct str nonce = service_random_token(arena, service);
    struct str body =
        str_format(arena, "%016llx.%.*s", (unsigned long long)service_now(service), STR_ARG(nonce));
    struct str mac = challenge_mac(service, arena, purpose, session, body);
    return str_format(arena, "%.*s.%.*s", STR_ARG(body), STR_ARG(mac));
}

static bool is_our_challenge(const struct passkey_work *w, enum passkey_purpose purpose,
                             struct str challenge) {
    size_t body_len = TIME_DIGITS + 1 + NONCE_TEXT;
    if (challenge.len != body_len + 1 + MAC_TEXT || challenge.ptr[body_len] != '.') return false;
    struct str body = str_sub(challenge, 0, body_len);
    struct str mac = challenge_mac(w->service, w->arena, purpose, w->session, body);
    unsigned char time[TIME_DIGITS / 2];
    if (!token_eq(mac, str_sub(challenge, body_len + 1, challenge.len)) ||
        hex_decode(str_sub(body, 0, TIME_DIGITS), time, sizeof time) != RC_OK)
        return false;
    int64_t made_ms = 0;
    for (size_t i = 0; i < sizeof time; i++) made_ms = made_ms << 8 | time[i];
    int64_t age_ms = service_now(w->service) - made_ms;
    return age_ms >= 0 && age_ms <= PASSKEY_CHALLENGE_MS;
}

/* Decodes base64url without padding to 1..max bytes. */
static enum rc decode(struct arena *arena, struct str text, size_t max, struct str *ret_bytes) {
    size_t len = text.len * 3 / 4;
    ENSURE(len > 0 && len <= max, RC_INVALID);
    char *bytes = arena_alloc(arena, len);
    TRY(base64url_decode(text, bytes, len));
    *ret_bytes = (struct str){bytes, len};
    return RC_OK;
}

/* Checks type, challenge and origin of the client data. libfido2 checks the signature over its
 * hash. */
static enum rc check_client_data(struct passkey_work *w, enum passkey_purpose purpose) {
    struct json json;
    struct str type, challenge, origin;
    TRY(json_read(w->arena, w->client_data, &json));
    ENSURE(json_member_text(&json, "type", &type) &&
               json_member_text(&json, "challenge", &challenge) &&
               json_member_text(&json, "origin", &origin),
           RC_INVALID);
    const struct json *cross = json_member(&json, "crossOrigin");
    ENSURE(cross == NULL || (cross->kind == JSON_KIND_BOOL && cross->number == 0), RC_INVALID);
    ENSURE(str_eq(type, purpose == PASSKEY_REGISTER ? S("webauthn.create") : S("webauthn.get")),
           RC_INVALID);
    ENSURE(str_eq(origin, w->party->origin), RC_INVALID);
    TRY(decode(w->arena, challenge, CHALLENGE_TEXT, &w->challenge));
    return is_our_challenge(w, purpose, w->challenge) ? RC_OK : RC_INVALID;
}

static enum rc read_answer(struct passkey_work *w, enum passkey_purpose purpose,
                           const struct passkey_answer *answer) {
    TRY(decode(w->arena, answer->client_data, PASSKEY_CLIENT_DATA_MAX, &w->client_data));
    TRY(decode(w->arena, answer->auth_data, PASSKEY_AUTH_DATA_MAX, &w->auth_data));
    TRY(check_client_data(w, purpose));
    if (purpose == PASSKEY_REGISTER) return RC_OK;
    TRY(decode(w->arena, answer->id, PASSKEY_ID_MAX, &w->passkey.id));
    return decode(w->arena, answer->signature, PASSKEY_SIGNATURE_MAX, &w->signature);
}

/* Marks the challenge as used. Returns RC_DENIED when it was used before. */
static enum rc use_challenge(struct tx *tx, const struct passkey_work *w) {
    int64_t changed, ends_ms = service_now(w->service) + PASSKEY_CHALLENGE_MS;
    TRY(sql_staff_challenge_use(tx, token_hash(w->arena, w->challenge), ends_ms, &changed));
    return changed == 1 ? RC_OK : RC_DENIED;
}

static struct actor actor_of(const struct passkey_work *w) {
    return (struct actor){.kind = ACTOR_STAFF, .id = w->staff_id, .source = S("")};
}

static enum rc write_added(struct tx *tx, struct passkey_work *w) {
    struct sql_staff_passkeys_row *rows;
    size_t count;
    int64_t changed;
    TRY(use_challenge(tx, w));
    TRY(sql_staff_passkeys(tx, w->arena, w->staff_id, &rows, &count));
    ENSURE(count < PASSKEYS_MAX, RC_LIMIT);
    TRY(sql_staff_passkey_add(tx, w->passkey.id, w->staff_id, w->passkey.key, w->passkey.algorithm,
                              w->passkey.counter, w->name, service_now(w->service), &changed));
    ENSURE(changed == 1, RC_CONFLICT);
    struct actor actor = actor_of(w);
    return note(tx, w->arena, w->service, &actor, w->staff_id, HISTORY_STAFF_PASSKEY, 0,
                str_format(w->arena, "added %.*s", STR_ARG(w->name)));
}
TX_FUNCTION(write_added, struct passkey_work)

enum rc passkey_add(struct service *service, struct arena *arena,
                    const struct staff_session *session, const struct relying_party *party,
                    const struct passkey_answer *answer, struct str name, struct fault *fault) {
    TRY(proof_fresh(service, session->proof_ms));
    struct passkey_work w = {.service = service,
                             .arena = arena,
                             .session = session,
                             .party = party,
                             .staff_id = session->staff_id};
    if (text_clean(arena, str_trim(name), PASSKEY_NAME_MAX, &w.name) != TEXT_FINE)
        w.name = S("Toegangssleutel");
    TRY(read_answer(&w, PASSKEY_REGISTER, answer));
    TRY(passkey_read(arena, party->id, w.auth_data, &w.passkey));
    return store_write(service->db, arena, HISTORY_REQUIRED, write_added, &w, fault);
}

static enum rc read_lines(struct tx *tx, struct passkey_work *w) {
    struct sql_staff_passkeys_row *rows;
    TRY(sql_staff_passkeys(tx, w->arena, w->staff_id, &rows, &w->count));
    w->lines = ARENA_ARRAY(w->arena, struct passkey_line, w->count);
    for (size_t i = 0; i < w->count; i++)
        w->lines[i] = (struct passkey_line){
            .handle = hex_encode(w->arena, rows[i].credential_id.ptr, rows[i].credential_id.len),
            .id = base64url_encode(w->arena, rows[i].credential_id.ptr, rows[i].credential_id.len),
            .name = rows[i].name,
            .created_ms = rows[i].created_ms,
            .used_ms = rows[i].used_ms == SQL_NULL ? -1 : rows[i].used_ms};
    return RC_OK;
}
TX_FUNCTION(read_lines, struct passkey_work)

enum rc passkey_list(struct service *service, struct arena *arena,
                     const struct staff_session *session, struct passkey_line **ret_lines,
                     size_t *ret_count, struct fault *fault) {
    struct passkey_work w = {.service = service, .arena = arena, .staff_id = session->staff_id};
    TRY(store_read(service->db, arena, read_lines, &w, fault));
    *ret_lines = w.lines;
    *ret_count = w.count;
    return RC_OK;
}

static enum rc write_removed(struct tx *tx, struct passkey_work *w) {
    struct staff_factors factors;
    int64_t changed;
    TRY(staff_factors_read(tx, w->arena, w->staff_id, &factors));
    ENSURE(staff_factor_ways(&factors) > 1, RC_LIMIT);
    TRY(sql_staff_passkey_drop(tx, w->passkey.id, w->staff_id, &changed));
    ENSURE(changed == 1, RC_NONE);
    struct actor actor = actor_of(w);
    return note(tx, w->arena, w->service, &actor, w->staff_id, HISTORY_STAFF_PASSKEY, 0,
                S("removed"));
}
TX_FUNCTION(write_removed, struct passkey_work)

enum rc passkey_remove(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct str handle,
                       struct fault *fault) {
    TRY(proof_fresh(service, session->proof_ms));
    size_t len = handle.len / 2;
    ENSURE(len > 0 && len <= PASSKEY_ID_MAX, RC_NONE);
    char *id = arena_alloc(arena, len);
    ENSURE(hex_decode(handle, id, len) == RC_OK, RC_NONE);
    struct passkey_work w = {
        .service = service, .arena = arena, .staff_id = session->staff_id, .passkey.id = {id, len}};
    return store_write(service->db, arena, HISTORY_REQUIRED, write_removed, &w, fault);
}

static enum rc read_passkey(struct tx *tx, struct passkey_work *w) {
    struct sql_staff_passkey_get_row row;
    TRY(sql_staff_passkey_get(tx, w->arena, w->passkey.id, &row));
    ENSURE(row.disabled_ms == SQL_NULL, RC_NONE);
    ENSURE(w->session == NULL || row.staff_id == w->session->staff_id, RC_NONE);
    w->staff_id = row.staff_id;
    w->passkey = (struct passkey){.id = w->passkey.id,
                                  .key = row.public_key,
                                  .algorithm = (int)row.algorithm,
                                  .counter = row.counter};
    return RC_OK;
}
TX_FUNCTION(read_passkey, struct passkey_work)

/* Verifies an assertion. Every defect gives RC_DENIED, so that the response reveals nothing. */
static enum rc check_assertion(struct passkey_work *w, enum passkey_purpose purpose,
                               const struct passkey_answer *answer, struct fault *fault) {
    enum rc rc = read_answer(w, purpose, answer);
    if (rc == RC_OK) rc = store_read(w->service->db, w->arena, read_passkey, w, fault);
    if (rc == RC_OK)
        rc = passkey_check(w->arena, w->party->id, &w->passkey, w->client_data, w->auth_data,
                           w->signature, &w->counter);
    bool refused = rc == RC_INVALID || rc == RC_NONE || rc == RC_CONFLICT;
    return refused ? RC_DENIED : rc;
}

static enum rc use_passkey(struct tx *tx, const struct passkey_work *w) {
    int64_t changed;
    TRY(use_challenge(tx, w));
    TRY(sql_staff_passkey_used(tx, w->passkey.id, w->counter, service_now(w->service), &changed));
    return changed == 1 ? RC_OK : RC_DENIED;
}

static enum rc write_signed_in(struct tx *tx, struct passkey_work *w) {
    TRY(use_passkey(tx, w));
    TRY(staff_network_give_back(tx, w->arena, w->from->peer));
    const struct staff_entry entry = {.staff_id = w->staff_id,
                                      .token = w->token,
                                      .from = *w->from,
                                      .proof_ms = service_session_now(w->service),
                                      .device_hash = {NULL, 0}};
    return staff_session_begin(tx, w->arena, w->service, &entry);
}
TX_FUNCTION(write_signed_in, struct passkey_work)

enum rc passkey_sign_in(struct service *service, struct arena *arena,
                        const struct relying_party *party, const struct passkey_answer *answer,
                        const struct staff_origin *from, struct str *ret_token,
                        int64_t *ret_wait_ms, struct fault *fault) {
    struct passkey_work w = {.service = service,
                             .arena = arena,
                             .party = party,
                             .from = from,
                             .token = token_draw(arena, &service->random)};
    TRY(staff_network_take(service, arena, from->peer, ret_wait_ms, fault));
    TRY(check_assertion(&w, PASSKEY_SIGN_IN, answer, fault));
    TRY(store_write(service->db, arena, HISTORY_NONE, write_signed_in, &w, fault));
    *ret_token = w.token;
    return RC_OK;
}

static enum rc write_proved(struct tx *tx, struct passkey_work *w) {
    TRY(use_passkey(tx, w));
    return sql_staff_session_proved(tx, token_hash(w->arena, w->session->token),
                                    service_session_now(w->service), NULL);
}
TX_FUNCTION(write_proved, struct passkey_work)

enum rc passkey_prove(struct service *service, struct arena *arena,
                      const struct staff_session *session, const struct relying_party *party,
                      const struct passkey_answer *answer, struct fault *fault) {
    struct passkey_work w = {
        .service = service, .arena = arena, .session = session, .party = party};
    TRY(check_assertion(&w, PASSKEY_PROVE, answer, fault));
    return store_write(service->db, arena, HISTORY_NONE, write_proved, &w, fault);
}
