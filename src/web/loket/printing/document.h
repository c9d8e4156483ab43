/* Downloads of printed documents. Printing a whole school needs more memory than a request may use.
 * A document is therefore made in an arena of its own, which is wiped and freed at once; only the
 * bytes to send remain until the response is complete. */
#pragma once

#include "service/printing/print_cards.h"
#include "web/web.h"

/* Creates the arena to make a document in. The caller destroys it. */
struct arena *document_memory(void);
/* Sends the document as a download; copies its bytes to memory of the response. */
enum rc document_send(struct visit *visit, const struct print_result *result);
/* Makes a test sheet in the language of the user. right and down are the offset in mm, as text. */
enum rc document_test_sheet(struct visit *visit, struct str printer, struct str right,
                            struct str down, const struct sheet_options *sheet,
                            struct print_result *ret_result) MUST_USE;
