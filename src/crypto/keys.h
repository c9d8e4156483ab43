/*
 * The keys of an installation and the operations with them.
 *
 * Callers never see a key: they request a MAC, sealing, decryption or a check. A server holds no
 * keys itself: these calls are requests to the key process (key_process.h). Short-lived commands
 * read the ring themselves. The keys are one file in a folder of its own, outside the database and
 * its backups; losing them means losing all passwords. Thread-safe.
 *
 * Every function may return RC_RETRY: the key process did not answer in time, nothing was done, and
 * the call can be repeated.
 *
 * Sealed bytes, version 2: version (1 byte) · key id (2, big endian) · nonce (24) ·
 * XChaCha20-Poly1305 ciphertext and tag. The type of value (label) and its owner (bound) are
 * authenticated. Version 1 had no label and can still be decrypted. Version 3, for long texts: a
 * random key sealed as version 2 (75) · nonce (24) · ciphertext and tag.
 *
 * Source: docs/develop/security-decisions.md "Secrets"; docs/develop/crypto.md.
 */
#pragma once

#include "base/str.h"

enum key_purpose {
    KEY_PEPPER,          /* encrypts password tags (pepper) */
    KEY_SECRETS,         /* seals basic and temporary secrets that can be printed again */
    KEY_FORMS,           /* seals drafts of forms */
    KEY_HISTORY,         /* MAC of the history chains */
    KEY_USERNAME,        /* MAC of every username ever assigned */
    KEY_NATIONAL_NUMBER, /* MAC of national numbers */
    KEY_WEB,             /* MAC of form tokens and cookies */
    KEY_SUBJECT,         /* MAC that makes the pairwise subject of a pupil for an application */
    KEY_PURPOSES,
};

/*
 * Types of sealed values; a value of one type never decrypts as another. The numbers are stored in
 * the database.
 */
enum seal_label {
    SEAL_TAG,          /* password tag; created by keys_pepper() only and never decrypted */
    SEAL_SECRET,       /* secret of a pupil that can be printed again */
    SEAL_UNDO,         /* previous state for "Maak ongedaan" */
    SEAL_DRAFT,        /* proposed secret of an account that is not saved yet */
    SEAL_TOTP,         /* TOTP secret of a staff member */
    SEAL_TOTP_OFFER,   /* TOTP secret that is shown and not confirmed yet */
    SEAL_KEPT_FORM,    /* form that staff had filled in when their session ended */
    SEAL_MAIL,         /* mail that waits to be sent */
    SEAL_PICTURES,     /* first half of a picture password */
    SEAL_OUTSIDE_STEP, /* sign-in in progress at an external provider */
    SEAL_LABELS,
};

enum {
    MAC_BYTES = 32,
    TAG_BYTES = 32,
    SEAL_OVERHEAD = 1 + 2 + 24 + 16,
    BOUND_MAX = 200,
    SHORT_TEXT_MAX = 1600
};

struct keys;

/*
 * Opens the key ring of the folder; creates one when none exists and create is set. Errors: RC_NONE
 * when none exists, RC_IO with a fault.
 */
enum rc keys_open(struct arena *arena, const char *folder, bool create, struct keys **ret_keys,
                  struct fault *fault) MUST_USE;
void keys_close(struct keys *keys); /* Wipes the keys and ends the key process. */
/*
 * Returns the same keys for a thread that may not block: RC_RETRY after 20 ms, at once while the
 * key process hangs. Not to be closed.
 */
struct keys *keys_with_short_timeout(struct arena *arena, const struct keys *keys);

/* Computes a MAC with the key of a purpose; keys of MACs never rotate. */
enum rc keys_mac(const struct keys *keys, enum key_purpose purpose, struct str bytes,
                 unsigned char ret_mac[MAC_BYTES]) MUST_USE;
/*
 * Returns the MAC of a form token. Uses a key that is derived only for this and kept in this
 * process, so that no page waits for the key process; whoever reads it can forge form tokens, but
 * no cookies or sealed values.
 */
void keys_form_mac(const struct keys *keys, struct str bytes, unsigned char ret_mac[MAC_BYTES]);
/*
 * Seals a value. bound identifies its owner (an id, at most BOUND_MAX bytes); decrypting needs the
 * same.
 */
enum rc keys_seal(struct arena *arena, const struct keys *keys, enum seal_label label,
                  struct str bound, struct str plain, struct str *ret_sealed) MUST_USE;
/*
 * Decrypts a value. Errors: RC_INVALID when altered or bound to another owner, RC_IO when the key
 * is missing, RC_LIMIT when too many values were decrypted recently (key process only).
 */
enum rc keys_unseal(struct arena *arena, const struct keys *keys, enum seal_label label,
                    struct str bound, struct str sealed, struct str *ret_plain) MUST_USE;
/*
 * Returns the number of parts of a sealed text ("hond-vis-eend": 3) without revealing it; 0 when it
 * cannot be decrypted. For sealed.ptr NULL (no such account) does the same work. Not counted as a
 * decryption.
 */
enum rc keys_parts(const struct keys *keys, enum seal_label label, struct str bound,
                   struct str sealed, int *ret_parts) MUST_USE;
/*
 * Seals the tag of a password with the pepper, and checks a tag against a stored one. For kept.ptr
 * NULL (no such account) the check does the same work and returns RC_DENIED. Errors of the check:
 * RC_IO when the key is missing or the key process does not answer, so the outcome is unknown.
 */
enum rc keys_pepper(struct arena *arena, const struct keys *keys, struct str bound,
                    const unsigned char tag[TAG_BYTES], struct str *ret_kept) MUST_USE;
enum rc keys_pepper_check(const struct keys *keys, struct str bound, struct str kept,
                          const unsigned char tag[TAG_BYTES]) MUST_USE;

/*
 * The functions below need keys that this process read itself.
 *
 * Adds a key for the purposes that can rotate (sealing and pepper); older keys still decrypt. The
 * key is used from from_ms (ms UTC, 0: at once), so that several servers know it before one uses
 * it. On failure the ring is unchanged, in memory and on disk. A key process notices the change
 * within a second. Errors: RC_LIMIT after 19 rotations.
 */
enum rc keys_rotate(struct keys *keys, int64_t from_ms, struct fault *fault) MUST_USE;
/* Writes the ring and the signing keys to a file, encrypted with a passphrase (Argon2id). */
enum rc keys_backup(const struct keys *keys, const char *file, struct str passphrase,
                    struct fault *fault) MUST_USE;
/*
 * Restores a backup into an empty folder. Errors: RC_CONFLICT when it has keys already, RC_DENIED
 * for a wrong passphrase.
 */
enum rc keys_restore(const char *folder, const char *file, struct str passphrase,
                     struct fault *fault) MUST_USE;

struct key_info {
    const char *purpose;
    int id;
    bool current;
    int64_t from_ms; /* 0: used since its creation */
};
size_t keys_list(struct arena *arena, const struct keys *keys, struct key_info **ret_list);
