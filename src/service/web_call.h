/*
 * HTTP calls to other servers, through libcurl.
 *
 * Several calls run at once; each is bounded in time and size. Calls go to public https addresses
 * only, or to this machine when the URL says so. Redirects are not followed.
 *
 * Source: OpenID Connect Back-Channel Logout 2.5; docs/develop/security-decisions.md "Outgoing
 * calls".
 */
#pragma once

#include "base/str.h"

enum { WEB_CALLS_MAX = 40, WEB_CALL_S = 5, WEB_REPLY_MAX = 256 * 1024 };

struct web_call {
    struct str url;           /* https, or http to this machine */
    struct str form;          /* POST body, application/x-www-form-urlencoded; "" sends GET */
    struct str authorization; /* value of the Authorization header; "" for none */
    int status;               /* result: HTTP status, 0 when no response came */
    struct str body;          /* result: response body, at most WEB_REPLY_MAX bytes */
};
/*
 * Logs a failed call: the host, the reason (a CURLcode) and where to look. Never logs the path or
 * query.
 */
void web_call_tell(struct str url, int code);

/*
 * Runs all calls and returns when each is answered or timed out (WEB_CALL_S); at most WEB_CALLS_MAX
 * calls. Results are stored in `calls`, bodies in the arena.
 *   ca_file  CA certificates to trust instead of those of the system; "" for those of the system
 */
void web_calls(struct arena *arena, struct web_call *calls, size_t count, struct str ca_file);

/*
 * The same without waiting for all calls: the caller starts each call in a free slot (place) and is
 * told when it ends, so that a server that does not answer delays no other call. A desk belongs to
 * one thread.
 */
struct web_desk;
/* Opens a desk. RC_IO: libcurl failed. */
enum rc web_desk_open(struct str ca_file, struct web_desk **ret_desk) MUST_USE;
void web_desk_close(struct web_desk *desk); /* NULL is allowed; aborts running calls */
/* Starts a call. `place` is a free slot below WEB_CALLS_MAX. The call is copied. */
void web_desk_begin(struct web_desk *desk, size_t place, const struct web_call *call);
/*
 * Waits until a call ends, at most wait_ms milliseconds, and returns its slot and result. The
 * result is valid until the slot is used again. A call that failed has status 0. RC_NONE: none
 * ended yet. RC_IO: no call is running.
 */
enum rc web_desk_next(struct web_desk *desk, int wait_ms, size_t *ret_place,
                      struct web_call *ret_call) MUST_USE;
