/* What a staff member's desk remembers: saved filters, half-used sheets and printer offsets, forms
 * that were being filled in when the session ended. Nothing here is worth a history line. Source:
 * docs/develop/requirements.md "Pupil list", "Printing", "Staff sessions". */
#pragma once

#include "document/card.h"
#include "domain/pictures.h"
#include "service/staff/staff.h"

enum { SAVED_FILTERS_MAX = 12, FILTER_NAME_MAX = 40, FORM_KEPT_MS = 24 * 3600 * 1000 };

struct saved_filter {
    int position;
    struct str name, query;
};
enum rc filters_get(struct service *service, struct arena *arena, int64_t staff_id,
                    struct saved_filter **ret_filters, size_t *ret_count,
                    struct fault *fault) MUST_USE;
/* RC_LIMIT: twelve are there already. RC_INVALID: no name, or the name or query is too long. */
enum rc filter_save(struct service *service, struct arena *arena, int64_t staff_id, struct str name,
                    struct str query, struct fault *fault) MUST_USE;
enum rc filter_drop(struct service *service, struct arena *arena, int64_t staff_id, int position,
                    struct fault *fault) MUST_USE;

struct sheet_memory {
    enum card_stock stock;
    struct str printer;
    int next_label;         /* 1..cards on a sheet */
    int offset_x, offset_y; /* half millimetres, -20..20 */
};
/* The printers somebody used, a row for each stock, the latest first. */
enum rc sheets_get(struct service *service, struct arena *arena, int64_t staff_id,
                   struct sheet_memory **ret_sheets, size_t *ret_count,
                   struct fault *fault) MUST_USE;
enum rc sheet_keep(struct service *service, struct arena *arena, int64_t staff_id,
                   const struct sheet_memory *sheet, struct fault *fault) MUST_USE;
/* What is remembered of a printer, for one stock: its latest offset on any stock, and the next free
 * label of that stock. False: nothing was printed on it yet; then only printer and stock are set.
 */
bool sheet_known(const struct sheet_memory *sheets, size_t count, struct str printer,
                 enum card_stock stock, struct sheet_memory *ret_sheet);

/* How somebody last printed cards. */
struct card_choice {
    enum card_stock stock;
    enum card_captions captions;
    enum language language;
    bool stacked;
};
/* RC_NONE: nothing is remembered. */
enum rc card_choice_get(struct service *service, struct arena *arena, int64_t staff_id,
                        struct card_choice *ret_choice, struct fault *fault) MUST_USE;
enum rc card_choice_keep(struct service *service, struct arena *arena, int64_t staff_id,
                         const struct card_choice *choice, struct fault *fault) MUST_USE;

/* A form's body, sealed, for one day; form names it ("bulk/<batch>"). */
enum rc preferences_form_keep(struct service *service, struct arena *arena, int64_t staff_id,
                              struct str form, struct str body, struct fault *fault) MUST_USE;
/* Takes it out again. RC_NONE: nothing is kept. */
enum rc preferences_form_take(struct service *service, struct arena *arena, int64_t staff_id,
                              struct str form, struct str *ret_body, struct fault *fault) MUST_USE;
