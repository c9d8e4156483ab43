/* Inside the store only: the rows of histories that one transaction wrote, kept until its commit
 * and then told (struct commit_hook). */
#pragma once

#include "store/store.h"

struct heads_block;
struct heads {
    struct arena *arena; /* of the blocks of one transaction; NULL: nobody is told */
    struct heads_block *first, *last;
    size_t count;
};

void heads_open(struct heads *heads);
void heads_close(struct heads *heads);
void heads_begin(struct heads *heads); /* forgets those of the transaction before */
void heads_add(struct heads *heads, int64_t subject_id, int64_t seq, bool visit, struct str mac);
void heads_tell(const struct heads *heads, const struct commit_hook *hook);
