#include "service/web_call.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"

enum { CONNECT_S = 3, POLL_MS = 200 };

struct running {
    struct web_call *call;
    CURL *curl;
    struct curl_slist *headers;
    struct buf reply;
    bool own_machine; /* the address says so itself */
};

static bool is_own_machine(struct str url) {
    static const struct str starts[] = {S("http://localhost"), S("http://127.0.0.1"), S("http://[::1]"),
                                        S("https://localhost"), S("https://127.0.0.1"), S("https://[::1]")};
    for (size_t i = 0; i < COUNT(starts); i++) {
        struct str rest = str_sub(url, starts[i].len, 1);
        if (str_starts(url, starts[i]) && (rest.len == 0 || rest.ptr[0] == ':' || rest.ptr[0] == '/')) return true;
    }
    return false;
}

/* Addresses that a name from outside must never lead to: this machine, the neighbourhood of its network card, groups. */
static bool is_forbidden_v4(const struct in_addr *address, bool own_machine) {
    uint32_t ip = ntohl(address->s_addr);
    if (ip >> 24 == 127) return !own_machine;
    return ip >> 24 == 0 || ip >> 16 == 0xa9fe || ip >> 28 >= 14;
}

static bool is_forbidden(const struct curl_sockaddr *to, bool own_machine) {
    if (to->family == AF_INET) return is_forbidden_v4(&((const struct sockaddr_in *)(const void *)&to->addr)->sin_addr, own_machine);
    if (to->family != AF_INET6) return true;
    const struct in6_addr *ip = &((const struct sockaddr_in6 *)(const void *)&to->addr)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(ip)) return is_forbidden_v4((const struct in_addr *)(const void *)&ip->s6_addr[12], own_machine);
    if (IN6_IS_ADDR_LOOPBACK(ip)) return !own_machine;
    return IN6_IS_ADDR_UNSPECIFIED(ip) || IN6_IS_ADDR_LINKLOCAL(ip) || IN6_IS_ADDR_MULTICAST(ip);
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to) {
    const struct running *r = context;
    if (purpose != CURLSOCKTYPE_IPCXN || is_forbidden(to, r->own_machine)) return CURL_SOCKET_BAD;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take(char *bytes, size_t size, size_t count, void *context) {
    struct running *r = context;
    buf_bytes(&r->reply, bytes, size * count);
    return r->reply.overflow ? 0 : size * count;
}

static void prepare(struct arena *arena, struct running *r, struct str ca_file) {
    CURL *curl = r->curl;
    struct str form = r->call->form;
    r->reply = buf_make(arena, WEB_REPLY_MAX);
    r->own_machine = is_own_machine(r->call->url);
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, r->call->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, r->own_machine ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WEB_CALL_S);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, r);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, r);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, r);
    if (ca_file.len > 0) curl_easy_setopt(curl, CURLOPT_CAINFO, str_c(arena, ca_file));
    if (form.len > 0) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)form.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.ptr);
    }
    r->headers = curl_slist_append(NULL, "Accept: application/json");
    if (r->call->authorization.len > 0)
        r->headers = curl_slist_append(r->headers, str_c(arena, str_format(arena, "Authorization: %.*s", STR_ARG(r->call->authorization))));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, r->headers);
}

static void run(CURLM *multi) {
    int left = 1;
    while (left > 0) {
        if (curl_multi_perform(multi, &left) != CURLM_OK) return;
        if (left > 0 && curl_multi_poll(multi, NULL, 0, POLL_MS, NULL) != CURLM_OK) return; /* each call has its own time-out */
    }
}

static void read_results(CURLM *multi) {
    int queued;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &queued)) != NULL;) {
        struct running *r = NULL;
        long status = 0;
        if (message->msg != CURLMSG_DONE || message->data.result != CURLE_OK) continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&r);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        r->call->status = (int)status;
        r->call->body = buf_view(&r->reply);
    }
}

void web_calls(struct arena *arena, struct web_call *calls, size_t count, struct str ca_file) {
    struct running running[WEB_CALLS_MAX] = {0};
    CURLM *multi = curl_multi_init();
    if (count > WEB_CALLS_MAX) count = WEB_CALLS_MAX;
    for (size_t i = 0; i < count; i++) {
        calls[i].status = 0;
        calls[i].body = S("");
        running[i].call = &calls[i];
        running[i].curl = multi == NULL ? NULL : curl_easy_init();
        if (running[i].curl == NULL) continue;
        prepare(arena, &running[i], ca_file);
        curl_multi_add_handle(multi, running[i].curl);
    }
    if (multi == NULL) return;
    run(multi);
    read_results(multi);
    for (size_t i = 0; i < count; i++) {
        if (running[i].curl == NULL) continue;
        curl_multi_remove_handle(multi, running[i].curl);
        curl_easy_cleanup(running[i].curl);
        curl_slist_free_all(running[i].headers);
    }
    curl_multi_cleanup(multi);
}
