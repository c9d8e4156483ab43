/* What every service works with. One struct service a worker: the connection belongs to one thread,
 * the rest is shared and read-only. Services check rights, talk to the store in transactions, and
 * know nothing of HTTP or HTML. */
#pragma once

#include "base/clock.h"
#include "base/day.h"
#include "base/text.h"
#include "crypto/hash_pool.h"
#include "domain/history.h"
#include "domain/rights.h"
#include "domain/secrets.h"
#include "format/image.h"
#include "format/table.h"
#include "store/store.h"

struct fonts;
struct signing_keys;

/* Who answers for the data of pupils, and where questions and complaints go
 * (service/school/privacy.h). */
struct privacy_contacts {
    struct str school;     /* name; "" for the platform as a whole */
    struct str controller; /* the school's name when nobody filled it in */
    struct str contact;    /* e-mail address, telephone number or page; "" none known */
    struct str officer;    /* data protection officer; "" none known */
    struct str complaint;  /* supervisory authority */
};

struct mail_text;
struct service {
    struct db *db;
    const struct keys *keys;
    struct hash_pool *hashes;
    const struct text_rules *text;
    struct fonts *fonts; /* document/font.h; NULL where nothing is printed */
    struct clock clock;
    struct clock session_clock; /* of what serves: how long sessions last; now_ms NULL: clock */
    struct random random;
    struct privacy_contacts contacts; /* of the platform */
    const struct mail_text *renewed;  /* to a pupil whom the school gave a new secret
                                         (service/mail/mail.h); NULL: no mail */
    bool staff_https;    /* the Schoolloket has an https address (domain/staff_factor.h) */
    struct str mijn_url; /* without a slash at the end; the issuer of OpenID Connect */
    const struct signing_keys *signing; /* crypto/jose.h; NULL where nothing is signed */
    struct table_source tables;         /* reads files of others; read NULL where none are read */
    struct image_source images;         /* the same */
    struct str ca_file; /* certificates trusted in calls to others; "" those of the system */
};

/* Who asks. The command line may do everything; staff what their grants say. */
struct actor {
    enum actor_kind kind;
    int64_t id;                        /* staff or pupil id; 0 otherwise */
    const struct staff_rights *rights; /* staff only */
    struct str source;                 /* network address, shortened; "" for the command line */
    int64_t proof_ms; /* last time a password or second factor was given; staff only */
};

/* What most services need to know of a call: who acts, where, and where results and errors go. */
struct call {
    struct service *service;
    struct arena *arena; /* of what the call returns */
    const struct actor *actor;
    struct school_id school; /* 0: the service acts in no school */
    struct fault *fault;     /* told to the operator when the call fails */
};

/* RC_NONE unless the actor may do this there: what one may not see does not exist. */
enum rc actor_may(const struct actor *actor, enum right right, struct school_id school,
                  struct str class_code) MUST_USE;

/* The same for a pupil of a class ("": of none). */
bool actor_over_pupil(const struct actor *actor, enum right right, struct school_id school,
                      struct str class_code);
/* RC_DENIED when secrets may be shown, or ways to sign in changed, only after the password is given
 * again: the last proof is over 15 minutes old. */
enum rc proof_fresh(const struct service *service, int64_t proof_ms) MUST_USE;
enum rc actor_proved(const struct service *service, const struct actor *actor) MUST_USE;

int64_t service_now(const struct service *service);
/* The time that sessions and proofs are made, seen and judged with: setting the clock signs nobody
 * out (base/clock.h, steady). */
int64_t service_session_now(const struct service *service);
day_count service_today(const struct service *service);

/* An entry with the actor's and the clock's facts filled in, for history_add_many and
 * visit_add_many. */
struct history_entry note_entry(const struct service *service, const struct actor *actor,
                                int64_t subject_id, enum history_event event, int school_id,
                                struct str detail);
/* Appends to the history of a subject with the actor's and the clock's facts filled in. */
enum rc note(struct tx *tx, struct arena *arena, const struct service *service,
             const struct actor *actor, int64_t subject_id, enum history_event event, int school_id,
             struct str detail) MUST_USE;
/* The same for a subject that this transaction makes. */
enum rc note_new(struct tx *tx, struct arena *arena, const struct service *service,
                 const struct actor *actor, int64_t subject_id, enum history_event event,
                 int school_id, struct str detail) MUST_USE;
/* The same in the table of frequent events. */
enum rc note_visit(struct tx *tx, struct arena *arena, const struct service *service,
                   const struct actor *actor, int64_t subject_id, enum history_event event,
                   int school_id, struct str detail) MUST_USE;

/* What belongs to a pupil or a member of staff, sealed, and back. */
enum rc secret_seal(struct arena *arena, const struct service *service, enum seal_label label,
                    int64_t owner, struct str secret, struct str *ret_sealed) MUST_USE;
enum rc secret_unseal(struct arena *arena, const struct service *service, enum seal_label label,
                      int64_t owner, struct str sealed, struct str *ret_secret) MUST_USE;

/* RC_RETRY, with what an operator needs to know: nobody can tell, because a key or memory is not
 * here. That is no wrong guess. */
enum rc secret_unknown(struct fault *fault);

/* How many pictures a pupil's sealed secret has, without opening it; 0: it is none of pictures, or
 * none is kept (sealed.ptr NULL; the same work). */
enum rc secret_picture_count(const struct service *service, int64_t pupil_id, struct str sealed,
                             int *ret_count) MUST_USE;

/* Keyed hashes under which usernames and national numbers are looked up. */
enum rc username_mac(struct arena *arena, const struct service *service, struct str username,
                     struct str *ret_mac) MUST_USE;
enum rc number_mac(struct arena *arena, const struct service *service, struct str digits,
                   struct str *ret_mac) MUST_USE;

/* RC_OK: the keys can be used now. RC_RETRY: their process stands still (crypto/keys.h). */
enum rc keys_answer(const struct service *service) MUST_USE;

/* What a form carries to prove that it is ours: a keyed hash of what it is bound to (site and
 * session). */
struct str form_token(struct arena *arena, const struct service *service, struct str bound);
/* What the database knows of a session's token. */
struct str session_hash(struct arena *arena, struct str token);
/* 256 random bits as text, for cookies that are not sessions. */
struct str random_token(struct arena *arena, const struct service *service);

/* The store's history hook over the key ring. */
struct mac_hook service_mac_hook(const struct keys *keys);
