/* Sending what was printed. The cards of a whole school need more memory than a request may use: a
 * document is made in memory of its own that is wiped and given back at once; only its bytes stay
 * until the last one has left. */
#pragma once

#include "service/printing/print_cards.h"
#include "web/web.h"

/* Where a document is made; the caller's. */
struct arena *document_memory(void);
/* A download of it; the bytes are copied to memory of the response. */
enum rc document_send(struct visit *visit, const struct print_result *result);
/* The test sheet of a printer in the visitor's language; right and down: the offset in mm as it was
 * typed. */
enum rc document_test_sheet(struct visit *visit, struct str printer, struct str right,
                            struct str down, const struct sheet_options *sheet,
                            struct print_result *ret_result) MUST_USE;
