/*
 * The key process: a child of the server that alone opens the key folder (privilege separation).
 *
 * It starts before the server has threads or reads a key. It answers requests of one fixed size
 * (key_wire.h) on socket pairs, has no network and no database access, limits how much is decrypted
 * per hour and logs it. Each of the two processes ends when the other one does.
 */
#pragma once

#include "crypto/jose.h"
#include "crypto/keys.h"

struct key_process_config {
    const char *folder;
    bool create;    /* create keys in an empty folder */
    int64_t now_ms; /* creation time of new signing keys, ms UTC */
    int channels; /* number of concurrent requests; each channel has a thread in the key process */
    /*
     * Called in the child when the keys are open: enters the file sandbox, for this thread and the
     * threads it creates …
     */
    enum rc (*confine_files)(const char *folder, struct fault *fault);
    /* … and, when its threads exist, the system call sandbox. */
    enum rc (*confine_calls)(struct fault *fault);
    void (*lost)(void); /* called in the server when the key process ended; must not return */
};

/*
 * Starts the key process. Errors: RC_NONE when the folder has no keys and create is false, RC_IO
 * with a fault.
 */
enum rc key_process_start(struct arena *arena, const struct key_process_config *config,
                          struct keys **ret_keys, struct fault *fault) MUST_USE;
/* Returns its process id; 0 when this process holds the keys itself. */
int key_process_id(const struct keys *keys);
/*
 * Returns its signing keys: public keys only, signatures are requested from it. Errors: RC_IO with
 * a fault.
 */
enum rc key_process_signing_keys(struct arena *arena, const struct keys *keys,
                                 struct signing_keys **ret_signing, struct fault *fault) MUST_USE;
