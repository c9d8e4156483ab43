#include "store/heads.h"

enum { HEADS_A_BLOCK = 128, HEADS_MAX = 65536, HEADS_BYTES = 16 << 20 };

struct heads_block {
    struct heads_block *next;
    size_t count;
    struct history_head rows[HEADS_A_BLOCK];
};

void heads_open(struct heads *heads) {
    heads->arena = arena_create(HEADS_BYTES, false);
}

void heads_close(struct heads *heads) {
    arena_destroy(heads->arena);
}

void heads_begin(struct heads *heads) {
    if (heads->first != NULL) arena_reset(heads->arena);
    heads->first = heads->last = NULL;
    heads->count = 0;
}

void heads_add(struct heads *heads, int64_t subject_id, int64_t seq, bool visit, struct str mac) {
    if (heads->arena == NULL || heads->count++ >= HEADS_MAX) return;
    if (heads->last == NULL || heads->last->count == HEADS_A_BLOCK) {
        struct heads_block *block = ARENA_NEW(heads->arena, struct heads_block);
        if (heads->last == NULL)
            heads->first = block;
        else
            heads->last->next = block;
        heads->last = block;
    }
    struct history_head *head = &heads->last->rows[heads->last->count++];
    *head = (struct history_head){.subject_id = subject_id, .seq = (int32_t)seq, .visit = visit};
    memcpy(head->mac, mac.ptr, sizeof head->mac);
}

void heads_tell(const struct heads *heads, const struct commit_hook *hook) {
    for (const struct heads_block *block = heads->first; block != NULL; block = block->next)
        hook->told(hook->context, block->rows, block->count);
}
