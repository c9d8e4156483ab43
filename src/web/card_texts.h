/* The words on cards and class lists in each language, from the catalogue. The words of the manual
 * (LeerID, the address) are the same in all. Source: docs/develop/document.md. */
#pragma once

#include "service/printing/print_cards.h"
#include "web/page.h"

struct card_texts card_texts_in(enum language language);
