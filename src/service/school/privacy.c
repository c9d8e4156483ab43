#include "service/school/privacy.h"

#include "store/queries.h"

struct asking {
    struct service *service;
    struct arena *arena;
    struct school_id school;
    int64_t pupil_id;
    struct privacy_contacts contacts;
};

static struct str either(struct str own, struct str platform) {
    return own.len > 0 ? own : platform;
}

enum rc privacy_contacts_read(struct tx *tx, struct arena *arena, const struct service *service,
                              struct school_id school, struct privacy_contacts *ret_contacts) {
    const struct privacy_contacts *platform = &service->contacts;
    *ret_contacts = *platform;
    if (school.value == 0) return RC_OK;
    struct sql_school_get_row row;
    TRY(sql_school_get(tx, arena, school.value, &row));
    *ret_contacts = (struct privacy_contacts){
        .school = row.name,
        .controller = either(either(row.controller, platform->controller), row.name),
        .contact = either(row.contact, platform->contact),
        .officer = either(row.officer, platform->officer),
        .complaint = platform->complaint};
    return RC_OK;
}

static enum rc read_privacy(struct tx *tx, struct asking *a) {
    return privacy_contacts_read(tx, a->arena, a->service, a->school, &a->contacts);
}
TX_FUNCTION(read_privacy, struct asking)

enum rc privacy_contacts_get(struct service *service, struct arena *arena, struct school_id school,
                             struct privacy_contacts *ret_contacts, struct fault *fault) {
    struct asking a = {.service = service, .arena = arena, .school = school};
    TRY(store_read(service->db, arena, read_privacy, &a, fault));
    *ret_contacts = a.contacts;
    return RC_OK;
}

static enum rc read_pupil(struct tx *tx, struct asking *a) {
    struct sql_pupil_schools_row *schools;
    size_t count;
    TRY(sql_pupil_schools(tx, a->arena, a->pupil_id, service_today(a->service), &schools, &count));
    if (count > 0) a->school.value = (int32_t)schools[0].school_id;
    return read_privacy(tx, a);
}
TX_FUNCTION(read_pupil, struct asking)

enum rc privacy_contacts_of_pupil(struct service *service, struct arena *arena, int64_t pupil_id,
                                  struct privacy_contacts *ret_contacts, struct fault *fault) {
    struct asking a = {.service = service, .arena = arena, .pupil_id = pupil_id};
    TRY(store_read(service->db, arena, read_pupil, &a, fault));
    *ret_contacts = a.contacts;
    return RC_OK;
}
