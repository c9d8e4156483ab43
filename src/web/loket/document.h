/* Sending what was printed. The cards of a whole school need more memory than a request may use: a document is made in memory of its own
 * that is wiped and given back at once; only its bytes stay until the last one has left. */
#pragma once

#include "service/print_cards.h"
#include "web/web.h"

/* Where a document is made; the caller's. */
struct arena *document_memory(void);
/* A download of it; the bytes are copied to memory of the response. */
enum rc document_send(struct visit *visit, const struct print_result *result);
