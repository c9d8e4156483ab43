/* The plan of a bulk creation: what each chosen pupil would get. Pure: the names that are taken
 * come in through a question, chance as a parameter, so the same input gives the same plan.
 * Creating one account is a plan of one. Source: the manual, chapter 3. */
#pragma once

#include "domain/account_life.h"
#include "domain/username.h"

enum batch_outcome {
    OUTCOME_PENDING = 0,
    OUTCOME_MADE = 1,
    OUTCOME_HAS_ACCOUNT = 2,  /* somebody made one meanwhile */
    OUTCOME_NOT_ENROLLED = 3, /* left the school meanwhile */
    OUTCOME_LEFT_OUT = 4,     /* unticked */
    OUTCOME_UNDONE = 5,       /* made, then "Maak ongedaan" */
    OUTCOME_TURNING =
        6, /* of a draft: the basic account there is will be turned into an advanced one */
    OUTCOME_TURNED = 7,
    OUTCOME_TURNED_BACK = 8, /* turned, then "Maak ongedaan" */
    OUTCOME_FITS = 9,        /* was to be turned, and is advanced already: somebody else did */
    OUTCOME_NO_ACCOUNT = 10, /* was to be turned, and has no active account any more */
};

struct plan_pupil {
    int64_t pupil_id;
    struct str first_name, last_name;
    enum level level;
    int type_override; /* enum account_type, 0 = by level */
    bool has_account;
    struct str
        username; /* of the account that is turned into an advanced one: it stays; "" none is */
};

struct plan_row {
    int64_t pupil_id;
    struct str username;
    struct str wanted; /* the name before a number was added; "" when none was */
    enum account_type type;
    enum secret_kind kind;
    struct str secret;
    bool turns;   /* the account that is there becomes an advanced one */
    bool skipped; /* has an account already: nothing is planned */
};

/* Is this name another person's, now or ever? */
struct name_book {
    enum rc (*taken)(void *context, struct str username, int64_t pupil_id, bool *ret_taken);
    void *context;
};

/* kind_for_basic: SECRET_PICTURE or SECRET_WORD. Names are unique within the plan too. Errors:
 * those of the name book. */
enum rc bulk_plan(struct arena *arena, const struct text_rules *rules, const struct random *random,
                  const struct secret_policy *policy, const struct name_book *book,
                  enum secret_kind kind_for_basic, const struct plan_pupil *pupils, size_t count,
                  struct plan_row **ret_rows) MUST_USE;

/* The first numbered form of base that is free in the book and not in the given names (which are
 * sorted). */
struct name_set;
struct name_set *name_set_make(struct arena *arena, size_t room);
bool name_set_add(struct name_set *set, struct str name); /* false: it was there already */
enum rc free_username(struct arena *arena, const struct name_book *book, struct name_set *in_plan,
                      struct str base, int64_t pupil_id, struct str *ret_username) MUST_USE;
