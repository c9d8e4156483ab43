/* The keys of an installation and all that is done with them. Callers never see a key: they ask for a MAC, a seal, an opening, so
 * that a key process can take this header over. Keys live in one file in a folder of their own, outside the database and its
 * backups; lost keys are lost passwords. Shared by all threads, read-only after opening.
 *
 * Sealed bytes: version 1 (1 byte) · key id (2, big endian) · nonce (24) · XChaCha20-Poly1305 ciphertext and tag.
 * Source: SECURITY "Secrets"; docs/crypto.md. */
#pragma once

#include "base/str.h"

enum key_purpose {
    KEY_PEPPER,          /* encrypts password tags */
    KEY_SECRETS,         /* seals basic and temporary secrets for printing again */
    KEY_FORMS,           /* seals drafts of forms */
    KEY_HISTORY,         /* MAC that chains history */
    KEY_USERNAME,        /* MAC of every username ever given */
    KEY_NATIONAL_NUMBER, /* MAC of national numbers */
    KEY_WEB,             /* MAC of form tokens and cookies */
    KEY_SUBJECT,         /* MAC that makes a pupil's pseudonym for an application */
    KEY_PURPOSES,
};

enum { MAC_BYTES = 32, SEAL_OVERHEAD = 1 + 2 + 24 + 16 };

struct keys;

/* Opens the folder's ring; makes a new one when there is none and create is true. RC_NONE: there is none; RC_IO with a fault. */
enum rc keys_open(struct arena *arena, const char *folder, bool create, struct keys **ret_keys, struct fault *fault) MUST_USE;
void keys_close(struct keys *keys); /* wipes */

void keys_mac(const struct keys *keys, enum key_purpose purpose, struct str bytes, unsigned char ret_mac[MAC_BYTES]);
/* bound: what the sealed bytes belong to (an id); opening needs the same. */
struct str keys_seal(struct arena *arena, const struct keys *keys, enum key_purpose purpose, struct str bound, struct str plain);
/* RC_INVALID: altered, of another thing, or of a key that is gone. */
enum rc keys_unseal(struct arena *arena, const struct keys *keys, enum key_purpose purpose, struct str bound,
                    struct str sealed, struct str *ret_plain) MUST_USE;

/* Adds a new current key for the purposes that can rotate (sealing and pepper); old ones still open. RC_LIMIT after 19 times. On failure
 * the ring is as it was, in memory and on disk. */
enum rc keys_rotate(struct keys *keys, struct fault *fault) MUST_USE;
/* The whole ring, with the signing keys beside it, encrypted under a passphrase (Argon2id), for a file that is kept elsewhere. */
enum rc keys_backup(const struct keys *keys, const char *file, struct str passphrase, struct fault *fault) MUST_USE;
/* Puts a backup in an empty folder; RC_CONFLICT when keys are there already, RC_DENIED for another passphrase. */
enum rc keys_restore(const char *folder, const char *file, struct str passphrase, struct fault *fault) MUST_USE;

struct key_info {
    const char *purpose;
    int id;
    bool current;
};
size_t keys_list(struct arena *arena, const struct keys *keys, struct key_info **ret_list);
