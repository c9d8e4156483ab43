/*
 * Redirect URIs and other addresses of clients: which may be registered, and whether a requested
 * one is registered. The comparison is byte for byte, except for the port of a native application
 * on the loopback interface (RFC 8252, 7.3). Source: RFC 6749 3.1.2, RFC 9700 2.1.
 */
#pragma once

#include "base/str.h"

enum { URI_MAX = 2000 };
enum uri_flaw {
    URI_FINE,
    URI_LONG,
    URI_SHAPE, /* not an absolute URI in visible ASCII, or contains user:password@ or a backslash */
    URI_FRAGMENT, /* contains # */
    URI_SCHEME, /* http is allowed for loopback only; a private-use scheme needs a dot and a public
                   client */
    URI_WILDCARD, /* contains *; wildcards are not supported */
};
/*
 * Checks a URI for registration.
 *   is_public  the client has no secret, so private-use schemes are allowed
 *              ("be.school.app:/klaar")
 */
enum uri_flaw uri_judge(struct str uri, bool is_public);
/* Checks a URI that this server calls itself (back-channel): https, or http on loopback. */
enum uri_flaw uri_judge_called(struct str uri);
/* Tells whether the requested URI matches the registered one. */
bool uri_same(struct str registered, struct str asked, bool is_public);
/* Returns the authority, e.g. "school.example:8443" for https://school.example:8443/a. */
struct str uri_host(struct str uri);
/* Returns the host without its port, e.g. "school.example" or "[::1]". */
struct str uri_host_name(struct str uri);

/*
 * Tells whether the server may connect to a network address (4 or 16 octets). A host name from
 * outside must never resolve to this machine, to link-local or to multicast addresses, in any of
 * the ways in which IPv6 embeds IPv4 (server-side request forgery).
 *   own_machine  the URI names the loopback interface itself; then only loopback is allowed
 */
bool uri_may_be_called(const unsigned char *octets, size_t len, bool own_machine);
