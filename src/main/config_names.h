/* Names of environment variables that look like a setting of LeerID but are none.
 * A near miss (LEERID_STAT, LEERD_STATE) is a typo: going on without it would use other settings
 * than were meant. Other unknown names are harmless; container platforms inject some
 * (LEERID_PORT_8080_TCP, LEERID_SERVICE_HOST). */
#pragma once

#include <stdbool.h>

#include "base/str.h"

enum { NAME_SIZE = 64 };

/* The name of the environment variable of a setting: "state" gives "LEERID_STATE". */
void config_variable_name(const char *key, char ret_name[NAME_SIZE]);

/* The known name that differs from name by a typo: one character in names of at most five letters
 * after the prefix, else two (inserted, left out, changed or swapped). NULL: none is near, or name
 * is one of those that container platforms make. names: count known names. */
const char *config_near_name(struct str name, const char *const *names, size_t count);

/* Does a container platform make names of this form? */
bool config_is_injected(struct str name);
