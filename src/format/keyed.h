/* Hash table of fixed-size records in an arena, used to join files. */
#pragma once

#include "base/str.h"

struct keyed;

/* Creates an empty table; every record has record_bytes bytes. */
struct keyed *keyed_create(struct arena *arena, size_t record_bytes);
/* Returns the record of the key; NULL when there is none. */
void *keyed_find(const struct keyed *keyed, struct str key);
/* Returns the record of the key. A new record is added, zero-filled, with a copy of the key. */
void *keyed_add(struct keyed *keyed, struct str key);
/* Adds or replaces a record, which is an array of count texts; copies the texts. */
void keyed_put(struct keyed *keyed, struct str key, const struct str *texts, size_t count);
