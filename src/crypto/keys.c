#include "crypto/keys.h"

#include <errno.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/encode.h"
#include "crypto/key_file.h"

enum { KEY = 32, RINGS_MAX = KEY_PURPOSES + 3 * 19, RING_FILE_MAX = 64 * 1024, SIGNING_FILE_MAX = 256 * 1024, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

static const char *const purposes[KEY_PURPOSES] = {
    [KEY_PEPPER] = "pepper",     [KEY_SECRETS] = "secrets",   [KEY_FORMS] = "forms", [KEY_HISTORY] = "history",
    [KEY_USERNAME] = "username", [KEY_NATIONAL_NUMBER] = "national-number", [KEY_WEB] = "web", [KEY_SUBJECT] = "subject",
};
static const bool can_rotate[KEY_PURPOSES] = {[KEY_PEPPER] = true, [KEY_SECRETS] = true, [KEY_FORMS] = true};

struct key {
    enum key_purpose purpose;
    int id;
    unsigned char bytes[KEY];
};

/* Later keys of a purpose are newer; the last one is current. */
struct keys {
    char folder[256];
    size_t count;
    struct key ring[RINGS_MAX];
};

static const struct key *current(const struct keys *keys, enum key_purpose purpose) {
    const struct key *found = NULL;
    for (size_t i = 0; i < keys->count; i++)
        if (keys->ring[i].purpose == purpose) found = &keys->ring[i];
    return found;
}

static const struct key *by_id(const struct keys *keys, enum key_purpose purpose, int id) {
    for (size_t i = 0; i < keys->count; i++)
        if (keys->ring[i].purpose == purpose && keys->ring[i].id == id) return &keys->ring[i];
    return NULL;
}

static enum rc add_key(struct keys *keys, enum key_purpose purpose) {
    ENSURE(keys->count < RINGS_MAX, RC_LIMIT);
    const struct key *newest = current(keys, purpose);
    struct key *key = &keys->ring[keys->count++];
    key->purpose = purpose;
    key->id = newest == NULL ? 1 : newest->id + 1;
    randombytes_buf(key->bytes, KEY);
    return RC_OK;
}

/* One line a key: purpose, id, 64 hexadecimal digits. */
static struct str ring_text(struct arena *arena, const struct keys *keys) {
    struct buf out = buf_make(arena, RING_FILE_MAX);
    buf_c(&out, "leerid-keys 1\n");
    for (size_t i = 0; i < keys->count; i++) {
        const struct key *key = &keys->ring[i];
        buf_format(&out, "%s %d ", purposes[key->purpose], key->id);
        buf_str(&out, hex_encode(arena, key->bytes, KEY));
        buf_char(&out, '\n');
    }
    return buf_view(&out);
}

static enum rc read_line(struct keys *keys, struct str line) {
    struct str purpose = str_cut(&line, ' ', NULL), id = str_cut(&line, ' ', NULL);
    ENSURE(keys->count < RINGS_MAX, RC_INVALID);
    struct key *key = &keys->ring[keys->count];
    int64_t number;
    TRY(str_to_i64(id, 1, 65535, &number));
    TRY(hex_decode(line, key->bytes, KEY));
    for (int p = 0; p < KEY_PURPOSES; p++) {
        if (!str_eq(purpose, str_of(purposes[p]))) continue;
        key->purpose = (enum key_purpose)p;
        key->id = (int)number;
        keys->count++;
        return RC_OK;
    }
    return RC_INVALID;
}

static enum rc read_ring(struct keys *keys, struct str text) {
    ENSURE(str_eq(str_cut(&text, '\n', NULL), S("leerid-keys 1")), RC_INVALID);
    keys->count = 0;
    while (text.len > 0) TRY(read_line(keys, str_cut(&text, '\n', NULL)));
    for (int p = 0; p < KEY_PURPOSES; p++) ENSURE(current(keys, (enum key_purpose)p) != NULL, RC_INVALID);
    return RC_OK;
}

static void ring_path(const char *folder, char *path, size_t size) {
    snprintf(path, size, "%s/ring", folder);
}

/* Signing keys (jose.h) lie beside the ring; keys_backup carries them along as they are. */
static void signing_path(const char *folder, char *path, size_t size) {
    snprintf(path, size, "%s/signing", folder);
}

static enum rc save(const struct keys *keys, enum key_file_placing placing, struct fault *fault) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    char path[300];
    ring_path(keys->folder, path, sizeof path);
    return key_file_put(path, ring_text(scratch, keys), placing, fault);
}

/* Two that start at once: the ring of the first is the one, the second reads it. */
static enum rc make_ring(struct arena *scratch, struct keys *keys, const char *path, struct fault *fault) {
    if (mkdir(keys->folder, 0700) != 0 && errno != EEXIST) return FAULT(fault, RC_IO, "%s: %s", keys->folder, strerror(errno));
    for (int p = 0; p < KEY_PURPOSES; p++) TRY(add_key(keys, (enum key_purpose)p));
    enum rc rc = save(keys, KEY_FILE_ONLY_NEW, fault);
    if (rc != RC_CONFLICT) return rc;
    struct str text;
    TRY(key_file_read(scratch, path, RING_FILE_MAX, &text));
    return read_ring(keys, text) == RC_OK ? RC_OK : FAULT(fault, RC_IO, "%s: this is no whole key ring", path);
}

enum rc keys_open(struct arena *arena, const char *folder, bool create, struct keys **ret_keys, struct fault *fault) {
    if (sodium_init() < 0) return FAULT(fault, RC_IO, "libsodium does not start");
    if (strlen(folder) >= sizeof ((struct keys *)0)->folder) return FAULT(fault, RC_INVALID, "keys: name of folder too long");
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    struct keys *keys = ARENA_NEW(arena, struct keys);
    memcpy(keys->folder, folder, strlen(folder) + 1);
    char path[300];
    ring_path(folder, path, sizeof path);
    struct str text;
    enum rc rc = key_file_read(scratch, path, RING_FILE_MAX, &text);
    if (rc == RC_NONE && !create) return RC_NONE;
    if (rc == RC_NONE) {
        TRY(make_ring(scratch, keys, path, fault));
    } else {
        if (rc != RC_OK) return FAULT(fault, rc, "%s: %s", path, strerror(errno));
        if (read_ring(keys, text) != RC_OK) return FAULT(fault, RC_IO, "%s: this is no whole key ring", path);
    }
    *ret_keys = keys;
    return RC_OK;
}

void keys_close(struct keys *keys) {
    explicit_bzero(keys, sizeof *keys);
}

void keys_mac(const struct keys *keys, enum key_purpose purpose, struct str bytes, unsigned char ret_mac[MAC_BYTES]) {
    const struct key *key = current(keys, purpose);
    crypto_generichash(ret_mac, MAC_BYTES, (const unsigned char *)bytes.ptr, bytes.len, key->bytes, KEY);
}

struct str keys_seal(struct arena *arena, const struct keys *keys, enum key_purpose purpose, struct str bound, struct str plain) {
    const struct key *key = current(keys, purpose);
    unsigned char *out = arena_alloc(arena, plain.len + SEAL_OVERHEAD);
    out[0] = 1;
    out[1] = (unsigned char)(key->id >> 8);
    out[2] = (unsigned char)key->id;
    randombytes_buf(out + 3, NONCE);
    unsigned long long len;
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + 3 + NONCE, &len, (const unsigned char *)plain.ptr, plain.len,
                                               (const unsigned char *)bound.ptr, bound.len, NULL, out + 3, key->bytes);
    return (struct str){(const char *)out, plain.len + SEAL_OVERHEAD};
}

enum rc keys_unseal(struct arena *arena, const struct keys *keys, enum key_purpose purpose, struct str bound,
                    struct str sealed, struct str *ret_plain) {
    ENSURE(sealed.len >= SEAL_OVERHEAD && sealed.ptr[0] == 1, RC_INVALID);
    const unsigned char *in = (const unsigned char *)sealed.ptr;
    const struct key *key = by_id(keys, purpose, in[1] << 8 | in[2]);
    ENSURE(key != NULL, RC_INVALID);
    unsigned char *plain = arena_alloc(arena, sealed.len - SEAL_OVERHEAD + 1);
    unsigned long long len;
    int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &len, NULL, in + 3 + NONCE, sealed.len - 3 - NONCE,
                                                         (const unsigned char *)bound.ptr, bound.len, in + 3, key->bytes);
    ENSURE(bad == 0, RC_INVALID);
    *ret_plain = (struct str){(const char *)plain, (size_t)len};
    return RC_OK;
}

enum rc keys_rotate(struct keys *keys, struct fault *fault) {
    size_t before = keys->count;
    enum rc rc = RC_OK;
    for (int p = 0; p < KEY_PURPOSES && rc == RC_OK; p++)
        if (can_rotate[p]) rc = add_key(keys, (enum key_purpose)p);
    if (rc == RC_OK) rc = save(keys, KEY_FILE_REPLACE, fault);
    if (rc == RC_OK) return RC_OK;
    explicit_bzero(&keys->ring[before], (keys->count - before) * sizeof keys->ring[0]); /* a key that is not on disk seals nothing */
    keys->count = before;
    return rc == RC_LIMIT ? FAULT(fault, rc, "no room for more keys") : rc;
}

size_t keys_list(struct arena *arena, const struct keys *keys, struct key_info **ret_list) {
    struct key_info *list = ARENA_ARRAY(arena, struct key_info, keys->count);
    for (size_t i = 0; i < keys->count; i++) {
        const struct key *key = &keys->ring[i];
        list[i] = (struct key_info){purposes[key->purpose], key->id, current(keys, key->purpose) == key};
    }
    *ret_list = list;
    return keys->count;
}

/* A backup: magic · salt · nonce · secretbox of the ring's text, key = Argon2id(passphrase) with 256 MiB. */
static const char BACKUP_MAGIC[] = "leerid-keys-backup 1\n";
enum { MAGIC = sizeof BACKUP_MAGIC - 1, SALT = crypto_pwhash_SALTBYTES, BOX_NONCE = crypto_secretbox_NONCEBYTES };

static enum rc backup_key(struct str passphrase, const unsigned char *salt, unsigned char ret_key[KEY]) {
    int bad = crypto_pwhash(ret_key, KEY, passphrase.ptr, passphrase.len, salt, crypto_pwhash_OPSLIMIT_MODERATE,
                            crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13);
    return bad == 0 ? RC_OK : RC_IO;
}

enum rc keys_backup(const struct keys *keys, const char *file, struct str passphrase, struct fault *fault) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    char path[300];
    signing_path(keys->folder, path, sizeof path);
    struct str signing;
    enum rc rc = key_file_read(scratch, path, SIGNING_FILE_MAX, &signing);
    if (rc != RC_OK && rc != RC_NONE) return FAULT(fault, rc, "%s: %s", path, strerror(errno));
    struct str ring = ring_text(scratch, keys);
    struct str text = rc == RC_NONE ? ring : str_format(scratch, "%.*s%.*s", STR_ARG(ring), STR_ARG(signing));
    size_t len = MAGIC + SALT + BOX_NONCE + crypto_secretbox_MACBYTES + text.len;
    unsigned char *out = arena_alloc(scratch, len), *key = arena_alloc(scratch, KEY);
    memcpy(out, BACKUP_MAGIC, MAGIC);
    randombytes_buf(out + MAGIC, SALT + BOX_NONCE);
    TRY(backup_key(passphrase, out + MAGIC, key));
    crypto_secretbox_easy(out + MAGIC + SALT + BOX_NONCE, (const unsigned char *)text.ptr, text.len, out + MAGIC + SALT, key);
    return key_file_put(file, (struct str){(const char *)out, len}, KEY_FILE_REPLACE, fault);
}

/* Takes the signing keys off the end of the ring's text; empty when there are none. */
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

enum rc keys_restore(const char *folder, const char *file, struct str passphrase, struct fault *fault) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(4 << 20, true);
    char path[300];
    ring_path(folder, path, sizeof path);
    if (access(path, F_OK) == 0) return FAULT(fault, RC_CONFLICT, "%s: keys are there already", path); /* before the long work */
    struct str backup;
    enum rc rc = key_file_read(scratch, file, RING_FILE_MAX + SIGNING_FILE_MAX, &backup);
    if (rc != RC_OK) return FAULT(fault, rc, "%s: %s", file, strerror(errno));
    size_t head = MAGIC + SALT + BOX_NONCE;
    if (backup.len < head + crypto_secretbox_MACBYTES || memcmp(backup.ptr, BACKUP_MAGIC, MAGIC) != 0)
        return FAULT(fault, RC_INVALID, "%s: this is no backup of keys", file);
    const unsigned char *in = (const unsigned char *)backup.ptr;
    unsigned char *key = arena_alloc(scratch, KEY), *text = arena_alloc(scratch, backup.len);
    TRY(backup_key(passphrase, in + MAGIC, key));
    if (crypto_secretbox_open_easy(text, in + head, backup.len - head, in + MAGIC + SALT, key) != 0)
        return FAULT(fault, RC_DENIED, "%s: another passphrase, or an altered file", file);
    struct keys *ring = ARENA_NEW(scratch, struct keys);
    struct str plain = {(const char *)text, backup.len - head - crypto_secretbox_MACBYTES};
    struct str signing = cut_signing(&plain);
    if (read_ring(ring, plain) != RC_OK) return FAULT(fault, RC_INVALID, "%s: no whole key ring", file);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return FAULT(fault, RC_IO, "%s: %s", folder, strerror(errno));
    TRY(key_file_put(path, plain, KEY_FILE_ONLY_NEW, fault));
    if (signing.len == 0) return RC_OK;
    signing_path(folder, path, sizeof path);
    return key_file_put(path, signing, KEY_FILE_ONLY_NEW, fault);
}
