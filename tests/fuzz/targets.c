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
    const struct roster_reader reader = {.rules = text_rules(arena), .today = ROUGH_TODAY, .school = 2, .row = check_row};
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

static void json(struct arena *arena, struct str input) {
    struct json read;
    if (json_read(arena, input, &read) == RC_OK) PROMISE(read.kind == JSON_KIND_LIST || read.kind == JSON_KIND_OBJECT);
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
    {"id", id}, {"base64", base64}, {"json", json}, {"number", number}, {NULL, NULL}};

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
