/*
 * Identifiers: random positive 63-bit numbers, so that an id reveals nothing and ids of two servers
 * never collide. Schools are the exception: their id is the official school number (1..999999).
 * One-field structs keep the kinds apart. In URLs an id is 13 lower-case characters of Crockford's
 * base 32.
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
/*
 * Draws an id whose first 16 bits are given, so that rows created together are adjacent in the
 * database.
 */
int64_t id_draw_near(const struct random *random, int place);
struct str id_text(struct arena *arena, int64_t id);
/* Returns RC_INVALID unless the text is a valid id. */
enum rc id_parse(struct str text, int64_t *ret_id) MUST_USE;
