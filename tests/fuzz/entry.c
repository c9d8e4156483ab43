/* Entry point of libFuzzer: runs the target that FUZZ_TARGET names; "names" prints all. */
#include "tests/fuzz/targets.h"

#include <stdio.h>

static const struct fuzz_target *const lists[] = {fuzz_tables, fuzz_sources, fuzz_requests,
                                                  fuzz_tokens, fuzz_texts};

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

static const struct fuzz_target *find(const char *name) {
    for (size_t i = 0; i < COUNT(lists); i++)
        for (const struct fuzz_target *target = lists[i]; target->name != NULL; target++)
            if (strcmp(target->name, name) == 0) return target;
    fprintf(stderr, "no target named %s\n", name);
    exit(2);
}

static const struct fuzz_target *chosen(void) {
    static const struct fuzz_target *target;
    const char *name = getenv("FUZZ_TARGET");
    if (target == NULL) target = find(name == NULL ? "" : name);
    return target;
}

int LLVMFuzzerInitialize(int *count, char ***words) {
    (void)words;
    if (*count > 1 || getenv("FUZZ_TARGET") != NULL) return 0;
    for (size_t i = 0; i < COUNT(lists); i++)
        for (const struct fuzz_target *target = lists[i]; target->name != NULL; target++)
            puts(target->name);
    exit(0);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)1 << 30, false);
    char *exact = malloc(
        len + (len == 0)); /* allocated at the exact size, so that a sanitizer sees an overrun */
    if (exact == NULL) abort();
    if (len > 0) memcpy(exact, bytes, len);
    chosen()->run(arena, (struct str){exact, len});
    free(exact);
    return 0;
}

struct text_rules *fuzz_text_rules(void) {
    static struct arena *arena;
    static struct text_rules *rules;
    if (arena == NULL) arena = arena_create(1 << 20, false);
    if (rules == NULL && text_rules_open(arena, &rules) != RC_OK) abort();
    return rules;
}

void fuzz_touch(struct str bytes) {
    volatile unsigned char sum = 0;
    for (size_t i = 0; i < bytes.len; i++) sum = (unsigned char)(sum + (unsigned char)bytes.ptr[i]);
    (void)sum;
}
