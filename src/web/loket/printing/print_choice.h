/* Options of printing cards, as read from a request and shown on the page. Shared by print_page.c
 * (the page) and print_files.c (the files). */
#pragma once

#include "service/staff/preferences.h"
#include "web/loket/views.h"
#include "web/web.h"

/* The pupils and options of one request. */
struct print_choice {
    struct visit *visit;
    const int64_t *ids; /* pupil ids, sorted */
    size_t count;
    struct batch_id batch; /* 0: use ids */
    struct str back, query, problem;
    struct card_choice card;   /* from the form, else from the last printing */
    struct sheet_memory sheet; /* as typed, when a value is not valid */
    bool typed;
};

/* Reads the pupils from the batch when its id is not empty, otherwise from fields. Returns RC_NONE
 * when there are no pupils or the batch does not exist. */
enum rc print_choice_read(struct visit *visit, struct http_fields fields, struct str batch,
                          struct print_choice *ret) MUST_USE;
/* Shows the page with these options. */
enum rc print_choice_show(const struct print_choice *choice) MUST_USE;

/* Returns the options of the user's last printing; by default stickers in the language of the site.
 */
enum rc print_choice_remembered(struct visit *visit, struct card_choice *ret_choice) MUST_USE;
/* Returns the form field of the first label, "begin" or "begin-l7160"; "" for a stock to cut out.
 */
struct str print_choice_begin(struct arena *arena, enum card_stock stock);
/* Formats an offset in units of 0.5 mm for a number field, e.g. "-1.5". */
struct str print_choice_half_text(struct arena *arena, int halves);
/* Returns the languages of printed texts ("nl", "fr", …) as choices of a form field. */
const struct choice *print_choice_languages(struct arena *arena, enum language chosen);
/* Parses a language code; returns `otherwise` for an unknown one. */
enum language print_choice_language(struct str code, enum language otherwise);
