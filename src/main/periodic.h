/* Work that comes back: purges and the like, on threads with services of their own. What is due is
 * a row of the table in periodic.c. */
#pragma once

#include "main/app.h"
#include "web/web.h"

struct periodic;
enum rc periodic_open(struct arena *arena, struct app *app, struct web *web,
                      struct periodic **ret_periodic, struct fault *fault) MUST_USE;
void periodic_close(struct periodic *periodic); /* waits for what runs */

/* Reads smtp_credentials, one line "name:password"; path "": *ret_line is "". RC_IO with a fault in
 * Dutch. */
enum rc mail_credentials_read(struct arena *arena, struct str path, struct str *ret_line,
                              struct fault *fault) MUST_USE;
