/* Reads XML as events, using expat. Rejects document type declarations (hence entities), more than
 * 64 levels, and a tag or comment over 1 MiB. */
#pragma once

#include "format/input.h"

/* Callbacks. Names are local names, without prefix. A result other than RC_OK ends the reading. */
struct xml_events {
    enum rc (*begin)(void *context, const char *name, const char *const *attributes, int line);
    enum rc (*end)(void *context, const char *name);
    enum rc (*text)(void *context, struct str text);
    void *context;
};

/* Reads a document. Returns RC_INVALID with TABLE_CUT when it ends early, TABLE_TOO_LARGE when a
 * tag or the input is too large, and TABLE_XML when it is not well-formed or rejected. */
enum rc xml_read(const struct byte_input *in, const struct xml_events *events,
                 struct table_flaw *ret_flaw) MUST_USE;
/* Returns the value of the attribute with this local name; "" when it is absent. */
const char *xml_attribute(const char *const *attributes, const char *local);
