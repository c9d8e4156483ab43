/* What stands around every page of the Schoolloket: school, tabs, the message that a redirect
 * brought along. */
#pragma once

#include "domain/id.h"
#include "web/loket/views.h"
#include "web/web.h"

/* title: Dutch, "" for none. */
struct frame loket_frame(struct visit *visit, const char *title, enum loket_tab tab);

/* The address that shows this page when it is asked: where only forms go, that of the nearest page
 * above it (/leerlingen/1 of /leerlingen/1/toon). above: not this page, the one above it. */
struct str loket_address(struct visit *visit, bool above);
/* Can it be asked for, or does it only take forms? */
bool loket_is_page(struct str address);
