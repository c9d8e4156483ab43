/* The program's side: begins the key process and asks it. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/wait.h"
#include "crypto/key_child.h"

/* How long one question may take in all; and, once a question had no answer, how long the next ones
 * try before they give up. */
enum { ANSWER_MS = 2000, ANSWER_AGAIN_MS = 100, HURRIED_MS = 20, START_MS = 60000 };

/* Used by one thread at a time. At most one question is on its way: what was asked in vain is heard
 * before the next is sent. */
struct channel {
    int fd;
    bool busy;
    uint32_t asked, heard; /* numbers of questions and answers */
};

struct key_link {
    pid_t pid;
    int count;
    pthread_mutex_t lock; /* of busy */
    pthread_cond_t freed;
    struct channel channels[KEY_CHANNELS_MAX];
    _Atomic uint32_t generation;
    atomic_bool silent; /* the last question had no answer in time */
    void (*lost)(void);
};

/* The key process is gone, or what it says is none of its messages: nothing can be checked or
 * sealed any more. */
static _Noreturn void end_program(const struct key_link *link) {
    link->lost();
    abort();
}

/* One message, the oldest that waits. */
static enum rc hear(const struct key_link *link, int fd, int64_t until_ms,
                    struct key_message *ret) {
    for (;;) {
        ssize_t len = recv(fd, ret, sizeof *ret, MSG_DONTWAIT);
        if (len == KEY_MESSAGE && (size_t)ret->aad_len + ret->text_len <= sizeof ret->bytes)
            return RC_OK;
        if (len >= 0 || (errno != EINTR && errno != EAGAIN)) end_program(link);
        int64_t left = until_ms - monotonic_ms();
        if (left <= 0) return RC_RETRY;
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        (void)!poll(&ready, 1, (int)left);
    }
}

/* The answer to the question itself: those before it, which nobody waits for any more, are dropped.
 */
static enum rc exchange(const struct key_link *link, struct channel *channel, int64_t until_ms,
                        struct key_message *m) {
    struct key_message old;
    enum rc rc = RC_OK;
    while (rc == RC_OK && channel->heard != channel->asked) {
        rc = hear(link, channel->fd, until_ms, &old);
        if (rc == RC_OK) channel->heard = old.number;
        explicit_bzero(old.bytes, sizeof old.bytes);
    }
    TRY(rc);
    m->number = ++channel->asked;
    ssize_t sent;
    do
        sent = send(channel->fd, m, sizeof *m,
                    MSG_NOSIGNAL); /* there is room: nothing else waits on this channel */
    while (sent < 0 && errno == EINTR);
    if (sent != KEY_MESSAGE) end_program(link);
    explicit_bzero(m->bytes, sizeof m->bytes);
    TRY(hear(link, channel->fd, until_ms, m));
    if (m->number != channel->asked) end_program(link);
    channel->heard = m->number;
    return RC_OK;
}

/* One on which nothing is owed, if there is one: its thread there may stand still while others go
 * on. */
static struct channel *free_channel(struct key_link *link) {
    struct channel *found = NULL;
    for (int i = 0; i < link->count; i++) {
        struct channel *channel = &link->channels[i];
        if (!channel->busy && (found == NULL || channel->asked == channel->heard)) found = channel;
    }
    return found;
}

/* NULL when none became free in time. */
static struct channel *take(struct key_link *link, int64_t until_ms) {
    struct channel *channel;
    pthread_mutex_lock(&link->lock);
    while ((channel = free_channel(link)) == NULL &&
           wait_until(&link->freed, &link->lock, until_ms))
        continue;
    if (channel != NULL) channel->busy = true;
    pthread_mutex_unlock(&link->lock);
    return channel;
}

static void give_back(struct key_link *link, struct channel *channel) {
    pthread_mutex_lock(&link->lock);
    channel->busy = false;
    pthread_cond_signal(&link->freed);
    pthread_mutex_unlock(&link->lock);
}

enum rc key_link_ask(struct key_link *link, bool hurried, struct key_message *m) {
    bool silent = atomic_load(&link->silent);
    ENSURE(!hurried || !silent, RC_RETRY);
    int64_t until_ms = monotonic_ms() + (hurried  ? HURRIED_MS
                                         : silent ? ANSWER_AGAIN_MS
                                                  : ANSWER_MS);
    struct channel *channel = take(link, until_ms);
    enum rc rc = channel == NULL ? RC_RETRY : exchange(link, channel, until_ms, m);
    if (channel != NULL) give_back(link, channel);
    /* Without a free channel nothing was asked, which says nothing about the key process. */
    bool asked = channel != NULL;
    if (asked && (rc == RC_OK || !hurried)) atomic_store(&link->silent, rc != RC_OK);
    TRY(rc);
    atomic_store_explicit(&link->generation, m->generation, memory_order_relaxed);
    return RC_OK;
}

uint32_t key_link_generation(const struct key_link *link) {
    return atomic_load_explicit(&link->generation, memory_order_relaxed);
}

static void close_channels(struct key_link *link) {
    for (int i = 0; i < link->count; i++) close(link->channels[i].fd);
    link->count = 0;
}

void key_link_close(struct key_link *link) {
    close_channels(link);
    child_end(link->pid);
    link->pid = 0;
    pthread_cond_destroy(&link->freed);
    pthread_mutex_destroy(&link->lock);
}

int key_process_id(const struct keys *keys) {
    return keys->link == NULL ? 0 : (int)keys->link->pid;
}

/* Both ends of each channel; in ends[] those of the child. */
static enum rc open_channels(struct key_link *link, int wanted, int ends[], struct fault *fault) {
    for (; link->count < wanted; link->count++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
            return FAULT(fault, RC_IO, "socketpair: %s", strerror(errno));
        link->channels[link->count] = (struct channel){.fd = pair[0]};
        ends[link->count] = pair[1];
    }
    return RC_OK;
}

static enum rc hear_hello(struct key_link *link, struct fault *fault) {
    struct key_message m;
    struct pollfd ready = {.fd = link->channels[0].fd, .events = POLLIN};
    int64_t until_ms = monotonic_ms() + START_MS;
    while (poll(&ready, 1, START_MS) < 0 && errno == EINTR && monotonic_ms() < until_ms) continue;
    ssize_t len = recv(link->channels[0].fd, &m, sizeof m, MSG_DONTWAIT);
    if (len < 0)
        return FAULT(fault, RC_IO,
                     "the key process does not begin: %s: does the folder of keys answer?",
                     strerror(errno));
    if (len != KEY_MESSAGE || m.op != KEY_OP_HELLO || m.text_len > sizeof m.bytes)
        return FAULT(fault, RC_IO, "the key process ended at its start");
    atomic_store(&link->generation, m.generation);
    if (m.rc == RC_OK || m.rc == RC_NONE) return (enum rc)m.rc;
    struct str why = key_message_text(&m);
    return FAULT(fault, (enum rc)m.rc, "%.*s", STR_ARG(why));
}

enum rc key_process_start(struct arena *arena, const struct key_process_config *config,
                          struct keys **ret_keys, struct fault *fault) {
    if (sodium_init() < 0)
        return FAULT(fault, RC_IO,
                     "libsodium does not start"); /* it also chooses what hashes fastest here */
    struct keys *keys = ARENA_NEW(arena, struct keys);
    struct key_link *link = ARENA_NEW(arena, struct key_link);
    int ends[KEY_CHANNELS_MAX], wanted = config->channels < 1                  ? 1
                                         : config->channels > KEY_CHANNELS_MAX ? KEY_CHANNELS_MAX
                                                                               : config->channels;
    link->lost = config->lost;
    pthread_mutex_init(&link->lock, NULL);
    wait_open(&link->freed);
    enum rc rc = open_channels(link, wanted, ends, fault);
    pid_t program = getpid();
    if (rc == RC_OK) link->pid = fork();
    if (rc == RC_OK && link->pid == 0)
        key_child_run(config, program, ends, wanted); /* does not come back */
    if (rc == RC_OK && link->pid < 0) rc = FAULT(fault, RC_IO, "fork: %s", strerror(errno));
    for (int i = 0; i < link->count; i++) close(ends[i]);
    if (rc == RC_OK) rc = hear_hello(link, fault);
    keys->link = link;
    if (rc == RC_OK) rc = keys_begin(arena, keys);
    if (rc != RC_OK) key_link_close(link);
    if (rc == RC_OK) *ret_keys = keys;
    return rc;
}
