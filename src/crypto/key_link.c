/* The program's side: begins the key process and asks it. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/key_child.h"

struct channel {
    pthread_mutex_t lock;
    int fd;
};

struct key_link {
    pid_t pid;
    int count;
    struct channel channels[KEY_CHANNELS_MAX];
    _Atomic uint32_t generation;
    void (*lost)(void);
};

static bool whole(ssize_t len) {
    return len == KEY_MESSAGE;
}

static bool exchange(int fd, struct key_message *m) {
    ssize_t len;
    do len = send(fd, m, sizeof *m, MSG_NOSIGNAL);
    while (len < 0 && errno == EINTR);
    if (!whole(len)) return false;
    do len = recv(fd, m, sizeof *m, 0);
    while (len < 0 && errno == EINTR);
    return whole(len) && (size_t)m->aad_len + m->text_len <= sizeof m->bytes;
}

/* A free channel; with all of them busy, one's turn on the first that came to mind. */
static struct channel *take(struct key_link *link) {
    int begin = (int)(((uintptr_t)pthread_self() >> 12) % (uintptr_t)link->count);
    for (int i = 0; i < link->count; i++) {
        struct channel *channel = &link->channels[(begin + i) % link->count];
        if (pthread_mutex_trylock(&channel->lock) == 0) return channel;
    }
    pthread_mutex_lock(&link->channels[begin].lock);
    return &link->channels[begin];
}

void key_link_ask(struct key_link *link, struct key_message *m) {
    struct channel *channel = take(link);
    bool answered = exchange(channel->fd, m);
    pthread_mutex_unlock(&channel->lock);
    if (!answered) {
        link->lost();
        abort(); /* it does not come back */
    }
    atomic_store_explicit(&link->generation, m->generation, memory_order_relaxed);
}

uint32_t key_link_generation(const struct key_link *link) {
    return atomic_load_explicit(&link->generation, memory_order_relaxed);
}

static void close_channels(struct key_link *link) {
    for (int i = 0; i < link->count; i++) {
        close(link->channels[i].fd);
        pthread_mutex_destroy(&link->channels[i].lock);
    }
    link->count = 0;
}

void key_link_close(struct key_link *link) {
    close_channels(link);
    if (link->pid > 0) waitpid(link->pid, NULL, 0);
    link->pid = 0;
}

int key_process_id(const struct keys *keys) {
    return keys->link == NULL ? 0 : (int)keys->link->pid;
}

/* Both ends of each channel; in ends[] those of the child. */
static enum rc open_channels(struct key_link *link, int wanted, int ends[], struct fault *fault) {
    for (; link->count < wanted; link->count++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return FAULT(fault, RC_IO, "socketpair: %s", strerror(errno));
        link->channels[link->count].fd = pair[0];
        ends[link->count] = pair[1];
        pthread_mutex_init(&link->channels[link->count].lock, NULL);
    }
    return RC_OK;
}

static enum rc hear_hello(struct key_link *link, struct fault *fault) {
    struct key_message m;
    ssize_t len;
    do len = recv(link->channels[0].fd, &m, sizeof m, 0);
    while (len < 0 && errno == EINTR);
    if (!whole(len) || m.op != KEY_OP_HELLO || m.text_len > sizeof m.bytes) return FAULT(fault, RC_IO, "the key process ended at its start");
    atomic_store(&link->generation, m.generation);
    if (m.rc == RC_OK || m.rc == RC_NONE) return (enum rc)m.rc;
    struct str why = key_message_text(&m);
    return FAULT(fault, (enum rc)m.rc, "%.*s", STR_ARG(why));
}

enum rc key_process_start(struct arena *arena, const struct key_process_config *config, struct keys **ret_keys, struct fault *fault) {
    if (sodium_init() < 0) return FAULT(fault, RC_IO, "libsodium does not start"); /* it also chooses what hashes fastest here */
    struct keys *keys = ARENA_NEW(arena, struct keys);
    struct key_link *link = ARENA_NEW(arena, struct key_link);
    int ends[KEY_CHANNELS_MAX], wanted = config->channels < 1 ? 1 : config->channels > KEY_CHANNELS_MAX ? KEY_CHANNELS_MAX : config->channels;
    link->lost = config->lost;
    enum rc rc = open_channels(link, wanted, ends, fault);
    pid_t program = getpid();
    if (rc == RC_OK) link->pid = fork();
    if (rc == RC_OK && link->pid == 0) key_child_run(config, program, ends, wanted); /* does not come back */
    if (rc == RC_OK && link->pid < 0) rc = FAULT(fault, RC_IO, "fork: %s", strerror(errno));
    for (int i = 0; i < link->count; i++) close(ends[i]);
    if (rc == RC_OK) rc = hear_hello(link, fault);
    keys->link = link;
    if (rc == RC_OK) rc = keys_begin(arena, keys);
    if (rc != RC_OK) key_link_close(link);
    if (rc == RC_OK) *ret_keys = keys;
    return rc;
}
