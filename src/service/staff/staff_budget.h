/* The budget of secrets that staff show and print in a day: going past it, raising it for a
 * colleague, and the list *Wie drukte wat af* of a school. Counting is service/reveal. Source:
 * docs/develop/staff-sign-in.md, "Budget of reveals". */
#pragma once

#include "domain/reveal_budget.h"
#include "service/staff/staff.h"

enum { BUDGET_PROOF_MS = 5 * 60 * 1000 }; /* age of the proof that goes past the budget */

struct reveal_line {
    int64_t at_ms;
    enum reveal_kind kind;
    int cards;      /* secrets; of REVEAL_EXTENDED and REVEAL_LIFTED: how many more, the budget */
    unsigned signs; /* enum reveal_sign */
    struct str class_code; /* "": several, or none */
    struct str who, about; /* names; about: the colleague of REVEAL_LIFTED, "" none */
    struct str reason;
};

/* The actor's own day. */
struct staff_budget {
    int shown, limit;
    int usual;                 /* the limit without second proofs */
    struct reveal_line *lines; /* what was revealed today in the school of the call, oldest first */
    size_t line_count;
    struct str *managers; /* names of those who get a message */
    size_t manager_count;
};
enum rc staff_budget_get(struct call *call, struct staff_budget *ret_budget) MUST_USE;

/*
 * Adds what is missing to the actor's budget of today (reveal_extension), notes the reason in the
 * audit history and in the list, and tells the other managers of the school (staff_message.h).
 * RC_INVALID: the reason is too short or too long. RC_DENIED: the last proof is older than
 * BUDGET_PROOF_MS.
 */
enum rc staff_budget_extend(struct call *call, int missing, struct str reason) MUST_USE;

/* Raises the budget of a colleague to REVEAL_BUDGET_RAISED for today. Only a manager, only for
 * somebody else whose rights the actor covers (rights_cover): else RC_NONE. RC_DENIED: the password
 * must be given again. */
enum rc staff_budget_lift(struct call *call, int64_t staff_id) MUST_USE;

/* Staff who may print in the school of the call. */
struct printer_today {
    int64_t staff_id;
    struct str name;
    int shown, limit;
    bool may_lift; /* staff_budget_lift works for them, and changes something */
};
enum rc staff_printers_today(struct call *call, struct printer_today **ret_printers,
                             size_t *ret_count) MUST_USE;

/* The list of the school of the call, newest first: for its managers and for operators, else
 * RC_NONE. */
struct reveal_ask {
    int64_t before_ms, before_id; /* from the last page; before_ms INT64_MAX: from the newest */
    bool only_unusual;
    size_t limit;
};
struct reveal_list {
    struct reveal_line *lines;
    size_t count;
    int64_t next_ms, next_id; /* of the page that goes on; next_id 0: this was the last */
};
enum rc staff_reveals(struct call *call, const struct reveal_ask *ask,
                      struct reveal_list *ret_list) MUST_USE;

/* Closes the banner that counts the days until a second factor is due, for today. */
enum rc staff_banner_later(struct call *call) MUST_USE;
