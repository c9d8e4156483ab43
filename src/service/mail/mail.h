/*
 * The mail queue.
 *
 * A transaction adds a mail (mail_work.h); a periodic job sends it (mail_send). So no page waits
 * for a mail server, and no response reveals whether an address exists. A mail has at most one
 * link, valid for one use within MAIL_LINK_MS. The database stores the hash of its token, and the
 * queued mail sealed.
 *
 * Source: docs/develop/pupil-site.md.
 */
#pragma once

#include "service/service.h"

enum { MAIL_LINK_MS = 30 * 60 * 1000, MAILS_A_DAY = 6 };
enum mail_purpose { MAIL_PROVE = 1, MAIL_FORGOTTEN = 2 };

/*
 * The text of a mail, in the language of the person who asks for it. Placeholders in subject and
 * body: {0} token of the link, {1} first name, {2} school, {3} where to ask questions, {4} minutes
 * that the link is valid. A notice has no link; NULL means that none is sent.
 */
struct mail_text {
    struct str subject, body;
};

struct mail_server {
    struct str url;         /* smtp://host:port or smtps://host:port; "" sends nothing */
    struct str credentials; /* "user:password"; "" for none */
    struct str from;        /* sender address */
};
/*
 * The counts of one run of the job. It queues mails for forgotten passwords and sends mails that
 * are due. A mail that the server refuses for good is dropped; another failure is retried with
 * growing delays while the link is valid.
 */
struct mail_round {
    int sent, later, dropped;
};
enum rc mail_send(struct service *service, struct arena *arena, const struct mail_server *server,
                  struct mail_round *ret_round, struct fault *fault) MUST_USE;
