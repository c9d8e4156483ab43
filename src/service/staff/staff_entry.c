/* Start of a staff session, shared by every way of signing in. */
#include "crypto/token.h"
#include "domain/network.h"
#include "domain/staff_factor.h"
#include "service/staff/staff_work.h"
#include "service/throttle_store.h"
#include "store/queries.h"

struct network_work {
    struct service *service;
    struct arena *arena;
    struct str peer;
    bool taken;
    int64_t wait_ms;
};

enum rc staff_factors_read(struct tx *tx, struct arena *arena, int64_t staff_id,
                           struct staff_factors *ret_factors) {
    struct sql_staff_factors_row row;
    TRY(sql_staff_factors(tx, arena, staff_id, &row));
    *ret_factors = (struct staff_factors){.totp = row.has_totp != 0,
                                          .passkeys = (int)row.passkeys,
                                          .codes = (int)row.codes,
                                          .codes_left = (int)row.codes_left};
    return RC_OK;
}

/* Returns the school when all roles are in one school; otherwise 0, and the user chooses. */
static enum rc only_school(struct tx *tx, struct arena *arena, int64_t staff_id,
                           int64_t *ret_school) {
    struct sql_staff_roles_row *roles;
    size_t count;
    TRY(sql_staff_roles(tx, arena, staff_id, &roles, &count));
    *ret_school = 0;
    for (size_t i = 0; i < count; i++) {
        if (roles[i].school_id == 0 || roles[i].school_id == *ret_school) continue;
        if (*ret_school != 0) {
            *ret_school = 0;
            return RC_OK;
        }
        *ret_school = roles[i].school_id;
    }
    return RC_OK;
}

/* Returns the keyed hash under which a browser or network is stored. */
static enum rc place_mac(struct arena *arena, const struct service *service, const char *kind,
                         struct str value, struct str *ret_mac) {
    return service_username_mac(arena, service,
                                str_format(arena, "staff %s %.*s", kind, STR_ARG(value)), ret_mac);
}

/* Stores the browser and network of a sign-in, and mails the owner when the place is new. */
static enum rc note_place(struct tx *tx, struct arena *arena, struct service *service,
                          const struct staff_entry *entry) {
    struct str browser, network;
    struct sql_staff_places_known_row known;
    int64_t now = service_now(service);
    if (entry->from.browser.len == 0 || entry->from.peer.len == 0) return RC_OK;
    TRY(place_mac(arena, service, "browser", entry->from.browser, &browser));
    TRY(place_mac(arena, service, "network", network_of(arena, entry->from.peer).own, &network));
    TRY(sql_staff_places_known(tx, arena, entry->staff_id, browser, network, &known));
    const struct staff_sign_in_place place = {.has_others = known.places > 0,
                                              .knows_browser = known.browsers > 0,
                                              .knows_network = known.networks > 0};
    TRY(sql_staff_place_put(tx, entry->staff_id, browser, now, NULL));
    TRY(sql_staff_place_put(tx, entry->staff_id, network, now, NULL));
    return staff_place_is_new(&place) ? staff_mail_place(tx, arena, service, entry->staff_id,
                                                         STAFF_MAIL_NEW_PLACE, &entry->from)
                                      : RC_OK;
}

enum rc staff_session_begin(struct tx *tx, struct arena *arena, struct service *service,
                            const struct staff_entry *entry) {
    int64_t school, now = service_now(service);
    struct str hash = token_hash(arena, entry->token);
    TRY(only_school(tx, arena, entry->staff_id, &school));
    TRY(sql_staff_session_add(tx, hash, entry->staff_id, school, service_session_now(service),
                              NULL));
    TRY(sql_staff_session_place(tx, hash, entry->from.agent, entry->from.source, entry->device_hash,
                                entry->proof_ms, NULL));
    TRY(sql_staff_factor_due(tx, entry->staff_id, staff_factor_first_due(service->staff_https, now),
                             NULL));
    TRY(sql_staff_signed_in(tx, entry->staff_id, now, NULL));
    TRY(note_place(tx, arena, service, entry));
    const struct actor actor = {
        .kind = ACTOR_STAFF, .id = entry->staff_id, .source = entry->from.source};
    return note_visit(tx, arena, service, &actor, entry->staff_id, VISIT_SIGNED_IN, 0, S(""));
}

struct str staff_network_key(struct arena *arena, struct str peer) {
    return str_format(arena, "staff %.*s", STR_ARG(network_of(arena, peer).own));
}

static enum rc take_network(struct tx *tx, struct network_work *w) {
    return bucket_take(tx, w->arena, staff_network_key(w->arena, w->peer), THROTTLE_NETWORK_BURST,
                       service_now(w->service), &w->taken, &w->wait_ms);
}
TX_FUNCTION(take_network, struct network_work)

enum rc staff_network_take(struct service *service, struct arena *arena, struct str peer,
                           int64_t *ret_wait_ms, struct fault *fault) {
    struct network_work w = {.service = service, .arena = arena, .peer = peer};
    *ret_wait_ms = 0;
    if (peer.len == 0) return RC_OK;
    TRY(store_write(service->db, arena, HISTORY_NONE, take_network, &w, fault));
    *ret_wait_ms = w.taken ? 0 : w.wait_ms;
    return w.taken ? RC_OK : RC_LIMIT;
}

enum rc staff_network_give_back(struct tx *tx, struct arena *arena, struct str peer) {
    return peer.len == 0 ? RC_OK : bucket_take_back(tx, arena, staff_network_key(arena, peer));
}
