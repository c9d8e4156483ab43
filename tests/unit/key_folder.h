/* A folder of its own under /tmp for tests of keys, with rings in it by name. */
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

static struct keys *open_keys(const char *name, bool create) {
    struct keys *keys = NULL;
    struct fault fault = {.detail = ""};
    enum rc rc = keys_open(arena, path(name), create, &keys, &fault);
    if (rc != RC_OK) fail_msg("%s: %s %s", name, rc_name(rc), fault.detail);
    return keys;
}
