#include "http/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

enum { PROXIES_MAX = 64, HOPS_MAX = 16, ID_MIN = 8, ID_MAX = 64 };

struct network {
    struct net_address address;
    unsigned bits; /* of 128 */
};
struct proxies {
    struct network networks[PROXIES_MAX];
    size_t count;
};

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct net_address of_v4(const void *four) {
    struct net_address address = {.is_unix = false};
    memcpy(address.bytes, mapped, sizeof mapped);
    memcpy(address.bytes + sizeof mapped, four, 4);
    return address;
}

static bool is_v4(struct net_address address) {
    return memcmp(address.bytes, mapped, sizeof mapped) == 0;
}

struct net_address net_of_socket(const struct sockaddr *address) {
    struct net_address net = {.is_unix = true};
    if (address == NULL) return net;
    if (address->sa_family == AF_INET)
        return of_v4(&((const struct sockaddr_in *)(const void *)address)->sin_addr);
    if (address->sa_family != AF_INET6) return net;
    net.is_unix = false;
    memcpy(net.bytes, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr,
           sizeof net.bytes);
    return net;
}

enum rc net_parse(struct str text, struct net_address *ret_address) {
    char c_text[INET6_ADDRSTRLEN];
    unsigned char four[4];
    struct net_address six = {.is_unix = false};
    ENSURE(text.len > 0 && text.len < sizeof c_text, RC_INVALID);
    memcpy(c_text, text.ptr, text.len);
    c_text[text.len] = '\0';
    if (inet_pton(AF_INET, c_text, four) == 1)
        six = of_v4(four);
    else
        ENSURE(inet_pton(AF_INET6, c_text, six.bytes) == 1, RC_INVALID);
    *ret_address = six;
    return RC_OK;
}

struct str net_text(struct arena *arena, struct net_address address) {
    char text[INET6_ADDRSTRLEN];
    if (address.is_unix) return S("unix");
    bool v4 = is_v4(address);
    inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? address.bytes + sizeof mapped : address.bytes, text,
              sizeof text);
    return str_copy(arena, str_of(text));
}

static enum rc parse_network(struct str text, struct network *ret_network) {
    struct network network = {.bits = 128};
    if (str_eq(text, S("unix"))) {
        network.address.is_unix = true;
        *ret_network = network;
        return RC_OK;
    }
    bool has_bits;
    int64_t bits;
    struct str address = str_cut(&text, '/', &has_bits);
    TRY(net_parse(address, &network.address));
    unsigned base = is_v4(network.address) ? 96 : 0;
    if (has_bits) {
        TRY(str_to_i64(text, 0, 128 - base, &bits));
        network.bits = base + (unsigned)bits;
    }
    *ret_network = network;
    return RC_OK;
}

enum rc proxies_parse(struct arena *arena, const char *text, struct proxies **ret_proxies) {
    struct proxies *proxies = ARENA_NEW(arena, struct proxies);
    struct str lists = str_of(text);
    while (lists.len > 0) {
        struct str words = str_trim(str_cut(&lists, ',', NULL));
        while (words.len > 0) {
            struct str word = str_cut(&words, ' ', NULL);
            if (word.len == 0 || str_eq(word, S("none"))) continue;
            ENSURE(proxies->count < PROXIES_MAX, RC_LIMIT);
            TRY(parse_network(word, &proxies->networks[proxies->count]));
            proxies->count++;
        }
    }
    *ret_proxies = proxies;
    return RC_OK;
}

static bool network_holds(const struct network *network, struct net_address address) {
    if (network->address.is_unix || address.is_unix)
        return network->address.is_unix && address.is_unix;
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(network->address.bytes, address.bytes, whole) != 0) return false;
    return rest == 0 ||
           ((network->address.bytes[whole] ^ address.bytes[whole]) & (0xff00 >> rest) & 0xff) == 0;
}

bool proxies_trust(const struct proxies *proxies, struct net_address address) {
    for (size_t i = 0; i < proxies->count; i++)
        if (network_holds(&proxies->networks[i], address)) return true;
    return false;
}

/* Cuts the last element off a comma-separated list. */
static struct str take_last(struct str *list) {
    size_t at = list->len;
    while (at > 0 && list->ptr[at - 1] != ',') at--;
    struct str last = str_trim(str_sub(*list, at, list->len));
    *list = str_sub(*list, 0, at > 0 ? at - 1 : 0);
    return last;
}

bool proxies_id_valid(struct str id) {
    static const char others[] = "._:-";
    bool valid = id.len >= ID_MIN && id.len <= ID_MAX;
    for (size_t i = 0; valid && i < id.len; i++) {
        char c = id.ptr[i];
        bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        valid = alphanumeric || (c != '\0' && strchr(others, c) != NULL);
    }
    return valid;
}

struct net_address proxies_client(const struct proxies *proxies, struct net_address socket,
                                  struct str forwarded) {
    struct net_address client = socket;
    for (int hop = 0; hop < HOPS_MAX && forwarded.len > 0 && proxies_trust(proxies, client);
         hop++) {
        struct net_address before;
        if (net_parse(take_last(&forwarded), &before) != RC_OK) break;
        client = before;
    }
    return client;
}
