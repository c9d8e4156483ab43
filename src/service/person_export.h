/* Everything that is kept of a person, for who asks (GDPR article 15). No secrets, no hashes, no national number. */
#pragma once

#include "service/service.h"

struct person_enrolment {
    int school;
    int64_t roll_number;
    struct str first_name, last_name, group_name, class_code, site;
    day_count begin_day, end_day;
};
struct person_event {
    int64_t at_ms;
    const char *key; /* domain/history.h */
    int actor_kind, school;
    struct str source, detail;
};
struct person {
    struct str official_first, official_last;
    int sex;
    day_count birth_day;
    struct str email; /* "": none */
    struct person_enrolment *enrolments;
    size_t enrolment_count;
    struct person_event *events; /* changes, then visits; the newest first */
    size_t event_count;
};
enum rc person_export(struct service *service, struct arena *arena, const struct actor *actor, int64_t pupil_id, struct person *ret_person,
                      struct fault *fault) MUST_USE;
