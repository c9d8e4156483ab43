/* Records by key, in an arena; for joining files. */
#pragma once

#include "base/str.h"

struct keyed;

struct keyed *keyed_create(struct arena *arena, size_t record_bytes);
/* Returns the record; NULL when there is none. */
void *keyed_find(const struct keyed *keyed, struct str key);
/* Returns the record, which is added with zero bytes when it is new; the key is copied. */
void *keyed_add(struct keyed *keyed, struct str key);
/* Adds or replaces a record of texts, which are copied. The record is an array of count texts. */
void keyed_put(struct keyed *keyed, struct str key, const struct str *texts, size_t count);
