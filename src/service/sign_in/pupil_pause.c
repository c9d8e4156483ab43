#include "domain/username.h"
#include "service/sign_in/pupil_device.h"
#include "service/sign_in/pupil_work.h"

TX_FUNCTION(asked_name_read, struct asked_name)

enum rc asked_name(struct service *service, struct arena *arena,
                   const struct pupil_attempt *attempt, struct asked_name *ret) {
    struct asked_name n = {.service = service,
                           .arena = arena,
                           .attempt = attempt,
                           .network = network_of(arena, attempt->peer)};
    if (username_read(arena, service->text, attempt->username, &n.username) != USERNAME_FINE)
        n.username = text_fold(arena, service->text, attempt->username);
    *ret = n;
    return service_username_mac(arena, service, n.username, &ret->name_mac);
}

enum rc asked_name_account(struct tx *tx, const struct asked_name *n,
                           struct sql_account_from_row *ret_account, bool *ret_known) {
    struct sql_account_from_row account = {.username = S("")};
    enum rc rc = sql_account_from(tx, n->arena, n->username, &account);
    if (rc == RC_NONE)
        rc = sql_account_from(tx, n->arena, S(""),
                              &account); /* wraps around: takes the first account */
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret_known = rc == RC_OK && str_eq(account.username, n->username);
    *ret_account = account;
    return RC_OK;
}

/*
 * Returns whether the name belongs to the school of the network. An unknown name is assigned to a
 * school by its keyed hash: otherwise an early back-off on a school's network would reveal which
 * names do not exist. Both answers are computed for every name.
 */
static bool belongs_to(const struct asked_name *n, int64_t school_id) {
    const unsigned char *mac = (const unsigned char *)n->name_mac.ptr;
    int schools = n->attempt->schools > 0 ? n->attempt->schools : 1;
    bool by_hash = (mac[12] * 256 + mac[13]) % schools == school_id % schools, by_enrolment = false;
    for (size_t i = 0; i < n->school_count; i++)
        by_enrolment = by_enrolment || school_id == n->schools[i].school_id;
    return n->known ? by_enrolment : by_hash;
}

static enum rc choose_pool(struct tx *tx, struct asked_name *n) {
    struct sql_network_schools_row *networks;
    size_t count;
    TRY(sql_network_schools(tx, n->arena, n->network.own, service_now(n->service), &networks,
                            &count));
    n->throttle.pool = POOL_UNKNOWN;
    for (size_t i = 0; i < count; i++)
        if (belongs_to(n, networks[i].school_id)) n->throttle.pool = POOL_SCHOOL_NETWORK;
    bool known;
    TRY(device_knows(n->arena, n->service, n->attempt->device, n->username, &known, &n->newest));
    if (known) n->throttle.pool = POOL_KNOWN_DEVICE;
    return RC_OK;
}

enum rc asked_name_read(struct tx *tx, struct asked_name *n) {
    TRY(asked_name_account(tx, n, &n->account, &n->known));
    TRY(sql_pupil_schools(tx, n->arena, n->account.pupil_id, service_today(n->service), &n->schools,
                          &n->school_count));
    TRY(choose_pool(tx, n));
    return throttle_state_read(tx, n->arena, n->name_mac, &n->network, &n->throttle);
}

enum rc pupil_pause(struct service *service, struct arena *arena,
                    const struct pupil_attempt *attempt, bool *ret_paused, int64_t *ret_wait_ms,
                    struct fault *fault) {
    struct asked_name name;
    TRY(asked_name(service, arena, attempt, &name));
    TRY(store_read(service->db, arena, asked_name_read, &name, fault));
    enum throttle_verdict verdict =
        throttle_peek(&name.throttle, service_now(service), ret_wait_ms);
    *ret_paused = verdict != THROTTLE_ALLOW;
    if (verdict == THROTTLE_CLOSED) *ret_wait_ms = 0;
    return RC_OK;
}
