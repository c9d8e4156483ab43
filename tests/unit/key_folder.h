/* A private folder under /tmp for tests of keys, with key rings in it by name. */
#pragma once

#include "unit.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/keys.h"

static char top[] = "/tmp/leerid-keys-XXXXXX";

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *ftw) {
    (void)info, (void)kind, (void)ftw;
    return remove(path);
}

static int make_top(void **state) {
    return mkdtemp(top) == NULL ? -1 : unit_setup(state);
}

static int remove_top(void **state) {
    nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return unit_teardown(state);
}

static const char *path(const char *name) {
    return str_c(arena, str_format(arena, "%s/%s", top, name));
}

__attribute__((unused)) static struct keys *open_keys(const char *name, bool create) {
    struct keys *keys = NULL;
    struct fault fault = {.detail = ""};
    enum rc rc = keys_open(arena, path(name), create, &keys, &fault);
    if (rc != RC_OK) fail_msg("%s: %s %s", name, rc_name(rc), fault.detail);
    return keys;
}

/* Ends the test program unless the call returns RC_OK. */
#define MUST(call)                                                                                 \
    do {                                                                                           \
        if ((call) != RC_OK) fail_msg("%s failed", #call);                                         \
    } while (0)

__attribute__((unused)) static struct str sealed_by(struct arena *to, const struct keys *keys,
                                                    enum seal_label label, struct str bound,
                                                    struct str plain) {
    struct str sealed = S("");
    MUST(keys_seal(to, keys, label, bound, plain, &sealed));
    return sealed;
}

__attribute__((unused)) static struct str peppered_by(const struct keys *keys, struct str bound,
                                                      const unsigned char tag[TAG_BYTES]) {
    struct str kept = S("");
    MUST(keys_pepper(arena, keys, bound, tag, &kept));
    return kept;
}

__attribute__((unused)) static int parts_by(const struct keys *keys, enum seal_label label,
                                            struct str bound, struct str sealed) {
    int parts = -1;
    MUST(keys_parts(keys, label, bound, sealed, &parts));
    return parts;
}

__attribute__((unused)) static void mac_by(const struct keys *keys, enum key_purpose purpose,
                                           struct str bytes, unsigned char ret_mac[MAC_BYTES]) {
    MUST(keys_mac(keys, purpose, bytes, ret_mac));
}
