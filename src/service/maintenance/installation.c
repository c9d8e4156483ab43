#include "service/maintenance/installation.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "store/queries.h"

#define MARK "%.*s/bound"
#define ANCHOR "%.*s/history-anchor"

static const char name[] = "keys";

struct binding {
    struct arena *arena;
    struct str mac;
    struct sql_meta_get_row known;
};

static enum rc read_binding(struct tx *tx, struct binding *b) {
    return sql_meta_get(tx, b->arena, str_of(name), &b->known);
}
TX_FUNCTION(read_binding, struct binding)

/* Stores the key mark unless another server stored one first, and reads back what is stored. */
static enum rc write_binding(struct tx *tx, struct binding *b) {
    int64_t changed;
    TRY(sql_meta_put(tx, str_of(name), b->mac, &changed));
    return sql_meta_get(tx, b->arena, str_of(name), &b->known);
}
TX_FUNCTION(write_binding, struct binding)

enum rc installation_check_keys(struct db *db, const struct keys *keys, struct fault *fault) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, false);
    unsigned char mac[MAC_BYTES];
    TRY(keys_mac(keys, KEY_HISTORY, S("these keys belong to this database"), mac));
    struct binding b = {.arena = arena, .mac = {(const char *)mac, sizeof mac}};
    enum rc rc = store_read(db, arena, read_binding, &b, fault);
    if (rc == RC_NONE) rc = store_write(db, arena, HISTORY_NONE, write_binding, &b, fault);
    TRY(rc);
    return str_eq(b.known.value, b.mac) ? RC_OK : RC_DENIED;
}

bool installation_keys_are_used(struct arena *arena, struct str keys_folder) {
    return file_exists(str_c(arena, str_format(arena, MARK, STR_ARG(keys_folder)))) ||
           file_exists(str_c(arena, str_format(arena, ANCHOR, STR_ARG(keys_folder))));
}

void installation_mark_keys(struct arena *arena, struct str keys_folder) {
    static const char text[] =
        "A database was made with these keys. They refuse an empty one in its place.\n";
    const char *path = str_c(arena, str_format(arena, MARK, STR_ARG(keys_folder)));
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return;
    (void)!write(fd, text, sizeof text - 1);
    (void)!fsync(fd);
    close(fd);
    (void)file_sync_directory(path);
}
