/* The table of fuzz targets. */
#pragma once

#include "base/str.h"

struct fuzz_target {
    const char *name;
    void (*run)(struct arena *arena, struct str input);
};
extern const struct fuzz_target fuzz_targets[]; /* ends with a NULL name */
void fuzz_one(const struct fuzz_target *target, const unsigned char *bytes, size_t len);
