/* The process that has the keys: a child of the program that serves, which alone opens the folder
 * of keys. It is begun before there are threads and before a key is read; it answers questions of
 * one fixed size (key_wire.h) on socket pairs, knows no network and no database, bounds how much is
 * opened in an hour and tells what was opened. It ends with the program, and the program with it.
 */
#pragma once

#include "crypto/jose.h"
#include "crypto/keys.h"

struct key_process_config {
    const char *folder;
    bool create;    /* an empty folder is filled */
    int64_t now_ms; /* for signing keys that are made */
    int channels;   /* questions at the same time; each has a thread there */
    /* In the child, once the keys are open: what it can reach is taken away, for this thread and
     * those it makes … */
    enum rc (*confine_files)(const char *folder, struct fault *fault);
    /* … and, when its threads are there, what it can ask of the system. */
    enum rc (*confine_calls)(struct fault *fault);
    void (*lost)(void); /* in the program: the key process is gone; does not come back */
};

/* RC_NONE: no keys in the folder, and create is false. RC_IO with a fault. */
enum rc key_process_start(struct arena *arena, const struct key_process_config *config,
                          struct keys **ret_keys, struct fault *fault) MUST_USE;
int key_process_id(const struct keys *keys); /* of the process; 0 when the keys are read here */
/* The public halves of its signing keys; signing is asked of it. RC_IO with a fault. */
enum rc signing_keys_of(struct arena *arena, const struct keys *keys,
                        struct signing_keys **ret_signing, struct fault *fault) MUST_USE;
