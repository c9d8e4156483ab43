/*
 * All stored data of a person, for an access request (GDPR article 15). Without secrets, hashes and
 * the national number.
 */
#pragma once

#include "domain/account_life.h"
#include "service/service.h"

struct person_enrolment {
    int school;
    int64_t roll_number;
    struct str first_name, last_name, group_name, class_code, site;
    int64_t group_number; /* 0: unknown */
    enum level level;
    day_count begin_day, end_day;
};
struct person_event {
    int64_t at_ms;
    const char *key; /* event key, see domain/history.h */
    int actor_kind, school;
    struct str source, detail;
};
struct person_session {
    int64_t created_ms, seen_ms;
    bool own_device;
};
struct person_grant {
    struct str client_id, name; /* of the application */
    int64_t created_ms;
    bool revoked;
};
struct person_network {
    int school;
    struct str network;
    int64_t at_ms;
};
struct person {
    struct str official_first, official_last;
    int sex;
    day_count birth_day;
    struct str email; /* "": none */
    bool has_number;  /* a national number is stored, as a keyed hash */
    enum account_status status;
    int type, kind; /* enum account_type and enum secret_kind; 0: no account */
    bool must_change;
    int64_t inactive_ms; /* negative: not deactivated by staff */
    struct str inactive_reason;
    struct person_session *sessions;
    size_t session_count;
    struct person_grant *grants;
    size_t grant_count;
    struct person_network
        *networks; /* networks of sign-ins, from which the networks of a school are learned */
    size_t network_count;
    struct person_enrolment *enrolments;
    size_t enrolment_count;
    struct person_event *events; /* changes, then sign-ins and other frequent events, each newest
                                    first; then those of ids joined with this one */
    size_t event_count;
};
/*
 * Reads all stored data of a person; operators only (RC_NONE). RC_LIMIT: joined with too many
 * records.
 */
enum rc person_export(struct call *call, int64_t pupil_id, struct person *ret_person) MUST_USE;
