/* The daily budget of pupil secrets that a staff member may show and print: extending it, raising
 * it for a colleague, and the list *Wie drukte wat af* of a school. service/reveal counts the
 * secrets. Source: docs/develop/staff-sign-in.md, "Budget of reveals". */
#pragma once

#include "domain/reveal_budget.h"
#include "service/staff/staff.h"

enum { BUDGET_PROOF_MS = 5 * 60 * 1000 }; /* maximum age of the proof for staff_budget_extend */

/* An entry of the list of revealed secrets. */
struct reveal_line {
    int64_t at_ms;
    enum reveal_kind kind;
    int cards;      /* number of secrets; REVEAL_EXTENDED: secrets added; REVEAL_LIFTED: the raised
                       budget */
    unsigned signs; /* bits of enum reveal_sign */
    struct str class_code; /* "": several classes, or none */
    struct str who, about; /* names of actor and colleague (REVEAL_LIFTED; "": none) */
    struct str reason;
};

/* Today's budget of the actor, in secrets. */
struct staff_budget {
    int shown, limit;
    int usual;                 /* limit without extensions and raises */
    struct reveal_line *lines; /* secrets revealed today in the school of the call, oldest first */
    size_t line_count;
    struct str *managers; /* names of the managers who will get a message */
    size_t manager_count;
};
/* Returns the actor's budget of today. */
enum rc staff_budget_get(struct call *call, struct staff_budget *ret_budget) MUST_USE;

/* Adds the missing secrets to the actor's budget of today (reveal_extension), writes the reason to
 * the audit history and the list, and notifies the other managers of the school (staff_message.h).
 * Returns RC_INVALID when missing is not positive or the reason is too short or too long. Returns
 * RC_DENIED when the last proof is older than BUDGET_PROOF_MS. */
enum rc staff_budget_extend(struct call *call, int missing, struct str reason) MUST_USE;

/* Raises the budget of a colleague to REVEAL_BUDGET_RAISED for today. Returns RC_NONE unless the
 * actor is a manager, the colleague is somebody else, and the actor's rights cover the colleague's
 * (rights_cover). Returns RC_DENIED when the actor must give the password again. */
enum rc staff_budget_lift(struct call *call, int64_t staff_id) MUST_USE;

/* Budget of a staff member who may print in the school of the call. */
struct printer_today {
    int64_t staff_id;
    struct str name;
    int shown, limit;
    bool may_lift; /* staff_budget_lift is permitted and raises the limit */
};
/* Returns the budgets of all staff who may print. Returns RC_NONE unless the actor is a manager. */
enum rc staff_printers_today(struct call *call, struct printer_today **ret_printers,
                             size_t *ret_count) MUST_USE;

/* A page of the list of revealed secrets in the school of the call, newest first. staff_reveals
 * returns RC_NONE unless the actor is a manager of the school or an operator. */
struct reveal_ask {
    int64_t before_ms, before_id; /* next_* of the page before; before_ms INT64_MAX: first page */
    bool only_unusual;
    size_t limit;
};
struct reveal_list {
    struct reveal_line *lines;
    size_t count;
    int64_t next_ms, next_id; /* start of the next page; next_id 0: this is the last page */
};
enum rc staff_reveals(struct call *call, const struct reveal_ask *ask,
                      struct reveal_list *ret_list) MUST_USE;

/* Dismisses, for today, the banner about the days until a second factor is required. */
enum rc staff_banner_later(struct call *call) MUST_USE;
