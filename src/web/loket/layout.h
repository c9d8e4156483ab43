/* What surrounds every page of the Schoolloket: school, tabs, flash message. */
#pragma once

#include "domain/id.h"
#include "web/loket/views.h"
#include "web/web.h"

/*
 * Fills the frame of a page.
 *   title  Dutch, "" for none
 */
struct frame loket_frame(struct visit *visit, const char *title, enum loket_tab tab);

/*
 * Returns an address that shows this page with GET. For an address that only takes forms: the
 * nearest page above it (/leerlingen/1 for /leerlingen/1/toon).
 *   above  skip this page and return the one above it
 */
struct str loket_address(struct visit *visit, bool above);
/* Returns whether the address can be shown with GET, or only takes forms. */
bool loket_is_page(struct str address);
