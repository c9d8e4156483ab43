/* Preferences of a staff member: saved filters, partly used label sheets with their printer
 * offsets, the last printing options, and form bodies that were lost when a session ended. Changes
 * are not written to a history. Source: docs/develop/requirements.md "Pupil list", "Printing",
 * "Staff sessions". */
#pragma once

#include "document/card.h"
#include "domain/pictures.h"
#include "service/staff/staff.h"

enum { SAVED_FILTERS_MAX = 12, FILTER_NAME_MAX = 40, FORM_KEPT_MS = 24 * 3600 * 1000 };

/* A saved filter of the pupil list; query is the query string of its address. */
struct saved_filter {
    int position;
    struct str name, query;
};
/* Returns the saved filters of the staff member. */
enum rc filters_get(struct service *service, struct arena *arena, int64_t staff_id,
                    struct saved_filter **ret_filters, size_t *ret_count,
                    struct fault *fault) MUST_USE;
/* Saves a filter; replaces the filter with the same name. Returns RC_LIMIT when SAVED_FILTERS_MAX
 * filters exist. Returns RC_INVALID when the name is empty, or when the name or query is too long.
 */
enum rc filter_save(struct service *service, struct arena *arena, int64_t staff_id, struct str name,
                    struct str query, struct fault *fault) MUST_USE;
/* Deletes the filter at a position. */
enum rc filter_drop(struct service *service, struct arena *arena, int64_t staff_id, int position,
                    struct fault *fault) MUST_USE;

/* A partly used label sheet and the offset of its printer. */
struct sheet_memory {
    enum card_stock stock;
    struct str printer;
    int next_label;         /* next free label, from 1 */
    int offset_x, offset_y; /* in units of 0.5 mm, -20..20 */
};
/* Returns the printers that the staff member used, one entry per printer and stock, latest first.
 */
enum rc sheets_get(struct service *service, struct arena *arena, int64_t staff_id,
                   struct sheet_memory **ret_sheets, size_t *ret_count,
                   struct fault *fault) MUST_USE;
/* Stores the settings of a printer for one stock. */
enum rc sheet_keep(struct service *service, struct arena *arena, int64_t staff_id,
                   const struct sheet_memory *sheet, struct fault *fault) MUST_USE;
/* Finds the settings of a printer for one stock: the latest offset used on any stock, and the next
 * free label of this stock. Returns false when the printer was not used before; ret_sheet then has
 * the printer and stock only. */
bool sheet_known(const struct sheet_memory *sheets, size_t count, struct str printer,
                 enum card_stock stock, struct sheet_memory *ret_sheet);

/* Options of the last printed cards. */
struct card_choice {
    enum card_stock stock;
    enum card_captions captions;
    enum language language;
    bool stacked;
};
/* Returns RC_NONE when no options are stored. */
enum rc card_choice_get(struct service *service, struct arena *arena, int64_t staff_id,
                        struct card_choice *ret_choice, struct fault *fault) MUST_USE;
/* Stores the options. */
enum rc card_choice_keep(struct service *service, struct arena *arena, int64_t staff_id,
                         const struct card_choice *choice, struct fault *fault) MUST_USE;

/* Stores the body of a form for FORM_KEPT_MS, sealed. form names it, e.g. "bulk/<batch>". */
enum rc preferences_form_keep(struct service *service, struct arena *arena, int64_t staff_id,
                              struct str form, struct str body, struct fault *fault) MUST_USE;
/* Removes and returns a stored form body. Returns RC_NONE when none is stored. */
enum rc preferences_form_take(struct service *service, struct arena *arena, int64_t staff_id,
                              struct str form, struct str *ret_body, struct fault *fault) MUST_USE;
