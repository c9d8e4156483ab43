/* Ids are random positive 63-bit numbers, so that a foreign id tells nothing and two servers never
 * clash. The school is the exception: its id is the official school number (1..999999). One-field
 * structs keep them apart. As text in addresses: 13 characters of Crockford's base 32, lower case.
 */
#pragma once

#include "base/clock.h"
#include "base/str.h"

struct pupil_id {
    int64_t value;
};
struct staff_id {
    int64_t value;
};
struct batch_id {
    int64_t value;
};
struct school_id {
    int32_t value;
};

int64_t id_draw(const struct random *random); /* never 0 */
/* The same with its first 16 bits given: ids that are drawn near each other lie together in the
 * database. */
int64_t id_draw_near(const struct random *random, int place);
struct str id_text(struct arena *arena, int64_t id);
/* RC_INVALID unless it is the text of an id. */
enum rc id_parse(struct str text, int64_t *ret_id) MUST_USE;
