/*
 * The context that every service works with, and the helpers that all services share.
 *
 * Each worker has one struct service: its database connection belongs to one thread, everything
 * else is shared and read-only. Services check rights and read and write the store in transactions.
 * They know nothing of HTTP or HTML.
 */
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

/*
 * Who is responsible for the data of pupils, and where questions and complaints go
 * (service/school/privacy.h).
 */
struct privacy_contacts {
    struct str school;     /* name; "" for the platform as a whole */
    struct str controller; /* data controller; the name of the school when none is set */
    struct str contact;    /* e-mail address, telephone number or page; "" when unknown */
    struct str officer;    /* data protection officer; "" when unknown */
    struct str complaint;  /* supervisory authority */
};

struct mail_text;
struct service {
    struct db *db;
    const struct keys *keys;
    struct hash_pool *hashes;
    const struct text_rules *text;
    struct fonts *fonts; /* document/font.h; NULL when nothing is printed */
    struct clock clock;
    struct clock session_clock; /* times sessions; now_ms NULL: use `clock` instead */
    struct random random;
    struct privacy_contacts contacts;    /* contacts of the platform */
    const struct mail_text *renewed;     /* mail to a pupil whose secret the school renewed
                                            (service/mail/mail.h); NULL: no mail */
    const struct mail_text *staff_mails; /* by enum staff_mail (service/staff/staff_message.h);
                                            NULL: no mail server is set */
    bool staff_https;    /* the Schoolloket has an https address (domain/staff_factor.h) */
    struct str mijn_url; /* without trailing slash; the issuer of OpenID Connect */
    const struct signing_keys *signing; /* crypto/jose.h; NULL when nothing is signed */
    struct table_source tables; /* reads uploaded tables; tables.read NULL when none are read */
    struct image_source images; /* reads uploaded images; images.read NULL when none are read */
    struct str ca_file; /* CA certificates for outgoing calls; "" uses those of the system */
};

/*
 * The person or program that performs an action. The command line may do everything; staff may do
 * what their grants allow.
 */
struct actor {
    enum actor_kind kind;
    int64_t id;                        /* staff or pupil id; 0 otherwise */
    const struct staff_rights *rights; /* staff only */
    struct str source;                 /* network address, shortened; "" for the command line */
    int64_t proof_ms; /* when the actor last gave a password or second factor; staff only */
    int *over_budget; /* set with RC_DENIED when the budget of the day does not suffice: how many
                         secrets are missing (service/reveal/reveal.h); NULL: not wanted */
};

/*
 * The arguments that most services share: who acts, in which school, and where results and errors
 * are stored.
 */
struct call {
    struct service *service;
    struct arena *arena; /* holds what the call returns */
    const struct actor *actor;
    struct school_id school; /* 0: the call concerns no school */
    struct fault *fault;     /* details for the operator when the call fails */
};

/*
 * Returns RC_OK when the actor has the right in the school and class, else RC_NONE: things outside
 * an actor's rights answer as if they did not exist.
 */
enum rc actor_may(const struct actor *actor, enum right right, struct school_id school,
                  struct str class_code) MUST_USE;

/*
 * Returns whether the actor has the right over a pupil of the class; class_code "" means that the
 * pupil is in no class.
 */
bool actor_over_pupil(const struct actor *actor, enum right right, struct school_id school,
                      struct str class_code);
/*
 * Return RC_DENIED when the last proof (password or second factor) is more than 15 minutes old.
 * Call them before showing secrets or changing ways to sign in. The command line needs no proof.
 */
enum rc proof_fresh(const struct service *service, int64_t proof_ms) MUST_USE;
enum rc actor_proved(const struct service *service, const struct actor *actor) MUST_USE;

/* Returns the current time, in milliseconds since 1970 UTC. */
int64_t service_now(const struct service *service);
/*
 * Returns the time, in milliseconds, by which sessions and proofs are created and judged. It does
 * not jump when the clock of the machine is set, so that this signs nobody out (base/clock.h,
 * struct steady_clock).
 */
int64_t service_session_now(const struct service *service);
/* Returns the current day in Brussels. */
day_count service_today(const struct service *service);
/* Limits the following transactions of this service to rows of one school; 0: all schools
 * (store/store.h, db_limit_to_school). */
void service_limit_to_school(struct service *service, int school_id);

/*
 * Returns an entry with the actor, the source address and the current time filled in, for
 * history_add_many() and db_visit_add_many().
 */
struct history_entry note_entry(const struct service *service, const struct actor *actor,
                                int64_t subject_id, enum history_event event, int school_id,
                                struct str detail);
/* Appends an event to the history of a subject, with the actor and the current time filled in. */
enum rc note(struct tx *tx, struct arena *arena, const struct service *service,
             const struct actor *actor, int64_t subject_id, enum history_event event, int school_id,
             struct str detail) MUST_USE;
/* Like note(), for a subject that this transaction creates: its history is empty. */
enum rc note_new(struct tx *tx, struct arena *arena, const struct service *service,
                 const struct actor *actor, int64_t subject_id, enum history_event event,
                 int school_id, struct str detail) MUST_USE;
/* Like note(), in the table of frequent events, which are kept for 13 months. */
enum rc note_visit(struct tx *tx, struct arena *arena, const struct service *service,
                   const struct actor *actor, int64_t subject_id, enum history_event event,
                   int school_id, struct str detail) MUST_USE;

/*
 * Encrypt and decrypt data that belongs to a pupil or a member of staff (`owner`). Data sealed for
 * one owner or label cannot be opened for another.
 */
enum rc secret_seal(struct arena *arena, const struct service *service, enum seal_label label,
                    int64_t owner, struct str secret, struct str *ret_sealed) MUST_USE;
enum rc secret_unseal(struct arena *arena, const struct service *service, enum seal_label label,
                      int64_t owner, struct str sealed, struct str *ret_secret) MUST_USE;

/*
 * Records in *fault that a secret could not be judged because its key or memory is missing, and
 * returns RC_RETRY. This must not count as a wrong guess.
 */
enum rc secret_unknown(struct fault *fault);

/*
 * Tells how many pictures a pupil's sealed secret has, without opening it. *ret_count is 0 when the
 * secret has no pictures or none is stored (sealed.ptr NULL); that takes the same time.
 */
enum rc secret_picture_count(const struct service *service, int64_t pupil_id, struct str sealed,
                             int *ret_count) MUST_USE;

/*
 * Compute the keyed hashes under which usernames and national numbers are looked up (MAC_BYTES
 * bytes in the arena).
 */
enum rc service_username_mac(struct arena *arena, const struct service *service,
                             struct str username, struct str *ret_mac) MUST_USE;
enum rc service_number_mac(struct arena *arena, const struct service *service, struct str digits,
                           struct str *ret_mac) MUST_USE;

/*
 * Returns RC_OK when the keys can be used now, RC_RETRY when the key process does not answer
 * (crypto/keys.h).
 */
enum rc service_keys_answer(const struct service *service) MUST_USE;

/*
 * Returns the CSRF token of a form: a keyed hash of `bound`, the site and session that it belongs
 * to.
 */
struct str service_form_token(struct arena *arena, const struct service *service, struct str bound);
/* Returns the hash under which the database stores a session token. */
struct str service_session_hash(struct arena *arena, struct str token);
/* Returns 256 random bits as text, for cookies that are not sessions. */
struct str service_random_token(struct arena *arena, const struct service *service);

/* Returns the hook that computes history MACs with the key ring. `keys` must outlive the hook. */
struct mac_hook service_mac_hook(const struct keys *keys);
