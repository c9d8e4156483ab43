/*
 * Reads XML as events. expat parses. Refused: document type declarations (so no entities), more
 * than 64 levels, a tag or comment over 1 MiB.
 */
#pragma once

#include "format/input.h"

/* Names are local names, without prefix. A result other than RC_OK ends the reading. */
struct xml_events {
    enum rc (*begin)(void *context, const char *name, const char *const *attributes, int line);
    enum rc (*end)(void *context, const char *name);
    enum rc (*text)(void *context, struct str text);
    void *context;
};

/* Returns RC_INVALID with TABLE_CUT when the document ends early, TABLE_XML when it is faulty. */
enum rc xml_read(const struct byte_input *in, const struct xml_events *events,
                 struct table_flaw *ret_flaw) MUST_USE;
/* Returns the value of the attribute with that local name; "" when it is absent. */
const char *xml_attribute(const char *const *attributes, const char *local);
