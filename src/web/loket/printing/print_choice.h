/* The choice of which cards to print: read from a request, shown as the page of the choices. Shared
 * by print.c (the page) and print_files.c (the files). */
#pragma once

#include "service/staff/preferences.h"
#include "web/loket/views.h"
#include "web/web.h"

struct print_choice {
    struct visit *visit;
    const int64_t *ids; /* pupils, sorted */
    size_t count;
    struct batch_id batch; /* 0: the pupils named */
    struct str back, query, problem;
    struct card_choice card;   /* as chosen in the form, else as remembered */
    struct sheet_memory sheet; /* as typed, when something was wrong with it */
    bool typed;
};

/* Reads the pupils from the batch when its id is not empty, else from fields. RC_NONE: there are
 * none, or no such batch. */
enum rc print_choice_read(struct visit *visit, struct http_fields fields, struct str batch,
                          struct print_choice *ret) MUST_USE;
enum rc print_choice_show(const struct print_choice *choice) MUST_USE;

/* What this person last chose; without that stickers, in the language of the site. */
enum rc print_choice_remembered(struct visit *visit, struct card_choice *ret_choice) MUST_USE;
/* "begin", "begin-l7160": the field of the first label; "" for a stock that is cut. */
struct str print_choice_begin(struct arena *arena, enum card_stock stock);
/* "-1.5" of half millimetres, as a number field wants it. */
struct str print_choice_half_text(struct arena *arena, int halves);
/* The languages of printed texts as choices of a form: "nl", "fr", … */
const struct choice *print_choice_languages(struct arena *arena, enum language chosen);
enum language print_choice_language(struct str code, enum language otherwise);
