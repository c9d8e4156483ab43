/* Encrypted backup of the keys: keys_backup() and keys_restore(). */
#include <errno.h>
#include <sodium.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/key_file.h"
#include "crypto/key_wire.h"

/*
 * Format: magic · salt · nonce · secretbox of the ring's text. The key is Argon2id of the
 * passphrase with 256 MiB.
 */
static const char BACKUP_MAGIC[] = "leerid-keys-backup 1\n";
enum {
    MAGIC = sizeof BACKUP_MAGIC - 1,
    SALT = crypto_pwhash_SALTBYTES,
    BOX_NONCE = crypto_secretbox_NONCEBYTES
};

static enum rc backup_key(struct str passphrase, const unsigned char *salt,
                          unsigned char ret_key[KEY]) {
    int bad = crypto_pwhash(ret_key, KEY, passphrase.ptr, passphrase.len, salt,
                            crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                            crypto_pwhash_ALG_ARGON2ID13);
    return bad == 0 ? RC_OK : RC_IO;
}

static void path_in(const char *folder, const char *name, char *path, size_t size) {
    snprintf(path, size, "%s/%s", folder, name);
}

/* The signing keys (jose.h) are stored beside the ring and included unchanged. */
enum rc keys_backup(const struct keys *keys, const char *file, struct str passphrase,
                    struct fault *fault) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    ENSURE(keys->ring != NULL, RC_BUG);
    char path[300];
    path_in(keys->ring->folder, "signing", path, sizeof path);
    struct str signing;
    enum rc rc = key_file_read(scratch, path, SIGNING_FILE_MAX, &signing);
    if (rc != RC_OK && rc != RC_NONE) return FAULT(fault, rc, "%s: %s", path, strerror(errno));
    struct str ring = ring_text(scratch, keys->ring);
    struct str text =
        rc == RC_NONE ? ring : str_format(scratch, "%.*s%.*s", STR_ARG(ring), STR_ARG(signing));
    size_t len = MAGIC + SALT + BOX_NONCE + crypto_secretbox_MACBYTES + text.len;
    unsigned char *out = arena_alloc(scratch, len), *key = arena_alloc(scratch, KEY);
    memcpy(out, BACKUP_MAGIC, MAGIC);
    randombytes_buf(out + MAGIC, SALT + BOX_NONCE);
    TRY(backup_key(passphrase, out + MAGIC, key));
    crypto_secretbox_easy(out + MAGIC + SALT + BOX_NONCE, (const unsigned char *)text.ptr, text.len,
                          out + MAGIC + SALT, key);
    return key_file_put(file, (struct str){(const char *)out, len}, KEY_FILE_REPLACE, fault);
}

/*
 * Splits the signing keys off the end of the ring's text; returns an empty text when there are
 * none.
 */
static struct str cut_signing(struct str *text) {
    struct str rest = *text;
    for (bool more = true; more;) {
        struct str from = rest;
        if (str_starts(str_cut(&rest, '\n', &more), S("leerid-signing "))) {
            text->len -= from.len;
            return from;
        }
    }
    return S("");
}

enum rc keys_restore(const char *folder, const char *file, struct str passphrase,
                     struct fault *fault) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    char path[300];
    path_in(folder, "ring", path, sizeof path);
    if (file_exists(path))
        return FAULT(fault, RC_CONFLICT, "%s: keys exist already",
                     path); /* before the expensive key derivation */
    struct str backup;
    enum rc rc = key_file_read(scratch, file, RING_FILE_MAX + SIGNING_FILE_MAX, &backup);
    if (rc != RC_OK) return FAULT(fault, rc, "%s: %s", file, strerror(errno));
    size_t head = MAGIC + SALT + BOX_NONCE;
    if (backup.len < head + crypto_secretbox_MACBYTES ||
        memcmp(backup.ptr, BACKUP_MAGIC, MAGIC) != 0)
        return FAULT(fault, RC_INVALID, "%s: not a key backup", file);
    const unsigned char *in = (const unsigned char *)backup.ptr;
    unsigned char *key = arena_alloc(scratch, KEY), *text = arena_alloc(scratch, backup.len);
    TRY(backup_key(passphrase, in + MAGIC, key));
    if (crypto_secretbox_open_easy(text, in + head, backup.len - head, in + MAGIC + SALT, key) != 0)
        return FAULT(fault, RC_DENIED, "%s: wrong passphrase, or the file was changed", file);
    struct key_ring *ring = ARENA_NEW(scratch, struct key_ring);
    struct str plain = {(const char *)text, backup.len - head - crypto_secretbox_MACBYTES};
    struct str signing = cut_signing(&plain);
    if (ring_read(ring, plain) != RC_OK)
        return FAULT(fault, RC_INVALID, "%s: incomplete key ring", file);
    if (!folder_make(folder)) return FAULT(fault, RC_IO, "%s: %s", folder, strerror(errno));
    TRY(key_file_put(path, plain, KEY_FILE_ONLY_NEW, fault));
    if (signing.len == 0) return RC_OK;
    path_in(folder, "signing", path, sizeof path);
    return key_file_put(path, signing, KEY_FILE_ONLY_NEW, fault);
}
