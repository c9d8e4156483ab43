/* What the page of a bulk draft and the dialog of a single account share. */
#pragma once

#include "service/bulk/bulk_create.h"
#include "web/web.h"

/* Reads the batch from the first parameter of the path. */

enum rc draft_batch(struct visit *visit, struct batch_id *ret_batch);
/* Returns first and last name of a row. */
struct str draft_full_name(struct visit *visit, const struct draft_row *row);
/* Returns why the name is printed in Latin letters; "" when it is not. */
struct str draft_print_problem(struct visit *visit, const struct draft_row *row);
/* Reads a form value such as "plaatjes" or "woord". */
enum secret_kind draft_secret_kind(struct str word);
