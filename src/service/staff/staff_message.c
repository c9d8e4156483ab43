#include "service/staff/staff_message.h"

#include "service/mail/mail_work.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

struct message_work {
    struct arena *arena;
    const struct staff_session *session;
    struct staff_message *messages;
    size_t count;
    int64_t message_id;
};

static enum staff_mail mail_of(const struct staff_news *news, int64_t reader_id) {
    bool own = reader_id == news->subject_id;
    if (news->kind == MESSAGE_OVER_BUDGET) return STAFF_MAIL_OVER_BUDGET;
    if (news->kind == MESSAGE_FACTOR_RESET)
        return own ? STAFF_MAIL_OWN_FACTOR : STAFF_MAIL_OTHERS_FACTOR;
    return own ? STAFF_MAIL_OWN_ACCESS : STAFF_MAIL_OTHERS_ACCESS;
}

static enum rc mail_news(struct tx *tx, struct arena *arena, struct service *service,
                         int64_t reader_id, const struct staff_news *news) {
    struct sql_staff_contact_row reader, actor, subject;
    if (service->staff_mails == NULL) return RC_OK;
    TRY(sql_staff_contact(tx, arena, reader_id, &reader));
    if (reader.email.ptr == NULL) return RC_OK;
    TRY(sql_staff_contact(tx, arena, news->actor_id, &actor));
    TRY(sql_staff_contact(tx, arena, news->subject_id, &subject));
    const struct str facts[] = {S(""), reader.name, actor.name, subject.name};
    return mail_put_filled(tx, arena, service, reader.email,
                           &service->staff_mails[mail_of(news, reader_id)], facts, COUNT(facts));
}

enum rc staff_mail_place(struct tx *tx, struct arena *arena, struct service *service,
                         int64_t staff_id, enum staff_mail mail, const struct staff_origin *from) {
    struct sql_staff_contact_row owner;
    if (service->staff_mails == NULL) return RC_OK;
    TRY(sql_staff_contact(tx, arena, staff_id, &owner));
    if (owner.email.ptr == NULL) return RC_OK;
    struct str agent = from->agent.len > 0 ? from->agent : S("?");
    const struct str facts[] = {S(""), owner.name, agent, from->source};
    return mail_put_filled(tx, arena, service, owner.email, &service->staff_mails[mail], facts,
                           COUNT(facts));
}

enum rc staff_warn_owner(struct tx *tx, struct arena *arena, struct service *service,
                         int64_t staff_id, const struct staff_origin *from) {
    int64_t changed, now = service_now(service);
    TRY(sql_staff_warned(tx, staff_id, now, now - WARNED_APART_MS, &changed));
    return changed == 1
               ? staff_mail_place(tx, arena, service, staff_id, STAFF_MAIL_WITHOUT_FACTOR, from)
               : RC_OK;
}

enum rc staff_tell(struct tx *tx, struct arena *arena, struct service *service, int64_t reader_id,
                   const struct staff_news *news) {
    int64_t changed;
    TRY(sql_staff_message_put(tx, reader_id, news->message_id, service_now(service), news->kind,
                              news->actor_id, news->subject_id, &changed));
    return changed == 1 ? mail_news(tx, arena, service, reader_id, news) : RC_OK;
}

enum rc staff_tell_managers(struct tx *tx, struct arena *arena, struct service *service,
                            struct school_id school, const struct staff_news *news) {
    struct sql_staff_with_role_row *managers;
    size_t count;
    TRY(sql_staff_with_role(tx, arena, school.value, ROLE_MANAGER, &managers, &count));
    for (size_t i = 0; i < count; i++)
        if (managers[i].staff_id != news->actor_id && managers[i].staff_id != news->subject_id)
            TRY(staff_tell(tx, arena, service, managers[i].staff_id, news));
    return RC_OK;
}

static struct str name_or_none(struct str name) {
    return name.ptr == NULL ? S("") : name;
}

static enum rc read_messages(struct tx *tx, struct message_work *w) {
    struct sql_staff_messages_row *rows;
    TRY(sql_staff_messages(tx, w->arena, w->session->staff_id, &rows, &w->count));
    w->messages = ARENA_ARRAY(w->arena, struct staff_message, w->count);
    for (size_t i = 0; i < w->count; i++)
        w->messages[i] =
            (struct staff_message){.handle = id_text(w->arena, rows[i].message_id),
                                   .at_ms = rows[i].at_ms,
                                   .kind = (enum staff_message_kind)rows[i].kind,
                                   .actor = name_or_none(rows[i].actor),
                                   .subject = name_or_none(rows[i].subject),
                                   .about_reader = rows[i].subject_id == w->session->staff_id};
    return RC_OK;
}
TX_FUNCTION(read_messages, struct message_work)

enum rc staff_messages(struct service *service, struct arena *arena,
                       const struct staff_session *session, struct staff_message **ret_messages,
                       size_t *ret_count, struct fault *fault) {
    struct message_work w = {.arena = arena, .session = session};
    TRY(store_read(service->db, arena, read_messages, &w, fault));
    *ret_messages = w.messages;
    *ret_count = w.count;
    return RC_OK;
}

static enum rc write_removed(struct tx *tx, const struct message_work *w) {
    int64_t changed;
    TRY(sql_staff_message_drop(tx, w->session->staff_id, w->message_id, &changed));
    return changed == 1 ? RC_OK : RC_NONE;
}
TX_FUNCTION(write_removed, const struct message_work)

enum rc staff_message_remove(struct service *service, struct arena *arena,
                             const struct staff_session *session, struct str handle,
                             struct fault *fault) {
    struct message_work w = {.arena = arena, .session = session};
    ENSURE(id_parse(handle, &w.message_id) == RC_OK, RC_NONE);
    return store_write(service->db, arena, HISTORY_NONE, write_removed, &w, fault);
}
