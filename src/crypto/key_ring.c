#include "crypto/key_ring.h"

#include <errno.h>
#include <sodium.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/file.h"
#include "crypto/key_file.h"

enum { PARTS_MAX = 100, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

static const char *const purposes[KEY_PURPOSES] = {
    [KEY_PEPPER] = "pepper",     [KEY_SECRETS] = "secrets",
    [KEY_FORMS] = "forms",       [KEY_HISTORY] = "history",
    [KEY_USERNAME] = "username", [KEY_NATIONAL_NUMBER] = "national-number",
    [KEY_WEB] = "web",           [KEY_SUBJECT] = "subject",
};
static const bool can_rotate[KEY_PURPOSES] = {
    [KEY_PEPPER] = true, [KEY_SECRETS] = true, [KEY_FORMS] = true};

/* Returns the newest key of a purpose that may be used at that time; the first key always may. */
static const struct key *last_until(const struct key_ring *ring, enum key_purpose purpose,
                                    int64_t ms) {
    const struct key *found = NULL;
    for (size_t i = 0; i < ring->count; i++)
        if (ring->list[i].purpose == purpose && (found == NULL || ring->list[i].from_ms <= ms))
            found = &ring->list[i];
    return found;
}

static const struct key *current(const struct key_ring *ring, enum key_purpose purpose) {
    struct clock clock = clock_system();
    return last_until(ring, purpose, clock_now_ms(&clock));
}

static const struct key *key_by_id(const struct key_ring *ring, enum key_purpose purpose, int id) {
    for (size_t i = 0; i < ring->count; i++)
        if (ring->list[i].purpose == purpose && ring->list[i].id == id) return &ring->list[i];
    return NULL;
}

static enum rc add_key(struct key_ring *ring, enum key_purpose purpose, int64_t from_ms) {
    ENSURE(ring->count < RINGS_MAX, RC_LIMIT);
    const struct key *newest = last_until(ring, purpose, INT64_MAX);
    struct key *key = &ring->list[ring->count++];
    key->purpose = purpose;
    key->id = newest == NULL ? 1 : newest->id + 1;
    key->from_ms = from_ms;
    randombytes_buf(key->bytes, KEY);
    return RC_OK;
}

/*
 * Serialises the ring, one line per key: purpose, id, 64 hexadecimal digits and, for a waiting key,
 * the time from which it is used.
 */
struct str ring_text(struct arena *arena, const struct key_ring *ring) {
    struct buf out = buf_make(arena, RING_FILE_MAX);
    buf_c(&out, "leerid-keys 1\n");
    for (size_t i = 0; i < ring->count; i++) {
        const struct key *key = &ring->list[i];
        buf_format(&out, "%s %d ", purposes[key->purpose], key->id);
        buf_str(&out, hex_encode(arena, key->bytes, KEY));
        if (key->from_ms > 0) buf_format(&out, " %lld", (long long)key->from_ms);
        buf_char(&out, '\n');
    }
    return buf_view(&out);
}

static enum rc read_line(struct key_ring *ring, struct str line) {
    bool waits;
    struct str purpose = str_cut(&line, ' ', NULL), id = str_cut(&line, ' ', NULL),
               digits = str_cut(&line, ' ', &waits);
    ENSURE(ring->count < RINGS_MAX, RC_INVALID);
    struct key *key = &ring->list[ring->count];
    int64_t number;
    key->from_ms = 0;
    TRY(str_to_i64(id, 1, 65535, &number));
    TRY(hex_decode(digits, key->bytes, KEY));
    if (waits) TRY(str_to_i64(line, 1, INT64_MAX, &key->from_ms));
    for (int p = 0; p < KEY_PURPOSES; p++) {
        if (!str_eq(purpose, str_of(purposes[p]))) continue;
        key->purpose = (enum key_purpose)p;
        key->id = (int)number;
        ring->count++;
        return RC_OK;
    }
    return RC_INVALID;
}

enum rc ring_read(struct key_ring *ring, struct str text) {
    ENSURE(str_eq(str_cut(&text, '\n', NULL), S("leerid-keys 1")), RC_INVALID);
    ring->count = 0;
    while (text.len > 0) TRY(read_line(ring, str_cut(&text, '\n', NULL)));
    for (int p = 0; p < KEY_PURPOSES; p++)
        ENSURE(current(ring, (enum key_purpose)p) != NULL, RC_INVALID);
    return RC_OK;
}

static void ring_path(const char *folder, char *path, size_t size) {
    snprintf(path, size, "%s/ring", folder);
}

static enum rc save_ring(const struct key_ring *ring, enum key_file_placing placing,
                         struct fault *fault) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    char path[300];
    ring_path(ring->folder, path, sizeof path);
    return key_file_put(path, ring_text(scratch, ring), placing, fault);
}

/*
 * Creates a ring. When two processes start at once, the first ring is kept and the second process
 * reads it.
 */
static enum rc make_ring(struct arena *scratch, struct key_ring *ring, const char *path,
                         struct fault *fault) {
    if (!folder_make(ring->folder))
        return FAULT(fault, RC_IO, "%s: %s", ring->folder, strerror(errno));
    for (int p = 0; p < KEY_PURPOSES; p++) TRY(add_key(ring, (enum key_purpose)p, 0));
    enum rc rc = save_ring(ring, KEY_FILE_ONLY_NEW, fault);
    if (rc != RC_CONFLICT) return rc;
    struct str text;
    TRY(key_file_read(scratch, path, RING_FILE_MAX, &text));
    return ring_read(ring, text) == RC_OK ? RC_OK : key_file_damaged(path, fault);
}

enum rc ring_open(struct key_ring *ring, const char *folder, bool create, struct fault *fault) {
    if (sodium_init() < 0) return FAULT(fault, RC_IO, "libsodium could not be initialised");
    if (strlen(folder) >= sizeof ring->folder)
        return FAULT(fault, RC_INVALID, "keys: folder name too long");
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    memcpy(ring->folder, folder, strlen(folder) + 1);
    char path[300];
    ring_path(folder, path, sizeof path);
    struct str text;
    enum rc rc = key_file_read(scratch, path, RING_FILE_MAX, &text);
    if (rc == RC_NONE) return create ? make_ring(scratch, ring, path, fault) : RC_NONE;
    if (rc != RC_OK) return FAULT(fault, rc, "%s: %s", path, strerror(errno));
    return ring_read(ring, text) == RC_OK ? RC_OK : key_file_damaged(path, fault);
}

void ring_mac(const struct key_ring *ring, enum key_purpose purpose, struct str bytes,
              unsigned char ret_mac[MAC_BYTES]) {
    const struct key *key = current(ring, purpose);
    crypto_generichash(ret_mac, MAC_BYTES, (const unsigned char *)bytes.ptr, bytes.len, key->bytes,
                       KEY);
}

struct str ring_seal(struct arena *arena, const struct key_ring *ring, enum key_purpose purpose,
                     struct str aad, struct str plain) {
    const struct key *key = current(ring, purpose);
    unsigned char *out = arena_alloc(arena, plain.len + SEAL_OVERHEAD);
    out[0] = 2;
    out[1] = (unsigned char)(key->id >> 8);
    out[2] = (unsigned char)key->id;
    randombytes_buf(out + 3, NONCE);
    unsigned long long len;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out + 3 + NONCE, &len, (const unsigned char *)plain.ptr, plain.len,
        (const unsigned char *)aad.ptr, aad.len, NULL, out + 3, key->bytes);
    return (struct str){(const char *)out, plain.len + SEAL_OVERHEAD};
}

enum rc ring_unseal(struct arena *arena, const struct key_ring *ring, enum key_purpose purpose,
                    struct str aad, struct str sealed, struct str *ret_plain) {
    ENSURE(sealed.len >= SEAL_OVERHEAD && (sealed.ptr[0] == 1 || sealed.ptr[0] == 2), RC_INVALID);
    if (sealed.ptr[0] == 1) aad = str_sub(aad, 1, aad.len);
    const unsigned char *in = (const unsigned char *)sealed.ptr;
    const struct key *key = key_by_id(ring, purpose, in[1] << 8 | in[2]);
    ENSURE(key != NULL, RC_IO);
    unsigned char *plain = arena_alloc(arena, sealed.len - SEAL_OVERHEAD + 1);
    unsigned long long len;
    int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain, &len, NULL, in + 3 + NONCE, sealed.len - 3 - NONCE, (const unsigned char *)aad.ptr,
        aad.len, in + 3, key->bytes);
    ENSURE(bad == 0, RC_INVALID);
    *ret_plain = (struct str){(const char *)plain, (size_t)len};
    return RC_OK;
}

enum rc ring_check(const struct key_ring *ring, struct str aad, struct str kept,
                   const unsigned char tag[TAG_BYTES]) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(4096, true);
    struct str own;
    enum rc rc = ring_unseal(scratch, ring, KEY_PEPPER, aad, kept, &own);
    ENSURE(rc != RC_IO, rc);
    ENSURE(rc == RC_OK && own.len == TAG_BYTES, RC_DENIED);
    return sodium_memcmp(own.ptr, tag, TAG_BYTES) == 0 ? RC_OK : RC_DENIED;
}

int ring_parts(const struct key_ring *ring, enum key_purpose purpose, struct str aad,
               struct str sealed) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(8192, true);
    struct str plain;
    int parts = 1;
    if (ring_unseal(scratch, ring, purpose, aad, sealed, &plain) != RC_OK) return 0;
    for (size_t i = 0; i < plain.len && parts < PARTS_MAX; i++) parts += plain.ptr[i] == '-';
    return parts;
}

bool ring_knows(const struct key_ring *ring, enum key_purpose purpose, struct str sealed) {
    const unsigned char *in = (const unsigned char *)sealed.ptr;
    return sealed.len >= SEAL_OVERHEAD && key_by_id(ring, purpose, in[1] << 8 | in[2]) != NULL;
}

/* Writes the new ring first: a key that is not on disk must not seal anything. */
enum rc ring_rotate(struct key_ring *ring, int64_t from_ms, struct fault *fault) {
    struct key_ring fresh = *ring;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < fresh.count && from_ms == 0; i++)
        fresh.list[i].from_ms = 0; /* waiting keys are older than a key that is used at once */
    for (int p = 0; p < KEY_PURPOSES && rc == RC_OK; p++)
        if (can_rotate[p]) rc = add_key(&fresh, (enum key_purpose)p, from_ms);
    if (rc == RC_OK) rc = save_ring(&fresh, KEY_FILE_REPLACE, fault);
    if (rc == RC_OK) *ring = fresh;
    explicit_bzero(&fresh, sizeof fresh);
    return rc == RC_LIMIT ? FAULT(fault, rc, "no room for more keys") : rc;
}

size_t ring_list(struct arena *arena, const struct key_ring *ring, struct key_info **ret_list) {
    struct key_info *list = ARENA_ARRAY(arena, struct key_info, ring->count);
    for (size_t i = 0; i < ring->count; i++) {
        const struct key *key = &ring->list[i];
        list[i] = (struct key_info){purposes[key->purpose], key->id,
                                    current(ring, key->purpose) == key, key->from_ms};
    }
    *ret_list = list;
    return ring->count;
}
