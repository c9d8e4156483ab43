/* Client of the key process: starts it and sends it requests. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/wait.h"
#include "crypto/key_child.h"

/*
 * Timeout of one request; timeout after a request was not answered, so that later ones fail fast;
 * timeout for callers that may not block; timeout of the start.
 */
enum { ANSWER_MS = 2000, ANSWER_AGAIN_MS = 100, SHORT_TIMEOUT_MS = 20, START_MS = 60000 };

/*
 * A connection, used by one thread at a time. It has at most one outstanding request: a late reply
 * is read before the next request is sent.
 */
struct channel {
    int fd;
    bool busy;
    uint32_t asked, received; /* sequence numbers of requests and replies */
};

struct key_link {
    pid_t pid;
    int count;
    pthread_mutex_t lock; /* protects busy */
    pthread_cond_t freed;
    struct channel channels[KEY_CHANNELS_MAX];
    _Atomic uint32_t generation;
    atomic_bool silent; /* the last request was not answered in time */
    void (*lost)(void);
};

/*
 * The key process ended or broke the protocol. Nothing can be verified or sealed any more, so the
 * program ends.
 */
static _Noreturn void end_program(const struct key_link *link) {
    link->lost();
    abort();
}

/* Receives the oldest waiting message. */
static enum rc receive(const struct key_link *link, int fd, int64_t until_ms,
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

/* Receives the reply to this request and drops late replies to earlier ones. */
static enum rc exchange(const struct key_link *link, struct channel *channel, int64_t until_ms,
                        struct key_message *m) {
    struct key_message old;
    enum rc rc = RC_OK;
    while (rc == RC_OK && channel->received != channel->asked) {
        rc = receive(link, channel->fd, until_ms, &old);
        if (rc == RC_OK) channel->received = old.number;
        explicit_bzero(old.bytes, sizeof old.bytes);
    }
    TRY(rc);
    m->number = ++channel->asked;
    ssize_t sent;
    do
        sent = send(channel->fd, m, sizeof *m,
                    MSG_NOSIGNAL); /* cannot block: nothing else is in the channel */
    while (sent < 0 && errno == EINTR);
    if (sent != KEY_MESSAGE) end_program(link);
    explicit_bzero(m->bytes, sizeof m->bytes);
    TRY(receive(link, channel->fd, until_ms, m));
    if (m->number != channel->asked) end_program(link);
    channel->received = m->number;
    return RC_OK;
}

/*
 * Returns a free channel, preferably one without an outstanding reply, because its thread in the
 * key process may hang.
 */
static struct channel *free_channel(struct key_link *link) {
    struct channel *found = NULL;
    for (int i = 0; i < link->count; i++) {
        struct channel *channel = &link->channels[i];
        if (!channel->busy && (found == NULL || channel->asked == channel->received))
            found = channel;
    }
    return found;
}

/* Returns NULL when no channel became free in time. */
static struct channel *take_channel(struct key_link *link, int64_t until_ms) {
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

enum rc key_link_ask(struct key_link *link, bool short_timeout, struct key_message *m) {
    bool silent = atomic_load(&link->silent);
    ENSURE(!short_timeout || !silent, RC_RETRY);
    int64_t until_ms = monotonic_ms() + (short_timeout ? SHORT_TIMEOUT_MS
                                         : silent      ? ANSWER_AGAIN_MS
                                                       : ANSWER_MS);
    struct channel *channel = take_channel(link, until_ms);
    enum rc rc = channel == NULL ? RC_RETRY : exchange(link, channel, until_ms, m);
    if (channel != NULL) give_back(link, channel);
    /* Without a free channel no request was sent, which says nothing about the key process. */
    bool asked = channel != NULL;
    if (asked && (rc == RC_OK || !short_timeout)) atomic_store(&link->silent, rc != RC_OK);
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

/* Creates both ends of each channel; ends[] receives those of the child. */
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
        return FAULT(fault, RC_IO, "the key process exited during start-up");
    atomic_store(&link->generation, m.generation);
    if (m.rc == RC_OK || m.rc == RC_NONE) return (enum rc)m.rc;
    struct str why = key_message_text(&m);
    enum rc rc = FAULT(fault, (enum rc)m.rc, "%.*s", STR_ARG(why));
    if (fault != NULL) fault->cause = (enum fault_cause)m.kind;
    return rc;
}

enum rc key_process_start(struct arena *arena, const struct key_process_config *config,
                          struct keys **ret_keys, struct fault *fault) {
    if (sodium_init() < 0)
        return FAULT(fault, RC_IO,
                     "libsodium could not be initialised"); /* sodium_init() also selects the
                                                               fastest implementation */
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
        key_child_run(config, program, ends, wanted); /* does not return */
    if (rc == RC_OK && link->pid < 0) rc = FAULT(fault, RC_IO, "fork: %s", strerror(errno));
    for (int i = 0; i < link->count; i++) close(ends[i]);
    if (rc == RC_OK) rc = hear_hello(link, fault);
    keys->link = link;
    if (rc == RC_OK) rc = key_wire_begin(arena, keys);
    if (rc != RC_OK) key_link_close(link);
    if (rc == RC_OK) *ret_keys = keys;
    return rc;
}
