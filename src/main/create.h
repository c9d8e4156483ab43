/* What `leerid create` of one school and of all schools share. */
#pragma once

#include "main/command.h"
#include "service/bulk_create.h"
#include "service/print_cards.h"

/* --type, --secret and --turn; false: neither of the words that may stand there. */
bool create_wish(const struct cli *cli, struct draft_wish *ret_wish);
/* Saves a draft, and again where nothing or nobody knows what happened. */
enum rc create_save(struct service *service, struct arena *arena, const struct actor *actor, struct school_id school, struct batch_id batch,
                    const struct bulk_progress *progress, int64_t *ret_hash_ms, struct fault *fault) MUST_USE;
/* What came of a batch that was saved: its accounts, and those it turned. */
struct create_counts {
    size_t created, turned;
};
enum rc create_count(struct service *service, struct arena *arena, const struct actor *actor, struct school_id school, struct batch_id batch,
                     struct create_counts *ret_counts, struct fault *fault) MUST_USE;
/* Written beside the target and put in place at once, readable by the owner only; false after telling why not. */
bool create_write_file(struct outputs *outputs, struct arena *arena, struct str file, struct str bytes);
/* Says whose card is not among those printed, and why. */
void create_tell_left_out(struct school_id school, const struct print_result *printed);
/* --all-schools */
enum exit_code create_all_schools(struct cli *cli, const struct draft_wish *wish);
