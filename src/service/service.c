#include "service/service.h"

#include "base/encode.h"
#include "crypto/token.h"
#include "domain/session_life.h"

enum { PROOF_MS = 15 * 60 * 1000 };

enum rc actor_may(const struct actor *actor, enum right right, struct school_id school,
                  struct str class_code) {
    if (actor->kind == ACTOR_COMMAND) return RC_OK;
    ENSURE(actor->kind == ACTOR_STAFF && rights_allow(actor->rights, right, school, class_code),
           RC_NONE);
    return RC_OK;
}

bool actor_over_pupil(const struct actor *actor, enum right right, struct school_id school,
                      struct str class_code) {
    if (actor->kind == ACTOR_COMMAND) return true;
    return actor->kind == ACTOR_STAFF &&
           rights_over_pupil(actor->rights, right, school, class_code);
}

enum rc proof_fresh(const struct service *service, int64_t proof_ms) {
    return session_within(proof_ms, PROOF_MS, service_session_now(service)) ? RC_OK : RC_DENIED;
}

enum rc actor_proved(const struct service *service, const struct actor *actor) {
    return actor->kind == ACTOR_COMMAND ? RC_OK : proof_fresh(service, actor->proof_ms);
}

int64_t service_now(const struct service *service) {
    return clock_now_ms(&service->clock);
}

void service_limit_to_school(struct service *service, int school_id) {
    db_limit_to_school(service->db, school_id);
}

int64_t service_session_now(const struct service *service) {
    return service->session_clock.now_ms == NULL ? service_now(service)
                                                 : clock_now_ms(&service->session_clock);
}

day_count service_today(const struct service *service) {
    return day_of_ms(service_now(service));
}

struct history_entry note_entry(const struct service *service, const struct actor *actor,
                                int64_t subject_id, enum history_event event, int school_id,
                                struct str detail) {
    return (struct history_entry){.subject_id = subject_id,
                                  .at_ms = service_now(service),
                                  .event = (int)event,
                                  .actor_kind = (int)actor->kind,
                                  .actor_id = actor->id,
                                  .school_id = school_id,
                                  .source = actor->source,
                                  .detail = detail};
}

enum rc note(struct tx *tx, struct arena *arena, const struct service *service,
             const struct actor *actor, int64_t subject_id, enum history_event event, int school_id,
             struct str detail) {
    struct history_entry entry = note_entry(service, actor, subject_id, event, school_id, detail);
    return history_add(tx, arena, &entry);
}

enum rc note_new(struct tx *tx, struct arena *arena, const struct service *service,
                 const struct actor *actor, int64_t subject_id, enum history_event event,
                 int school_id, struct str detail) {
    struct history_entry entry = note_entry(service, actor, subject_id, event, school_id, detail);
    return history_begin(tx, arena, &entry);
}

enum rc note_visit(struct tx *tx, struct arena *arena, const struct service *service,
                   const struct actor *actor, int64_t subject_id, enum history_event event,
                   int school_id, struct str detail) {
    struct history_entry entry = note_entry(service, actor, subject_id, event, school_id, detail);
    return db_visit_add(tx, arena, &entry);
}

static struct str bound_to(const int64_t *id) {
    return (struct str){(const char *)id, sizeof *id};
}

enum rc secret_seal(struct arena *arena, const struct service *service, enum seal_label label,
                    int64_t owner, struct str secret, struct str *ret_sealed) {
    return keys_seal(arena, service->keys, label, bound_to(&owner), secret, ret_sealed);
}

enum rc secret_unseal(struct arena *arena, const struct service *service, enum seal_label label,
                      int64_t owner, struct str sealed, struct str *ret_secret) {
    return keys_unseal(arena, service->keys, label, bound_to(&owner), sealed, ret_secret);
}

enum rc secret_unknown(struct fault *fault) {
    return FAULT(
        fault, RC_RETRY,
        "sealed with a key that is not on this server (keys=missing), or there is no memory");
}

enum rc secret_picture_count(const struct service *service, int64_t pupil_id, struct str sealed,
                             int *ret_count) {
    int count;
    TRY(keys_parts(service->keys, SEAL_SECRET, bound_to(&pupil_id), sealed, &count));
    *ret_count = count > 1 && count <= SECRET_PICTURES_MAX ? count : 0;
    return RC_OK;
}

static enum rc mac_of(struct arena *arena, const struct service *service, enum key_purpose purpose,
                      struct str bytes, struct str *ret_mac) {
    unsigned char *mac = arena_alloc(arena, MAC_BYTES);
    TRY(keys_mac(service->keys, purpose, bytes, mac));
    *ret_mac = (struct str){(const char *)mac, MAC_BYTES};
    return RC_OK;
}

enum rc service_username_mac(struct arena *arena, const struct service *service,
                             struct str username, struct str *ret_mac) {
    return mac_of(arena, service, KEY_USERNAME, username, ret_mac);
}

enum rc service_number_mac(struct arena *arena, const struct service *service, struct str digits,
                           struct str *ret_mac) {
    return mac_of(arena, service, KEY_NATIONAL_NUMBER, digits, ret_mac);
}

static enum rc history_mac(void *context, struct str bytes, unsigned char ret_mac[32]) {
    return keys_mac(context, KEY_HISTORY, bytes, ret_mac);
}

struct mac_hook service_mac_hook(const struct keys *keys) {
    return (struct mac_hook){.mac = history_mac, .context = (void *)keys};
}

enum rc service_keys_answer(const struct service *service) {
    unsigned char mac[MAC_BYTES];
    return keys_mac(service->keys, KEY_WEB, S("is there an answer?"), mac);
}

struct str service_form_token(struct arena *arena, const struct service *service,
                              struct str bound) {
    unsigned char mac[MAC_BYTES];
    keys_form_mac(service->keys, bound, mac);
    return base64url_encode(arena, mac, sizeof mac);
}

struct str service_random_token(struct arena *arena, const struct service *service) {
    return token_draw(arena, &service->random);
}

struct str service_session_hash(struct arena *arena, struct str token) {
    return token_hash(arena, token);
}
