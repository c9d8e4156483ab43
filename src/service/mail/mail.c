#include "crypto/keys.h"
#include "crypto/token.h"
#include "service/mail/mail_work.h"
#include "service/school/privacy.h"
#include "store/queries.h"

enum { MAIL_FACTS = 5 };
static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

static struct str bound_to(struct arena *arena, int64_t mail_id) {
    return str_format(arena, "mail %lld", (long long)mail_id);
}

enum rc mail_unseal(struct arena *arena, const struct service *service, int64_t mail_id,
                    struct str sealed, struct str *ret_body) {
    return keys_unseal(arena, service->keys, SEAL_MAIL, bound_to(arena, mail_id), sealed, ret_body);
}

/*
 * Reads the values of the placeholders of a mail (mail.h). RC_NONE: the pupil is not enrolled
 * today.
 */
static enum rc read_facts(struct tx *tx, struct arena *arena, const struct service *service,
                          int64_t pupil_id, struct str token, struct str ret_facts[MAIL_FACTS]) {
    struct sql_pupil_schools_row *schools;
    size_t count;
    struct privacy_contacts contacts;
    TRY(sql_pupil_schools(tx, arena, pupil_id, service_today(service), &schools, &count));
    ENSURE(count > 0, RC_NONE);
    TRY(privacy_contacts_read(tx, arena, service, (struct school_id){(int32_t)schools[0].school_id},
                              &contacts));
    ret_facts[0] = token;
    ret_facts[1] = schools[0].first_name;
    ret_facts[2] = contacts.school;
    ret_facts[3] = contacts.contact.len > 0 ? contacts.contact : contacts.school;
    ret_facts[4] = str_format(arena, "%d", MAIL_LINK_MS / 60000);
    return RC_OK;
}

enum rc mail_put_filled(struct tx *tx, struct arena *arena, struct service *service,
                        struct str address, const struct mail_text *text, const struct str *facts,
                        size_t count) {
    int64_t mail_id = (int64_t)(random_u64(&service->random) >> 1);
    struct str sealed, body = str_fill(arena, text->body, facts, count),
                       subject = str_fill(arena, text->subject, facts, count);
    TRY(keys_seal(arena, service->keys, SEAL_MAIL, bound_to(arena, mail_id), body, &sealed));
    return sql_mail_put(tx, mail_id, address, subject, sealed, service_now(service), NULL);
}

static enum rc put_mail(struct tx *tx, struct arena *arena, struct service *service,
                        int64_t pupil_id, struct str address, const struct mail_text *text,
                        struct str token) {
    struct str facts[MAIL_FACTS];
    TRY(read_facts(tx, arena, service, pupil_id, token, facts));
    return mail_put_filled(tx, arena, service, address, text, facts, MAIL_FACTS);
}

enum rc mail_notify(struct tx *tx, struct arena *arena, struct service *service, int64_t pupil_id,
                    struct str address, const struct mail_text *text) {
    if (text == NULL || address.len == 0) return RC_OK;
    enum rc rc = put_mail(tx, arena, service, pupil_id, address, text, S(""));
    return rc == RC_NONE ? RC_OK : rc;
}

enum rc mail_proved_address(struct tx *tx, struct arena *arena, int64_t pupil_id,
                            struct str *ret_address) {
    struct sql_account_email_row row;
    TRY(sql_account_email(tx, arena, pupil_id, &row));
    *ret_address = row.email.ptr != NULL && row.email_proved_ms != SQL_NULL ? row.email : S("");
    return RC_OK;
}

enum rc mail_notify_pupil(struct tx *tx, struct arena *arena, struct service *service,
                          int64_t pupil_id, const struct mail_text *text) {
    struct str address;
    TRY(mail_proved_address(tx, arena, pupil_id, &address));
    return mail_notify(tx, arena, service, pupil_id, address, text);
}

enum rc mail_add_link(struct tx *tx, struct arena *arena, struct service *service, int64_t pupil_id,
                      enum mail_purpose purpose, struct str address, const struct mail_text *text) {
    int64_t now = service_now(service);
    struct sql_mail_links_count_row count;
    TRY(sql_mail_links_count(tx, arena, pupil_id, now - day_ms + MAIL_LINK_MS, &count));
    ENSURE(count.links < MAILS_A_DAY, RC_LIMIT);
    struct str token = token_draw(arena, &service->random);
    TRY(sql_mail_link_add(tx, token_hash(arena, token), pupil_id, purpose, address,
                          now + MAIL_LINK_MS, NULL));
    return put_mail(tx, arena, service, pupil_id, address, text, token);
}
