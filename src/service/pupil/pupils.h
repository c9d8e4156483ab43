/*
 * The pupils of a school as staff see them: the list, one pupil, and both histories.
 *
 * The functions return only what the actor may see. A pupil of another school, or for a teacher of
 * another class, is RC_NONE.
 *
 * Source: docs/develop/requirements.md "Pupil page", "Histories".
 */
#pragma once

#include "domain/pupil_list.h"
#include "service/service.h"

/*
 * Lists all pupils enrolled today whom the actor may see, in no order. Search, filters and sorting
 * are in domain/pupil_list.
 */
enum rc pupils_list(struct call *call, struct pupil_row **ret_rows, size_t *ret_count) MUST_USE;
/* The pupils enrolled on a given day, without needs_help. */
enum rc pupils_list_on(struct call *call, day_count day, struct pupil_row **ret_rows,
                       size_t *ret_count) MUST_USE;
/* pupils_list() inside a transaction. */
enum rc pupils_read(struct tx *tx, struct arena *arena, const struct actor *actor,
                    struct school_id school, day_count today, struct pupil_row **ret_rows,
                    size_t *ret_count) MUST_USE;

struct official_data {
    struct str first_name, last_name;
    int sex;             /* 0 unknown, 1 M, 2 V, 3 X */
    day_count birth_day; /* DAY_NONE: unknown */
};

struct account_data {
    struct str username;
    enum account_type type;
    enum secret_kind kind;
    enum account_status status;
    bool printable; /* a card can be made: the account is active and its sealed secret is stored */
    bool must_change;
    int64_t created_ms, secret_ms;
    int64_t secret_ends_ms;  /* negative: does not end */
    int64_t last_sign_in_ms; /* negative: never */
    int64_t inactive_ms;     /* negative: not deactivated by staff */
    struct str inactive_reason;
    bool may_undo_create, may_undo_secret;
    bool needs_help, turns; /* pupil_get() only; turns: see pupil_row_turns() */
    int64_t version; /* carried by forms, so that two people do not overwrite each other's change */
};

struct pupil_data {
    int64_t pupil_id;
    int64_t roll_number;
    struct str first_name, last_name, group_name, class_code;
    enum level level;
    int type_override;  /* as in struct pupil_row; pupil_get() only */
    day_count end_day;  /* of the enrolment in this school */
    day_count last_day; /* of the last enrolment in any school; the account ends with it */
    bool has_official;
    struct official_data official;
    enum account_type
        next_type; /* type of a new account: by level, or as the school chose for the group */
    bool has_account;
    struct account_data account;
};
/*
 * Reads one pupil. pupil_read() does so inside a transaction, without the fields marked
 * "pupil_get() only".
 */
enum rc pupil_get(struct call *call, int64_t pupil_id, struct pupil_data *ret_pupil) MUST_USE;
enum rc pupil_read(struct tx *tx, struct arena *arena, const struct service *service,
                   const struct actor *actor, struct school_id school, int64_t pupil_id,
                   struct pupil_data *ret_pupil) MUST_USE;

/* Fills has_account and account of a pupil whose pupil_id and last_day are set. */
enum rc pupil_account_data_read(struct tx *tx, struct arena *arena, const struct service *service,
                                struct pupil_data *pupil) MUST_USE;

struct history_line {
    int64_t seq, at_ms;
    int event; /* enum history_event */
    enum actor_kind actor_kind;
    struct str actor_name; /* staff only */
    bool elsewhere;        /* done in another school, whose staff stay unnamed */
    struct str source, detail;
};
struct history_page {
    struct history_line *lines;
    size_t count;
    int64_t next_seq; /* before_seq of the next page; 0: this is the last */
};
/*
 * Returns events before before_seq, newest first (INT64_MAX: from the newest).
 *   detail  sign-ins, prints and failures instead of changes
 */
enum rc pupil_history(struct call *call, int64_t pupil_id, bool detail, int64_t before_seq,
                      size_t count, struct history_page *ret_page) MUST_USE;
