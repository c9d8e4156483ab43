/* Every parser that meets bytes of strangers, a function each: it may refuse, it must not fall over, and what it lets through keeps its
 * promises. Built three ways: with replay.c by any compiler (in ./test: seeds, kept finds and their mutations); with -DFUZZ_TARGET=name by
 * clang -fsanitize=fuzzer; and as `fuzz_replay NAME FILE` under AFL++ (docs/measuring.md). */
#include "targets.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/text.h"
#include "domain/id.h"
#include "domain/national_number.h"
#include "domain/network.h"
#include "domain/oidc_uri.h"
#include "domain/secrets.h"
#include "domain/username.h"
#include "format/form.h"
#include "format/json.h"
#include "format/roster.h"
#include "format/url.h"
#include "http/bind.h"
#include "http/gate.h"
#include "http/peer.h"
#include "http/route.h"
#include "service/authorize.h"
#include "service/oidc_claims.h"
#include "service/oidc_keys.h"

enum { ROUGH_TODAY = 20780, GATE_ROWS = GATE_HEADERS_MAX };
#define PROMISE(condition) \
    do {                   \
        if (!(condition)) abort(); \
    } while (0)

static struct text_rules *text_rules(struct arena *arena) {
    static struct text_rules *rules;
    if (rules == NULL && text_rules_open(arena_create(1 << 20, false), &rules) != RC_OK) abort();
    (void)arena;
    return rules;
}

static int memory_file(struct str input) {
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, input.ptr, input.len) != (ssize_t)input.len || lseek(fd, 0, SEEK_SET) != 0) abort();
    return fd;
}

static enum rc count_row(void *context, int line, const struct str *fields, size_t count) {
    PROMISE(line >= 1 && count <= TABLE_COLUMNS_MAX);
    for (size_t i = 0; i < count; i++) PROMISE(fields[i].len <= TABLE_FIELD_MAX);
    return ++*(int *)context < 100000 ? RC_OK : RC_LIMIT;
}

static void table(struct str input, enum rc (*reader)(int, const struct table_sink *, struct table_flaw *)) {
    int rows = 0, fd = memory_file(input);
    const struct table_sink sink = {count_row, &rows};
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    enum rc rc = reader(fd, &sink, &flaw);
    PROMISE(rc != RC_INVALID || flaw.code != TABLE_FINE);
    close(fd);
}

static void csv(struct arena *arena, struct str input) { (void)arena; table(input, csv_read); }
static void workbook(struct arena *arena, struct str input) { (void)arena; table(input, workbook_read); }
static void any_table(struct arena *arena, struct str input) { (void)arena; table(input, table_read_fd); }

static enum rc check_row(void *context, const struct roster_row *row) {
    (void)context;
    PROMISE(row->facts.first_name.len > 0 && row->facts.last_name.len > 0 && row->facts.roll_number > 0 && row->school >= 0);
    PROMISE(text_length(row->facts.first_name) <= NAME_MAX_CHARS && row->facts.begin_day <= row->facts.end_day);
    return RC_OK;
}

static void roster(struct arena *arena, struct str input) {
    int fd = memory_file(input);
    struct roster_messages messages = {.arena = arena};
    struct str ignored;
    const struct roster_reader reader = {.tables = &table_direct, .rules = text_rules(arena), .today = ROUGH_TODAY, .school = 2, .row = check_row};
    enum rc rc = roster_read_fd(arena, fd, &reader, &messages, &ignored);
    PROMISE((rc == RC_OK) == (messages.total == 0) && messages.count <= ROSTER_MESSAGES_MAX);
    for (size_t i = 0; i < messages.count; i++) PROMISE(roster_message_text(arena, &messages.items[i]).len > 0);
    close(fd);
}

static void form(struct arena *arena, struct str input) {
    struct form_fields fields;
    if (form_parse(arena, input, (struct form_limits){1000, 64}, &fields) != RC_OK) return;
    PROMISE(fields.count <= 1000);
    for (size_t i = 0; i < fields.count; i++) PROMISE(fields.rows[i].name.len > 0 && fields.rows[i].name.len <= 64);
}

static void multipart(struct arena *arena, struct str input) {
    struct form_fields fields;
    if (multipart_parse(arena, input, S("B"), (struct form_limits){1000, 64}, &fields) != RC_OK) return;
    for (size_t i = 0; i < fields.count; i++)
        PROMISE(fields.rows[i].value.len == 0 || (fields.rows[i].value.ptr >= input.ptr && fields.rows[i].value.ptr + fields.rows[i].value.len <= input.ptr + input.len));
}

static void boundary(struct arena *arena, struct str input) {
    struct str found;
    (void)arena;
    if (multipart_boundary(input, &found) == RC_OK) PROMISE(found.len >= 1 && found.len <= 70);
}

static void cookie(struct arena *arena, struct str input) { PROMISE(cookie_parse(arena, input).count <= 50); }

static void url(struct arena *arena, struct str input) {
    struct str bytes, again;
    if (url_decode(arena, input, true, &bytes) == RC_OK) PROMISE(bytes.len <= input.len);
    PROMISE(url_decode(arena, url_encode(arena, input), false, &again) == RC_OK && str_eq(again, input));
}

static void gate(struct arena *arena, struct str input) {
    struct http_field *rows = ARENA_ARRAY(arena, struct http_field, GATE_ROWS);
    struct gate_head head = {.bytes = input.len, .exact = true};
    struct str first = str_cut(&input, '\n', NULL);
    head.method = str_cut(&first, ' ', NULL);
    head.target = str_cut(&first, ' ', NULL);
    head.version = first;
    size_t count = 0;
    for (; input.len > 0 && count < GATE_ROWS; count++) {
        struct str line = str_cut(&input, '\n', NULL);
        rows[count].name = str_cut(&line, ':', NULL);
        rows[count].value = line;
    }
    head.headers = (struct http_fields){rows, count};
    struct gate_pass pass;
    if (gate_check(arena, &head, &pass) != 0) return;
    PROMISE(pass.path.len > 0 && pass.path.ptr[0] == '/' && !str_contains(pass.path, S("/../")) && !str_contains(pass.path, S("//")));
    PROMISE(memchr(pass.path.ptr, 0, pass.path.len) == NULL && pass.host.len > 0 && !(pass.chunked && pass.content_length > 0));
}

static const struct http_route routes[] = {{HTTP_GET, 3, "/a/:een", 0, HTTP_NO_STORE, 0, NULL, "", NULL},
                                           {HTTP_GET, 3, "/a/b/:een/:twee", 0, HTTP_NO_STORE, 0, NULL, "", NULL},
                                           {HTTP_POST, 1, "/:alles", 0, HTTP_NO_STORE, 0, NULL, "", NULL}};

static void route(struct arena *arena, struct str input) {
    const struct router *router = router_make(arena, routes, COUNT(routes));
    struct route_found found = router_find(router, input.len > 0 && input.ptr[0] == 'x', input);
    PROMISE(route_allow(&found) != NULL);
}

static void peer(struct arena *arena, struct str input) {
    struct proxies *proxies;
    struct net_address socket, client;
    struct str list = str_cut(&input, '\n', NULL);
    if (net_parse(S("10.1.2.3"), &socket) != RC_OK || proxies_parse(arena, str_c(arena, list), &proxies) != RC_OK) return;
    client = proxies_client(proxies, socket, input);
    PROMISE(net_text(arena, client).len > 0);
}

static void network(struct arena *arena, struct str input) {
    struct str read;
    PROMISE(network_of(arena, input).own.len <= input.len + 64);
    (void)network_shown(arena, input);
    if (network_read(arena, input, &read) == RC_OK) PROMISE(read.len > 0);
}

static bool clean(struct arena *arena, struct str input, struct str *ret) { return text_clean(arena, input, 200, ret) == TEXT_FINE; }

static void text(struct arena *arena, struct str input) {
    struct str once, twice;
    if (!clean(arena, input, &once)) return;
    PROMISE(clean(arena, once, &twice) && str_eq(once, twice) && text_length(once) <= 200);
    (void)text_fold(arena, text_rules(arena), once);
    (void)text_latin(arena, text_rules(arena), once);
    PROMISE(text_sort_key(arena, text_rules(arena), once).len <= 200);
}

static void username(struct arena *arena, struct str input) {
    struct str typed, read, again;
    if (!clean(arena, input, &typed) || username_read(arena, text_rules(arena), typed, &read) != USERNAME_FINE) return;
    PROMISE(read.len > 0 && read.len <= USERNAME_MAX && username_read(arena, text_rules(arena), read, &again) == USERNAME_FINE && str_eq(read, again));
}

static void proposal(struct arena *arena, struct str input) {
    struct str first = str_cut(&input, '\n', NULL), a, b;
    if (!clean(arena, first, &a) || !clean(arena, input, &b)) return;
    struct str proposed = username_propose(arena, text_rules(arena), a, b), read;
    PROMISE(proposed.len <= USERNAME_MAX);
    enum username_flaw flaw = username_read(arena, text_rules(arena), proposed, &read);
    PROMISE(proposed.len == 0 || flaw == USERNAME_FINE || flaw == USERNAME_RESERVED);
}

static void secret(struct arena *arena, struct str input) {
    for (int kind = SECRET_PICTURE; kind <= SECRET_OWN; kind++) {
        struct str typed, read, again;
        if (!clean(arena, input, &typed) || secret_read(arena, text_rules(arena), (enum secret_kind)kind, typed, &read) != RC_OK) continue;
        PROMISE(secret_read(arena, text_rules(arena), (enum secret_kind)kind, read, &again) == RC_OK && str_eq(read, again));
    }
}

static void pictures(struct arena *arena, struct str input) {
    unsigned char numbers[SECRET_PICTURES_MAX], again[SECRET_PICTURES_MAX];
    int count, same;
    if (secret_pictures(input, numbers, &count) != RC_OK) return;
    PROMISE(secret_pictures(secret_of_pictures(arena, numbers, count), again, &same) == RC_OK && same == count);
    PROMISE(memcmp(numbers, again, (size_t)count) == 0);
}

static void national_number(struct arena *arena, struct str input) {
    struct national_number number, again;
    (void)arena;
    if (national_number_read(input, ROUGH_TODAY, &number) != RC_OK) return;
    PROMISE(national_number_read((struct str){number.digits, sizeof number.digits}, ROUGH_TODAY, &again) == RC_OK);
}

static void id(struct arena *arena, struct str input) {
    int64_t number;
    if (id_parse(input, &number) == RC_OK) PROMISE(str_eq(id_text(arena, number), input));
}

static void base64(struct arena *arena, struct str input) {
    unsigned char bytes[64];
    for (size_t len = 1; len <= sizeof bytes; len++)
        if (base64url_decode(input, bytes, len) == RC_OK) PROMISE(str_eq(base64url_encode(arena, bytes, len), input));
    if (hex_decode(input, bytes, input.len / 2 < sizeof bytes ? input.len / 2 : 0) == RC_OK) PROMISE(input.len % 2 == 0);
}

/* What has no value here, or a value that is not kept, goes out as its kind. */
static void write_json(struct json_out *out, const char *name, const struct json *value, struct arena *arena) {
    char kind[] = {(char)('0' + value->kind), '\0'};
    bool object = value->kind == JSON_KIND_OBJECT;
    switch (value->kind) {
        case JSON_KIND_NULL:
        case JSON_KIND_REAL: return json_text(out, name, str_of(kind));
        case JSON_KIND_BOOL: return json_flag(out, name, value->number == 1);
        case JSON_KIND_NUMBER: return json_number(out, name, value->number);
        case JSON_KIND_TEXT: return json_text(out, name, value->text);
        case JSON_KIND_LIST:
        case JSON_KIND_OBJECT: break;
    }
    json_begin(out, name, object ? '{' : '[');
    for (size_t i = 0; i < value->count; i++) write_json(out, object ? str_c(arena, value->names[i]) : NULL, &value->items[i], arena);
    json_end(out, object ? '}' : ']');
}

static bool same_json(const struct json *a, const struct json *b) {
    if (a->kind == JSON_KIND_NULL || a->kind == JSON_KIND_REAL) return b->kind == JSON_KIND_TEXT;
    if (a->kind != b->kind || a->number != b->number || a->count != b->count || !str_eq(a->text, b->text)) return false;
    for (size_t i = 0; i < a->count; i++) {
        if (a->kind == JSON_KIND_OBJECT && !str_eq(a->names[i], b->names[i])) return false;
        if (!same_json(&a->items[i], &b->items[i])) return false;
    }
    return true;
}

static void json(struct arena *arena, struct str input) {
    struct json read, again;
    if (json_read(arena, input, &read) != RC_OK) return;
    PROMISE(read.kind == JSON_KIND_LIST || read.kind == JSON_KIND_OBJECT);
    struct json_out out = json_write(arena, 8 << 20);
    write_json(&out, NULL, &read, arena);
    if (out.buf.overflow || out.buf.len > 1 << 20) return; /* escapes make it longer than what is read */
    PROMISE(json_read(arena, buf_view(&out.buf), &again) == RC_OK && same_json(&read, &again));
}

/* A token is its three parts and nothing else; only two algorithms exist. */
static void jose(struct arena *arena, struct str input) {
    struct jose_parts parts;
    struct jose_head head;
    if (jose_cut(arena, input, &parts) != RC_OK) {
        PROMISE(jose_read(arena, input, &parts, &head) != RC_OK);
        return;
    }
    struct str signature = base64url_encode(arena, parts.signature.ptr, parts.signature.len);
    PROMISE(str_eq(str_format(arena, "%.*s.%.*s", STR_ARG(parts.signed_text), STR_ARG(signature)), input));
    PROMISE(str_eq(str_format(arena, "%.*s.%.*s", STR_ARG(base64url_encode(arena, parts.header.ptr, parts.header.len)),
                              STR_ARG(base64url_encode(arena, parts.payload.ptr, parts.payload.len))), parts.signed_text));
    struct json header;
    struct str alg;
    if (jose_read(arena, input, &parts, &head) != RC_OK) return;
    PROMISE(json_read(arena, parts.header, &header) == RC_OK && json_member_text(&header, "alg", &alg) && str_eq(alg, str_of(jose_alg_name(head.alg))));
    PROMISE(json_member(&header, "crit") == NULL && json_member(&header, "b64") == NULL);
}

/* A token, a line end, a JWK Set. What one of the keys signed, it did not sign with one bit changed; a set with a private key is refused. */
static void jws(struct arena *arena, struct str input) {
    struct jose_parts parts;
    struct jose_head head;
    struct json set;
    struct str token = str_cut(&input, '\n', NULL);
    bool usable = oidc_keys_judge(arena, input) == RC_OK;
    if (usable) PROMISE(json_read(arena, input, &set) == RC_OK && json_member(&set, "keys")->count > 0);
    for (size_t i = 0; usable && i < json_member(&set, "keys")->count; i++) PROMISE(json_member(&json_member(&set, "keys")->items[i], "d") == NULL);
    if (jose_read(arena, token, &parts, &head) != RC_OK || oidc_keys_check(arena, input, head.alg, head.kid, &parts) != RC_OK) return;
    char *changed = arena_alloc(arena, parts.signed_text.len);
    memcpy(changed, parts.signed_text.ptr, parts.signed_text.len);
    changed[parts.signed_text.len / 2] ^= 1;
    struct jose_parts other = parts;
    other.signed_text.ptr = changed;
    PROMISE(oidc_keys_check(arena, input, head.alg, head.kid, &other) == RC_DENIED);
    other = parts;
    other.signature = str_sub(parts.signature, 0, parts.signature.len - 1);
    PROMISE(oidc_keys_check(arena, input, head.alg, head.kid, &other) != RC_OK);
}

static void claims(struct arena *arena, struct str input) {
    struct oidc_asked asked;
    const unsigned all = (1u << OIDC_CLAIMS_COUNT) - 1;
    if (oidc_claims_read(arena, input, &asked) != RC_OK) return;
    PROMISE((asked.token_claims & ~all) == 0 && (asked.info_claims & ~all) == 0 && asked.sub.len <= input.len);
    PROMISE(input.len > 0 || (asked.token_claims == 0 && asked.info_claims == 0 && !asked.acr_advanced));
    PROMISE(oidc_claims_allowed(asked.info_claims, 0) == (asked.info_claims & oidc_claims_allowed(all, 0))); /* data decides, not the asking */
}

/* Nothing leaves for an address that is not registered, and only as a header can hold it. */
static void check_answer(struct arena *arena, const struct oidc_request *r) {
    struct authorize_answer answer = {.redirect_uri = r->redirect_uri, .field_count = 3, .fields = {{"code", S("c")}, {"state", r->state},
        {"error_description", str_of(oidc_refusal(r->why)->text)}}};
    struct str address = authorize_address(arena, &answer);
    PROMISE(str_starts(address, r->redirect_uri) && oidc_description_fits(str_of(oidc_refusal(r->why)->text)));
    for (size_t i = 0; i < address.len; i++) PROMISE(address.ptr[i] > ' ' && address.ptr[i] <= '~');
}

static void check_request(struct arena *arena, const struct oidc_params *params, const struct oidc_client *client) {
    struct oidc_request r;
    oidc_request_read(params, client, &r);
    const struct oidc_presence nobody = {.is_hinted = true, .waits_since_ms = -1}, somebody = {.signed_in = true, .is_hinted = true, .has_access = true, .waits_since_ms = -1};
    struct oidc_request first = r, second = r;
    enum oidc_verdict absent = oidc_decide(&first, &nobody, 1000), present = oidc_decide(&second, &somebody, 1000);
    PROMISE(absent != OIDC_SAYS_CODE && (absent == OIDC_SAYS_PAGE) == (r.page != OIDC_PAGE_NONE) && (present == OIDC_SAYS_PAGE) == (absent == OIDC_SAYS_PAGE));
    if (r.page != OIDC_PAGE_NONE) return;
    bool registered = false;
    for (size_t i = 0; i < client->redirect_count; i++) registered |= uri_same(client->redirect_uris[i], r.redirect_uri, client->is_public);
    PROMISE(registered && client->known && str_eq(r.redirect_uri, params->values[OIDC_REDIRECT_URI]) && r.state.len <= OIDC_STATE_MAX);
    check_answer(arena, &r);
    if (r.why != WHY_NONE) {
        PROMISE(absent == OIDC_SAYS_ERROR && present == OIDC_SAYS_ERROR);
        return;
    }
    PROMISE(!oidc_params_twice(params) && str_eq(params->values[OIDC_RESPONSE_TYPE], S("code")) && r.scopes & SCOPE_OPENID);
    PROMISE((r.challenge.len == OIDC_CHALLENGE_CHARS || (r.challenge.len == 0 && !client->is_public)) && !(r.prompt_none && r.prompt_login));
    PROMISE(client->may_refresh || !(r.scopes & SCOPE_OFFLINE));
    if (r.prompt_none) PROMISE(absent == OIDC_SAYS_ERROR);
    if (r.prompt_login) PROMISE(present == OIDC_SAYS_SIGN_IN);
}

static void authorization(struct arena *arena, struct str input) {
    static const struct str uris[] = {S("https://app.example.org/terug"), S("https://app.example.org/terug?van=x"), S("http://127.0.0.1/klaar"), S("be.school.app:/klaar")};
    struct oidc_params params;
    if (oidc_params_read(arena, input, &params) != RC_OK) return;
    for (int bits = 0; bits < 8; bits++) {
        const struct oidc_client client = {.known = (bits & 1) == 0, .is_public = (bits & 2) != 0, .may_refresh = (bits & 4) != 0,
            .redirect_uris = uris, .redirect_count = COUNT(uris)};
        check_request(arena, &params, &client);
    }
}

static void number(struct arena *arena, struct str input) {
    int64_t value;
    (void)arena;
    if (str_to_i64(input, -1000, 1000, &value) == RC_OK) PROMISE(value >= -1000 && value <= 1000);
}

const struct fuzz_target fuzz_targets[] = {
    {"csv", csv}, {"workbook", workbook}, {"table", any_table}, {"roster", roster}, {"form", form}, {"multipart", multipart}, {"boundary", boundary},
    {"cookie", cookie}, {"url", url}, {"gate", gate}, {"route", route}, {"peer", peer}, {"network", network}, {"text", text},
    {"username", username}, {"proposal", proposal}, {"secret", secret}, {"pictures", pictures}, {"national_number", national_number},
    {"id", id}, {"base64", base64}, {"json", json}, {"number", number}, {"jose", jose}, {"jws", jws}, {"claims", claims},
    {"authorization", authorization}, {NULL, NULL}};

void fuzz_one(const struct fuzz_target *target, const unsigned char *bytes, size_t len) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create((size_t)1 << 30, false);
    char *exact = malloc(len + (len == 0)); /* of just that size, so that a sanitizer sees a step over its end */
    if (exact == NULL) abort();
    if (len > 0) memcpy(exact, bytes, len);
    target->run(arena, (struct str){exact, len});
    free(exact);
}

#ifdef FUZZ_TARGET
#define NAME_TEXT(name) #name
#define NAME_OF(name) NAME_TEXT(name)
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len) {
    const struct fuzz_target *target = fuzz_targets;
    while (strcmp(target->name, NAME_OF(FUZZ_TARGET)) != 0) target++;
    fuzz_one(target, bytes, len);
    return 0;
}
#endif
