/* Sending what was printed. The cards of a whole school need more memory than a request may use, and a response lives until its last
 * byte has left: so a document is made in memory of its own, goes to a file in memory, and what made it is wiped and given back at once. */
#pragma once

#include "service/print_cards.h"
#include "web/web.h"

/* Where a document is made; the caller's. */
struct arena *document_memory(void);
/* A download of it; the bytes are copied. */
enum rc document_send(struct visit *visit, const struct print_result *result);
