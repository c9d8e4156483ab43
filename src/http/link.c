#include "http/link.h"

#include <stdlib.h>

#include "http/server_state.h"

struct link *link_open(struct http_server *server, struct site_daemon *daemon, int fd) {
    struct link *link = calloc(1, sizeof *link);
    if (link == NULL) abort();
    *link = (struct link){
        .next = server->links, .daemon = daemon, .fd = fd, .since_ms = server->now_ms};
    if (link->next != NULL) link->next->before = link;
    server->links = link;
    server->link_count++;
    return link;
}

void link_close(struct http_server *server, struct link *link) {
    if (link->next != NULL) link->next->before = link->before;
    if (link->before != NULL)
        link->before->next = link->next;
    else
        server->links = link->next;
    server->link_count--;
    free(link);
}
