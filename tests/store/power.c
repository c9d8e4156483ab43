/*
 * Power failures (B17): a child runs transactions on several threads that share syncs, on a file
 * system that at a random moment loses any of the unsynced writes, completely or in part.
 * Acknowledged transactions must survive, and no transaction may be partial.
 *
 * Usage: store_power FOLDER TIMES [lying]. lying: the disk also loses synced writes; then something
 * must be lost, otherwise the test proves nothing.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/copy.h"
#include "store/queries.h"

enum {
    PENDING_MAX = 20000,
    FILES_MAX = 8,
    SECTOR = 512,
    ROWS = 7,
    TRANSACTIONS = 400,
    WRITERS = 4,
    NAME = 300
};

/* A write that may still be lost, with the previous content. */
struct pending {
    int file;
    sqlite3_int64 offset, size_before; /* of the file */
    int len;
    char *before;
};

struct disk {
    sqlite3_vfs vfs, *below;
    struct pending pending[PENDING_MAX];
    int pending_count;
    int files[FILES_MAX]; /* descriptor for each name, however often it is open; 0: none. SQLite
                             closes its own before the cut. */
    char names[FILES_MAX][NAME];
    pthread_mutex_t lock;
    int64_t writes_left; /* until the power failure */
    bool lying;
    struct random random;
};

struct cut_file {
    sqlite3_file head;
    struct disk *disk;
    int number;
    sqlite3_file *below;
};

static int64_t size_of(sqlite3_file *file) {
    sqlite3_int64 size = 0;
    file->pMethods->xFileSize(file, &size);
    return size;
}

/* Undoes pending writes, the newest first, each with even chance and some sector by sector; ends
 * the process. */
static void cut(struct disk *d) {
    for (int i = d->pending_count - 1; i >= 0; i--) {
        struct pending *p = &d->pending[i];
        int file = d->files[p->file];
        bool torn = random_below(&d->random, 4) == 0, lost = random_below(&d->random, 2) == 0;
        for (int at = 0; at < p->len; at += SECTOR) {
            int len = p->len - at < SECTOR ? p->len - at : SECTOR;
            if ((torn ? random_below(&d->random, 2) == 0 : lost) &&
                pwrite(file, p->before + at, (size_t)len, p->offset + at) != len)
                _exit(7);
        }
        if (lost && !torn && p->offset + p->len > p->size_before &&
            lseek(file, 0, SEEK_END) == p->offset + p->len && ftruncate(file, p->size_before) != 0)
            _exit(7);
    }
    _exit(0);
}

static void spend(struct disk *d) {
    if (--d->writes_left <= 0) cut(d);
}

static int cut_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset) {
    struct cut_file *f = (struct cut_file *)file;
    struct disk *d = f->disk;
    pthread_mutex_lock(&d->lock);
    if (d->pending_count == PENDING_MAX) abort();
    struct pending *p = &d->pending[d->pending_count++];
    *p = (struct pending){.file = f->number,
                          .offset = offset,
                          .size_before = size_of(f->below),
                          .len = len,
                          .before = calloc(1, (size_t)len)};
    f->below->pMethods->xRead(f->below, p->before, len, offset); /* zeros beyond the end */
    int code = f->below->pMethods->xWrite(f->below, bytes, len, offset);
    spend(d);
    pthread_mutex_unlock(&d->lock);
    return code;
}

static int cut_sync(sqlite3_file *file, int flags) {
    struct cut_file *f = (struct cut_file *)file;
    struct disk *d = f->disk;
    pthread_mutex_lock(&d->lock);
    spend(d);
    int kept = 0;
    for (int i = 0; i < d->pending_count; i++) {
        if (d->lying || d->pending[i].file != f->number)
            d->pending[kept++] = d->pending[i];
        else
            free(d->pending[i].before);
    }
    d->pending_count = kept;
    pthread_mutex_unlock(&d->lock);
    return f->below->pMethods->xSync(f->below, flags);
}

#define PASS(name, parameters, ...)                                                                \
    static int name parameters {                                                                   \
        sqlite3_file *f = ((struct cut_file *)file)->below;                                        \
        return f->pMethods->__VA_ARGS__;                                                           \
    }
PASS(pass_close, (sqlite3_file * file), xClose(f))
PASS(pass_read, (sqlite3_file * file, void *b, int n, sqlite3_int64 at), xRead(f, b, n, at))
PASS(pass_truncate, (sqlite3_file * file, sqlite3_int64 n), xTruncate(f, n))
PASS(pass_size, (sqlite3_file * file, sqlite3_int64 *n), xFileSize(f, n))
PASS(pass_lock, (sqlite3_file * file, int k), xLock(f, k))
PASS(pass_unlock, (sqlite3_file * file, int k), xUnlock(f, k))
PASS(pass_reserved, (sqlite3_file * file, int *k), xCheckReservedLock(f, k))
PASS(pass_control, (sqlite3_file * file, int op, void *p), xFileControl(f, op, p))
PASS(pass_sector, (sqlite3_file * file), xSectorSize(f))
PASS(pass_shm_map, (sqlite3_file * file, int i, int n, int e, void volatile **p),
     xShmMap(f, i, n, e, p))
PASS(pass_shm_lock, (sqlite3_file * file, int o, int n, int k), xShmLock(f, o, n, k))
PASS(pass_shm_unmap, (sqlite3_file * file, int k), xShmUnmap(f, k))

static int pass_traits(sqlite3_file *file) {
    (void)file;
    return 0; /* no promise of atomic writes */
}
static void pass_barrier(sqlite3_file *file) {
    sqlite3_file *f = ((struct cut_file *)file)->below;
    f->pMethods->xShmBarrier(f);
}

static const sqlite3_io_methods methods = {
    2,           pass_close,   pass_read,     cut_write,     pass_truncate,  cut_sync,
    pass_size,   pass_lock,    pass_unlock,   pass_reserved, pass_control,   pass_sector,
    pass_traits, pass_shm_map, pass_shm_lock, pass_barrier,  pass_shm_unmap, NULL,
    NULL};

static int cut_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                    int *ret_flags) {
    struct disk *d = vfs->pAppData;
    struct cut_file *f = (struct cut_file *)file;
    *f = (struct cut_file){.disk = d, .below = calloc(1, (size_t)d->below->szOsFile)};
    int code = d->below->xOpen(d->below, name, f->below, flags, ret_flags);
    if (code != SQLITE_OK) return code;
    pthread_mutex_lock(&d->lock);
    while (f->number < FILES_MAX && d->files[f->number] != 0 &&
           strcmp(d->names[f->number], name) != 0)
        f->number++;
    if (f->number == FILES_MAX) abort();
    if (d->files[f->number] == 0) d->files[f->number] = open(name, O_RDWR | O_CLOEXEC);
    if (d->files[f->number] <= 0) abort();
    snprintf(d->names[f->number], NAME, "%s", name);
    pthread_mutex_unlock(&d->lock);
    f->head.pMethods = &methods;
    return SQLITE_OK;
}

static enum rc no_mac(void *context, struct str bytes, unsigned char ret_mac[32]) {
    (void)context, (void)bytes;
    memset(ret_mac, 7, 32);
    return RC_OK;
}

struct writing {
    struct arena *arena;
    int64_t number;
};

static int64_t id_of(int64_t number, int row) {
    return (number * ROWS + row) * 7919 % 1000003 + 1; /* spreads the ids over the pages */
}

static enum rc write_one(struct tx *tx, void *context) {
    const struct writing *w = context;
    for (int i = 0; i < ROWS; i++)
        TRY(sql_pupil_insert(tx, id_of(w->number, i), (struct str){NULL, 0}, S("Jan"),
                             S("Peeters, met een naam die wat plaats inneemt op de bladzijde"), 1,
                             w->number, 0, 0, NULL));
    return RC_OK;
}

static struct db *open_db(struct arena *arena, const char *url, struct store **ret_store) {
    struct fault fault = {.detail = ""};
    struct db *db;
    int applied;
    if (store_create(arena, str_of(url), &fault) != RC_OK ||
        store_open(arena, str_of(url), (struct mac_hook){no_mac, NULL}, ret_store, &fault) !=
            RC_OK ||
        db_open(*ret_store, &db, &fault) != RC_OK ||
        store_migrate(db, 1, &applied, &fault) != RC_OK) {
        printf("# %s\n", fault.detail);
        return NULL;
    }
    return db;
}

struct writer {
    struct store *store;
    int first, tell;
};

/* Runs every WRITERS-th transaction and reports each acknowledged number. */
static void *write_some(void *context) {
    const struct writer *writer = context;
    struct arena *arena = arena_create(16 << 20, false);
    struct fault fault = {.detail = ""};
    struct db *db;
    if (db_open(writer->store, &db, &fault) != RC_OK) _exit(3);
    for (int64_t number = writer->first; number < TRANSACTIONS; number += WRITERS) {
        struct writing w = {arena, number};
        if (store_run_write(db, arena, HISTORY_NONE, write_one, &w, &fault) != RC_OK) _exit(4);
        if (write(writer->tell, &number, sizeof number) != sizeof number) _exit(5);
    }
    return NULL;
}

/* In the child: writes until the power failure. */
static void write_until_cut(const char *url, uint64_t seed, bool lying, int tell) {
    static struct disk disk = {.lock = PTHREAD_MUTEX_INITIALIZER};
    uint64_t state = seed;
    disk.below = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.below;
    disk.vfs.zName = "power";
    disk.vfs.szOsFile = sizeof(struct cut_file);
    disk.vfs.pAppData = &disk;
    disk.vfs.xOpen = cut_open;
    disk.random = random_seeded(&state);
    disk.writes_left = INT64_MAX;
    disk.lying = lying;
    sqlite3_vfs_register(&disk.vfs, 1);
    struct arena *arena = arena_create(16 << 20, false);
    struct store *store;
    if (open_db(arena, url, &store) == NULL) _exit(3);
    disk.writes_left = 1 + random_below(&disk.random, 3000);
    pthread_t threads[WRITERS];
    struct writer writers[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){store, i, tell};
        if (pthread_create(&threads[i], NULL, write_some, &writers[i]) != 0) _exit(6);
    }
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    cut(&disk);
}

struct counting {
    struct arena *arena;
    int64_t number;
    int found;
};

static enum rc count_one(struct tx *tx, void *context) {
    struct counting *c = context;
    c->found = 0;
    for (int i = 0; i < ROWS; i++) {
        struct sql_pupil_get_row row;
        enum rc rc = sql_pupil_get(tx, c->arena, id_of(c->number, i), &row);
        if (rc != RC_OK && rc != RC_NONE) return rc;
        c->found += rc == RC_OK;
    }
    return RC_OK;
}

/*
 * After the restart: counts the acknowledged transactions that are missing and those that are
 * partial.
 */
static bool judge(const char *url, const bool acknowledged[TRANSACTIONS], int64_t *lost,
                  int64_t *partial) {
    struct arena *arena = arena_create(16 << 20, false);
    struct fault fault = {.detail = ""};
    struct store *store;
    struct db *db = open_db(arena, url, &store);
    if (db == NULL) return arena_destroy(arena), false; /* a file that the disk lost in part */
    bool sound = db_check(db, &fault) == RC_OK;
    if (!sound) printf("# %s\n", fault.detail);
    for (int64_t number = 0; number < TRANSACTIONS && sound; number++) {
        struct counting c = {.arena = arena, .number = number};
        if (store_run_read(db, arena, count_one, &c, &fault) != RC_OK) return false;
        *partial += c.found != 0 && c.found != ROWS;
        *lost += acknowledged[number] && c.found != ROWS;
    }
    db_close(db);
    store_close(store);
    arena_destroy(arena);
    return sound;
}

int main(int count, char **words) {
    int64_t times = 0, lost = 0, partial = 0, all = 0, unsound = 0;
    bool lying = count == 4 && strcmp(words[3], "lying") == 0;
    if (count != 3 + lying || str_to_i64(str_of(words[2]), 1, 100000, &times) != RC_OK)
        return fprintf(stderr, "usage: store_power FOLDER TIMES\n"), 2;
    for (int64_t i = 0; i < times; i++) {
        char url[300], file[300];
        int pipes[2];
        snprintf(url, sizeof url, "sqlite:%s/p%lld.db", words[1], (long long)i);
        if (pipe(pipes) != 0) return 1;
        pid_t child = fork();
        if (child == 0) {
            close(pipes[0]);
            write_until_cut(url, (uint64_t)i * 2654435761u + 1, lying, pipes[1]);
        }
        close(pipes[1]);
        int64_t number;
        bool acknowledged[TRANSACTIONS] = {false};
        for (; read(pipes[0], &number, sizeof number) == sizeof number; all++)
            acknowledged[number] = true;
        close(pipes[0]);
        int status;
        waitpid(child, &status, 0);
        snprintf(file, sizeof file, "%s/p%lld.db-shm", words[1], (long long)i);
        unlink(file); /* shared memory does not survive */
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 ||
            !judge(url, acknowledged, &lost, &partial))
            unsound++;
        static const char *const ends[] = {"", "-wal", "-shm"};
        for (size_t e = 0; e < COUNT(ends); e++) {
            snprintf(file, sizeof file, "%s/p%lld.db%s", words[1], (long long)i, ends[e]);
            unlink(file);
        }
    }
    printf("%lld cuts, %lld acknowledged, %lld lost, %lld partial, %lld unsound\n",
           (long long)times, (long long)all, (long long)lost, (long long)partial,
           (long long)unsound);
    return lost + partial + unsound > 0;
}
