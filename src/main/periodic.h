/*
 * Periodic tasks, such as purging and sending, on threads with their own services. The table is in
 * periodic.c.
 */
#pragma once

#include "main/app.h"
#include "web/web.h"

struct periodic;
enum rc periodic_open(struct arena *arena, struct app *app, struct web *web,
                      struct periodic **ret_periodic, struct fault *fault) MUST_USE;
void periodic_close(struct periodic *periodic); /* waits for running tasks */

/*
 * Reads smtp_credentials, one line "name:password". An empty path gives an empty line. Errors:
 * RC_IO with a Dutch fault.
 */
enum rc periodic_mail_credentials(struct arena *arena, struct str path, struct str *ret_line,
                                  struct fault *fault) MUST_USE;
