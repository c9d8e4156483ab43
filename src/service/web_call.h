/* Calls to other web servers, through libcurl: several at once, bounded in time and size, never where they should not go. Redirects are not
 * followed. Source: OpenID Connect Back-Channel Logout 2.5; SECURITY "Who attacks". */
#pragma once

#include "base/str.h"

enum { WEB_CALLS_MAX = 20, WEB_CALL_S = 5, WEB_REPLY_MAX = 256 * 1024 };

struct web_call {
    struct str url;           /* https, or http on this machine */
    struct str form;          /* sent as application/x-www-form-urlencoded; "" asks with GET */
    struct str authorization; /* header; "" none */
    int status;               /* answered: 0 nothing came */
    struct str body;          /* of the answer, in the arena; at most WEB_REPLY_MAX */
};
/* ca_file: certificates trusted besides nothing else; "" those of the system. Returns when all are answered or WEB_CALL_S passed. */
void web_calls(struct arena *arena, struct web_call *calls, size_t count, struct str ca_file);
