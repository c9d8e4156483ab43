#include "web/loket/bulk/draft.h"

#include "service/printing/print_cards.h"

/* jobs that end within this time need no progress page */

enum rc draft_batch(struct visit *visit, struct batch_id *ret_batch) {
    return visit_id(visit, 0, &ret_batch->value);
}

struct str draft_full_name(struct visit *visit, const struct draft_row *row) {
    return str_format(visit->arena, "%.*s %.*s", STR_ARG(row->first_name), STR_ARG(row->last_name));
}

struct str draft_print_problem(struct visit *visit, const struct draft_row *row) {
    struct str all = str_format(visit->arena, "%.*s %.*s", STR_ARG(draft_full_name(visit, row)),
                                STR_ARG(row->group_name));
    uint32_t sign = print_missing_sign(visit->service, all);
    struct str hex = str_format(visit->arena, "U+%04X", sign);
    return sign == 0 ? S("")
                     : visit_fill(visit,
                                  visit_say(visit, "No font has the character {0}. On the card the "
                                                   "name is written in Latin letters."),
                                  &hex, 1);
}

enum secret_kind draft_secret_kind(struct str word) {
    if (str_eq(word, S("plaatjes"))) return SECRET_PICTURE;
    return str_eq(word, S("woord")) ? SECRET_WORD : 0;
}
