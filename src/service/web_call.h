/* Calls to other web servers, through libcurl: several at once, bounded in time and size, never
 * where they should not go. Redirects are not followed. Source: OpenID Connect Back-Channel
 * Logout 2.5; docs/develop/security-decisions.md "Outgoing calls". */
#pragma once

#include "base/str.h"

enum { WEB_CALLS_MAX = 40, WEB_CALL_S = 5, WEB_REPLY_MAX = 256 * 1024 };

struct web_call {
    struct str url;           /* https, or http on this machine */
    struct str form;          /* sent as application/x-www-form-urlencoded; "" asks with GET */
    struct str authorization; /* header; "" none */
    int status;               /* answered: 0 nothing came */
    struct str body;          /* of the answer, at most WEB_REPLY_MAX */
};
/* Says in the log of a call that came to nothing to whom it was, why, and where to look; code: of
 * libcurl. */
void web_call_tell(struct str url, int code);

/* ca_file: certificates trusted besides nothing else; "" those of the system. Returns when all are
 * answered or WEB_CALL_S passed. */
void web_calls(struct arena *arena, struct web_call *calls, size_t count, struct str ca_file);

/* The same without waiting for all: calls have places, each is begun when there is something to say
 * and told when it is over, so that one that nobody answers delays no other. */
struct web_desk;
enum rc web_desk_open(struct str ca_file, struct web_desk **ret_desk) MUST_USE;
void web_desk_close(struct web_desk *desk); /* NULL is fine; what is under way is given up */
/* place: below WEB_CALLS_MAX, and free. The call is copied. */
void web_desk_begin(struct web_desk *desk, size_t place, const struct web_call *call);
/* Waits until something ends, wait_ms at most; tells one place that ended, its answer good until
 * the place is used again. RC_NONE: none yet. RC_IO: none is under way. */
enum rc web_desk_next(struct web_desk *desk, int wait_ms, size_t *ret_place,
                      struct web_call *ret_call) MUST_USE;
