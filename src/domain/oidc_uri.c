#include "domain/oidc_uri.h"

static bool is_visible(struct str s) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] <= ' ' || s.ptr[i] > '~' || strchr("\"<>\\^`{|}", s.ptr[i]) != NULL)
            return false;
    return true;
}

static size_t position_of(struct str s, char c) {
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == c) return i;
    return s.len;
}

static struct str scheme_of(struct str uri) {
    return str_sub(uri, 0, position_of(uri, ':'));
}

static struct str after(struct str s, size_t n) {
    return str_sub(s, n, s.len);
}

/* The part between // and the path. */
static struct str authority_of(struct str uri) {
    struct str rest = after(uri, scheme_of(uri).len);
    if (!str_starts(rest, S("://"))) return S("");
    rest = after(rest, 3);
    size_t end = position_of(rest, '/'), query = position_of(rest, '?');
    return str_sub(rest, 0, end < query ? end : query);
}

static struct str host_part(struct str authority) {
    if (str_starts(authority, S("[")))
        return str_sub(authority, 0, position_of(authority, ']') + 1);
    return str_sub(authority, 0, position_of(authority, ':'));
}

static bool is_loopback(struct str host) {
    return str_eq(host, S("127.0.0.1")) || str_eq(host, S("[::1]")) || str_eq(host, S("localhost"));
}

static bool is_web(struct str scheme) {
    return str_eq(scheme, S("https")) || str_eq(scheme, S("http"));
}

static bool is_scheme(struct str scheme) {
    for (size_t i = 0; i < scheme.len; i++) {
        char c = scheme.ptr[i];
        bool letter = c >= 'a' && c <= 'z',
             later = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && !(i > 0 && later)) return false;
    }
    return scheme.len > 0;
}

static bool is_authority(struct str authority) {
    struct str name = host_part(authority), port = after(authority, name.len);
    if (name.len == 0) return false;
    if (port.len == 0) return true;
    int64_t number;
    return port.ptr[0] == ':' && str_to_i64(after(port, 1), 1, 65535, &number) == RC_OK;
}

enum uri_flaw uri_judge(struct str uri, bool is_public) {
    if (uri.len > URI_MAX) return URI_LONG;
    struct str scheme = scheme_of(uri), authority = authority_of(uri);
    if (!is_visible(uri) || scheme.len == uri.len || !is_scheme(scheme)) return URI_SHAPE;
    if (position_of(uri, '#') < uri.len) return URI_FRAGMENT;
    if (position_of(uri, '*') < uri.len) return URI_WILDCARD;
    if (!is_web(scheme))
        return is_public && position_of(scheme, '.') < scheme.len ? URI_FINE : URI_SCHEME;
    if (!is_authority(authority) || position_of(authority, '@') < authority.len) return URI_SHAPE;
    if (str_eq(scheme, S("http")) && !is_loopback(host_part(authority))) return URI_SCHEME;
    return URI_FINE;
}

enum uri_flaw uri_judge_called(struct str uri) {
    return uri_judge(uri, false);
}

/*
 * Splits http://127.0.0.1:PORT/rest into host and rest, without the port; false for any other URI.
 */
static bool split_loopback(struct str uri, struct str *ret_host, struct str *ret_rest) {
    struct str authority = authority_of(uri), name = host_part(authority);
    if (!str_starts(uri, S("http://")) || !is_authority(authority)) return false;
    if (!str_eq(name, S("127.0.0.1")) && !str_eq(name, S("[::1]"))) return false;
    *ret_host = name;
    *ret_rest = after(uri, strlen("http://") + authority.len);
    return true;
}

bool uri_same(struct str registered, struct str asked, bool is_public) {
    if (str_eq(registered, asked)) return true;
    struct str host, rest, asked_host, asked_rest;
    if (!is_public || !split_loopback(registered, &host, &rest) ||
        !split_loopback(asked, &asked_host, &asked_rest))
        return false;
    return str_eq(host, asked_host) && str_eq(rest, asked_rest);
}

struct str uri_host(struct str uri) {
    return authority_of(uri);
}

struct str uri_host_name(struct str uri) {
    return host_part(authority_of(uri));
}

static bool v4_may_be_called(const unsigned char *ip, bool own_machine) {
    if (ip[0] == 127 || own_machine) return ip[0] == 127 && own_machine;
    bool link_local = ip[0] == 169 && ip[1] == 254;
    return ip[0] != 0 && !link_local && ip[0] < 224;
}

/*
 * Returns the IPv4 address that is embedded in an IPv6 one: mapped, compatible, translated (RFC
 * 6052) or 6to4 (RFC 3056); NULL when there is none.
 */
static const unsigned char *v4_within(const unsigned char *ip) {
    static const struct {
        unsigned char prefix[12];
        size_t len, at;
    } ways[] = {
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 12, 12},
        {{0}, 12, 12},
        {{0, 0x64, 0xff, 0x9b}, 12, 12},
        {{0x20, 0x02}, 2, 2},
    };
    for (size_t i = 0; i < COUNT(ways); i++)
        if (memcmp(ip, ways[i].prefix, ways[i].len) == 0) return ip + ways[i].at;
    return NULL;
}

bool uri_may_be_called(const unsigned char *octets, size_t len, bool own_machine) {
    static const unsigned char loopback[16] = {[15] = 1};
    if (len == 4) return v4_may_be_called(octets, own_machine);
    if (len != 16) return false;
    if (memcmp(octets, loopback, sizeof loopback) == 0) return own_machine;
    const unsigned char *v4 = v4_within(octets);
    if (v4 != NULL) return v4_may_be_called(v4, own_machine);
    bool link_local = octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80;
    return !own_machine && !link_local && octets[0] != 0xff;
}
