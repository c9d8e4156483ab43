/*
 * The key process: responses, key rotation, limits, and how it ends. Uses a private folder under
 * /tmp.
 */
#include "key_started.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The process gives the same results as the key ring in the same folder. */
static void process_gives_the_results_of_the_ring(void **state) {
    (void)state;
    struct keys *process = start_process("process"), *own = open_keys("process", false);
    unsigned char a[MAC_BYTES], b[MAC_BYTES], tag[TAG_BYTES] = {1, 2, 3};
    static const size_t lengths[] = {0, 5, SHORT_TEXT_MAX, SHORT_TEXT_MAX + 1, 70000};
    for (int p = KEY_HISTORY; p < KEY_PURPOSES; p++)
        for (size_t i = 0; i < COUNT(lengths); i++) {
            mac_by(process, (enum key_purpose)p, repeat('n', lengths[i]), a);
            mac_by(own, (enum key_purpose)p, repeat('n', lengths[i]), b);
            assert_memory_equal(a, b, MAC_BYTES);
        }
    keys_form_mac(process, S("form"), a);
    keys_form_mac(own, S("form"), b);
    assert_memory_equal(a, b, MAC_BYTES);
    struct str opened;
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct str text = repeat('s', lengths[i]);
        assert_rc(keys_unseal(arena, own, SEAL_MAIL, S("m"),
                              sealed_by(arena, process, SEAL_MAIL, S("m"), text), &opened),
                  RC_OK);
        assert_true(str_eq(opened, text));
        struct str sealed = sealed_by(arena, own, SEAL_MAIL, S("m"), text);
        assert_rc(keys_unseal(arena, process, SEAL_MAIL, S("m"), sealed, &opened), RC_OK);
        assert_true(str_eq(opened, text));
        assert_rc(keys_unseal(arena, process, SEAL_DRAFT, S("m"), sealed, &opened), RC_INVALID);
        assert_rc(keys_unseal(arena, process, SEAL_MAIL, S("n"), sealed, &opened), RC_INVALID);
        ((char *)sealed.ptr)[sealed.len - 1] ^= 1;
        assert_rc(keys_unseal(arena, process, SEAL_MAIL, S("m"), sealed, &opened), RC_INVALID);
    }
    struct keys *both[] = {process, own};
    struct str pictures = sealed_by(arena, own, SEAL_SECRET, S("p"), S("hond-vis-eend-bal-zon"));
    for (size_t i = 0; i < COUNT(both); i++) {
        assert_int_equal(parts_by(both[i], SEAL_SECRET, S("p"), pictures), 5);
        assert_int_equal(parts_by(both[i], SEAL_SECRET, S("q"), pictures), 0);
        assert_int_equal(parts_by(both[i], SEAL_SECRET, S("p"), (struct str){NULL, 0}), 0);
        assert_int_equal(parts_by(both[i], SEAL_DRAFT, S("p"), pictures), 0);
    }
    struct str kept = peppered_by(process, S("1"), tag);
    assert_rc(keys_pepper_check(own, S("1"), kept, tag), RC_OK);
    assert_rc(keys_pepper_check(process, S("1"), kept, tag), RC_OK);
    assert_rc(keys_pepper_check(process, S("2"), kept, tag), RC_DENIED);
    assert_rc(keys_pepper_check(process, S("1"), (struct str){NULL, 0}, tag), RC_DENIED);
    assert_rc(keys_unseal(arena, process, SEAL_TAG, S("1"), kept, &opened),
              RC_INVALID); /* a tag is never returned */
    tag[31] ^= 1;
    assert_rc(keys_pepper_check(process, S("1"), kept, tag), RC_DENIED);
    keys_close(process);
}

/*
 * After a rotation by another process: what it sealed can be opened at once, new seals soon use the
 * new key, and signing keys are replaced.
 */
static void process_follows_a_rotation(void **state) {
    (void)state;
    struct keys *process = start_process("follow"), *own = open_keys("follow", false);
    struct signing_keys *signing;
    struct str opened, first, then;
    assert_rc(key_process_signing_keys(arena, process, &signing, NULL), RC_OK);
    assert_rc(jose_sign(arena, signing, JOSE_ES256, "JWT", S("{}"), &first), RC_OK);
    struct str jwks = signing_keys_jwks(arena, signing);
    assert_rc(keys_rotate(own, 0, NULL), RC_OK);
    assert_rc(keys_unseal(arena, process, SEAL_SECRET, S("x"),
                          sealed_by(arena, own, SEAL_SECRET, S("x"), S("new")), &opened),
              RC_OK);
    assert_int_equal(sealed_by(arena, process, SEAL_SECRET, S("x"), S("new")).ptr[2], 2);
    assert_rc(signing_keys_rotate(path("follow"), INT64_C(1700000000001), NULL), RC_OK);
    for (int i = 0; i < 40 && str_eq(jwks, signing_keys_jwks(arena, signing)); i++) {
        unsigned char mac[MAC_BYTES];
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        mac_by(process, KEY_WEB, S("anything"), mac);
    }
    assert_false(str_eq(jwks, signing_keys_jwks(arena, signing)));
    assert_rc(jose_sign(arena, signing, JOSE_ES256, "JWT", S("{}"), &then), RC_OK);
    assert_false(
        str_eq(str_cut(&first, '.', NULL), str_cut(&then, '.', NULL))); /* a different key id */
    signing_keys_close(signing);
    keys_close(process);
}

/* Signatures are verified with the local public keys, including older ones. */
static void process_signs(void **state) {
    (void)state;
    struct keys *process = start_process("sign");
    struct signing_keys *signing, *own;
    assert_rc(key_process_signing_keys(arena, process, &signing, NULL), RC_OK);
    assert_rc(signing_keys_open(arena, path("sign"), true, 0, &own, NULL), RC_OK);
    assert_true(str_eq(signing_keys_jwks(arena, signing), signing_keys_jwks(arena, own)));
    for (int alg = 0; alg < JOSE_ALGS; alg++) {
        struct str token;
        struct jose_parts parts;
        assert_rc(
            jose_sign(arena, signing, (enum jose_alg)alg, "JWT", S("{\"sub\":\"a\"}"), &token),
            RC_OK);
        assert_rc(jose_cut(arena, token, &parts), RC_OK);
        struct str kid =
            str_sub(parts.header, str_eq(parts.header, S("")) ? 0 : parts.header.len - 45, 43);
        assert_rc(jose_check_own(signing, (enum jose_alg)alg, kid, &parts), RC_OK);
        assert_rc(jose_check_own(own, (enum jose_alg)alg, kid, &parts), RC_OK);
        ((char *)parts.signature.ptr)[7] ^= 1;
        assert_rc(jose_check_own(signing, (enum jose_alg)alg, kid, &parts), RC_DENIED);
    }
    signing_keys_close(own);
    signing_keys_close(signing);
    keys_close(process);
}

/* The hourly limit of opened secrets is enforced; other labels are not affected. */
static void process_limits_opened_secrets(void **state) {
    (void)state;
    struct keys *process = start_process("bound");
    struct arena *scratch = arena_create(1 << 20, true);
    struct str opened, sealed = sealed_by(arena, process, SEAL_UNDO, S("12345678"), S("undo")),
                       mail = sealed_by(arena, process, SEAL_MAIL, S("1"), S("mail"));
    int count = 0;
    enum rc rc = RC_OK;
    for (; count < 5000 && rc == RC_OK; count += rc == RC_OK) {
        arena_reset(scratch);
        rc = keys_unseal(scratch, process, SEAL_UNDO, S("12345678"), sealed, &opened);
    }
    assert_rc(rc, RC_LIMIT);
    assert_in_range(count, 2000, 2010);
    assert_rc(keys_unseal(arena, process, SEAL_MAIL, S("1"), mail, &opened), RC_OK);
    arena_destroy(scratch);
    keys_close(process);
}

/* Many threads on few channels each get their own response. */
static void *ask_often(void *context) {
    struct keys *process = context;
    struct arena *own = arena_create(1 << 20, true);
    intptr_t wrong = 0;
    for (int i = 0; i < 300; i++) {
        struct str opened, text = str_format(own, "%p %d", (void *)&opened, i);
        wrong += keys_unseal(own, process, SEAL_DRAFT, S("x"),
                             sealed_by(own, process, SEAL_DRAFT, S("x"), text), &opened) != RC_OK ||
                 !str_eq(opened, text);
        arena_reset(own);
    }
    arena_destroy(own);
    return (void *)wrong;
}

static void process_serves_many_threads(void **state) {
    (void)state;
    struct keys *process = start_process("many");
    pthread_t threads[12];
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, process), 0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    keys_close(process);
}

/* Runs in a child, because the end of the key process ends its clients. */
static int end_of(void (*what)(struct keys *process)) {
    pid_t pid = fork();
    if (pid == 0) {
        what(start_process("end"));
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void ask_after_its_end(struct keys *process) {
    unsigned char mac[MAC_BYTES];
    kill(key_process_id(process), SIGKILL);
    mac_by(process, KEY_WEB, S("x"), mac);
}

/* Signals to the process group do not end it before the program. */
static void ask_after_a_signal(struct keys *process) {
    unsigned char mac[MAC_BYTES];
    kill(key_process_id(process), SIGTERM);
    kill(key_process_id(process), SIGINT);
    mac_by(process, KEY_WEB, S("x"), mac);
    keys_close(process);
}

/* A malformed message on one of its socket descriptors ends the process. */
static void send_nonsense(struct keys *process) {
    unsigned char mac[MAC_BYTES];
    for (int fd = 3; fd < 64; fd++) (void)!send(fd, "nonsense", 8, MSG_NOSIGNAL);
    mac_by(process, KEY_WEB, S("x"), mac);
}

static void end_of_the_process_ends_its_clients(void **state) {
    (void)state;
    assert_int_equal(end_of(ask_after_its_end), 77);
    assert_int_equal(end_of(ask_after_a_signal), 0);
    assert_int_equal(end_of(send_nonsense), 77);
    struct keys *none;
    struct fault fault = {.detail = ""};
    struct key_process_config config = {
        .folder = path("nowhere"), .channels = 1, .lost = process_lost};
    assert_rc(key_process_start(arena, &config, &none, &fault), RC_NONE);
    config.folder = path("end/ring"); /* a file instead of a folder */
    config.create = true;
    assert_rc(key_process_start(arena, &config, &none, &fault), RC_IO);
    assert_string_not_equal(fault.detail, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(process_gives_the_results_of_the_ring),
        cmocka_unit_test(process_follows_a_rotation),
        cmocka_unit_test(process_signs),
        cmocka_unit_test(process_limits_opened_secrets),
        cmocka_unit_test(process_serves_many_threads),
        cmocka_unit_test(end_of_the_process_ends_its_clients),
    };
    return cmocka_run_group_tests_name("key_process", tests, make_top, remove_top);
}
