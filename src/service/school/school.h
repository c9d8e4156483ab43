/* Schools of the installation: adding, listing, settings. Operators and the command line. */
#pragma once

#include "service/service.h"

struct school_settings {
    struct str name;
    int picture_count;  /* 5..7 */
    int word_digits;    /* 3..4 */
    int temporary_days; /* 1..365 */
    bool keep_sealed;
    struct str controller, contact,
        officer; /* service/school/privacy.h; "": as the platform; at most CONTACT_MAX characters */
};
enum { CONTACT_MAX = 200 };
struct school_settings school_settings_default(struct str name);
bool school_settings_fit(const struct school_settings *settings); /* every value in its range */

/* RC_CONFLICT: the number is in use already. RC_INVALID: a setting out of range. */
enum rc school_add(struct call *call, const struct school_settings *settings) MUST_USE;
struct school_name {
    struct school_id school;
    struct str name;
};
/* Many at once, all or nothing; those that exist are left as they are. RC_INVALID: a number or a
 * name that cannot be. */
enum rc school_add_many(struct call *call, const struct school_name *schools, size_t count,
                        size_t *ret_added) MUST_USE;
/* Inside a transaction that writes settings: what was kept of the school's secrets ends a day
 * later, or stays, when that changed. */
enum rc school_keep_sealed(struct tx *tx, struct arena *arena, const struct service *service,
                           struct school_id school, bool keep) MUST_USE;
enum rc school_set(struct call *call, const struct school_settings *settings) MUST_USE;
enum rc school_get(struct service *service, struct arena *arena, struct school_id school,
                   struct school_settings *ret_settings, int64_t *ret_roster_ms,
                   struct fault *fault) MUST_USE;

struct school_line {
    struct school_id school;
    struct str name;
    int64_t roster_ms;        /* negative: none yet */
    int64_t pupils, accounts; /* current */
};
enum rc school_list(struct service *service, struct arena *arena, struct school_line **ret_lines,
                    size_t *ret_count, struct fault *fault) MUST_USE;

/* What an account manager settles for the own school (RIGHT_CONFIGURE): the settings but for the
 * name, and a type of account of their own for some administrative groups (special education,
 * OKAN). */
struct group_type {
    struct str group_name;
    int type; /* enum account_type; 0: by level */
};
enum rc school_configure(struct call *call, const struct school_settings *settings,
                         const struct group_type *groups, size_t group_count) MUST_USE;
/* The groups of today's pupils, and those with a type of their own. */
enum rc school_group_types(struct call *call, struct group_type **ret_groups,
                           size_t *ret_count) MUST_USE;

/* How far the schools of somebody are, for choosing one. */
struct school_progress {
    bool counted; /* false: this person sees some classes only */
    int64_t without_account, never_signed_in, needs_help;
};
enum rc school_progress(struct call *call, const struct school_id *schools, size_t count,
                        struct school_progress **ret_progress) MUST_USE;
