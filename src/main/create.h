/* Helpers that `leerid create` shares between one school and all schools (--all-schools). */
#pragma once

#include "main/command.h"
#include "service/bulk/bulk_create.h"
#include "service/printing/print_cards.h"

/* Reads --type, --secret and --turn. Returns false when --type or --secret has an unknown value. */
bool create_wish(const struct cli *cli, struct draft_wish *ret_wish);
/*
 * Saves a draft with bulk_save(), in at most three attempts: retries after RC_RETRY and
 * RC_UNCERTAIN, which the batch id makes idempotent. progress may be NULL.
 */
enum rc create_save(struct service *service, struct arena *arena, const struct actor *actor,
                    struct school_id school, struct batch_id batch,
                    const struct bulk_progress *progress, int64_t *ret_hash_ms,
                    struct fault *fault) MUST_USE;
/* Result of a saved batch: accounts created, and basic accounts upgraded to advanced. */
struct create_counts {
    size_t created, turned;
};
enum rc create_count(struct service *service, struct arena *arena, const struct actor *actor,
                     struct school_id school, struct batch_id batch,
                     struct create_counts *ret_counts, struct fault *fault) MUST_USE;
/*
 * Writes bytes to file atomically through output_begin() and output_place(), mode 0600. On failure
 * prints the reason in Dutch and returns false.
 */
bool create_write_file(struct outputs *outputs, struct arena *arena, struct str file,
                       struct str bytes);
/* Prints how many pupils got no card and why, and whose name is printed in Latin letters. */
void create_report_left_out(struct school_id school, const struct print_result *printed);
/* Runs `leerid create --all-schools`. */
enum exit_code create_all_schools(struct cli *cli, const struct draft_wish *wish);
