#include "service/web_call.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "domain/oidc_uri.h"

enum { CONNECT_S = 3, POLL_MS = 200, PLACE_BYTES = 1 << 20 };

struct running {
    struct web_desk *desk;
    struct arena *arena; /* memory of this call */
    struct web_call call;
    CURL *curl;
    struct curl_slist *headers;
    struct buf reply;
    bool own_machine; /* the URL names this machine */
    bool unsaid;      /* the call could not be started */
};
struct web_desk {
    CURLM *multi;
    char *ca_file; /* NULL: certificates of the system */
    struct running places[WEB_CALLS_MAX];
};

void web_call_tell(struct str url, int code) {
    static const struct {
        CURLcode code;
        const char *look;
    } looks[] = {
        {CURLE_COULDNT_RESOLVE_HOST, "may leerid.service reach the name server? (IPAddressAllow)"},
        {CURLE_COULDNT_CONNECT,
         "may leerid.service reach that address? (IPAddressAllow); is the other side there?"},
        {CURLE_OPERATION_TIMEDOUT,
         "may leerid.service reach that address? (IPAddressAllow); is the other side there?"},
        {CURLE_PEER_FAILED_VERIFICATION, "its certificate, and ca_file in the settings"},
    };
    const char *look = "";
    struct str left = url, site = str_cut(&left, '/', NULL);
    str_cut(&left, '/', NULL);
    struct str host = str_cut(&left, '/', NULL);
    for (size_t i = 0; i < COUNT(looks); i++)
        if ((int)looks[i].code == code) look = looks[i].look;
    char to[300];
    struct log_line line;
    snprintf(to, sizeof to, "%.*s//%.*s", STR_ARG(site), STR_ARG(host));
    log_begin(&line, LOG_CALL_FAILED);
    log_c(&line, "to", to);
    log_c(&line, "detail", curl_easy_strerror((CURLcode)code));
    log_c(&line, "look", look);
    log_write(&line);
}

static bool is_own_machine(struct str url) {
    static const struct str starts[] = {S("http://localhost"),  S("http://127.0.0.1"),
                                        S("http://[::1]"),      S("https://localhost"),
                                        S("https://127.0.0.1"), S("https://[::1]")};
    for (size_t i = 0; i < COUNT(starts); i++) {
        struct str rest = str_sub(url, starts[i].len, 1);
        if (str_starts(url, starts[i]) &&
            (rest.len == 0 || rest.ptr[0] == ':' || rest.ptr[0] == '/'))
            return true;
    }
    return false;
}

static bool is_forbidden(const struct curl_sockaddr *to, bool own_machine) {
    if (to->family == AF_INET)
        return !uri_may_be_called(
            (const unsigned char *)&((const struct sockaddr_in *)(const void *)&to->addr)->sin_addr,
            4, own_machine);
    if (to->family != AF_INET6) return true;
    return !uri_may_be_called(
        ((const struct sockaddr_in6 *)(const void *)&to->addr)->sin6_addr.s6_addr, 16, own_machine);
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to) {
    const struct running *r = context;
    if (purpose != CURLSOCKTYPE_IPCXN || is_forbidden(to, r->own_machine)) return CURL_SOCKET_BAD;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t collect_body(char *bytes, size_t size, size_t count, void *context) {
    struct running *r = context;
    buf_bytes(&r->reply, bytes, size * count);
    return r->reply.overflow ? 0 : size * count;
}

static void prepare_call(struct running *r) {
    CURL *curl = r->curl;
    struct arena *arena = r->arena;
    struct str form = r->call.form;
    r->reply = buf_make(arena, WEB_REPLY_MAX);
    r->own_machine = is_own_machine(r->call.url);
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, r->call.url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, r->own_machine ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WEB_CALL_S);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, r);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, r);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, r);
    if (r->desk->ca_file != NULL) curl_easy_setopt(curl, CURLOPT_CAINFO, r->desk->ca_file);
    if (form.len > 0) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)form.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.ptr);
    }
    r->headers = curl_slist_append(NULL, "Accept: application/json");
    if (r->call.authorization.len > 0)
        r->headers = curl_slist_append(
            r->headers,
            str_c(arena, str_format(arena, "Authorization: %.*s", STR_ARG(r->call.authorization))));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, r->headers);
}

enum rc web_desk_open(struct str ca_file, struct web_desk **ret_desk) {
    struct web_desk *desk = calloc(1, sizeof *desk);
    if (desk == NULL) abort();
    desk->multi = curl_multi_init();
    desk->ca_file = ca_file.len > 0 ? strndup(ca_file.ptr, ca_file.len) : NULL;
    if (desk->multi == NULL) {
        web_desk_close(desk);
        return RC_IO;
    }
    *ret_desk = desk;
    return RC_OK;
}

static void end(struct running *r) {
    if (r->curl == NULL) return;
    curl_multi_remove_handle(r->desk->multi, r->curl);
    curl_easy_cleanup(r->curl);
    curl_slist_free_all(r->headers);
    r->curl = NULL;
    r->headers = NULL;
}

void web_desk_close(struct web_desk *desk) {
    if (desk == NULL) return;
    for (size_t i = 0; i < WEB_CALLS_MAX; i++) {
        end(&desk->places[i]);
        arena_destroy(desk->places[i].arena);
    }
    if (desk->multi != NULL) curl_multi_cleanup(desk->multi);
    free(desk->ca_file);
    free(desk);
}

void web_desk_begin(struct web_desk *desk, size_t place, const struct web_call *call) {
    struct running *r = &desk->places[place];
    struct arena *arena = r->arena == NULL ? arena_create(PLACE_BYTES, true) : r->arena;
    arena_reset(arena);
    *r = (struct running){.desk = desk, .arena = arena, .curl = curl_easy_init()};
    r->call = (struct web_call){.url = str_copy(arena, call->url),
                                .form = str_copy(arena, call->form),
                                .authorization = str_copy(arena, call->authorization),
                                .body = S("")};
    if (r->curl != NULL) prepare_call(r);
    r->unsaid = r->curl == NULL || curl_multi_add_handle(desk->multi, r->curl) != CURLM_OK;
}

/* Returns a call that ended or could not be started; NULL when there is none. */
static struct running *find_over(struct web_desk *desk) {
    int queued;
    for (CURLMsg *message; (message = curl_multi_info_read(desk->multi, &queued)) != NULL;) {
        struct running *r = NULL;
        long status = 0;
        if (message->msg != CURLMSG_DONE) continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&r);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        if (message->data.result != CURLE_OK) {
            web_call_tell(r->call.url, (int)message->data.result);
            return r;
        }
        r->call.status = (int)status;
        r->call.body = buf_view(&r->reply);
        return r;
    }
    for (size_t i = 0; i < WEB_CALLS_MAX; i++)
        if (desk->places[i].unsaid) return &desk->places[i];
    return NULL;
}

enum rc web_desk_next(struct web_desk *desk, int wait_ms, size_t *ret_place,
                      struct web_call *ret_call) {
    int left;
    ENSURE(curl_multi_perform(desk->multi, &left) == CURLM_OK, RC_IO);
    struct running *r = find_over(desk);
    if (r == NULL && left > 0) {
        ENSURE(curl_multi_poll(desk->multi, NULL, 0, wait_ms, NULL) == CURLM_OK &&
                   curl_multi_perform(desk->multi, &left) == CURLM_OK,
               RC_IO);
        r = find_over(desk);
    }
    ENSURE(r != NULL, left > 0 ? RC_NONE : RC_IO);
    end(r);
    r->unsaid = false;
    *ret_place = (size_t)(r - desk->places);
    *ret_call = r->call;
    return RC_OK;
}

void web_calls(struct arena *arena, struct web_call *calls, size_t count, struct str ca_file) {
    struct web_desk *desk;
    size_t place, left = count < WEB_CALLS_MAX ? count : WEB_CALLS_MAX;
    for (size_t i = 0; i < count; i++) calls[i].status = 0, calls[i].body = S("");
    if (web_desk_open(ca_file, &desk) != RC_OK) return;
    for (size_t i = 0; i < left; i++) web_desk_begin(desk, i, &calls[i]);
    while (left > 0) { /* ends, because each call has its own timeout */
        struct web_call over;
        enum rc rc = web_desk_next(desk, POLL_MS, &place, &over);
        if (rc == RC_NONE) continue;
        if (rc != RC_OK) break;
        calls[place].status = over.status;
        calls[place].body = str_copy(arena, over.body);
        left--;
    }
    web_desk_close(desk);
}
