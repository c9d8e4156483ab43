/* Usernames as the store knows them: whose is a name, giving a name for ever, judging what staff
 * typed. */
#pragma once

#include "domain/bulk_plan.h"
#include "service/service.h"

struct name_reader {
    struct tx *tx;
    struct arena *arena;
    const struct service *service;
};
/* The question "is this name another person's?" for domain/bulk_plan; reader lives as long as the
 * book. */
struct name_book names_book(struct name_reader *reader);

/* Gives the wanted name to the pupil for ever; when it is another's meanwhile, the next free number
 * of base. */
enum rc names_reserve(struct tx *tx, struct arena *arena, const struct service *service,
                      int64_t pupil_id, struct str wanted, struct str base,
                      struct str *ret_username) MUST_USE;
/* The pupil whose username staff typed. */
struct name_owner {
    int64_t pupil_id;
    struct str first_name, last_name;
};
/* Judges what staff typed for this pupil. *ret_suggestion is a free name, "" for none: a numbered
 * form of what was typed for USERNAME_TAKEN, the proposal from the pupil's names for USERNAME_AT.
 * in_use (may be NULL): names of other rows of the same form. */
enum rc names_judge(struct tx *tx, struct arena *arena, const struct service *service,
                    const struct name_owner *owner, struct str typed, struct name_set *in_use,
                    struct str *ret_username, enum username_flaw *ret_flaw,
                    struct str *ret_suggestion) MUST_USE;
