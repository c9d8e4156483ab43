/*
 * The schools of the installation: adding, listing and settings. Most functions are for operators
 * and the command line; school_configure(), school_group_types() and school_progress() are for
 * staff of the school.
 */
#pragma once

#include "service/service.h"

struct school_settings {
    struct str name;
    int picture_count;  /* pictures in a secret, 5 to 7 */
    int word_digits;    /* digits of a word secret, 3 or 4 */
    int temporary_days; /* validity of temporary passwords, 1 to 365 */
    bool keep_sealed;
    struct str controller, contact, officer; /* see service/school/privacy.h; "" uses the
                                                platform's; at most CONTACT_MAX characters */
};
enum { CONTACT_MAX = 200 };
/* Returns the settings of a new school. */
struct school_settings school_settings_default(struct str name);
bool school_settings_fit(
    const struct school_settings *settings); /* whether every value is in its range */

/* Adds a school. RC_CONFLICT: the number is in use. RC_INVALID: a setting is out of range. */
enum rc school_add(struct call *call, const struct school_settings *settings) MUST_USE;
struct school_name {
    struct school_id school;
    struct str name;
};
/*
 * Adds many schools, all or none. Schools that exist are left unchanged; *ret_added counts the new
 * ones. RC_INVALID: an invalid number or name.
 */
enum rc school_add_many(struct call *call, const struct school_name *schools, size_t count,
                        size_t *ret_added) MUST_USE;
/*
 * Applies a changed keep_sealed inside the transaction that writes the settings: sealed secrets of
 * the school end a day later (keep false), or stay.
 */
enum rc school_keep_sealed(struct tx *tx, struct arena *arena, const struct service *service,
                           struct school_id school, bool keep) MUST_USE;
/*
 * Replaces the settings of call->school; operators only (RC_NONE). RC_INVALID: a value is out of
 * range.
 */
enum rc school_set(struct call *call, const struct school_settings *settings) MUST_USE;
/*
 * Reads the settings of a school. *ret_roster_ms: latest roster, negative when there is none.
 * RC_NONE: no such school.
 */
enum rc school_get(struct service *service, struct arena *arena, struct school_id school,
                   struct school_settings *ret_settings, int64_t *ret_roster_ms,
                   struct fault *fault) MUST_USE;

struct school_line {
    struct school_id school;
    struct str name;
    int64_t roster_ms;        /* latest roster; negative: none */
    int64_t pupils, accounts; /* enrolled today */
};
enum rc school_list(struct service *service, struct arena *arena, struct school_line **ret_lines,
                    size_t *ret_count, struct fault *fault) MUST_USE;

/*
 * What an account manager (RIGHT_CONFIGURE) may set for the school: all settings except the name,
 * and an account type for some administrative groups (special education, OKAN).
 */
struct group_type {
    struct str group_name;
    int type; /* enum account_type; 0: by level */
};
/* Replaces the settings of call->school except the name, and the account types of its groups. */
enum rc school_configure(struct call *call, const struct school_settings *settings,
                         const struct group_type *groups, size_t group_count) MUST_USE;
/* Lists the groups of today's pupils and all groups that have their own account type. */
enum rc school_group_types(struct call *call, struct group_type **ret_groups,
                           size_t *ret_count) MUST_USE;

/* The progress of each school that a member of staff can choose. */
struct school_progress {
    bool counted; /* false: the actor sees some classes only, so nothing is counted */
    int64_t without_account, never_signed_in, needs_help;
};
/* Returns one element per school, in the order given. */
enum rc school_progress(struct call *call, const struct school_id *schools, size_t count,
                        struct school_progress **ret_progress) MUST_USE;
