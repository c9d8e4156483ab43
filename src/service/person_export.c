#include "service/person_export.h"

#include "store/queries.h"

enum { EVENTS_MAX = 20000 };

struct exporting {
    struct arena *arena;
    int64_t pupil_id;
    struct person person;
};

static enum rc read_enrolments(struct tx *tx, struct exporting *e) {
    struct sql_person_enrolments_row *rows;
    struct person *p = &e->person;
    TRY(sql_person_enrolments(tx, e->arena, e->pupil_id, &rows, &p->enrolment_count));
    p->enrolments = ARENA_ARRAY(e->arena, struct person_enrolment, p->enrolment_count);
    for (size_t i = 0; i < p->enrolment_count; i++)
        p->enrolments[i] = (struct person_enrolment){(int)rows[i].school_id, rows[i].roll_number, rows[i].first_name, rows[i].last_name,
            rows[i].group_name, rows[i].class_code, rows[i].site, (day_count)rows[i].begin_day, (day_count)rows[i].end_day};
    return RC_OK;
}

static enum rc read_events(struct tx *tx, struct exporting *e) {
    struct sql_history_page_row *changes;
    struct sql_visit_page_row *visits;
    size_t change_count, visit_count;
    struct person *p = &e->person;
    TRY(sql_history_page(tx, e->arena, e->pupil_id, INT32_MAX, EVENTS_MAX, &changes, &change_count));
    TRY(sql_visit_page(tx, e->arena, e->pupil_id, INT32_MAX, EVENTS_MAX, &visits, &visit_count));
    p->events = ARENA_ARRAY(e->arena, struct person_event, change_count + visit_count);
    for (size_t i = 0; i < change_count; i++)
        p->events[p->event_count++] = (struct person_event){changes[i].at_ms, history_key((int)changes[i].event), (int)changes[i].actor_kind,
            (int)changes[i].school_id, changes[i].source, changes[i].detail};
    for (size_t i = 0; i < visit_count; i++)
        p->events[p->event_count++] = (struct person_event){visits[i].at_ms, history_key((int)visits[i].event), (int)visits[i].actor_kind,
            (int)visits[i].school_id, visits[i].source, visits[i].detail};
    return RC_OK;
}

static enum rc read_person(struct tx *tx, void *context) {
    struct exporting *e = context;
    struct sql_pupil_get_row pupil;
    struct sql_account_email_row account;
    TRY(sql_pupil_get(tx, e->arena, e->pupil_id, &pupil));
    enum rc rc = sql_account_email(tx, e->arena, e->pupil_id, &account);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    e->person = (struct person){.official_first = pupil.official_first, .official_last = pupil.official_last, .sex = (int)pupil.sex,
        .birth_day = pupil.birth_day == SQL_NULL ? DAY_NONE : (day_count)pupil.birth_day, .email = rc == RC_OK && account.email.ptr != NULL ? account.email : S("")};
    TRY(read_enrolments(tx, e));
    return read_events(tx, e);
}

enum rc person_export(struct service *service, struct arena *arena, const struct actor *actor, int64_t pupil_id, struct person *ret_person,
                      struct fault *fault) {
    TRY(actor_may(actor, RIGHT_PLATFORM, (struct school_id){0}, S("")));
    struct exporting e = {.arena = arena, .pupil_id = pupil_id};
    TRY(store_read(service->db, arena, read_person, &e, fault));
    *ret_person = e.person;
    return RC_OK;
}
