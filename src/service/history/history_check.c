#include "service/history/history_check.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/file.h"
#include "service/history/history_heads.h"

enum { SETTLED_MS = 10 * 60 * 1000, LINE_MAX = 300 };

struct checking {
    int64_t until_ms[2]; /* up to the anchor; up to now */
    struct history_state state;
    struct arena *arena;
    struct heads_file *files;
    size_t file_count;
    int64_t told, untrue;
};

static enum rc verify(struct tx *tx, struct checking *c) {
    TRY(history_verify_all(tx, c->until_ms, &c->state));
    return history_heads_compare(tx, c->arena, c->files, c->file_count, &c->told, &c->untrue);
}
TX_FUNCTION(verify, struct checking)

static enum rc anchor_line(struct arena *arena, const struct service *service,
                           const struct history_sum *sum, struct str *ret_line) {
    struct str facts =
        str_format(arena, "%lld %lld %.*s", (long long)sum->until_ms, (long long)sum->rows,
                   STR_ARG(hex_encode(arena, sum->sum, sizeof sum->sum)));
    unsigned char mac[MAC_BYTES];
    TRY(keys_mac(service->keys, KEY_HISTORY, str_format(arena, "anchor %.*s", STR_ARG(facts)),
                 mac));
    *ret_line = str_format(arena, "%.*s %.*s\n", STR_ARG(facts),
                           STR_ARG(hex_encode(arena, mac, sizeof mac)));
    return RC_OK;
}

/* Reads the anchor file. RC_NONE: there is no anchor yet. RC_INVALID: it was altered. */
static enum rc read_anchor(struct arena *arena, const struct service *service, const char *file,
                           struct history_sum *ret_sum) {
    char line[LINE_MAX];
    FILE *opened = fopen(file, "re");
    if (opened == NULL) return RC_NONE;
    bool read = fgets(line, sizeof line, opened) != NULL;
    fclose(opened);
    ENSURE(read, RC_INVALID);
    struct str rest = str_of(line);
    TRY(str_to_i64(str_cut(&rest, ' ', NULL), INT64_MIN, INT64_MAX, &ret_sum->until_ms));
    TRY(str_to_i64(str_cut(&rest, ' ', NULL), 0, INT64_MAX, &ret_sum->rows));
    TRY(hex_decode(str_cut(&rest, ' ', NULL), ret_sum->sum, sizeof ret_sum->sum));
    struct str expected;
    TRY(anchor_line(arena, service, ret_sum, &expected));
    return str_eq(expected, str_of(line)) ? RC_OK : RC_INVALID;
}

static enum rc write_anchor(struct arena *arena, const struct service *service, const char *file,
                            const struct history_sum *sum, struct fault *fault) {
    struct str line;
    TRY(anchor_line(arena, service, sum, &line));
    return file_replace(file, line) ? RC_OK : FAULT(fault, RC_IO, "%s cannot be written", file);
}

enum rc history_check(struct service *service, struct arena *arena, const char *anchor_file,
                      struct str heads_folder, struct history_verdict *ret_verdict,
                      struct fault *fault) {
    struct history_sum anchor = {0};
    int64_t settled_ms = service_now(service) - SETTLED_MS;
    enum rc known = read_anchor(arena, service, anchor_file, &anchor);
    ENSURE(known != RC_RETRY, known);
    if (known == RC_OK && anchor.until_ms > settled_ms)
        known = RC_NONE; /* the clock was ahead then: rows before that time were written later */
    struct checking c = {.until_ms = {known == RC_OK ? anchor.until_ms : 0, settled_ms},
                         .arena = arena};
    TRY(history_heads_list(
        arena, heads_folder, &c.files,
        &c.file_count)); /* before the transaction, so that it sees all rows listed */
    TRY(store_read(service->db, arena, verify, &c, fault));
    const struct history_sum *then = &c.state.sums[0];
    bool same = then->rows == anchor.rows && memcmp(then->sum, anchor.sum, sizeof anchor.sum) == 0;
    *ret_verdict =
        (struct history_verdict){.rows = c.state.rows,
                                 .broken_chains = c.state.broken,
                                 .subject = c.state.first_subject,
                                 .seq = c.state.first_seq,
                                 .had_anchor = known != RC_NONE,
                                 .shrunk = known == RC_INVALID || (known == RC_OK && !same),
                                 .anchor_ms = anchor.until_ms,
                                 .told = c.told,
                                 .untrue = c.untrue};
    if (ret_verdict->broken_chains > 0 || ret_verdict->shrunk || ret_verdict->untrue > 0)
        return RC_OK;
    return write_anchor(arena, service, anchor_file, &c.state.sums[1], fault);
}
