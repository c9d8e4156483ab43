#include "service/pupil/person_export.h"

#include "store/queries.h"

enum { EVENTS_MAX = INT32_MAX /* all; bounded by memory */, JOINED_MAX = 20 };

struct exporting {
    struct arena *arena;
    int64_t pupil_id;
    day_count today;
    struct person person;
    int64_t subjects[JOINED_MAX + 1]; /* the person, then former ids joined with it */
    size_t subject_count;
};

static enum rc read_enrolments(struct tx *tx, struct exporting *e) {
    struct sql_person_enrolments_row *rows;
    struct person *p = &e->person;
    TRY(sql_person_enrolments(tx, e->arena, e->pupil_id, &rows, &p->enrolment_count));
    p->enrolments = ARENA_ARRAY(e->arena, struct person_enrolment, p->enrolment_count);
    for (size_t i = 0; i < p->enrolment_count; i++)
        p->enrolments[i] =
            (struct person_enrolment){(int)rows[i].school_id,
                                      rows[i].roll_number,
                                      rows[i].first_name,
                                      rows[i].last_name,
                                      rows[i].group_name,
                                      rows[i].class_code,
                                      rows[i].site,
                                      rows[i].group_number == SQL_NULL ? 0 : rows[i].group_number,
                                      (enum level)rows[i].level,
                                      (day_count)rows[i].begin_day,
                                      (day_count)rows[i].end_day};
    return RC_OK;
}

static enum rc read_use(struct tx *tx, struct exporting *e) {
    struct sql_person_sessions_row *sessions;
    struct sql_person_grants_row *grants;
    struct sql_person_networks_row *networks;
    struct person *p = &e->person;
    TRY(sql_person_sessions(tx, e->arena, e->pupil_id, &sessions, &p->session_count));
    p->sessions = ARENA_ARRAY(e->arena, struct person_session, p->session_count);
    for (size_t i = 0; i < p->session_count; i++)
        p->sessions[i] = (struct person_session){sessions[i].created_ms, sessions[i].seen_ms,
                                                 sessions[i].own_device != 0};
    TRY(sql_person_grants(tx, e->arena, e->pupil_id, &grants, &p->grant_count));
    p->grants = ARENA_ARRAY(e->arena, struct person_grant, p->grant_count);
    for (size_t i = 0; i < p->grant_count; i++)
        p->grants[i] =
            (struct person_grant){grants[i].client_id, grants[i].name, grants[i].created_ms,
                                  grants[i].revoked_ms != SQL_NULL};
    TRY(sql_person_networks(tx, e->arena, e->pupil_id, &networks, &p->network_count));
    p->networks = ARENA_ARRAY(e->arena, struct person_network, p->network_count);
    for (size_t i = 0; i < p->network_count; i++)
        p->networks[i] = (struct person_network){(int)networks[i].school_id, networks[i].network,
                                                 networks[i].at_ms};
    return RC_OK;
}

/*
 * Adds the subject of a HISTORY_JOINED event ("with=…"), whose history also belongs to the person.
 */
static enum rc remember_joined(struct exporting *e, int64_t event, struct str detail) {
    int64_t other;
    if (event != HISTORY_JOINED || !str_starts(detail, S("with=")) ||
        id_parse(str_sub(detail, 5, detail.len), &other) != RC_OK)
        return RC_OK;
    for (size_t i = 0; i < e->subject_count; i++)
        if (e->subjects[i] == other) return RC_OK;
    ENSURE(e->subject_count <= JOINED_MAX, RC_LIMIT);
    e->subjects[e->subject_count++] = other;
    return RC_OK;
}

static enum rc read_events(struct tx *tx, struct exporting *e, int64_t subject) {
    struct sql_history_page_row *changes;
    struct sql_visit_page_row *visits;
    size_t change_count, visit_count;
    struct person *p = &e->person;
    TRY(sql_history_page(tx, e->arena, subject, INT32_MAX, EVENTS_MAX, &changes, &change_count));
    TRY(sql_visit_page(tx, e->arena, subject, INT32_MAX, EVENTS_MAX, &visits, &visit_count));
    struct person_event *events =
        ARENA_ARRAY(e->arena, struct person_event, p->event_count + change_count + visit_count);
    if (p->event_count > 0) memcpy(events, p->events, p->event_count * sizeof *events);
    p->events = events;
    for (size_t i = 0; i < change_count; i++) {
        p->events[p->event_count++] =
            (struct person_event){changes[i].at_ms,           history_key((int)changes[i].event),
                                  (int)changes[i].actor_kind, (int)changes[i].school_id,
                                  changes[i].source,          changes[i].detail};
        TRY(remember_joined(e, changes[i].event, changes[i].detail));
    }
    for (size_t i = 0; i < visit_count; i++)
        p->events[p->event_count++] =
            (struct person_event){visits[i].at_ms,           history_key((int)visits[i].event),
                                  (int)visits[i].actor_kind, (int)visits[i].school_id,
                                  visits[i].source,          visits[i].detail};
    return RC_OK;
}

static enum rc read_account(struct tx *tx, struct exporting *e) {
    struct person *p = &e->person;
    struct sql_account_get_row a;
    struct sql_pupil_last_end_row last;
    enum rc rc = sql_account_get(tx, e->arena, e->pupil_id, &a);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    TRY(sql_pupil_last_end(tx, e->arena, e->pupil_id, &last));
    p->type = (int)a.type;
    p->kind = (int)a.secret_kind;
    p->must_change = a.must_change != 0;
    p->inactive_ms = a.inactive_ms == SQL_NULL ? -1 : a.inactive_ms;
    p->inactive_reason = a.inactive_reason;
    if (a.email.ptr != NULL) p->email = a.email;
    p->status =
        account_status(true, p->inactive_ms,
                       last.end_day == SQL_NULL ? DAY_NONE : (day_count)last.end_day, e->today);
    return RC_OK;
}

static enum rc read_person(struct tx *tx, struct exporting *e) {
    struct sql_pupil_get_row pupil;
    TRY(sql_pupil_get(tx, e->arena, e->pupil_id, &pupil));
    e->person = (struct person){
        .official_first = pupil.official_first,
        .official_last = pupil.official_last,
        .sex = (int)pupil.sex,
        .birth_day = pupil.birth_day == SQL_NULL ? DAY_NONE : (day_count)pupil.birth_day,
        .has_number = pupil.has_number != 0,
        .email = S(""),
        .status = STATUS_NO_ACCOUNT,
        .inactive_ms = -1,
        .inactive_reason = S("")};
    TRY(read_account(tx, e));
    TRY(read_enrolments(tx, e));
    TRY(read_use(tx, e));
    e->subjects[0] = e->pupil_id;
    e->subject_count = 1;
    for (size_t i = 0; i < e->subject_count; i++) TRY(read_events(tx, e, e->subjects[i]));
    return RC_OK;
}
TX_FUNCTION(read_person, struct exporting)

enum rc person_export(struct call *call, int64_t pupil_id, struct person *ret_person) {
    TRY(actor_may(call->actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct exporting e = {
        .arena = call->arena, .pupil_id = pupil_id, .today = service_today(call->service)};
    TRY(store_read(call->service->db, call->arena, read_person, &e, call->fault));
    *ret_person = e.person;
    return RC_OK;
}
