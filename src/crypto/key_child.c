#include "crypto/key_child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/wait.h"
#include "crypto/key_guard.h"
#include "crypto/signing_file.h"

enum {
    SCRATCH_MAX = 64 * 1024,
    SIGNING_ARENA = 8 << 20,
    STACK = 256 * 1024,
    TICK_MS = 500,
    LOOK_MS = 500,
    EXIT_PROTOCOL = 70,
    SLOW_MS = 10
};

/* Identifies the version of a file that was read. */
struct stamp {
    ino_t inode;
    struct timespec changed;
};

/* A key file that is read again when it changes. */
struct watched {
    struct stamp stamp; /* version at the last check */
    bool failed;        /* it could not be read at the last check */
};

struct child {
    const struct key_process_config *config;
    struct arena *arena;
    pthread_rwlock_t lock; /* protects what a rotation replaces */
    struct key_ring *ring;
    struct arena *signing_arena;
    struct signing_keys *signing;
    pthread_mutex_t look; /* protects the check itself */
    pthread_cond_t looked;
    bool looking; /* a thread is reading the files and owns the stamps */
    struct watched ring_file, signing_file;
    uint32_t generation;
    /* password checks under a key that is missing here, since the last log line */
    atomic_uint unknown_keys;
    struct key_guard *guard;
    pthread_mutex_t life;
    pthread_cond_t ended;
    int alive; /* running threads */
};

struct channel_thread {
    struct child *child;
    int fd;
};

/* Returns true when the file changed since the last check, or could not be read then. */
static bool is_new(const struct child *c, const char *name, struct watched *watched) {
    char path[300];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", c->config->folder, name);
    if (stat(path, &info) != 0) return false;
    struct stamp now = {info.st_ino, info.st_mtim};
    const struct stamp *last = &watched->stamp;
    bool same = now.inode == last->inode && now.changed.tv_sec == last->changed.tv_sec &&
                now.changed.tv_nsec == last->changed.tv_nsec;
    if (!same) *watched = (struct watched){.stamp = now};
    return !same || watched->failed;
}

/* Logs a reread. A file that keeps failing is read again at each check, and logged once. */
static void log_reread(const char *file, struct watched *watched, bool read, size_t keys) {
    struct log_line line;
    bool known = watched->failed && !read;
    watched->failed = !read;
    if (known) return;
    log_begin_at(&line, LOG_KEYS_REREAD, read ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR);
    log_c(&line, "file", file);
    log_number(&line, "ok", read);
    log_number(&line, "keys", (int64_t)keys);
    log_write(&line);
}

/*
 * Replaces the ring after a rotation; reads the file before it takes the lock. A file that cannot
 * be read leaves the old ring in place.
 */
static void reread_ring(struct child *c) {
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(SCRATCH_MAX, true);
    struct key_ring *fresh = ARENA_NEW(scratch, struct key_ring);
    if (!is_new(c, "ring", &c->ring_file)) return;
    bool read = ring_open(fresh, c->config->folder, false, NULL) == RC_OK;
    pthread_rwlock_wrlock(&c->lock);
    if (read) *c->ring = *fresh;
    size_t count = c->ring->count;
    pthread_rwlock_unlock(&c->lock);
    log_reread("ring", &c->ring_file, read, count);
}

static void reread_signing(struct child *c) {
    if (!is_new(c, "signing", &c->signing_file)) return;
    struct arena *other = arena_create(SIGNING_ARENA, true);
    struct signing_keys *fresh, *older = NULL;
    bool read = signing_keys_open(other, c->config->folder, false, c->config->now_ms, &fresh,
                                  NULL) == RC_OK;
    pthread_rwlock_wrlock(&c->lock);
    if (read) {
        struct arena *older_arena = c->signing_arena;
        older = c->signing;
        c->signing = fresh;
        c->signing_arena = other;
        c->generation++;
        other = older_arena;
    }
    size_t count = c->signing->count;
    pthread_rwlock_unlock(&c->lock);
    if (older != NULL) signing_keys_close(older);
    arena_destroy(other);
    log_reread("signing", &c->signing_file, read, count);
}

/*
 * Checks the files for changes, one thread at a time. Other threads wait for the result, but not
 * for a hanging file system.
 */
static void check_files(struct child *c) {
    int64_t until_ms = monotonic_ms() + LOOK_MS;
    pthread_mutex_lock(&c->look);
    while (c->looking && wait_until(&c->looked, &c->look, until_ms)) continue;
    bool mine = !c->looking;
    if (mine) c->looking = true;
    pthread_mutex_unlock(&c->look);
    if (!mine) return;
    reread_ring(c);
    reread_signing(c);
    pthread_mutex_lock(&c->look);
    c->looking = false;
    pthread_cond_broadcast(&c->looked);
    pthread_mutex_unlock(&c->look);
}

/* Replaces the request by a text. */
static enum rc answer_text(struct key_message *m, struct str text) {
    return key_message_put(m, S(""), text);
}

static enum rc do_mac(struct child *c, struct arena *scratch, struct key_message *m) {
    (void)scratch;
    ENSURE(m->kind < KEY_PURPOSES && m->kind != KEY_PEPPER && m->kind != KEY_SECRETS &&
               m->kind != KEY_FORMS,
           RC_BUG);
    unsigned char mac[MAC_BYTES];
    ring_mac(c->ring, (enum key_purpose)m->kind, key_message_text(m), mac);
    return answer_text(m, (struct str){(const char *)mac, MAC_BYTES});
}

static bool labelled(const struct key_message *m) {
    return m->kind < SEAL_LABELS && m->aad_len > 0 && m->bytes[0] == m->kind;
}

static enum rc do_seal(struct child *c, struct arena *scratch, struct key_message *m) {
    ENSURE(labelled(m), RC_BUG);
    return answer_text(m,
                       ring_seal(scratch, c->ring, key_wire_seal_purpose((enum seal_label)m->kind),
                                 key_message_aad(m), key_message_text(m)));
}

static enum rc do_open(struct child *c, struct arena *scratch, struct key_message *m) {
    ENSURE(labelled(m) && m->kind != SEAL_TAG, RC_BUG);
    enum seal_label label = (enum seal_label)m->kind;
    struct str plain, aad = key_message_aad(m);
    TRY(ring_unseal(scratch, c->ring, key_wire_seal_purpose(label), aad, key_message_text(m),
                    &plain));
    /* text that cannot be decrypted is not charged to anybody */
    ENSURE(key_guard_allows(c->guard, label, str_sub(aad, 1, aad.len), monotonic_ms() / 1000),
           RC_LIMIT);
    return answer_text(m, plain);
}

static enum rc do_parts(struct child *c, struct arena *scratch, struct key_message *m) {
    (void)scratch;
    ENSURE(labelled(m) && m->kind != SEAL_TAG, RC_BUG);
    char parts = (char)ring_parts(c->ring, key_wire_seal_purpose((enum seal_label)m->kind),
                                  key_message_aad(m), key_message_text(m));
    return answer_text(m, (struct str){&parts, 1});
}

static enum rc do_check(struct child *c, struct arena *scratch, struct key_message *m) {
    (void)scratch;
    ENSURE(labelled(m) && m->kind == SEAL_TAG && m->text_len == 2 * TAG_BYTES + SEAL_OVERHEAD,
           RC_BUG);
    struct str text = key_message_text(m);
    if (!key_guard_allows(c->guard, SEAL_TAG, S(""),
                          /* only slows the caller down, never gives a wrong result */
                          monotonic_ms() / 1000))
        nanosleep(&(struct timespec){.tv_nsec = SLOW_MS * 1000000}, NULL);
    enum rc rc = ring_check(c->ring, key_message_aad(m), str_sub(text, TAG_BYTES, text.len),
                            (const unsigned char *)text.ptr);
    m->aad_len = m->text_len = 0;
    return rc;
}

static enum rc do_sign(struct child *c, struct arena *scratch, struct key_message *m) {
    (void)scratch;
    ENSURE(m->kind < JOSE_ALGS && m->text_len == 32, RC_BUG);
    const struct signing_key *key =
        signing_by_id(c->signing, (enum jose_alg)m->kind, key_message_aad(m));
    ENSURE(key != NULL && key->state != SIGNING_NEXT, RC_NONE);
    unsigned char signature[SIGNATURE_MAX];
    size_t len;
    TRY(signing_make(key, (const unsigned char *)key_message_text(m).ptr, signature, &len));
    return answer_text(m, (struct str){(const char *)signature, len});
}

static enum rc do_signing(struct child *c, struct arena *scratch, struct key_message *m) {
    ENSURE(m->kind < c->signing->count, RC_NONE);
    const struct signing_key *key = &c->signing->list[m->kind];
    struct str told;
    TRY(signing_encode(scratch, key, &told));
    return key_message_put(m, str_of(key->kid), told);
}

static enum rc (*const answers[KEY_OPS])(struct child *child, struct arena *scratch,
                                         struct key_message *message) = {
    [KEY_OP_MAC] = do_mac,         [KEY_OP_SEAL] = do_seal,   [KEY_OP_OPEN] = do_open,
    [KEY_OP_PARTS] = do_parts,     [KEY_OP_CHECK] = do_check, [KEY_OP_SIGN] = do_sign,
    [KEY_OP_SIGNING] = do_signing,
};

/* Returns true when the request refers to a key that another process has just added. */
static bool newer(struct child *c, const struct key_message *m) {
    struct str text = key_message_text(m);
    if (m->op == KEY_OP_CHECK) text = str_sub(text, TAG_BYTES, text.len);
    if ((m->op != KEY_OP_OPEN && m->op != KEY_OP_CHECK && m->op != KEY_OP_PARTS) ||
        m->kind >= SEAL_LABELS)
        return false;
    pthread_rwlock_rdlock(&c->lock);
    bool known = ring_knows(c->ring, key_wire_seal_purpose((enum seal_label)m->kind), text);
    pthread_rwlock_unlock(&c->lock);
    return !known;
}

static void answer(struct child *c, struct arena *scratch, struct key_message *m) {
    if (newer(c, m)) {
        check_files(c);
        if (m->op == KEY_OP_CHECK && newer(c, m)) c->unknown_keys++;
    }
    pthread_rwlock_rdlock(&c->lock);
    enum rc rc = answers[m->op](c, scratch, m);
    m->generation = c->generation;
    pthread_rwlock_unlock(&c->lock);
    m->rc = (uint8_t)rc;
    if (rc != RC_OK) m->aad_len = m->text_len = 0;
    size_t used = (size_t)m->aad_len + m->text_len;
    explicit_bzero(m->bytes + used, sizeof m->bytes - used);
}

static bool well_formed(const struct key_message *m, ssize_t len) {
    return len == KEY_MESSAGE && m->op < KEY_OPS && answers[m->op] != NULL &&
           (size_t)m->aad_len + m->text_len <= sizeof m->bytes;
}

static void *serve_channel(void *context) {
    const struct channel_thread *t = context;
    struct child *c = t->child;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(SCRATCH_MAX, true);
    struct key_message m;
    for (ssize_t len; (len = recv(t->fd, &m, sizeof m, 0)) != 0;) {
        if (len < 0 && errno == EINTR) continue;
        if (len < 0) break;
        if (!well_formed(&m, len)) {
            struct log_line line;
            log_begin(&line, LOG_KEYS_PROTOCOL);
            log_c(&line, "detail", "the server sent a malformed message; the key process exits");
            log_write(&line);
            _exit(EXIT_PROTOCOL);
        }
        answer(c, scratch, &m);
        arena_reset(scratch);
        bool sent = send(t->fd, &m, sizeof m, MSG_NOSIGNAL) == KEY_MESSAGE;
        explicit_bzero(&m, sizeof m); /* wiped, because it may wait long for the next request */
        if (!sent) break;
    }
    pthread_mutex_lock(&c->life);
    c->alive--;
    pthread_cond_signal(&c->ended);
    pthread_mutex_unlock(&c->life);
    return NULL;
}

static enum rc open_keys(struct child *c, struct fault *fault) {
    const struct key_process_config *config = c->config;
    c->ring = ARENA_NEW(c->arena, struct key_ring);
    c->signing_arena = arena_create(SIGNING_ARENA, true);
    /* Before the files are read, so that a rotation in the meantime is noticed. */
    bool ring = is_new(c, "ring", &c->ring_file), signing = is_new(c, "signing", &c->signing_file);
    TRY(ring_open(c->ring, config->folder, config->create, fault));
    TRY(signing_keys_open(c->signing_arena, config->folder, config->create, config->now_ms,
                          &c->signing, fault));
    if (!ring) is_new(c, "ring", &c->ring_file); /* just created */
    if (!signing) is_new(c, "signing", &c->signing_file);
    c->guard = key_guard_open(c->arena, (int)sysconf(_SC_NPROCESSORS_ONLN));
    /* may fail because of a limit; the page can then be swapped like any other */
    mlock(c->ring, sizeof *c->ring);
    return config->confine_files == NULL ? RC_OK : config->confine_files(config->folder, fault);
}

static enum rc start_threads(struct child *c, const int ends[], int count, struct fault *fault) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    for (int i = 0; i < count; i++) {
        pthread_t thread;
        struct channel_thread *t = ARENA_NEW(c->arena, struct channel_thread);
        *t = (struct channel_thread){c, ends[i]};
        if (pthread_create(&thread, &attributes, serve_channel, t) != 0)
            return FAULT(fault, RC_IO, "the key process could not create a thread");
        pthread_detach(thread);
        c->alive++;
    }
    return c->config->confine_calls == NULL ? RC_OK : c->config->confine_calls(fault);
}

/*
 * Closes everything inherited except its own channels and standard error. Ends when the parent
 * ends; ignores signals meant for the parent.
 */
static void detach_from_parent(int program, const int ends[], int count) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != program) _exit(0);
    prctl(PR_SET_NAME, "leerid-keys");
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    for (int fd = 0; fd < (int)sysconf(_SC_OPEN_MAX) && fd < 4096; fd++) {
        bool ours = fd == STDERR_FILENO;
        for (int i = 0; i < count; i++) ours = ours || fd == ends[i];
        if (!ours) close(fd);
    }
}

/* Logs that another server rotated its keys and the files were not copied to this one. */
static void log_unknown_keys(struct child *c) {
    struct log_line line;
    unsigned count = atomic_exchange(&c->unknown_keys, 0);
    if (count == 0) return;
    log_begin(&line, LOG_KEYS_MISSING);
    log_number(&line, "checks", count);
    log_write(&line);
}

static void send_hello(int fd, enum rc rc, const struct child *c, const struct fault *fault) {
    struct key_message m = {.op = KEY_OP_HELLO,
                            .kind = (uint8_t)fault->cause,
                            .rc = (uint8_t)rc,
                            .generation = c->generation};
    (void)!key_message_put(&m, S(""), str_of(fault->detail));
    (void)!send(fd, &m, sizeof m, MSG_NOSIGNAL);
}

void key_child_run(const struct key_process_config *config, int program, const int ends[],
                   int count) {
    struct fault fault = {0};
    struct child c = {.config = config,
                      .arena = arena_create(1 << 20, true),
                      .lock = PTHREAD_RWLOCK_INITIALIZER,
                      .life = PTHREAD_MUTEX_INITIALIZER,
                      .look = PTHREAD_MUTEX_INITIALIZER};
    wait_open(&c.ended);
    wait_open(&c.looked);
    detach_from_parent(program, ends, count);
    enum rc rc = open_keys(&c, &fault);
    pthread_mutex_lock(&c.life);
    if (rc == RC_OK) rc = start_threads(&c, ends, count, &fault);
    send_hello(ends[0], rc, &c, &fault);
    if (rc != RC_OK) _exit(1);
    while (c.alive > 0) {
        (void)wait_until(&c.ended, &c.life, monotonic_ms() + TICK_MS);
        pthread_mutex_unlock(&c.life);
        check_files(&c);
        key_guard_log(c.guard);
        log_unknown_keys(&c);
        pthread_mutex_lock(&c.life);
    }
    explicit_bzero(c.ring, sizeof *c.ring);
    signing_keys_close(c.signing);
    _exit(0);
}
