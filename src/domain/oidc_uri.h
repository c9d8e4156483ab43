/* Addresses of applications: which may be registered, and when one that is asked for is one that is
 * registered: byte for byte. The one exception is the port of a program on the pupil's own machine
 * (RFC 8252, 7.3). Source: RFC 6749 3.1.2, RFC 9700 2.1. */
#pragma once

#include "base/str.h"

enum { URI_MAX = 2000 };
enum uri_flaw {
    URI_FINE,
    URI_LONG,
    URI_SHAPE, /* no absolute address in visible ASCII, or with user:password@, or with a backslash
                */
    URI_FRAGMENT, /* has a # */
    URI_SCHEME,   /* http is for one's own machine only; a scheme of one's own has a dot and is for
                     public clients */
    URI_WILDCARD, /* * stands for nothing but itself: surely a mistake */
};
/* is_public: the client keeps no secret, so that a program's own scheme is fine
 * ("be.school.app:/klaar"). */
enum uri_flaw uri_judge(struct str uri, bool is_public);
/* Addresses that this server calls itself (back-channel): https, or http on one's own machine. */
enum uri_flaw uri_judge_called(struct str uri);
/* Is the asked address the registered one? */
bool uri_same(struct str registered, struct str asked, bool is_public);
/* "school.example:8443" of https://school.example:8443/a */
struct str uri_host(struct str uri);

/* May a call go to that network address (4 or 16 octets)? A name from outside must never lead to
 * this machine, the neighbourhood of its network card or groups, by whatever way IPv6 has to say an
 * IPv4 address; own_machine: an address that says itself it is this machine leads nowhere else. */
bool address_may_be_called(const unsigned char *octets, size_t len, bool own_machine);
