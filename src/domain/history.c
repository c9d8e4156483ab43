#include "domain/history.h"

static const struct {
    enum history_event event;
    const char *key;
} catalogue[] = {
    {HISTORY_CREATED, "history.created"},
    {HISTORY_USERNAME, "history.username"},
    {HISTORY_SECRET_RENEWED, "history.secret_renewed"},
    {HISTORY_TYPE, "history.type"},
    {HISTORY_DEACTIVATED, "history.deactivated"},
    {HISTORY_ACTIVATED, "history.activated"},
    {HISTORY_UNDONE, "history.undone"},
    {HISTORY_ENROLLED, "history.enrolled"},
    {HISTORY_MOVED, "history.moved"},
    {HISTORY_ENROLMENT_ENDED, "history.enrolment_ended"},
    {HISTORY_NAMES_CHANGED, "history.names_changed"},
    {HISTORY_JOINED, "history.joined"},
    {HISTORY_OWN_SECRET, "history.own_secret"},
    {HISTORY_EMAIL_SET, "history.email_set"},
    {HISTORY_EMAIL_PROVED, "history.email_proved"},
    {HISTORY_UNLOCKED, "history.unlocked"},
    {HISTORY_ERASED, "history.erased"},
    {HISTORY_IMPORT, "history.import"},
    {HISTORY_SCHOOL_ADDED, "history.school_added"},
    {HISTORY_SCHOOL_CHANGED, "history.school_changed"},
    {HISTORY_BATCH, "history.batch"},
    {HISTORY_APPLICATION_SWITCHED, "history.application_switched"},
    {HISTORY_REVEAL_EXTENDED, "history.reveal_extended"},
    {HISTORY_REVEAL_LIFTED, "history.reveal_lifted"},
    {HISTORY_STAFF_ADDED, "history.staff_added"},
    {HISTORY_STAFF_DISABLED, "history.staff_disabled"},
    {HISTORY_STAFF_RESET, "history.staff_reset"},
    {HISTORY_STAFF_SECRET, "history.staff_secret"},
    {HISTORY_STAFF_TOTP, "history.staff_totp"},
    {HISTORY_STAFF_ROLES, "history.staff_roles"},
    {HISTORY_STAFF_PASSKEY, "history.staff_passkey"},
    {HISTORY_STAFF_CODES, "history.staff_codes"},
    {HISTORY_STAFF_FACTOR_RESET, "history.staff_factor_reset"},
    {HISTORY_APPLICATION_ADDED, "history.application_added"},
    {HISTORY_APPLICATION_CHANGED, "history.application_changed"},
    {HISTORY_APPLICATION_REMOVED, "history.application_removed"},
    {HISTORY_APPLICATION_SECRET, "history.application_secret"},
    {VISIT_PRINTED, "visit.printed"},
    {VISIT_SHOWN, "visit.shown"},
    {VISIT_SIGNED_IN, "visit.signed_in"},
    {VISIT_FAILED, "visit.failed"},
    {VISIT_WAITED, "visit.waited"},
    {VISIT_SIGNED_OUT, "visit.signed_out"},
    {VISIT_APPLICATION, "visit.application"},
    {VISIT_LIST_WITH_SECRETS, "visit.list_with_secrets"},
    {VISIT_RECOVERY_CODE, "visit.recovery_code"},
};

const char *history_key(int event) {
    for (size_t i = 0; i < COUNT(catalogue); i++)
        if ((int)catalogue[i].event == event) return catalogue[i].key;
    return NULL;
}
