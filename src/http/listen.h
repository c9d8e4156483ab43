/* Listening sockets from textual addresses (forms: http/server.h). */
#pragma once

#include "base/rc.h"

struct listener {
    int fd;   /* non-blocking, close-on-exec */
    int port; /* 0 for a Unix socket */
};
/* Errors: RC_INVALID for an unknown form of address; RC_IO with a fault when the system refuses. */
enum rc listen_open(const char *address, struct listener *ret_listener,
                    struct fault *fault) MUST_USE;
/* The same; the fault names the setting that holds the address (NULL: none). */
enum rc listen_open_for(const char *name, const char *address, struct listener *ret_listener,
                        struct fault *fault) MUST_USE;
/*
 * Connects to a listener and waits at most seconds for each response. Errors: RC_NONE for
 * "systemd:NAME", whose address only the process started by systemd knows.
 */
enum rc listen_connect(const char *address, int seconds, int *ret_fd, struct fault *fault) MUST_USE;
