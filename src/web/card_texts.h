/*
 * Returns the texts of cards and class lists in one language, from the catalogue. Names that the
 * manual gives (LeerID, the address) are the same in all languages. Source:
 * docs/develop/document.md.
 */
#pragma once

#include "service/printing/print_cards.h"
#include "web/page.h"

struct card_texts card_texts_in(enum language language);
