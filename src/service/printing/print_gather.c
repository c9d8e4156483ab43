/* Gathers cards: selects the pupils, checks the right to print them, and fills the contents of each
 * card. */
#include <stdlib.h>

#include "domain/account_life.h"
#include "domain/pictures.h"
#include "domain/session_life.h"
#include "service/printing/print_names.h"
#include "service/printing/print_work.h"

enum { JUST_MADE_MS = 60 * 60 * 1000 };

static int by_printed_id(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static int by_name(const void *left, const void *right) {
    const struct sql_school_cards_row *a = left, *b = right;
    int order = str_cmp(a->sort_key, b->sort_key);
    return order != 0 ? order
                      : (a->roll_number > b->roll_number) - (a->roll_number < b->roll_number);
}

static int by_class(const void *left, const void *right) {
    const struct sql_school_cards_row *a = left, *b = right;
    int order = str_cmp(a->class_code, b->class_code);
    if (order == 0 && a->class_code.len == 0)
        order = str_cmp(a->group_name, b->group_name); /* a class can contain several groups */
    return order != 0 ? order : by_name(a, b);
}

static bool is_chosen(const struct printing *p, const struct sql_school_cards_row *row) {
    if (!actor_over_pupil(p->actor, p->with_secrets ? RIGHT_PRINT : RIGHT_SEE_PUPILS, p->school,
                          row->class_code))
        return false;
    if (p->wish->batch_id != 0) return row->batch_id == p->wish->batch_id;
    return bsearch(&row->pupil_id, p->sorted_ids, p->wish->pupil_count, sizeof row->pupil_id,
                   by_printed_id) != NULL;
}

/* Determines whether the password must be given again. Not for a batch or a single secret that the
 * actor has just created. */
static enum rc needs_proof(struct tx *tx, struct printing *p) {
    p->proof_needed = p->with_secrets;
    bool one = p->wish->batch_id == 0 && p->wish->pupil_count == 1;
    p->made = false;
    if (p->with_secrets && one && !p->list)
        TRY(reveal_made_by_actor(tx, p->call, p->wish->pupil_ids[0], &p->made));
    if (p->made) p->proof_needed = false;
    if (p->wish->batch_id == 0 || !p->with_secrets) return RC_OK;
    struct sql_batch_get_row batch;
    TRY(sql_batch_get(tx, p->arena, p->school.value, p->wish->batch_id, &batch));
    bool fresh = batch.saved_ms != SQL_NULL &&
                 session_within(batch.saved_ms, JUST_MADE_MS, service_now(p->service));
    p->proof_needed = !(fresh && batch.staff_id == p->actor->id);
    return RC_OK;
}

static enum rc read_rows(struct tx *tx, struct printing *p) {
    struct sql_school_get_row school;
    TRY(sql_school_get(tx, p->arena, p->school.value, &school));
    p->school_name = school.name;
    TRY(needs_proof(tx, p));
    struct sql_school_cards_row *rows;
    size_t count;
    TRY(sql_school_cards(tx, p->arena, p->school.value, service_today(p->service), &rows, &count));
    p->count = 0;
    for (size_t i = 0; i < count; i++)
        if (is_chosen(p, &rows[i])) rows[p->count++] = rows[i];
    p->rows = rows;
    return RC_OK;
}
TX_FUNCTION(read_rows, struct printing)

static void note_pupil(const struct printing *p, const struct sql_school_cards_row *row,
                       uint32_t character, struct unprintable *list, size_t *count) {
    struct str name =
        str_format(p->arena, "%.*s %.*s", STR_ARG(row->first_name), STR_ARG(row->last_name));
    list[(*count)++] =
        (struct unprintable){row->roll_number, name, character, row->inactive_ms != SQL_NULL};
}

static enum card_secret card_kind(enum secret_kind kind) {
    if (kind == SECRET_PICTURE) return CARD_PICTURES;
    return kind == SECRET_WORD ? CARD_WORD : CARD_TEMPORARY;
}

/* Returns the earlier of the end of the enrolment and the end of a temporary secret. */
static day_count last_valid_day(const struct sql_school_cards_row *row) {
    day_count enrolled = (day_count)row->last_day;
    if (row->secret_ends_ms == SQL_NULL) return enrolled;
    day_count secret = day_of_ms(row->secret_ends_ms);
    return secret < enrolled ? secret : enrolled;
}

/* Tells whether the row has a secret to print. */
static bool opens(const struct printing *p, const struct sql_school_cards_row *row) {
    return row->sealed.ptr != NULL && (p->list || row->inactive_ms == SQL_NULL);
}

/* Counts the secrets against the budget before any is unsealed. */
static enum rc take(struct tx *tx, const struct printing *p) {
    static const enum reveal_kind kinds[] = {
        [PRINT_ZIP] = REVEAL_ZIP, [PRINT_CARDS] = REVEAL_CARDS, [PRINT_WORKBOOK] = REVEAL_WORKBOOK};
    struct revealed *secrets = ARENA_ARRAY(p->arena, struct revealed, p->count);
    struct reveal reveal = {.kind = p->list ? REVEAL_CLASS_LIST : kinds[p->wish->document],
                            .secrets = secrets};
    for (size_t i = 0; i < p->count; i++)
        if (opens(p, &p->rows[i]))
            secrets[reveal.count++] =
                (struct revealed){p->rows[i].pupil_id, p->rows[i].batch_id, p->rows[i].secret_ms,
                                  p->rows[i].class_code, p->made};
    return reveal_take(tx, p->call, &reveal);
}
TX_FUNCTION(take, const struct printing)

static enum rc make_card(struct printing *p, const struct sql_school_cards_row *row,
                         struct card *ret_card) {
    bool advanced = row->type == ACCOUNT_ADVANCED;
    *ret_card = (struct card){.first_name = row->first_name,
                              .last_name = row->last_name,
                              .group_name = row->group_name,
                              .class_code = row->class_code,
                              .username = row->username,
                              .address = print_personal_page(p->arena, p->service, row->username),
                              .kind = card_kind((enum secret_kind)row->secret_kind),
                              .secret = S(""),
                              .school_number = p->school.value,
                              .roll_number = row->roll_number,
                              .advanced = advanced,
                              .kind_text = print_secret_kind((enum secret_kind)row->secret_kind),
                              .valid_until = last_valid_day(row),
                              .inactive = row->inactive_ms != SQL_NULL};
    if (!p->with_secrets) return RC_OK;
    TRY(secret_unseal(p->arena, p->service, SEAL_SECRET, row->pupil_id, row->sealed,
                      &ret_card->secret));
    if (row->secret_kind == SECRET_PICTURE)
        TRY(secret_pictures(ret_card->secret, ret_card->pictures, &ret_card->picture_count));
    return RC_OK;
}

static uint32_t missing_sign(const struct printing *p, const struct sql_school_cards_row *row) {
    struct str all =
        str_format(p->arena, "%.*s %.*s %.*s %.*s", STR_ARG(row->first_name),
                   STR_ARG(row->last_name), STR_ARG(row->group_name), STR_ARG(row->class_code));
    return fonts_missing(p->service->fonts, all);
}

/* Returns the card with names that can be printed: words with a character that no font has are
 * written in Latin letters. */
static struct card paper_card(struct printing *p, const struct sql_school_cards_row *row,
                              struct card card) {
    uint32_t missing = missing_sign(p, row);
    if (missing == 0) return card;
    note_pupil(p, row, missing, p->in_latin, &p->in_latin_count);
    struct str *const texts[] = {&card.first_name, &card.last_name, &card.group_name,
                                 &card.class_code};
    for (size_t i = 0; i < COUNT(texts); i++)
        *texts[i] = print_latin(p->arena, p->service, *texts[i]);
    if (card.first_name.len == 0 && card.last_name.len == 0) card.last_name = card.username;
    return card;
}

static enum rc make_cards(struct printing *p) {
    bool paper = p->wish->document != PRINT_WORKBOOK;
    p->cards = ARENA_ARRAY(p->arena, struct card, p->count);
    p->paper = ARENA_ARRAY(p->arena, struct card, p->count);
    p->card_pupils = ARENA_ARRAY(p->arena, int64_t, p->count);
    p->card_secrets = ARENA_ARRAY(p->arena, int64_t, p->count);
    p->left_out = ARENA_ARRAY(p->arena, struct unprintable, p->count);
    p->in_latin = ARENA_ARRAY(p->arena, struct unprintable, p->count);
    for (size_t i = 0; i < p->count; i++) {
        const struct sql_school_cards_row *row = &p->rows[i];
        bool kept = row->sealed.ptr != NULL, with_secrets = p->with_secrets;
        if (!p->list && !opens(p, row)) {
            note_pupil(p, row, 0, p->left_out, &p->left_out_count);
            continue;
        }
        struct card *card = &p->cards[p->card_count];
        p->with_secrets = with_secrets && kept;
        enum rc rc = make_card(p, row, card);
        p->with_secrets = with_secrets;
        TRY(rc);
        p->card_secrets[p->card_count] = row->secret_ms;
        p->card_pupils[p->card_count] = row->pupil_id;
        if (paper) p->paper[p->card_count] = paper_card(p, row, *card);
        p->card_count++;
        ENSURE(!arena_is_over(p->arena), RC_TOO_LARGE);
    }
    return p->card_count > 0 ? RC_OK : RC_NONE;
}

enum rc print_gather(struct printing *p, struct fault *fault) {
    p->sorted_ids = ARENA_ARRAY(p->arena, int64_t, p->wish->pupil_count);
    if (p->wish->pupil_count > 0)
        memcpy(p->sorted_ids, p->wish->pupil_ids, p->wish->pupil_count * sizeof *p->sorted_ids);
    qsort(p->sorted_ids, p->wish->pupil_count, sizeof *p->sorted_ids, by_printed_id);
    TRY(store_read(p->service->db, p->arena, read_rows, p, fault));
    if (p->proof_needed) TRY(actor_proved(p->service, p->actor));
    if (p->with_secrets) TRY(store_write(p->service->db, p->arena, HISTORY_NONE, take, p, fault));
    if (p->count > 0)
        qsort(p->rows, p->count, sizeof *p->rows,
              p->wish->order == PRINT_BY_CLASS ? by_class : by_name);
    return make_cards(p);
}
