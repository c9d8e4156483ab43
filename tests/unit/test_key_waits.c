/* Behaviour while the key process is stopped, and while its files change during requests. */
#include "key_started.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wait.h"

enum { FLIP_MS = 3000, ASKERS = 4, IN_TIME_MS = 3500 };

/*
 * Every wait is bounded: the first request takes two seconds, later ones almost no time, and after
 * the process continues each request gets its own response again.
 */
static void waits_for_a_stopped_process_are_bounded(void **state) {
    (void)state;
    struct keys *process = start_process("still");
    struct signing_keys *signing;
    assert_rc(key_process_signing_keys(arena, process, &signing, NULL), RC_OK);
    unsigned char first[MAC_BYTES], then[MAC_BYTES];
    mac_by(process, KEY_WEB, S("first"), first);
    struct str opened, token, sealed = sealed_by(arena, process, SEAL_DRAFT, S("x"), S("text"));
    assert_int_equal(kill(key_process_id(process), SIGSTOP), 0);
    int64_t begin = monotonic_ms();
    enum rc rc = RC_OK;
    for (int i = 0; i < 1000 && rc == RC_OK; i++) { /* it stops soon */
        begin = monotonic_ms();
        rc = keys_mac(process, KEY_WEB, S("other"), then);
    }
    assert_rc(rc, RC_RETRY);
    assert_in_range(monotonic_ms() - begin, 1900, IN_TIME_MS);
    begin = monotonic_ms();
    for (int i = 0; i < 5; i++) {
        assert_rc(keys_seal(arena, process, SEAL_DRAFT, S("x"), S("lost"), &sealed), RC_RETRY);
        assert_rc(keys_unseal(arena, process, SEAL_DRAFT, S("x"), sealed, &opened), RC_RETRY);
        assert_rc(keys_pepper_check(process, S("1"), (struct str){NULL, 0}, first), RC_IO);
        assert_rc(jose_sign(arena, signing, JOSE_ES256, "JWT", S("{}"), &token), RC_RETRY);
        assert_rc(keys_mac(keys_with_short_timeout(arena, process), KEY_WEB, S("first"), then),
                  RC_RETRY);
    }
    assert_in_range(monotonic_ms() - begin, 1000, IN_TIME_MS);
    assert_int_equal(kill(key_process_id(process), SIGCONT), 0);
    for (int i = 0; i < 100 && keys_mac(process, KEY_WEB, S("first"), then) != RC_OK; i++) continue;
    for (int i = 0; i < 20; i++) { /* more than there are channels */
        mac_by(process, KEY_WEB, S("first"), then);
        assert_memory_equal(first, then, MAC_BYTES);
        assert_rc(keys_unseal(arena, process, SEAL_DRAFT, S("x"), sealed, &opened), RC_OK);
        assert_true(str_eq(opened, S("text")));
    }
    signing_keys_close(signing);
    keys_close(process);
}

/*
 * The program closes its keys within seconds, even when the process does not notice that its
 * sockets were closed.
 */
static void a_stopped_process_is_ended(void **state) {
    (void)state;
    struct keys *process = start_process("ended");
    int pid = key_process_id(process);
    assert_int_equal(kill(pid, SIGSTOP), 0);
    int64_t begin = monotonic_ms();
    keys_close(process);
    assert_in_range(monotonic_ms() - begin, 0, 4500);
    assert_int_not_equal(kill(pid, 0), 0);
}

/*
 * A hanging file system, simulated by a pipe without a writer: requests with known keys still
 * succeed.
 */
static void hanging_files_do_not_block_requests(void **state) {
    (void)state;
    struct keys *process = start_process("hang");
    struct str opened, sealed = sealed_by(arena, process, SEAL_DRAFT, S("x"), S("text")),
                       strange = str_copy(arena, sealed);
    ((char *)strange.ptr)[1] ^= 1; /* an unknown key id makes the process read its files */
    assert_int_equal(rename(path("hang/ring"), path("hang/before")), 0);
    assert_int_equal(mkfifo(path("hang/ring"), 0600), 0);
    for (int i = 0; i < 5; i++)
        (void)!keys_unseal(arena, process, SEAL_DRAFT, S("x"), strange, &opened);
    int64_t begin = monotonic_ms();
    while (monotonic_ms() - begin < 3000 &&
           keys_unseal(arena, process, SEAL_DRAFT, S("x"), sealed, &opened) != RC_OK)
        continue;
    begin = monotonic_ms(); /* one of its threads waits for the file; the others continue */
    for (int i = 0; i < 20; i++)
        assert_rc(keys_unseal(arena, process, SEAL_DRAFT, S("x"), sealed, &opened), RC_OK);
    assert_in_range(monotonic_ms() - begin, 0, 1000);
    keys_close(process);
}

/* Signing keys are replaced repeatedly while other threads use and request them. */
struct flipping {
    struct keys *process;
    struct signing_keys *signing;
    struct str strange; /* makes the process read its files */
    atomic_bool over;
    atomic_int wrong;
};

static void *flip_signing_keys(void *context) {
    struct flipping *f = context;
    struct arena *own = arena_create(1 << 20, true);
    for (int i = 0; !f->over; i++) {
        struct str opened;
        const char *from = i % 2 == 0 ? "flip/even" : "flip/odd";
        char beside[300], to[300], file[300];
        snprintf(file, sizeof file, "%s/%s", top, from);
        snprintf(beside, sizeof beside, "%s/flip/beside", top);
        snprintf(to, sizeof to, "%s/flip/signing", top);
        if (link(file, beside) != 0 || rename(beside, to) != 0) f->wrong++;
        (void)!keys_unseal(own, f->process, SEAL_DRAFT, S("x"), f->strange, &opened);
        arena_reset(own);
    }
    arena_destroy(own);
    return NULL;
}

static void *sign_often(void *context) {
    struct flipping *f = context;
    struct arena *own = arena_create(1 << 20, true);
    while (!f->over) {
        struct str token, jwks = signing_keys_jwks(own, f->signing);
        struct jose_parts parts;
        enum rc rc = jose_sign(own, f->signing, JOSE_ES256, "JWT", S("{}"), &token);
        bool fits = str_contains(jwks, S("\"ES256\"")) && str_contains(jwks, S("\"RS256\""));
        if (fits && rc == RC_OK) { /* RC_NONE: the test sets time back, and the current key becomes
                                      the next one again */
            fits = jose_cut(own, token, &parts) == RC_OK;
            fits = fits && jose_check_own(f->signing, JOSE_ES256,
                                          str_sub(parts.header, parts.header.len - 45, 43),
                                          &parts) == RC_OK;
        } else
            fits = fits && rc == RC_NONE;
        f->wrong += !fits;
        arena_reset(own);
    }
    arena_destroy(own);
    return NULL;
}

static void repeated_rotations_free_only_their_own_keys(void **state) {
    (void)state;
    struct flipping f = {.process = start_process("flip")};
    pthread_t flipper, askers[ASKERS];
    assert_rc(key_process_signing_keys(arena, f.process, &f.signing, NULL), RC_OK);
    assert_int_equal(link(path("flip/signing"), path("flip/even")), 0);
    assert_rc(signing_keys_rotate(path("flip"), INT64_C(1700000000001), NULL), RC_OK);
    assert_int_equal(link(path("flip/signing"), path("flip/odd")), 0);
    struct str even = S(""), now = S("");
    f.strange = sealed_by(arena, f.process, SEAL_DRAFT, S("x"), S("text"));
    ((char *)f.strange.ptr)[1] ^= 1;
    assert_int_equal(pthread_create(&flipper, NULL, flip_signing_keys, &f), 0);
    for (int i = 0; i < ASKERS; i++)
        assert_int_equal(pthread_create(&askers[i], NULL, sign_often, &f), 0);
    nanosleep(&(struct timespec){.tv_sec = FLIP_MS / 1000}, NULL);
    f.over = true;
    pthread_join(flipper, NULL);
    for (int i = 0; i < ASKERS; i++) pthread_join(askers[i], NULL);
    assert_int_equal(f.wrong, 0);
    /* After any number of rotations, the next one is noticed. */
    even = signing_keys_jwks(arena, f.signing);
    assert_rc(signing_keys_rotate(path("flip"), INT64_C(1700000000002), NULL), RC_OK);
    for (int64_t until = monotonic_ms() + 20000;
         monotonic_ms() < until && (now.len == 0 || str_eq(now, even));) {
        unsigned char mac[MAC_BYTES];
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
        mac_by(f.process, KEY_WEB, S("x"), mac);
        now = signing_keys_jwks(arena, f.signing);
    }
    assert_false(str_eq(now, even));
    signing_keys_close(f.signing);
    keys_close(f.process);
}

/*
 * A key file that could not be read is read again at the next look, even when its inode and its
 * time did not change since.
 */
static void a_file_that_failed_is_read_again(void **state) {
    (void)state;
    struct keys *process = start_process("again"), *own = open_keys("again", false);
    assert_rc(keys_rotate(own, 0, NULL), RC_OK);
    struct str opened, sealed = sealed_by(arena, own, SEAL_SECRET, S("x"), S("new"));
    const struct timespec times[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};
    char bytes[4096];
    int fd = open(path("again/ring"), O_RDWR | O_CLOEXEC);
    ssize_t len = read(fd, bytes, sizeof bytes);
    assert_in_range(len, 1, sizeof bytes - 1);
    assert_int_equal(ftruncate(fd, len / 2), 0);
    assert_int_equal(futimens(fd, times), 0);
    assert_rc(keys_unseal(arena, process, SEAL_SECRET, S("x"), sealed, &opened), RC_IO);
    assert_int_equal(pwrite(fd, bytes, (size_t)len, 0), len);
    assert_int_equal(futimens(fd, times), 0);
    assert_rc(keys_unseal(arena, process, SEAL_SECRET, S("x"), sealed, &opened), RC_OK);
    close(fd);
    keys_close(process);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_for_a_stopped_process_are_bounded),
        cmocka_unit_test(a_stopped_process_is_ended),
        cmocka_unit_test(hanging_files_do_not_block_requests),
        cmocka_unit_test(a_file_that_failed_is_read_again),
        cmocka_unit_test(repeated_rotations_free_only_their_own_keys),
    };
    return cmocka_run_group_tests_name("key_waits", tests, make_top, remove_top);
}
