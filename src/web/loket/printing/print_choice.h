/* The choice of which cards to print: read from a request, shown as the page of the choices. Shared
 * by print.c (the page) and print_files.c (the files). */
#pragma once

#include "service/staff/preferences.h"
#include "web/web.h"

enum { LABELS = 12 /* on a sheet of stickers */ };

struct print_choice {
    struct visit *visit;
    const int64_t *ids; /* pupils, sorted */
    size_t count;
    struct batch_id batch; /* 0: the pupils named */
    struct str back, query, problem;
    struct sheet_memory sheet; /* as typed, when something was wrong with it */
    bool typed;
};

/* Reads the pupils from the batch when its id is not empty, else from fields. RC_NONE: there are
 * none, or no such batch. */
enum rc print_choice_read(struct visit *visit, struct http_fields fields, struct str batch,
                          struct print_choice *ret) MUST_USE;
enum rc print_choice_show(const struct print_choice *choice) MUST_USE;

/* The settings of this person's printers, the last used first. */
enum rc print_choice_sheets(struct visit *visit, struct sheet_memory **ret_sheets,
                            size_t *ret_count) MUST_USE;
/* NULL: nothing was printed on that printer yet. */
const struct sheet_memory *print_choice_sheet_of(const struct sheet_memory *sheets, size_t count,
                                                 struct str printer);
/* "-1.5" of half millimetres, as a number field wants it. */
struct str print_choice_half_text(struct arena *arena, int halves);
