/* The mail queue. A transaction adds a mail (mail_work.h); a periodic job sends it (mail_send), so
 * that no page waits for a mail server and no response reveals whether an address exists. A mail
 * holds at most one link, good for one use within MAIL_LINK_MS; the database keeps its token as a
 * hash, and the waiting mail sealed. Source: docs/develop/pupil-site.md. */
#pragma once

#include "service/service.h"

enum { MAIL_LINK_MS = 30 * 60 * 1000, MAILS_A_DAY = 6 };
enum mail_purpose { MAIL_PROVE = 1, MAIL_FORGOTTEN = 2 };

/* The words of a mail, in the language of who asks for it. In subject and body: {0} the token of
 * the link, {1} the pupil's first name, {2} the school, {3} where to ask questions, {4} the minutes
 * that the link works. A notice holds no link; a NULL one is not sent. */
struct mail_text {
    struct str subject, body;
};

struct mail_server {
    struct str url;         /* smtp://host:port or smtps://host:port; "" sends nothing */
    struct str credentials; /* "user:password"; "" without */
    struct str from;        /* address */
};
/* One round of the job: what was forgotten becomes mails, mails that are due are sent. A mail that
 * is refused for good is dropped; one that is not is tried again a little later each time, while
 * its link lives. */
struct mail_round {
    int sent, later, dropped;
};
enum rc mail_send(struct service *service, struct arena *arena, const struct mail_server *server,
                  struct mail_round *ret_round, struct fault *fault) MUST_USE;
