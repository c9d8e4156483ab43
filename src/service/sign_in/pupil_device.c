#include "service/sign_in/pupil_device.h"

#include "base/encode.h"

enum {
    DEVICE_BYTES = 16,
    ENTRY_BYTES = 12,
    ENTRIES_MAX = 40,
    HEAD_BYTES = 1 + DEVICE_BYTES,
    VERSION = 1
};
enum { COOKIE_MAX = HEAD_BYTES + ENTRIES_MAX * ENTRY_BYTES + MAC_BYTES };

struct device {
    unsigned char bytes[COOKIE_MAX]; /* version, device number, entries; without the MAC */
    size_t entries;
};

static size_t length_of(const struct device *device) {
    return HEAD_BYTES + device->entries * ENTRY_BYTES;
}

static enum rc mac_of(const struct service *service, struct str label, struct str bytes,
                      struct arena *arena, unsigned char ret_mac[MAC_BYTES]) {
    struct str all = str_format(arena, "%.*s", STR_ARG(label));
    char *joined = arena_alloc(arena, all.len + bytes.len);
    memcpy(joined, all.ptr, all.len);
    memcpy(joined + all.len, bytes.ptr, bytes.len);
    return keys_mac(service->keys, KEY_WEB, (struct str){joined, all.len + bytes.len}, ret_mac);
}

static enum rc sign(const struct service *service, struct arena *arena, const struct device *device,
                    unsigned char ret_mac[MAC_BYTES]) {
    return mac_of(service, S("device cookie"),
                  (struct str){(const char *)device->bytes, length_of(device)}, arena, ret_mac);
}

static enum rc entry_of(const struct service *service, struct arena *arena,
                        const struct device *device, struct str username,
                        unsigned char ret_entry[ENTRY_BYTES]) {
    unsigned char mac[MAC_BYTES];
    struct str label = str_format(arena, "device entry %.*s", STR_ARG(username));
    TRY(mac_of(service, label, (struct str){(const char *)device->bytes + 1, DEVICE_BYTES}, arena,
               mac));
    memcpy(ret_entry, mac, ENTRY_BYTES);
    return RC_OK;
}

static bool same_bytes(const unsigned char *a, const unsigned char *b, size_t len) {
    unsigned char difference = 0;
    for (size_t i = 0; i < len; i++) difference |= a[i] ^ b[i];
    return difference == 0;
}

/* Reads a cookie. RC_NONE: not made by this installation, or altered. */
static enum rc read(const struct service *service, struct arena *arena, struct str cookie,
                    struct device *ret) {
    size_t bytes = cookie.len * 3 / 4;
    if (bytes < HEAD_BYTES + MAC_BYTES || bytes > COOKIE_MAX ||
        (bytes - HEAD_BYTES - MAC_BYTES) % ENTRY_BYTES != 0)
        return RC_NONE;
    unsigned char all[COOKIE_MAX], mac[MAC_BYTES];
    if (base64url_decode(cookie, all, bytes) != RC_OK || all[0] != VERSION) return RC_NONE;
    ret->entries = (bytes - HEAD_BYTES - MAC_BYTES) / ENTRY_BYTES;
    memcpy(ret->bytes, all, length_of(ret));
    TRY(sign(service, arena, ret, mac));
    return same_bytes(mac, all + length_of(ret), MAC_BYTES) ? RC_OK : RC_NONE;
}

static size_t find_entry(const struct device *device, const unsigned char entry[ENTRY_BYTES]) {
    size_t at = 0;
    while (at < device->entries &&
           !same_bytes(device->bytes + HEAD_BYTES + at * ENTRY_BYTES, entry, ENTRY_BYTES))
        at++;
    return at;
}

bool device_genuine(struct arena *arena, const struct service *service, struct str cookie) {
    struct device device;
    return read(service, arena, cookie, &device) == RC_OK;
}

enum rc device_knows(struct arena *arena, const struct service *service, struct str cookie,
                     struct str username, bool *ret_knows, bool *ret_newest) {
    struct device device;
    unsigned char entry[ENTRY_BYTES];
    *ret_knows = *ret_newest = false;
    enum rc rc = read(service, arena, cookie, &device);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    TRY(entry_of(service, arena, &device, username, entry));
    size_t at = find_entry(&device, entry);
    *ret_newest = at == 0 && device.entries > 0;
    *ret_knows = at < device.entries;
    return RC_OK;
}

enum rc device_remember(struct arena *arena, struct service *service, struct str cookie,
                        struct str username, struct str *ret_cookie) {
    struct device device = {.entries = 0};
    enum rc rc = read(service, arena, cookie, &device);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    if (rc == RC_NONE) {
        device = (struct device){.bytes = {VERSION}};
        random_fill(&service->random, device.bytes + 1, DEVICE_BYTES);
    }
    unsigned char entry[ENTRY_BYTES], mac[MAC_BYTES];
    TRY(entry_of(service, arena, &device, username, entry));
    size_t at = find_entry(&device, entry);
    if (at == device.entries && device.entries < ENTRIES_MAX) device.entries++;
    if (at == ENTRIES_MAX) at--;
    unsigned char *first = device.bytes + HEAD_BYTES;
    memmove(first + ENTRY_BYTES, first, at * ENTRY_BYTES);
    memcpy(first, entry, ENTRY_BYTES);
    TRY(sign(service, arena, &device, mac));
    char *all = arena_alloc(arena, length_of(&device) + MAC_BYTES);
    memcpy(all, device.bytes, length_of(&device));
    memcpy(all + length_of(&device), mac, MAC_BYTES);
    *ret_cookie = base64url_encode(arena, all, length_of(&device) + MAC_BYTES);
    return RC_OK;
}
