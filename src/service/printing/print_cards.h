/* Printing of cards, stickers, workbooks and class lists for existing accounts. The files are made
 * on demand from the sealed secrets and are not stored. Each card adds an entry to the detailed
 * history of its pupil. Source: docs/develop/card-layout.md, docs/develop/requirements.md
 * "Printing", "Class lists". */
#pragma once

#include "base/buf.h"
#include "document/card.h"
#include "service/service.h"

enum print_document {
    PRINT_ZIP,   /* A4 cards to cut out, a label file for each kind of secret, and the workbook when
                    asked; the stock of the wish replaces the usual one of its kind */
    PRINT_CARDS, /* one PDF on the stock of the wish, with all kinds of secret in order */
    PRINT_WORKBOOK, /* the Excel workbook only */
};
enum print_order { PRINT_BY_CLASS, PRINT_BY_NAME };

struct print_wish {
    enum print_document document;
    bool workbook; /* PRINT_ZIP: include the workbook; ignored for one pupil */
    enum print_order order;
    struct sheet_options sheet; /* texts are required except for PRINT_WORKBOOK; start_label applies
                                   to the first label file of a ZIP only, the others begin at 1 */
    struct str passphrase;      /* PRINT_ZIP: AES-256 passphrase; ptr NULL: none */
    /* Either a batch or a list of pupils. */
    int64_t batch_id; /* 0: use pupil_ids */
    const int64_t *pupil_ids;
    size_t pupil_count;
};

struct unprintable {
    int64_t roll_number;
    struct str name;
    uint32_t character; /* first character that no font has; 0: another reason */
    bool inactive; /* the account is inactive; false with character 0: the secret is not stored (own
                      password, or the school keeps no copies) */
};

struct print_result {
    struct str bytes, content_type, file_name; /* the file name contains no pupil's name */
    size_t cards;                              /* cards printed, or rows of the workbook */
    size_t sheets;                             /* PRINT_CARDS: sheets of paper */
    int next_label;                            /* PRINT_CARDS on labels: next free label */
    struct unprintable *left_out;              /* pupils without a card */
    struct unprintable
        *in_latin; /* printed with a name in Latin letters, because no font has a character of it */
    size_t left_out_count, in_latin_count;
};

/* Prints cards. Returns RC_NONE when none of the pupils has a card; left_out has the reasons.
 * Returns RC_DENIED when the actor must give the password again, or when the secrets exceed today's
 * budget (service/reveal/reveal.h). */
enum rc print_cards(struct call *call, const struct print_wish *wish,
                    struct print_result *ret_result) MUST_USE;

/* A class list to sign: name, username and status. with_secrets needs a fresh proof and adds
 * history entries. made is the time of printing, as text for the footer. */
struct list_wish {
    const int64_t *pupil_ids;
    size_t pupil_count;
    bool with_secrets;
    const struct card_texts *texts;
    struct str made;
};
/* Prints a class list. Returns RC_NONE when none of the pupils is on it, and RC_DENIED as
 * print_cards does. */
enum rc print_class_list(struct call *call, const struct list_wish *wish,
                         struct print_result *ret_result) MUST_USE;

/* Prints a sheet with marks and rulers that distinguish an offset from scaling. sheet has the
 * offset to test. */
enum rc print_test_sheet(struct service *service, struct arena *arena,
                         const struct sheet_options *sheet, const struct test_sheet_texts *texts,
                         struct print_result *ret_result) MUST_USE;

/* Returns the first character of a text that no font has; 0: the text is printable. */
uint32_t print_missing_sign(const struct service *service, struct str text);
/* Returns "Afbeeldingswachtwoord", "Wachtwoord" or "Gevorderd wachtwoord". */
struct str print_secret_kind(enum secret_kind kind);
/* Formats a day as "31 augustus 2027". */
struct str print_day(struct arena *arena, day_count day);
/* Returns the address of a pupil's own page. */
struct str print_personal_page(struct arena *arena, const struct service *service,
                               struct str username);
