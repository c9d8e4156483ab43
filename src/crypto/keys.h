/* The keys of an installation and all that is done with them. Callers never see a key: they ask for
 * a MAC, a seal, an opening, a check. While it serves, the program holds no key: a process of its
 * own does (key_process.h), and these calls are questions to it. Commands that end at once read the
 * ring themselves. Keys live in one file in a folder of their own, outside the database and its
 * backups; lost keys are lost passwords. Shared by all threads.
 *
 * RC_RETRY of any of these: the key process stands still and did not answer in time; nothing was
 * done, and it may be asked again.
 *
 * Sealed bytes: version 2 (1 byte) · key id (2, big endian) · nonce (24) · XChaCha20-Poly1305
 * ciphertext and tag. What it is (label) and whose (bound) are authenticated with it. Version 1
 * knew no label; it still opens. A long text is version 3: a key of its own, sealed as version 2
 * (75) · nonce (24) · ciphertext and tag. Source: docs/develop/security-decisions.md "Secrets";
 * docs/develop/crypto.md. */
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

/* What sealed bytes are: of one label they never open as another. The numbers are in the database.
 */
enum seal_label {
    SEAL_TAG,          /* of a password; only keys_pepper makes it, nobody opens it */
    SEAL_SECRET,       /* a pupil's secret, for printing again */
    SEAL_UNDO,         /* what "Maak ongedaan" puts back */
    SEAL_DRAFT,        /* a proposed secret of accounts that are not saved yet */
    SEAL_TOTP,         /* the second step of staff */
    SEAL_TOTP_OFFER,   /* the same, shown and not confirmed yet */
    SEAL_KEPT_FORM,    /* what staff had typed when their session ended */
    SEAL_MAIL,         /* a message that waits to be sent */
    SEAL_PICTURES,     /* half a picture password */
    SEAL_OUTSIDE_STEP, /* a sign-in that is at an outside provider */
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

/* Opens the folder's ring; makes a new one when there is none and create is true. RC_NONE: there is
 * none; RC_IO with a fault. */
enum rc keys_open(struct arena *arena, const char *folder, bool create, struct keys **ret_keys,
                  struct fault *fault) MUST_USE;
void keys_close(struct keys *keys); /* wipes; ends the key process */
/* The same keys for a thread that may not wait: RC_RETRY after 20 ms, at once while the key process
 * stands still. Never closed itself. */
struct keys *keys_hurried(struct arena *arena, const struct keys *keys);

enum rc keys_mac(const struct keys *keys, enum key_purpose purpose, struct str bytes,
                 unsigned char ret_mac[MAC_BYTES]) MUST_USE;
/* The MAC of a form token, which every page shows: under a key derived for it alone that this
 * process keeps, so that no page waits for the key process. Whoever reads it can make form tokens,
 * and no cookie, seal or check. */
void keys_form_mac(const struct keys *keys, struct str bytes, unsigned char ret_mac[MAC_BYTES]);
/* bound: what the sealed bytes belong to (an id, at most BOUND_MAX bytes); opening needs the same.
 */
enum rc keys_seal(struct arena *arena, const struct keys *keys, enum seal_label label,
                  struct str bound, struct str plain, struct str *ret_sealed) MUST_USE;
/* RC_INVALID: altered, or of another thing. RC_IO: of a key that is not here. RC_LIMIT: too many
 * were opened lately (key process only). */
enum rc keys_unseal(struct arena *arena, const struct keys *keys, enum seal_label label,
                    struct str bound, struct str sealed, struct str *ret_plain) MUST_USE;
/* How many parts ("hond-vis-eend": 3) a sealed text has, which stays sealed; 0: it does not open.
 * sealed.ptr NULL: nobody's, the same work. Not counted among openings. */
enum rc keys_parts(const struct keys *keys, enum seal_label label, struct str bound,
                   struct str sealed, int *ret_parts) MUST_USE;
/* The tag of a password under the pepper, and whether a tag is the one that was kept. kept.ptr
 * NULL: nobody's, the same work. RC_IO of the check: what was kept is of a key that is not here, or
 * the key process does not answer, so nobody can tell. */
enum rc keys_pepper(struct arena *arena, const struct keys *keys, struct str bound,
                    const unsigned char tag[TAG_BYTES], struct str *ret_kept) MUST_USE;
enum rc keys_pepper_check(const struct keys *keys, struct str bound, struct str kept,
                          const unsigned char tag[TAG_BYTES]) MUST_USE;

/* What follows works on keys that this process reads itself.
 * Adds a key for the purposes that can rotate (sealing and pepper); old ones still open. It is
 * known now and used from from_ms on, so that several servers know it before one uses it; 0: at
 * once. RC_LIMIT after 19 times. On failure the ring is as it was, in memory and on disk. A key
 * process sees it within a second. */
enum rc keys_rotate(struct keys *keys, int64_t from_ms, struct fault *fault) MUST_USE;
/* The whole ring, with the signing keys beside it, encrypted under a passphrase (Argon2id), for a
 * file that is kept elsewhere. */
enum rc keys_backup(const struct keys *keys, const char *file, struct str passphrase,
                    struct fault *fault) MUST_USE;
/* Puts a backup in an empty folder; RC_CONFLICT when keys are there already, RC_DENIED for another
 * passphrase. */
enum rc keys_restore(const char *folder, const char *file, struct str passphrase,
                     struct fault *fault) MUST_USE;

struct key_info {
    const char *purpose;
    int id;
    bool current;
    int64_t from_ms; /* 0: it never waited */
};
size_t keys_list(struct arena *arena, const struct keys *keys, struct key_info **ret_list);
