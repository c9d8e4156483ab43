/*
 * B15: operations that the sandbox denies. Each attempt runs in a child that has confined itself,
 * and first without the sandbox, to show that it would otherwise succeed.
 */
#include "unit.h"

#include <fcntl.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "main/sandbox.h"

static char top[] = "/tmp/leerid-sandbox-XXXXXX";

static const char *at(const char *name) {
    static char path[2][200];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", top, name);
    return path[turn];
}

static void make(const char *name) {
    int fd = open(at(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && write(fd, "text", 4) == 4);
    close(fd);
}

static int make_top(void **state) {
    if (mkdtemp(top) == NULL) return -1;
    if (mkdir(at("state"), 0700) != 0 || mkdir(at("state/keys"), 0700) != 0) return -1;
    make("state/keys/ring");
    make("state/leerid.db");
    return unit_setup(state);
}

static int remove_top(void **state) {
    static const char *const names[] = {"state/keys/ring", "state/leerid.db", "state/new"};
    for (size_t i = 0; i < COUNT(names); i++) unlink(at(names[i]));
    rmdir(at("state/keys"));
    rmdir(at("state"));
    rmdir(top);
    return unit_teardown(state);
}

static bool opens(const char *name, int flags) {
    int fd = open(name[0] == '/' ? name : at(name), flags | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static bool reads_a_key(void) {
    return opens("state/keys/ring", O_RDONLY);
}
static bool writes_a_key(void) {
    return opens("state/keys/ring", O_RDWR);
}
static bool reads_the_database(void) {
    return opens("state/leerid.db", O_RDONLY);
}
static bool writes_the_database(void) {
    return opens("state/leerid.db", O_RDWR);
}
static bool reads_passwd(void) {
    return opens("/etc/passwd", O_RDONLY);
}
static bool makes_a_file(void) {
    return opens("state/new", O_RDWR | O_CREAT);
}
static bool opens_a_socket(void) {
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}
static bool opens_a_local_socket(void) {
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}
static bool runs_a_program(void) {
    pid_t pid = vfork();
    if (pid == 0) {
        execl("/bin/true", "true", NULL);
        _exit(1);
    }
    int status = 1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}
static bool forks(void) {
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    if (pid > 0) waitpid(pid, NULL, 0);
    return pid > 0;
}
static bool reads_its_parent(void) {
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)top, 1};
    return process_vm_readv(getppid(), &here, 1, &there, 1, 0) == 1;
}
static bool traces_its_parent(void) {
    return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0;
}
static bool signals_its_parent(void) {
    return kill(getppid(), 0) == 0;
}
static bool makes_code(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
}
static bool takes_memory(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

static bool takes_much_memory(void) {
    return mmap(NULL, 300 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}
static bool shares_memory(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}
static bool looks_at_a_path(void) {
    struct stat info;
    return stat("/", &info) == 0; /* allowed to any user */
}
static bool writes_to_standard_error(void) {
    return write(STDERR_FILENO, "", 0) == 0;
}
static bool sleeps(void) {
    return nanosleep(&(struct timespec){.tv_nsec = 1000}, NULL) == 0;
}
static bool reads_an_environment(void) {
    return opens("/proc/self/environ", O_RDONLY);
}
static bool raises_its_limits(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_CPU, &limit) == 0 && setrlimit(RLIMIT_CPU, &limit) == 0;
}

static void *in_a_thread(void *context) {
    return (void *)(intptr_t)(*(bool (**)(void))context)();
}

/* Operations that sanitizers need are allowed in sanitized builds. */
#ifdef LEERID_SANITIZED
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

enum who { FREE, KEY_PROCESS, SERVE, PARSER, WHO };

/*
 * Runs an attempt in the main thread and in another one, which was created before (seccomp) or
 * after (Landlock) the confinement, as in the program. Returns 1 when it succeeded, 0 when it was
 * denied.
 */
static int drill(enum who who, bool (*attempt)(void)) {
    pid_t pid = fork();
    if (pid == 0) {
        struct fault fault;
        if (who == KEY_PROCESS && (sandbox_key_files(at("state/keys"), &fault) != RC_OK ||
                                   sandbox_key_calls(&fault) != RC_OK))
            _exit(9);
        if (who == SERVE && sandbox_serve(at("state/keys"), &fault) != RC_OK) _exit(9);
        if (who == PARSER && sandbox_parser(5, &fault) != RC_OK) _exit(9);
        pthread_t thread;
        void *could = NULL;
        if (who != KEY_PROCESS && who != PARSER &&
            pthread_create(&thread, NULL, in_a_thread, &attempt) == 0)
            pthread_join(thread, &could);
        _exit(could != NULL || attempt());
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static const struct {
    const char *name;
    bool (*attempt)(void);
    int could[WHO];
} drills[] = {
    {"reads a key", reads_a_key, {1, 1, 0, 0}},
    {"writes a key", writes_a_key, {1, 0, 0, 0}},
    {"reads the database", reads_the_database, {1, 0, 1, 0}},
    {"writes the database", writes_the_database, {1, 0, 1, 0}},
    {"reads /etc/passwd", reads_passwd, {1, 0, 1, 0}},
    {"makes a file", makes_a_file, {1, 0, 0, 0}},
    {"opens a socket", opens_a_socket, {1, 0, 1, 0}},
    {"opens a local socket", opens_a_local_socket, {1, 0, 1, 0}},
    {"runs a program", runs_a_program, {1, 0, 0, 0}},
    {"forks", forks, {1, 0, 1, 0}},
    {"reads the memory of another", reads_its_parent, {1, 0, 0, 0}},
    {"traces another", traces_its_parent, {1, 0, 0, 0}},
    {"signals another", signals_its_parent, {1, 0, 1, 0}},
    {"makes code", makes_code, {1, 0, 1, 0}},
    {"takes 300 MiB", takes_much_memory, {1, 1, 1, SANITIZED}},
    {"shares memory", shares_memory, {1, 1, 1, 0}},
    {"looks at a path", looks_at_a_path, {1, 1, 1, SANITIZED}},
    {"writes to standard error", writes_to_standard_error, {1, 1, 1, SANITIZED}},
    {"sleeps", sleeps, {1, 1, 1, SANITIZED}},
    {"reads the environment of its parent", reads_an_environment, {1, 0, 1, 0}},
    {"raises its limits", raises_its_limits, {1, SANITIZED, 1, SANITIZED}},
    {"takes memory", takes_memory, {1, 1, 1, 1}},
};

static void sandbox_denies_operations(void **state) {
    (void)state;
    static const char *const names[WHO] = {"free", "key process", "serve", "parser"};
    for (size_t i = 0; i < COUNT(drills); i++)
        for (int who = 0; who < WHO; who++) {
            int could = drill((enum who)who, drills[i].attempt);
            if (could != drills[i].could[who])
                fail_msg("%s: '%s' gave %d", names[who], drills[i].name, could);
            unlink(at("state/new"));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sandbox_denies_operations)};
    return cmocka_run_group_tests_name("sandbox", tests, make_top, remove_top);
}
