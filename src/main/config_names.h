/*
 * Detects misspelled environment variables.
 *
 * A near miss (LEERID_STAT, LEERD_STATE) is a typo, and starting without it would use other
 * settings than intended. Other unknown names are harmless: container platforms inject some
 * (LEERID_PORT_8080_TCP, LEERID_SERVICE_HOST).
 */
#pragma once

#include <stdbool.h>

#include "base/str.h"

enum { NAME_SIZE = 64 };

/* Writes the environment variable of a setting: "state" gives "LEERID_STATE". */
void config_variable_name(const char *key, char ret_name[NAME_SIZE]);

/*
 * Returns the known name that name is probably a typo of, or NULL. A typo is an inserted, missing,
 * changed or swapped character: one for names of at most five letters after the prefix, otherwise
 * up to two. Returns NULL for names that container platforms inject.
 *   count  number of names
 */
const char *config_near_name(struct str name, const char *const *names, size_t count);

/* Returns true for names of the form that container platforms inject. */
bool config_is_injected(struct str name);
