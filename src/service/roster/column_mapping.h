/* Column mappings that staff chose, stored per school and header. School 0 holds those for files of
 * several schools. Source: docs/develop/formats.md "Column mapping". */
#pragma once

#include "format/roster_mapping.h"
#include "service/service.h"

/* Returns the stored mappings that apply to a school; those of the school itself come first. */
enum rc column_mappings(struct call *call, int school, const struct column_mapping **ret_mappings,
                        size_t *ret_count) MUST_USE;
/*
 * Proposes a mapping for a file from stored choices and, failing these, from the column names.
 *   first  mapping to try before the stored ones; NULL: none
 * Returns RC_INVALID when the file is not a table; see *ret_flaw.
 */
enum rc column_mapping_propose(struct call *call, int fd, int school,
                               const struct column_mapping *first,
                               struct mapping_proposal *ret_proposal,
                               struct table_flaw *ret_flaw) MUST_USE;
/* Stores a mapping for later files with the same header. Needs RIGHT_CONFIGURE for the school. */
enum rc column_mapping_keep(struct call *call, int school,
                            const struct column_mapping *mapping) MUST_USE;
/* Deletes a stored mapping. Returns RC_NONE when there is none. */
enum rc column_mapping_forget(struct call *call, int school, struct str fingerprint) MUST_USE;
