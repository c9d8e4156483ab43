#include "domain/network.h"

#include <arpa/inet.h>

static bool parse(struct arena *arena, struct str text, int family, unsigned char *ret_bytes) {
    return text.len > 0 && text.len < INET6_ADDRSTRLEN &&
           inet_pton(family, str_c(arena, text), ret_bytes) == 1;
}

static struct str prefix(struct arena *arena, const unsigned char address[16], int bits) {
    unsigned char cut[16] = {0};
    char text[INET6_ADDRSTRLEN];
    memcpy(cut, address, (size_t)bits / 8);
    return str_format(arena, "%s/%d", inet_ntop(AF_INET6, cut, text, sizeof text), bits);
}

struct network network_of(struct arena *arena, struct str address) {
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    unsigned char bytes[16], *v4 = bytes + sizeof mapped;
    bool is_v4 = parse(arena, address, AF_INET, v4);
    if (!is_v4 && !parse(arena, address, AF_INET6, bytes))
        return (struct network){address, S(""), address, S("")};
    is_v4 = is_v4 || memcmp(bytes, mapped, sizeof mapped) == 0;
    if (is_v4)
        return (struct network){str_format(arena, "%d.%d.%d.%d", v4[0], v4[1], v4[2], v4[3]), S(""),
                                str_format(arena, "%d.%d.%d.0/24", v4[0], v4[1], v4[2]), S("")};
    struct str wide = prefix(arena, bytes, 48);
    return (struct network){prefix(arena, bytes, 64), wide, wide, prefix(arena, bytes, 32)};
}

struct str network_shown(struct arena *arena, struct str address) {
    struct network network = network_of(arena, address);
    size_t cut = network.own.len;
    for (size_t i = 0; i < network.own.len; i++)
        if (network.own.ptr[i] == '.') cut = i;
    if (network.wide.len > 0 || cut == network.own.len)
        return network.wide.len > 0 ? network.wide : network.own;
    return str_format(arena, "%.*s.x", (int)cut, network.own.ptr);
}

/* Returns whether many networks share the address (private, loopback), or it is not reachable. */
static bool shared_v4(const unsigned char a[4]) {
    return a[0] == 0 || a[0] == 10 || a[0] == 127 || a[0] >= 224 ||
           (a[0] == 172 && a[1] >= 16 && a[1] < 32) || (a[0] == 192 && a[1] == 168) ||
           (a[0] == 169 && a[1] == 254) || (a[0] == 100 && a[1] >= 64 && a[1] < 128);
}

enum rc network_read(struct arena *arena, struct str typed, struct str *ret_network) {
    struct str address = str_ends(typed, S("/64")) ? str_sub(typed, 0, typed.len - 3) : typed;
    unsigned char bytes[16];
    if (parse(arena, typed, AF_INET, bytes)) {
        ENSURE(!shared_v4(bytes), RC_INVALID);
        *ret_network = typed;
        return RC_OK;
    }
    ENSURE(parse(arena, address, AF_INET6, bytes) && (bytes[0] & 0xe0) == 0x20,
           RC_INVALID); /* 2000::/3, the global unicast range */
    *ret_network = prefix(arena, bytes, 64);
    return RC_OK;
}
