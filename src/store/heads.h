/*
 * Internal to the store: the history rows that a transaction wrote, kept until its commit and then
 * reported to the commit hook (struct commit_hook).
 */
#pragma once

#include "store/store.h"

struct heads_block;
struct heads {
    struct arena *arena; /* for the blocks of one transaction; NULL when there is no commit hook */
    struct heads_block *first, *last;
    size_t count;
};

void heads_open(struct heads *heads);
void heads_close(struct heads *heads);
void heads_begin(struct heads *heads); /* drops those of the previous transaction */
void heads_add(struct heads *heads, int64_t subject_id, int64_t seq, bool visit, struct str mac);
/* Passes the rows to the hook, after the commit. */
void heads_tell(const struct heads *heads, const struct commit_hook *hook);
