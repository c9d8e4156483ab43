/* The key ring: MACs, seals, rotation, backup. Uses a private folder under /tmp. */
#include "key_folder.h"

#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encode.h"
#include "crypto/jose.h"

static void opens_the_same_ring_again(void **state) {
    (void)state;
    struct keys *none;
    assert_rc(keys_open(arena, path("open"), false, &none, NULL), RC_NONE);
    struct keys *first = open_keys("open", true), *second = open_keys("open", false);
    unsigned char a[MAC_BYTES], b[MAC_BYTES];
    for (int p = 0; p < KEY_PURPOSES; p++) {
        mac_by(first, (enum key_purpose)p, S("suheda.carabin"), a);
        mac_by(second, (enum key_purpose)p, S("suheda.carabin"), b);
        assert_memory_equal(a, b, MAC_BYTES);
        for (int q = 0; q < p; q++) { /* each purpose has its own key */
            mac_by(first, (enum key_purpose)q, S("suheda.carabin"), b);
            assert_memory_not_equal(a, b, MAC_BYTES);
        }
    }
    struct stat info;
    assert_int_equal(stat(path("open/ring"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(stat(path("open"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    keys_close(first);
    keys_close(second);
}

static void seals(void **state) {
    (void)state;
    struct keys *keys = open_keys("seal", true);
    struct str plain, sealed = sealed_by(arena, keys, SEAL_SECRET, S("pupil 1"), S("29ban9"));
    assert_int_equal(sealed.len, 6 + SEAL_OVERHEAD);
    assert_rc(keys_unseal(arena, keys, SEAL_SECRET, S("pupil 1"), sealed, &plain), RC_OK);
    assert_str(plain, "29ban9");
    assert_rc(keys_unseal(arena, keys, SEAL_SECRET, S("pupil 2"), sealed, &plain), RC_INVALID);
    assert_rc(keys_unseal(arena, keys, SEAL_MAIL, S("pupil 1"), sealed, &plain), RC_INVALID);
    assert_false(str_contains(sealed, S("ban")));
    assert_false(str_eq(sealed, sealed_by(arena, keys, SEAL_SECRET, S("pupil 1"), S("29ban9"))));
    for (size_t i = 0; i < sealed.len; i++) { /* any modified byte, any shorter text */
        struct str copy = str_copy(arena, sealed);
        ((char *)copy.ptr)[i] ^= 1;
        assert_rc(keys_unseal(arena, keys, SEAL_SECRET, S("pupil 1"), copy, &plain),
                  i == 1 || i == 2 ? RC_IO : RC_INVALID); /* a different key */
        assert_rc(
            keys_unseal(arena, keys, SEAL_SECRET, S("pupil 1"), str_sub(sealed, 0, i), &plain),
            RC_INVALID);
    }
    struct str nothing = sealed_by(arena, keys, SEAL_MAIL, S(""), S(""));
    assert_rc(keys_unseal(arena, keys, SEAL_MAIL, S(""), nothing, &plain), RC_OK);
    assert_int_equal(plain.len, 0);
    keys_close(keys);
}

static void rotates(void **state) {
    (void)state;
    struct keys *keys = open_keys("rotate", true);
    struct str plain, old = sealed_by(arena, keys, SEAL_SECRET, S("x"), S("old"));
    unsigned char before[MAC_BYTES], after[MAC_BYTES];
    mac_by(keys, KEY_USERNAME, S("a"), before);
    assert_rc(keys_rotate(keys, 0, NULL), RC_OK);
    struct str new = sealed_by(arena, keys, SEAL_SECRET, S("x"), S("new"));
    assert_memory_not_equal(old.ptr, new.ptr, 3); /* a different key id */
    mac_by(keys, KEY_USERNAME, S("a"), after);
    assert_memory_equal(before, after, MAC_BYTES); /* existing usernames stay known */
    struct keys *again = open_keys("rotate", false);
    assert_rc(keys_unseal(arena, again, SEAL_SECRET, S("x"), old, &plain), RC_OK);
    assert_str(plain, "old");
    assert_rc(keys_unseal(arena, again, SEAL_SECRET, S("x"), new, &plain), RC_OK);
    assert_str(plain, "new");
    struct key_info *list;
    size_t count = keys_list(arena, again, &list), current = 0;
    for (size_t i = 0; i < count; i++) current += list[i].current;
    assert_int_equal(count, KEY_PURPOSES + 3);
    assert_int_equal(current, KEY_PURPOSES);
    for (int i = 1; i < 99; i++) assert_rc(keys_rotate(keys, 0, NULL), RC_OK);
    struct fault fault = {.detail = ""};
    assert_rc(keys_rotate(keys, 0, &fault), RC_LIMIT);
    assert_string_not_equal(fault.detail, "");
    assert_int_equal(keys_list(arena, open_keys("rotate", false), &list), KEY_PURPOSES + 3 * 99);
}

/* A rotation after a leak is never refused: when there is no room, the oldest retired keys go. */
static void rotates_signing_keys_again_and_again(void **state) {
    (void)state;
    struct signing_keys *keys;
    struct signing_info *list;
    keys_close(open_keys("again", true)); /* makes the folder */
    assert_rc(signing_keys_open(arena, path("again"), true, 0, &keys, NULL), RC_OK);
    signing_keys_close(keys);
    for (int i = 1; i <= 8; i++) {
        assert_rc(signing_keys_rotate(path("again"), i, NULL), RC_OK);
        assert_rc(signing_keys_open(arena, path("again"), false, i, &keys, NULL), RC_OK);
        int found[JOSE_ALGS][SIGNING_RETIRED + 1] = {0};
        int64_t oldest = INT64_MAX;
        for (size_t k = signing_keys_list(arena, keys, &list); k-- > 0;) {
            found[list[k].alg][list[k].state]++;
            if (list[k].state == SIGNING_RETIRED && list[k].since_ms < oldest)
                oldest = list[k].since_ms;
        }
        for (int alg = 0; alg < JOSE_ALGS; alg++) {
            assert_int_equal(found[alg][SIGNING_NEXT], 1);
            assert_int_equal(found[alg][SIGNING_CURRENT], 1);
            assert_int_equal(found[alg][SIGNING_RETIRED], i < 6 ? i : 6);
        }
        assert_int_equal(oldest, i < 6 ? 1 : i - 5);
        signing_keys_close(keys);
    }
}

static int key_of(struct keys *keys) {
    return sealed_by(arena, keys, SEAL_SECRET, S("x"), S("text")).ptr[2];
}

/* With several servers, each must know a new key before any of them uses it. */
static void a_new_key_waits_for_its_activation(void **state) {
    (void)state;
    struct keys *keys = open_keys("wait", true), *other = open_keys("wait", false);
    struct clock clock = clock_system();
    int64_t later = clock_now_ms(&clock) + 3600 * 1000;
    struct key_info *list;
    unsigned char tag[TAG_BYTES] = {7};
    assert_rc(keys_rotate(keys, later, NULL), RC_OK);
    assert_int_equal(key_of(keys), 1);
    assert_int_equal(key_of(open_keys("wait", false)), 1);
    size_t count = keys_list(arena, open_keys("wait", false), &list), waiting = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(list[i].from_ms == (list[i].id == 1 ? 0 : later) &&
                    list[i].current == (list[i].id == 1));
        waiting += list[i].from_ms > 0;
    }
    assert_int_equal(waiting, 3);
    assert_rc(keys_rotate(keys, 1, NULL), RC_OK); /* its activation time has passed */
    assert_int_equal(key_of(keys), 3);
    struct str kept = peppered_by(keys, S("1"), tag),
               sealed = sealed_by(arena, keys, SEAL_SECRET, S("x"), S("new")), plain;
    assert_rc(keys_pepper_check(other, S("1"), kept, tag),
              RC_IO); /* it does not know that key, so the result is unknown */
    assert_rc(keys_unseal(arena, other, SEAL_SECRET, S("x"), sealed, &plain), RC_IO);
    assert_rc(keys_pepper_check(open_keys("wait", false), S("1"), kept, tag), RC_OK);
    assert_rc(keys_rotate(keys, 0, NULL),
              RC_OK); /* a leak: activate at once, and drop the key that was waiting */
    assert_int_equal(key_of(open_keys("wait", false)), 4);
    count = keys_list(arena, keys, &list);
    for (size_t i = 0; i < count; i++) assert_int_equal(list[i].from_ms, 0);
}

/* A full disk: what is sealed afterwards must open with the ring on disk. */
static void a_failed_rotation_changes_nothing(void **state) {
    (void)state;
    struct keys *keys = open_keys("lost", true);
    assert_int_equal(rename(path("lost"), path("lost-for-a-while")), 0);
    assert_rc(keys_rotate(keys, 0, NULL), RC_IO);
    assert_int_equal(rename(path("lost-for-a-while"), path("lost")), 0);
    struct str plain, sealed = sealed_by(arena, keys, SEAL_SECRET, S("x"), S("text"));
    assert_rc(keys_unseal(arena, open_keys("lost", false), SEAL_SECRET, S("x"), sealed, &plain),
              RC_OK);
    assert_rc(keys_rotate(keys, 0, NULL), RC_OK);
}

static void write_file(const char *name, struct str bytes) {
    int fd = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len);
    close(fd);
}

static struct str read_whole(const char *name) {
    int fd = open(path(name), O_RDONLY | O_CLOEXEC);
    char *bytes = arena_alloc(arena, 65536);
    ssize_t len = read(fd, bytes, 65536);
    assert_true(fd >= 0 && len >= 0);
    close(fd);
    return (struct str){bytes, (size_t)len};
}

static void rejects_a_damaged_ring(void **state) {
    (void)state;
    open_keys("whole", true);
    struct str ring = read_whole("whole/ring");
    assert_int_equal(mkdir(path("damaged"), 0700), 0);
    static const struct {
        const char *name;
        size_t cut;
        const char *tail;
    } rows[] = {{"empty", 0, ""},
                {"half a line", 100, ""},
                {"one purpose lost", 0, NULL},
                {"another program", 0, "keys 2\n"},
                {"a word more", SIZE_MAX, "extra 1 00\n"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str text = str_sub(ring, 0, rows[i].cut == SIZE_MAX ? ring.len : rows[i].cut);
        if (rows[i].tail == NULL) {
            text = str_sub(ring, 0, ring.len - 1);
            while (text.ptr[text.len - 1] != '\n') text.len--;
        }
        if (rows[i].tail != NULL) text = str_format(arena, "%.*s%s", STR_ARG(text), rows[i].tail);
        write_file("damaged/ring", text);
        struct keys *keys = NULL;
        struct fault fault;
        assert_row(rows[i].name, keys_open(arena, path("damaged"), true, &keys, &fault) ==
                                     RC_IO); /* and does not replace it by a new one */
        assert_true(str_eq(read_whole("damaged/ring"), text));
        assert_null(keys);
    }
}

static void backs_up_and_restores(void **state) {
    (void)state;
    struct keys *keys = open_keys("live", true);
    struct str plain, sealed = sealed_by(arena, keys, SEAL_SECRET, S("x"), S("card"));
    assert_rc(keys_backup(keys, path("backup"), S("drie zwanen"), NULL), RC_OK);
    struct str ring = read_whole("live/ring"), backup = read_whole("backup");
    assert_false(str_contains(backup, str_sub(ring, 40, 20)));
    assert_rc(keys_restore(path("other"), path("backup"), S("vier zwanen"), NULL), RC_DENIED);
    assert_int_not_equal(access(path("other/ring"), F_OK), 0);
    assert_rc(keys_restore(path("live"), path("backup"), S("drie zwanen"), NULL), RC_CONFLICT);
    assert_rc(keys_restore(path("other"), path("backup"), S("drie zwanen"), NULL), RC_OK);
    assert_rc(keys_unseal(arena, open_keys("other", false), SEAL_SECRET, S("x"), sealed, &plain),
              RC_OK);
    assert_str(plain, "card");
    ((char *)backup.ptr)[backup.len - 1] ^= 1;
    write_file("altered", backup);
    assert_rc(keys_restore(path("third"), path("altered"), S("drie zwanen"), NULL), RC_DENIED);
    write_file("short", str_sub(backup, 0, 40));
    assert_rc(keys_restore(path("third"), path("short"), S("drie zwanen"), NULL), RC_INVALID);
    assert_rc(keys_restore(path("third"), path("nowhere"), S("drie zwanen"), NULL), RC_NONE);
}

static void *open_in_thread(void *context) {
    struct arena *own =
        arena_create(4 << 20, true); /* the arena of the group belongs to the main thread */
    struct keys *keys;
    if (keys_open(own, str_c(own, str_format(own, "%s/race", top)), true, &keys, NULL) == RC_OK)
        mac_by(keys, KEY_WEB, S("x"), context);
    arena_destroy(own);
    return NULL;
}

/* Of two concurrent starts, the second uses the ring of the first. */
static void two_starts_share_one_ring(void **state) {
    (void)state;
    enum { STARTS = 8 };
    for (int round = 0; round < 10; round++) {
        static unsigned char macs[STARTS][MAC_BYTES];
        memset(macs, 0, sizeof macs);
        pthread_t threads[STARTS];
        nftw(path("race"), remove_one, 8, FTW_DEPTH | FTW_PHYS);
        for (int i = 0; i < STARTS; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, open_in_thread, macs[i]), 0);
        for (int i = 0; i < STARTS; i++) pthread_join(threads[i], NULL);
        unsigned char kept[MAC_BYTES];
        mac_by(open_keys("race", false), KEY_WEB, S("x"), kept);
        for (int i = 0; i < STARTS; i++) assert_memory_equal(macs[i], kept, MAC_BYTES);
    }
}

/* Texts of all lengths under all labels open with their own label only. */
static void labels_separate_purposes(void **state) {
    (void)state;
    struct keys *keys = open_keys("labels", true);
    static const size_t lengths[] = {
        0, 1, SHORT_TEXT_MAX - 1, SHORT_TEXT_MAX, SHORT_TEXT_MAX + 1, 100000};
    for (int label = SEAL_TAG + 1; label < SEAL_LABELS; label++)
        for (size_t i = 0; i < COUNT(lengths); i++) {
            struct str opened,
                text = repeat('x', lengths[i]),
                sealed = sealed_by(arena, keys, (enum seal_label)label, S("id"), text);
            assert_rc(keys_unseal(arena, keys, (enum seal_label)label, S("id"), sealed, &opened),
                      RC_OK);
            assert_true(str_eq(opened, text));
            assert_rc(keys_unseal(arena, keys, (enum seal_label)label, S("ie"), sealed, &opened),
                      RC_INVALID);
            assert_rc(keys_unseal(arena, keys, (enum seal_label)label, S("id"),
                                  str_sub(sealed, 0, sealed.len - 1), &opened),
                      RC_INVALID);
            for (int other = SEAL_TAG; other < SEAL_LABELS; other++)
                if (other != label)
                    assert_rc(
                        keys_unseal(arena, keys, (enum seal_label)other, S("id"), sealed, &opened),
                        RC_INVALID);
        }
}

/* Reads the first key of a purpose from the file. */
static void key_in_file(const char *ring, const char *purpose, unsigned char ret_key[32]) {
    struct str text = read_whole(ring), line;
    do line = str_cut(&text, '\n', NULL);
    while (text.len > 0 && !str_starts(line, str_of(purpose)));
    assert_rc(hex_decode(str_sub(line, strlen(purpose) + 3, 64), ret_key, 32), RC_OK);
}

/* Values sealed before labels existed can still be opened; a label cannot be removed. */
static void version_one_can_still_be_opened(void **state) {
    (void)state;
    struct keys *keys = open_keys("old", true);
    unsigned char key[32], sealed[SEAL_OVERHEAD + 6] = {1, 0, 1};
    key_in_file("old/ring", "secrets", key);
    randombytes_buf(sealed + 3, 24);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 27, NULL, (const unsigned char *)"29ban9",
                                               6, (const unsigned char *)"pupil", 5, NULL,
                                               sealed + 3, key);
    struct str opened;
    assert_rc(keys_unseal(arena, keys, SEAL_SECRET, S("pupil"),
                          (struct str){(const char *)sealed, sizeof sealed}, &opened),
              RC_OK);
    assert_str(opened, "29ban9");
    struct str today =
        str_copy(arena, sealed_by(arena, keys, SEAL_SECRET, S("pupil"), S("29ban9")));
    ((char *)today.ptr)[0] = 1;
    assert_rc(keys_unseal(arena, keys, SEAL_SECRET, S("pupil"), today, &opened), RC_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_separate_purposes),
        cmocka_unit_test(version_one_can_still_be_opened),
        cmocka_unit_test(opens_the_same_ring_again),
        cmocka_unit_test(seals),
        cmocka_unit_test(rotates),
        cmocka_unit_test(rotates_signing_keys_again_and_again),
        cmocka_unit_test(a_new_key_waits_for_its_activation),
        cmocka_unit_test(a_failed_rotation_changes_nothing),
        cmocka_unit_test(rejects_a_damaged_ring),
        cmocka_unit_test(backs_up_and_restores),
        cmocka_unit_test(two_starts_share_one_ring),
    };
    return cmocka_run_group_tests_name("keys", tests, make_top, remove_top);
}
