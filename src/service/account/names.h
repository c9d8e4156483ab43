/* Usernames in the store: look up the owner, reserve a name, judge what staff typed. */
#pragma once

#include "domain/bulk_plan.h"
#include "service/service.h"

struct name_reader {
    struct tx *tx;
    struct arena *arena;
    const struct service *service;
};
/*
 * Answers "does this name belong to another person?" for domain/bulk_plan. `reader` must outlive
 * the result.
 */
struct name_book names_book(struct name_reader *reader);

/*
 * Reserves the name for the pupil permanently. When it belongs to another person, reserves the next
 * free number after `base`.
 */
enum rc names_reserve(struct tx *tx, struct arena *arena, const struct service *service,
                      int64_t pupil_id, struct str wanted, struct str base,
                      struct str *ret_username) MUST_USE;
/* The pupil for whom staff typed a username. */
struct name_owner {
    int64_t pupil_id;
    struct str first_name, last_name;
};
/*
 * Judges a username typed by staff. *ret_suggestion is a free name or "": for USERNAME_TAKEN what
 * was typed with a number, for USERNAME_AT a proposal from the pupil's names.
 *   in_use  names in other rows of the same form; may be NULL
 */
enum rc names_judge(struct tx *tx, struct arena *arena, const struct service *service,
                    const struct name_owner *owner, struct str typed, struct name_set *in_use,
                    struct str *ret_username, enum username_flaw *ret_flaw,
                    struct str *ret_suggestion) MUST_USE;
