/*
 * Measures single operations inside one process, without start-up cost. Prints one line of numbers.
 *
 *   measure hash COUNT THREADS         wall-clock seconds of COUNT Argon2id calls in libsodium
 *   measure hash-kept COUNT THREADS    the same, each thread keeps its memory for the next call
 *   measure cards FILE STOCK OUT       CPU seconds of card_pdf, bytes; FILE has one card per line
 *                                      (bench/cards.py)
 *   measure workbook FILE OUT          CPU seconds of card_workbook, bytes
 *   measure list FILE OUT [secrets]    CPU seconds of card_class_list_pdf, bytes
 *   measure test STOCK OUT             CPU seconds of card_test_sheet_pdf, bytes
 *
 * Sheet options come from the environment: START, OFFSET_X, OFFSET_Y (half millimetres), PER_CLASS,
 * STACKED, CAPTIONS (0 none, 1 words, 2 numbers), LANGUAGE_NUMBER (0 nl, 1 fr, 2 en, 3 de).
 */
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "crypto/hash_memory.h"
#include "crypto/password.h"
#include "document/card.h"
#include "web/card_texts.h"

enum { OUT_MAX = 256 << 20, ARENA_MAX = 1 << 30, THREADS_MAX = 64 };
#define MADE_MS INT64_C(1790000000000)
#define TEXT(literal)                                                                              \
    { literal, sizeof literal - 1 }

static double seconds(clockid_t which) {
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct hashing {
    long count; /* per thread */
    /* keep the memory for the next call, as the program does; otherwise as the library does */
    bool keep;
};

static void *hash_some(void *context) {
    const struct hashing *hashing = context;
    static const unsigned char salt[crypto_pwhash_SALTBYTES] = "bench";
    unsigned char tag[32];
    char secret[16];
    if (hashing->keep) hash_memory_open(PASSWORD_MEMORY);
    for (long i = 0; i < hashing->count; i++) {
        int len = snprintf(secret, sizeof secret, "%ldban94", i);
        if (crypto_pwhash(tag, sizeof tag, secret, (unsigned long long)len, salt, PASSWORD_PASSES,
                          PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
            return context;
    }
    return NULL;
}

static int measure_hash(long count, long threads, bool keep) {
    pthread_t ids[THREADS_MAX];
    if (threads < 1 || threads > THREADS_MAX) return 2;
    struct hashing share = {.count = count / threads, .keep = keep};
    double begin = seconds(CLOCK_MONOTONIC);
    bool failed = false;
    for (long i = 0; i < threads; i++)
        if (pthread_create(&ids[i], NULL, hash_some, &share) != 0) return 1;
    for (long i = 0; i < threads; i++) {
        void *wrong;
        pthread_join(ids[i], &wrong);
        failed = failed || wrong != NULL;
    }
    printf("%.4f\n", seconds(CLOCK_MONOTONIC) - begin);
    return failed;
}

static struct str read_file(struct arena *arena, const char *name) {
    struct stat info;
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) return S("");
    char *bytes = arena_alloc(arena, (size_t)info.st_size + 1);
    ssize_t got = read(fd, bytes, (size_t)info.st_size);
    close(fd);
    return (struct str){bytes, got < 0 ? 0 : (size_t)got};
}

static enum card_secret kind_of(struct str word) {
    if (str_eq(word, S("picture"))) return CARD_PICTURES;
    return str_eq(word, S("word")) ? CARD_WORD : CARD_TEMPORARY;
}

/*
 * Reads first, last, group, class, username, address, kind, secret, picture numbers and roll
 * number, separated by tabs.
 */
static struct card read_card(struct str line) {
    struct card card = {.school_number = 2,
                        .kind_text = S("Wachtwoord"),
                        .valid_until = 21061 /* 31 August 2027 */};
    struct str *texts[] = {&card.first_name, &card.last_name, &card.group_name,
                           &card.class_code, &card.username,  &card.address};
    for (size_t i = 0; i < COUNT(texts); i++) *texts[i] = str_cut(&line, '\t', NULL);
    card.kind = kind_of(str_cut(&line, '\t', NULL));
    card.secret = str_cut(&line, '\t', NULL);
    struct str numbers = str_cut(&line, '\t', NULL);
    while (numbers.len > 0) {
        int64_t number;
        if (str_to_i64(str_cut(&numbers, ' ', NULL), 0, 15, &number) == RC_OK)
            card.pictures[card.picture_count++] = (unsigned char)number;
    }
    if (str_to_i64(line, 0, INT64_MAX, &card.roll_number) != RC_OK) card.roll_number = 0;
    card.advanced = card.kind == CARD_TEMPORARY;
    return card;
}

static size_t read_cards(struct arena *arena, const char *file, struct card **ret_cards) {
    struct str rest = read_file(arena, file);
    size_t count = 0, room = 1;
    for (size_t i = 0; i < rest.len; i++) room += rest.ptr[i] == '\n';
    *ret_cards = ARENA_ARRAY(arena, struct card, room);
    while (rest.len > 0) (*ret_cards)[count++] = read_card(str_cut(&rest, '\n', NULL));
    return count;
}

static int from_environment(const char *name) {
    const char *text = getenv(name);
    int64_t number = 0;
    return text != NULL && str_to_i64(str_of(text), -1000, 1000, &number) == RC_OK ? (int)number
                                                                                   : 0;
}

static int write_out(const char *name, struct str bytes, double cpu) {
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool fine = fd >= 0 && write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len;
    if (fd >= 0) close(fd);
    printf("%.5f %zu\n", cpu, bytes.len);
    return fine ? 0 : 1;
}

static int measure_document(struct arena *arena, int argc, char **argv) {
    struct fault fault = {0};
    struct fonts *fonts;
    struct card *cards = NULL;
    bool test = strcmp(argv[1], "test") == 0, workbook = strcmp(argv[1], "workbook") == 0,
         list = strcmp(argv[1], "list") == 0;
    size_t count = test ? 0 : read_cards(arena, argv[2], &cards);
    const char *stock = test               ? argv[2]
                        : workbook || list ? ""
                                           : argv[3],
               *out_name = argv[workbook || list || test ? 3 : 4];
    int start = from_environment("START");
    const char *school =
        getenv("SCHOOL") != NULL ? getenv("SCHOOL") : "BRUSSEL-STAD - TEST School 2 (2)";
    static const struct str lines[] = {TEXT("Testblad"), TEXT("Druk af op 100 %."),
                                       TEXT("Printer: secretariaat. Verschuiving: 0 mm.")};
    static const struct test_sheet_texts texts = {"nl-BE", lines, COUNT(lines)};
    enum card_stock chosen = STOCK_A4;
    int language = from_environment("LANGUAGE_NUMBER");
    if (stock[0] != '\0' && stock_read(str_of(stock), &chosen) != RC_OK) return 2;
    if (language < 0 || language >= LANGUAGES) return 2;
    const struct card_texts card_texts = card_texts_in((enum language)language);
    const struct sheet_options options = {.stock = chosen,
                                          .start_label = start > 0 ? start : 1,
                                          .offset_x = from_environment("OFFSET_X"),
                                          .offset_y = from_environment("OFFSET_Y"),
                                          .sheet_per_class = from_environment("PER_CLASS") != 0,
                                          .stacked = from_environment("STACKED") != 0,
                                          .captions =
                                              (enum card_captions)from_environment("CAPTIONS"),
                                          .texts = &card_texts,
                                          .school = str_of(school),
                                          .made_ms = MADE_MS};
    const struct list_options list_options = {.texts = &card_texts,
                                              .title = S("LeerID klaslijst"),
                                              .school = str_of(school),
                                              .made = S("24 november 2026"),
                                              .with_secrets = argc > 4};
    if (fonts_open(arena, NULL, &fonts, &fault) != RC_OK) return 1;
    struct buf out = buf_make(arena, OUT_MAX);
    double begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
    enum rc rc = RC_OK;
    if (workbook)
        rc = card_workbook(arena, cards, count, MADE_MS, &out);
    else if (list)
        rc = card_class_list_pdf(arena, fonts, &list_options, cards, count, &out);
    else if (test)
        rc = card_test_sheet_pdf(arena, fonts, &options, &texts, &out);
    else
        rc = card_pdf(arena, fonts, &options, S("LeerID kaarten"), cards, count, &out);
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
    fonts_close(fonts);
    if (rc != RC_OK) fprintf(stderr, "%s\n", rc_name(rc));
    return rc == RC_OK ? write_out(out_name, buf_view(&out), cpu) : 1;
}

int main(int argc, char **argv) {
    bool keep = argc == 4 && strcmp(argv[1], "hash-kept") == 0;
    if (keep || (argc == 4 && strcmp(argv[1], "hash") == 0))
        return sodium_init() < 0
                   ? 1
                   : measure_hash(strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10), keep);
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(ARENA_MAX, true);
    if (argc >= 4) return measure_document(arena, argc, argv);
    fputs("usage: see bench/measure.c\n", stderr);
    return 2;
}
