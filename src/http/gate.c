#include "http/gate.h"

#include "base/text.h"
#include "format/url.h"

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_token(struct str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!is_letter(s.ptr[i]) && !is_digit(s.ptr[i]) &&
            (s.ptr[i] == '\0' || strchr("!#$%&'*+-.^_`|~", s.ptr[i]) == NULL))
            return false;
    return s.len > 0;
}

static struct str lower(struct arena *arena, struct str s) {
    char *copy = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        copy[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] + 32) : s.ptr[i];
    return (struct str){copy, s.len};
}

/* True for visible ASCII only; characters that a browser would percent-encode are rejected. */
static bool is_target(struct str target, const char *refused) {
    for (size_t i = 0; i < target.len; i++) {
        unsigned char c = (unsigned char)target.ptr[i];
        if (c <= ' ' || c >= 127 || strchr(refused, c) != NULL) return false;
    }
    return true;
}

static bool is_dots(struct str segment) {
    return str_eq(segment, S(".")) || str_eq(segment, S(".."));
}

/* Decodes "/a/%C3%A9" to "/a/é". Rejects encoded slashes, which would give a path two spellings. */
static int read_path(struct arena *arena, struct str raw, struct str *ret_path) {
    if (raw.len == 0 || raw.ptr[0] != '/' || !is_target(raw, "\"#<>\\^`{|}")) return 400;
    struct str path, clean;
    if (url_decode(arena, raw, false, &path) != RC_OK) return 400;
    size_t slashes = 0;
    for (size_t i = 0; i < raw.len; i++) slashes += raw.ptr[i] == '/';
    for (struct str rest = str_sub(path, 1, path.len); slashes > 0; slashes--) {
        bool more;
        struct str segment = str_cut(&rest, '/', &more);
        if (is_dots(segment) || (more && segment.len == 0)) return 400;
        if (more != (slashes > 1)) return 400;
    }
    if (str_contains(path, S("\\"))) return 400;
    if (text_clean(arena, path, GATE_TARGET_MAX, &clean) != TEXT_FINE) return 400;
    *ret_path = path;
    return 0;
}

/* Checks uri-host [":" port] of RFC 9110 7.2, limited to the characters of real host names. */
static bool is_host(struct str host) {
    if (host.len == 0 || host.len > 255) return false;
    struct str rest = host;
    bool bracket = host.ptr[0] == '[', closed = true;
    struct str name = bracket ? str_cut(&rest, ']', &closed) : str_cut(&rest, ':', NULL);
    struct str port = rest;
    if (bracket) {
        if (!closed || (rest.len > 0 && rest.ptr[0] != ':')) return false;
        name = str_sub(name, 1, name.len);
        port = str_sub(rest, 1, rest.len);
    }
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool fits = bracket ? is_digit(c) || c == ':' || c == '.' || (c >= 'a' && c <= 'f')
                            : is_digit(c) || is_letter(c) || c == '-' || c == '.';
        if (!fits) return false;
    }
    int64_t number = 1;
    bool has_port = name.len + (bracket ? 2u : 0u) < host.len;
    return name.len > 0 &&
           (!has_port || port.len == 0 || str_to_i64(port, 1, 65535, &number) == RC_OK);
}

/* Returns "https" or "http" and sets *rest to the text after "://"; empty for other schemes. */
static struct str cut_scheme(struct str url, struct str *rest) {
    static const char *const schemes[] = {"https", "http"};
    for (size_t i = 0; i < COUNT(schemes); i++) {
        struct str scheme = str_of(schemes[i]), marks = str_sub(url, scheme.len, 3);
        if (!str_eq_ascii_nocase(str_sub(url, 0, scheme.len), scheme) || !str_eq(marks, S("://")))
            continue;
        *rest = str_sub(url, scheme.len + 3, url.len);
        return scheme;
    }
    return S("");
}

/* Cuts the port off host; returns the default port of the scheme when there is none. */
static struct str cut_port(struct str *host, struct str scheme) {
    struct str rest = *host;
    if (host->len > 0 && host->ptr[0] == '[') (void)str_cut(&rest, ']', NULL);
    size_t before = host->len - rest.len;
    struct str name = str_cut(&rest, ':', NULL);
    *host = str_sub(*host, 0, before + name.len);
    return rest.len > 0 ? rest : str_eq(scheme, S("https")) ? S("443") : S("80");
}

bool gate_host_matches(struct str host, struct str origin) {
    struct str wanted = S(""), scheme = cut_scheme(origin, &wanted);
    struct str port = cut_port(&host, scheme), wanted_port = cut_port(&wanted, scheme);
    return str_eq_ascii_nocase(host, wanted) && str_eq(port, wanted_port);
}

/* Reads the absolute form of RFC 9112 3.2.2, whose host replaces the Host header. */
static int read_absolute(struct arena *arena, struct str *target, struct gate_pass *pass) {
    struct str rest, scheme = cut_scheme(*target, &rest);
    if (scheme.len == 0) return 0;
    size_t len = 0;
    while (len < rest.len && rest.ptr[len] != '/' && rest.ptr[len] != '?') len++;
    pass->host = lower(arena, str_sub(rest, 0, len));
    if (!is_host(pass->host)) return 400;
    *target = str_sub(rest, len, rest.len);
    if (target->len == 0 || target->ptr[0] == '?')
        *target = str_format(arena, "/%.*s", STR_ARG(*target));
    return 0;
}

static int read_target(struct arena *arena, struct str target, struct gate_pass *pass) {
    if (target.len > GATE_TARGET_MAX) return 414;
    if (read_absolute(arena, &target, pass) != 0) return 400;
    pass->query = target;
    struct str raw = str_cut(&pass->query, '?', NULL);
    if (!is_target(pass->query, "#\"<>\\")) return 400;
    return read_path(arena, raw, &pass->path);
}

/* Headers that may occur only once, because two values are ambiguous. */
static const char *const single[] = {"host",          "content-length",   "transfer-encoding",
                                     "content-type",  "content-encoding", "cookie",
                                     "authorization", "origin",           "x-forwarded-proto",
                                     "if-none-match"};

static int read_headers(struct arena *arena, struct http_fields sent, struct gate_pass *pass) {
    if (sent.count > GATE_HEADERS_MAX) return 431;
    struct http_field *rows = ARENA_ARRAY(arena, struct http_field, sent.count);
    for (size_t i = 0; i < sent.count; i++) {
        struct str value = sent.rows[i].value;
        if (!is_token(sent.rows[i].name)) return 400;
        for (size_t k = 0; k < value.len; k++)
            if (((unsigned char)value.ptr[k] < ' ' && value.ptr[k] != '\t') || value.ptr[k] == 127)
                return 400;
        value = str_copy(arena, str_trim(value));
        rows[i] = (struct http_field){
            .name = lower(arena, sent.rows[i].name), .value = value, .raw = value};
    }
    pass->headers = (struct http_fields){rows, sent.count};
    for (size_t i = 0; i < COUNT(single); i++)
        if (http_count(pass->headers, single[i]) > 1) return 400;
    return 0;
}

static const struct str *find_header(struct http_fields headers, const char *name) {
    for (size_t i = 0; i < headers.count; i++)
        if (str_eq(headers.rows[i].name, str_of(name))) return &headers.rows[i].value;
    return NULL;
}

static int read_framing(struct arena *arena, struct gate_pass *pass, bool old) {
    const struct str *host = find_header(pass->headers, "host");
    const struct str *length = find_header(pass->headers, "content-length");
    const struct str *coding = find_header(pass->headers, "transfer-encoding");
    if (host == NULL) return 400;
    pass->host = lower(arena, *host);
    if (!is_host(pass->host)) return 400;
    if (coding != NULL && (length != NULL || old || !str_eq_ascii_nocase(*coding, S("chunked"))))
        return 400;
    pass->chunked = coding != NULL;
    if (length == NULL) return 0;
    int64_t number;
    if (length->len == 0 || !is_digit(length->ptr[0]) ||
        str_to_i64(*length, 0, INT64_MAX, &number) != RC_OK)
        return 400;
    pass->content_length = (uint64_t)number;
    return 0;
}

static void read_method(struct str method, struct gate_pass *pass) {
    pass->head = str_eq(method, S("HEAD"));
    pass->preflight = str_eq(method, S("OPTIONS"));
    pass->method = str_eq(method, S("POST")) ? HTTP_POST : HTTP_GET;
    pass->method_known = pass->head || pass->method == HTTP_POST || str_eq(method, S("GET"));
}

int gate_check(struct arena *arena, const struct gate_head *head, struct gate_pass *ret_pass) {
    *ret_pass = (struct gate_pass){.path = S(""), .query = S(""), .host = S("")};
    read_method(head->method, ret_pass);
    bool old = str_eq(head->version, S("HTTP/1.0"));
    if (!old && !str_eq(head->version, S("HTTP/1.1"))) return 400;
    if (head->bytes > GATE_HEAD_MAX || head->headers.count > GATE_HEADERS_MAX) return 431;
    if (!head->exact || !is_token(head->method)) return 400;
    int refused = read_headers(arena, head->headers, ret_pass);
    if (refused == 0) refused = read_framing(arena, ret_pass, old);
    if (refused == 0) refused = read_target(arena, head->target, ret_pass);
    if (refused == 0 && ret_pass->host.ptr[ret_pass->host.len - 1] == ':') ret_pass->host.len--;
    return refused;
}
