#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/str.h"

enum { BACKLOG = 1024, SOCKET_FILE_MODE = 0660 };

union any_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un file;
};

static enum fault_cause cause_of(int error) {
    return error == EADDRINUSE                 ? FAULT_ADDRESS_TAKEN
           : error == EADDRNOTAVAIL            ? FAULT_ADDRESS_FOREIGN
           : error == EACCES || error == EPERM ? FAULT_ADDRESS_DENIED
                                               : FAULT_OTHER;
}

static enum rc failed(int fd, const char *what, const char *address, struct fault *fault) {
    int error = errno;
    enum rc rc = FAULT(fault, RC_IO, "%s %s: %s", what, address, strerror(error));
    if (fault != NULL && strcmp(what, "bind") == 0) fault->cause = cause_of(error);
    if (fd >= 0) close(fd);
    return rc;
}

static int port_of(int fd) {
    union any_address bound;
    socklen_t size = sizeof bound;
    if (getsockname(fd, &bound.any, &size) != 0) return 0;
    if (bound.any.sa_family == AF_INET) return ntohs(bound.v4.sin_port);
    return bound.any.sa_family == AF_INET6 ? ntohs(bound.v6.sin6_port) : 0;
}

static enum rc bind_and_listen(int fd, const union any_address *at, socklen_t size,
                               const char *address, struct listener *ret_listener,
                               struct fault *fault) {
    if (bind(fd, &at->any, size) != 0) return failed(fd, "bind", address, fault);
    if (at->any.sa_family == AF_UNIX && chmod(at->file.sun_path, SOCKET_FILE_MODE) != 0)
        return failed(fd, "chmod", address, fault);
    if (listen(fd, BACKLOG) != 0) return failed(fd, "listen", address, fault);
    *ret_listener = (struct listener){.fd = fd, .port = port_of(fd)};
    return RC_OK;
}

/* Removes a socket file without a listener; fails when a server answers on it. */
static enum rc clear_socket_file(const union any_address *at, socklen_t size, const char *address,
                                 struct fault *fault) {
    struct stat found;
    if (lstat(at->file.sun_path, &found) != 0) return RC_OK;
    if (!S_ISSOCK(found.st_mode))
        return FAULT(
            fault, RC_IO,
            "%s: a file of another type exists at this path; remove it or choose another path",
            address);
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return failed(-1, "socket", address, fault);
    bool answers = connect(probe, &at->any, size) == 0;
    close(probe);
    if (answers) return FAULT(fault, RC_IO, "%s: another program listens there", address);
    if (unlink(at->file.sun_path) != 0) return failed(-1, "unlink", address, fault);
    return RC_OK;
}

static enum rc parse_file(const char *address, union any_address *ret_at, struct fault *fault) {
    const char *path = address + strlen("unix:");
    *ret_at = (union any_address){.file = {.sun_family = AF_UNIX}};
    if (path[0] != '/' || strlen(path) >= sizeof ret_at->file.sun_path)
        return FAULT(fault, RC_INVALID, "%s: not an absolute path, or too long", address);
    memcpy(ret_at->file.sun_path, path, strlen(path));
    return RC_OK;
}

static enum rc open_file(const char *address, struct listener *ret_listener, struct fault *fault) {
    union any_address at;
    TRY(parse_file(address, &at, fault));
    TRY(clear_socket_file(&at, sizeof at.file, address, fault));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return failed(fd, "socket", address, fault);
    return bind_and_listen(fd, &at, sizeof at.file, address, ret_listener, fault);
}

/* Parses "127.0.0.1:8081" or "[::1]:8081". */
static enum rc parse_network(struct str text, union any_address *ret_at, socklen_t *ret_size) {
    char host[INET6_ADDRSTRLEN];
    int64_t port;
    bool bracket = str_starts(text, S("["));
    struct str rest = bracket ? str_sub(text, 1, text.len) : text;
    struct str name = str_cut(&rest, bracket ? ']' : ':', NULL);
    if (bracket) {
        ENSURE(str_starts(rest, S(":")), RC_INVALID);
        rest = str_sub(rest, 1, rest.len);
    }
    ENSURE(name.len < sizeof host, RC_INVALID);
    TRY(str_to_i64(rest, 0, 65535, &port));
    memcpy(host, name.ptr, name.len);
    host[name.len] = '\0';
    union any_address at = {.v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)}};
    *ret_size = sizeof at.v6;
    if (!bracket) {
        at = (union any_address){.v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)}};
        *ret_size = sizeof at.v4;
    }
    ENSURE(inet_pton(at.any.sa_family, host,
                     bracket ? (void *)&at.v6.sin6_addr : (void *)&at.v4.sin_addr) == 1,
           RC_INVALID);
    *ret_at = at;
    return RC_OK;
}

static enum rc open_network(const char *address, struct listener *ret_listener,
                            struct fault *fault) {
    union any_address at;
    socklen_t size;
    if (parse_network(str_of(address), &at, &size) != RC_OK)
        return FAULT(
            fault, RC_INVALID,
            "%s: not an address like 127.0.0.1:8081, [::1]:8081, unix:/path or systemd:NAME",
            address);
    int fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return failed(fd, "socket", address, fault);
    int yes = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0)
        return failed(fd, "reuse", address, fault);
    if (at.any.sa_family == AF_INET6 &&
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes) != 0)
        return failed(fd, "v6only", address, fault);
    return bind_and_listen(fd, &at, size, address, ret_listener, fault);
}

/*
 * See sd_listen_fds_with_names(3). The environment is kept, so that every listener finds its own.
 */
static enum rc open_systemd(const char *address, struct listener *ret_listener,
                            struct fault *fault) {
    struct str wanted = str_of(address);
    bool by_name;
    str_cut(&wanted, ':', &by_name);
    char **names = NULL;
    int count = sd_listen_fds_with_names(0, &names), chosen = -1;
    for (int i = 0; i < count; i++)
        if (chosen < 0 && (by_name ? str_eq(str_of(names[i]), wanted) : count == 1))
            chosen = SD_LISTEN_FDS_START + i;
    for (int i = 0; i < count; i++) free(names[i]);
    free(names);
    if (chosen < 0)
        return FAULT(
            fault, RC_IO,
            "%s: systemd passed no socket of this name (%d passed); check the .socket units",
            address, count < 0 ? 0 : count);
    if (sd_is_socket(chosen, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
        return FAULT(fault, RC_IO, "%s: not a listening stream socket", address);
    if (fcntl(chosen, F_SETFL, fcntl(chosen, F_GETFL) | O_NONBLOCK) != 0)
        return failed(-1, "fcntl", address, fault);
    *ret_listener = (struct listener){.fd = chosen, .port = port_of(chosen)};
    return RC_OK;
}

enum rc listen_open(const char *address, struct listener *ret_listener, struct fault *fault) {
    struct str text = str_of(address);
    if (str_starts(text, S("unix:"))) return open_file(address, ret_listener, fault);
    if (str_eq(text, S("systemd")) || str_starts(text, S("systemd:")))
        return open_systemd(address, ret_listener, fault);
    return open_network(address, ret_listener, fault);
}

enum rc listen_connect(const char *address, int seconds, int *ret_fd, struct fault *fault) {
    struct str text = str_of(address);
    const struct timeval patience = {.tv_sec = seconds};
    union any_address at;
    socklen_t size = sizeof at.file;
    ENSURE(!str_starts(text, S("systemd")), RC_NONE);
    if (str_starts(text, S("unix:")))
        TRY(parse_file(address, &at, fault));
    else if (parse_network(text, &at, &size) != RC_OK)
        return FAULT(fault, RC_INVALID,
                     "%s: not an address; use HOST:PORT, unix:PATH or systemd:NAME", address);
    int fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool bounded = fd >= 0 &&
                   setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
                   setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0;
    if (!bounded || connect(fd, &at.any, size) != 0) return failed(fd, "connect", address, fault);
    *ret_fd = fd;
    return RC_OK;
}

enum rc listen_open_for(const char *name, const char *address, struct listener *ret_listener,
                        struct fault *fault) {
    enum rc rc = listen_open(address, ret_listener, fault);
    if (rc == RC_OK || fault == NULL || name == NULL) return rc;
    enum fault_cause cause = fault->cause;
    struct fault why = *fault;
    rc = cause == FAULT_OTHER ? FAULT(fault, rc, "%s = %s: %s", name, address, why.detail)
                              : FAULT(fault, rc, "%s = %s", name, address);
    fault->cause = cause;
    return rc;
}
