#include "service/staff/staff_device.h"

#include "base/encode.h"
#include "crypto/token.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

#define TRUST_MS ((int64_t)TRUSTED_DEVICE_DAYS * 24 * 3600 * 1000)

struct place_work {
    struct service *service;
    struct arena *arena;
    const struct staff_session *session;
    struct staff_place *places;
    size_t count;
    struct str handle_hash;
};

enum rc staff_device_trust(struct tx *tx, const struct service *service,
                           const struct staff_entry *entry) {
    int64_t now = service_now(service);
    return sql_staff_device_add(tx, entry->device_hash, entry->staff_id, entry->from.agent, now,
                                now + TRUST_MS, NULL);
}

static struct str handle_of(struct arena *arena, struct str hash) {
    return hex_encode(arena, hash.ptr, hash.len);
}

static void add_session(struct place_work *w, const struct sql_staff_sessions_row *row) {
    struct str own = token_hash(w->arena, w->session->token);
    w->places[w->count++] = (struct staff_place){.handle = handle_of(w->arena, row->token_hash),
                                                 .agent = row->agent,
                                                 .network = row->network,
                                                 .created_ms = row->created_ms,
                                                 .seen_ms = row->seen_ms,
                                                 .trusted_until_ms = -1,
                                                 .is_here = str_eq(own, row->token_hash),
                                                 .has_session = true};
}

/* Adds the trust to the session that uses the device, or adds the device as an entry of its own. */
static void add_device(struct place_work *w, const struct sql_staff_devices_row *device,
                       const struct sql_staff_sessions_row *sessions, size_t session_count) {
    for (size_t i = 0; i < session_count; i++) {
        if (sessions[i].device.ptr == NULL || !str_eq(sessions[i].device, device->token_hash))
            continue;
        w->places[i].trusted_until_ms = device->ends_ms;
        return;
    }
    w->places[w->count++] = (struct staff_place){.handle = handle_of(w->arena, device->token_hash),
                                                 .agent = device->agent,
                                                 .network = S(""),
                                                 .created_ms = device->created_ms,
                                                 .seen_ms = device->created_ms,
                                                 .trusted_until_ms = device->ends_ms};
}

static enum rc read_places(struct tx *tx, struct place_work *w) {
    struct sql_staff_sessions_row *sessions;
    struct sql_staff_devices_row *devices;
    size_t session_count, device_count;
    TRY(sql_staff_sessions(tx, w->arena, w->session->staff_id, &sessions, &session_count));
    TRY(sql_staff_devices(tx, w->arena, w->session->staff_id, service_now(w->service), &devices,
                          &device_count));
    w->places = ARENA_ARRAY(w->arena, struct staff_place, session_count + device_count);
    w->count = 0;
    for (size_t i = 0; i < session_count; i++) add_session(w, &sessions[i]);
    for (size_t i = 0; i < device_count; i++) add_device(w, &devices[i], sessions, session_count);
    return RC_OK;
}
TX_FUNCTION(read_places, struct place_work)

enum rc staff_places(struct service *service, struct arena *arena,
                     const struct staff_session *session, struct staff_place **ret_places,
                     size_t *ret_count, struct fault *fault) {
    struct place_work w = {.service = service, .arena = arena, .session = session};
    TRY(store_read(service->db, arena, read_places, &w, fault));
    *ret_places = w.places;
    *ret_count = w.count;
    return RC_OK;
}

/* Ends the session or trusted device that the handle names. The device of an ended session is no
 * longer trusted either. */
static enum rc write_end(struct tx *tx, struct place_work *w) {
    struct sql_staff_sessions_row *sessions;
    size_t count;
    int64_t ended, forgotten;
    int64_t staff_id = w->session->staff_id;
    TRY(sql_staff_sessions(tx, w->arena, staff_id, &sessions, &count));
    for (size_t i = 0; i < count; i++)
        if (str_eq(sessions[i].token_hash, w->handle_hash) && sessions[i].device.ptr != NULL)
            TRY(sql_staff_device_drop(tx, sessions[i].device, staff_id, NULL));
    TRY(sql_staff_session_end_own(tx, w->handle_hash, staff_id, &ended));
    TRY(sql_staff_device_drop(tx, w->handle_hash, staff_id, &forgotten));
    return ended + forgotten > 0 ? RC_OK : RC_NONE;
}
TX_FUNCTION(write_end, struct place_work)

enum rc staff_place_end(struct service *service, struct arena *arena,
                        const struct staff_session *session, struct str handle,
                        struct fault *fault) {
    char *hash = arena_alloc(arena, TOKEN_HASH);
    ENSURE(hex_decode(handle, hash, TOKEN_HASH) == RC_OK, RC_NONE);
    struct place_work w = {
        .service = service, .arena = arena, .session = session, .handle_hash = {hash, TOKEN_HASH}};
    return store_write(service->db, arena, HISTORY_NONE, write_end, &w, fault);
}

static enum rc write_end_others(struct tx *tx, const struct place_work *w) {
    int64_t staff_id = w->session->staff_id;
    TRY(sql_staff_devices_drop(tx, staff_id, NULL));
    return sql_staff_sessions_end_others(tx, staff_id, token_hash(w->arena, w->session->token),
                                         NULL);
}
TX_FUNCTION(write_end_others, struct place_work)

enum rc staff_places_end_others(struct service *service, struct arena *arena,
                                const struct staff_session *session, struct fault *fault) {
    struct place_work w = {.service = service, .arena = arena, .session = session};
    return store_write(service->db, arena, HISTORY_NONE, write_end_others, &w, fault);
}
