/*
 * Mappings of columns that people chose, kept for a school and a header. School 0 stands for files
 * of several schools. Source: docs/develop/formats.md "Column mapping".
 */
#pragma once

#include "format/roster_mapping.h"
#include "service/service.h"

/* Returns the kept mappings of a school, those of the school first. */
enum rc column_mappings(struct call *call, int school, const struct column_mapping **ret_mappings,
                        size_t *ret_count) MUST_USE;
/*
 * Proposes a mapping for a file: kept choices, then names.
 *   first  a mapping to use before the kept ones; NULL: none
 * Returns RC_INVALID when the file is not a table: see *ret_flaw.
 */
enum rc column_mapping_propose(struct call *call, int fd, int school,
                               const struct column_mapping *first,
                               struct mapping_proposal *ret_proposal,
                               struct table_flaw *ret_flaw) MUST_USE;
/* Keeps a mapping for the next list with the same header. Needs RIGHT_CONFIGURE of the school. */
enum rc column_mapping_keep(struct call *call, int school,
                            const struct column_mapping *mapping) MUST_USE;
/* Forgets it. Returns RC_NONE when none is kept. */
enum rc column_mapping_forget(struct call *call, int school, struct str fingerprint) MUST_USE;
