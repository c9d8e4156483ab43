/* Listening sockets out of an address in text (http/server.h tells the forms). */
#pragma once

#include "base/rc.h"

struct listener {
    int fd;   /* non-blocking, close-on-exec */
    int port; /* 0 for a socket file */
};
/* RC_INVALID: no such form of address; RC_IO: the system refused, the fault says why. */
enum rc listen_open(const char *address, struct listener *ret_listener,
                    struct fault *fault) MUST_USE;
/* Connects to whoever listens there; waits at most seconds for each answer. "systemd:NAME" is
 * RC_NONE: only the process that systemd started knows its address. */
enum rc listen_connect(const char *address, int seconds, int *ret_fd, struct fault *fault) MUST_USE;
