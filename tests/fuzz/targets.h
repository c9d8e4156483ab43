/*
 * One function per parser of external input: it may reject the input, must not crash, and what it
 * accepts satisfies its contract. Some targets build the container of the input (a ZIP, a multipart
 * body, base64url), so that a mutation reaches the inner parser.
 */
#pragma once

#include <stdlib.h>

#include "base/str.h"
#include "base/text.h"

#define PROMISE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) abort();                                                                 \
    } while (0)

enum { FUZZ_TODAY = 20780 }; /* a day in 2026 */

struct fuzz_target {
    const char *name;
    void (*run)(struct arena *arena, struct str input);
};
/* Each list ends with a NULL name. */
extern const struct fuzz_target fuzz_tables[], fuzz_sources[], fuzz_requests[], fuzz_tokens[],
    fuzz_texts[];

struct text_rules *fuzz_text_rules(void);
/* Reads every byte, so that a sanitizer detects invalid memory. */
void fuzz_touch(struct str bytes);
