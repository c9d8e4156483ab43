/*
 * Plan of a bulk creation: the username, account type and secret that each chosen pupil would get.
 *
 * Pure: existing usernames are looked up through a callback and randomness is a parameter, so the
 * same input gives the same plan. Creating a single account uses a plan of one pupil. Source: the
 * manual, chapter 3.
 */
#pragma once

#include "domain/account_life.h"
#include "domain/username.h"

enum batch_outcome {
    OUTCOME_PENDING = 0,
    OUTCOME_MADE = 1,
    OUTCOME_HAS_ACCOUNT = 2,  /* another user created an account meanwhile */
    OUTCOME_NOT_ENROLLED = 3, /* the pupil left the school meanwhile */
    OUTCOME_LEFT_OUT = 4,     /* deselected */
    OUTCOME_UNDONE = 5,       /* created, then "Maak ongedaan" */
    OUTCOME_TURNING = 6, /* in a draft: the existing basic account will become an advanced one */
    OUTCOME_TURNED = 7,
    OUTCOME_TURNED_BACK = 8, /* upgraded, then "Maak ongedaan" */
    OUTCOME_FITS = 9,        /* was to be upgraded, but another user upgraded it meanwhile */
    OUTCOME_NO_ACCOUNT = 10, /* was to be upgraded, but has no active account any more */
};

struct plan_pupil {
    int64_t pupil_id;
    struct str first_name, last_name;
    enum level level;
    int type_override; /* enum account_type; 0 = by level */
    bool has_account;
    struct str username; /* username of a basic account that becomes an advanced one, and keeps its
                            name; otherwise "" */
};

struct plan_row {
    int64_t pupil_id;
    struct str username;
    struct str wanted; /* the name before a number was appended; "" when it was free */
    enum account_type type;
    enum secret_kind kind;
    struct str secret;
    bool turns;   /* an existing basic account becomes an advanced one */
    bool skipped; /* has an account already; nothing is planned */
};

/* Lookup of usernames that belong, or ever belonged, to another pupil. */
struct name_book {
    enum rc (*taken)(void *context, struct str username, int64_t pupil_id, bool *ret_taken);
    void *context;
};

/*
 * Plans an account for each pupil. Usernames are also unique within the plan.
 *   kind_for_basic  SECRET_PICTURE or SECRET_WORD
 * Errors: those of book->taken(); RC_LIMIT when no free numbered username exists.
 */
enum rc bulk_plan(struct arena *arena, const struct text_rules *rules, const struct random *random,
                  const struct secret_policy *policy, const struct name_book *book,
                  enum secret_kind kind_for_basic, const struct plan_pupil *pupils, size_t count,
                  struct plan_row **ret_rows) MUST_USE;

/*
 * Finds the first numbered form of base that is neither taken nor in the set, and adds it to the
 * set. Errors: as bulk_plan().
 */
/* A set of usernames; room is the number of names it can hold. */
struct name_set;
struct name_set *name_set_make(struct arena *arena, size_t room);
bool name_set_add(struct name_set *set, struct str name); /* false when it was in the set already */
enum rc bulk_free_username(struct arena *arena, const struct name_book *book,
                           struct name_set *in_plan, struct str base, int64_t pupil_id,
                           struct str *ret_username) MUST_USE;
