/* Cards, stickers and workbooks of accounts that exist, made on demand from the sealed secrets and
 * kept nowhere. Every card that is made leaves a line in the pupil's detailed history. Source:
 * docs/develop/card-layout.md, docs/develop/requirements.md "Printing", "Class lists". */
#pragma once

#include "base/buf.h"
#include "document/card.h"
#include "service/service.h"

enum print_document {
    PRINT_ZIP,      /* cards to cut out, a label file for each kind of secret, and the workbook when
                       asked: on A4 and on stickers; the stock of the wish replaces the one of its kind
                     */
    PRINT_CARDS,    /* one PDF on the stock of the wish, all kinds together in order */
    PRINT_WORKBOOK, /* the Excel alone */
};
enum print_order { PRINT_BY_CLASS, PRINT_BY_NAME };

struct print_wish {
    enum print_document document;
    bool workbook; /* PRINT_ZIP: with the Excel; not for one pupil */
    enum print_order order;
    struct sheet_options sheet; /* its texts are required but for PRINT_WORKBOOK; start_label counts
                                   for the first label file of a ZIP only, the others begin at 1 */
    struct str passphrase;      /* PRINT_ZIP: AES-256; ptr NULL: none */
    /* Which: a batch, or pupils. */
    int64_t batch_id; /* 0: the pupils named */
    const int64_t *pupil_ids;
    size_t pupil_count;
};

struct unprintable {
    int64_t roll_number;
    struct str name;
    uint32_t character; /* the one no font has; 0: another reason */
    bool inactive; /* the account; else with character 0: the secret is not kept (own password, or
                      no copies kept) */
};

struct print_result {
    struct str bytes, content_type, file_name; /* the name holds no pupil's name */
    size_t cards;                              /* printed; of a workbook its rows */
    size_t sheets;                             /* of paper: PRINT_CARDS */
    int next_label;                            /* PRINT_CARDS on labels: where the next one goes */
    struct unprintable *left_out;              /* without a card: the secret is not kept */
    struct unprintable
        *in_latin; /* on paper with their name in Latin letters: no font has the character */
    size_t left_out_count, in_latin_count;
};

/* RC_NONE: none of them has a card (left_out tells why). RC_DENIED: the password must be given
 * again first, or the budget of the day does not suffice (service/reveal/reveal.h). */
enum rc print_cards(struct call *call, const struct print_wish *wish,
                    struct print_result *ret_result) MUST_USE;

/* Class lists to sign: name, username, status; with_secrets needs a fresh proof and leaves a line.
 * made: the moment of making, as the foot says it. */
struct list_wish {
    const int64_t *pupil_ids;
    size_t pupil_count;
    bool with_secrets;
    const struct card_texts *texts;
    struct str made;
};
enum rc print_class_list(struct call *call, const struct list_wish *wish,
                         struct print_result *ret_result) MUST_USE;

/* A sheet with marks and rulers that tells offset from scaling; sheet: the offset to try. */
enum rc print_test_sheet(struct service *service, struct arena *arena,
                         const struct sheet_options *sheet, const struct test_sheet_texts *texts,
                         struct print_result *ret_result) MUST_USE;

/* The first character of a text that no font has; 0: all can be printed. */
uint32_t print_missing_sign(const struct service *service, struct str text);
/* "Afbeeldingswachtwoord", "Wachtwoord", "Gevorderd wachtwoord" */
struct str print_secret_kind(enum secret_kind kind);
/* "31 augustus 2027" */
struct str print_day(struct arena *arena, day_count day);
/* The address of a pupil's own page. */
struct str print_personal_page(struct arena *arena, const struct service *service,
                               struct str username);
