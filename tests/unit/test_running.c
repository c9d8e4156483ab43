/* Files of running servers: kept while the process lives, removed when it was killed. */
#include "unit.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "main/running.h"

enum { STARTS = 2000, STARTERS = 3 };

static char state[] = "/tmp/leerid-running-XXXXXX";

/* Counts the files that another server sees at its start; only those of pid unless it is 0. */
static int files_of(int pid) {
    char folder[300], end[40];
    snprintf(folder, sizeof folder, "%s/serving", state);
    snprintf(end, sizeof end, "-%d", pid);
    DIR *listing = opendir(folder);
    int count = 0;
    for (const struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;)
        count +=
            entry->d_name[0] != '.' && (pid == 0 || str_ends(str_of(entry->d_name), str_of(end)));
    if (listing != NULL) closedir(listing);
    return count;
}

static void file_of_a_killed_server_goes(void **unused) {
    (void)unused;
    struct running *running;
    pid_t child = fork();
    if (child == 0) {
        bool opened = running_open(arena, str_of(state), 1, &running, NULL) == RC_OK;
        raise(opened ? SIGKILL : SIGTERM);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WTERMSIG(status), SIGKILL);
    assert_int_equal(files_of(child), 1);
    assert_rc(running_open(arena, str_of(state), 2, &running, NULL), RC_OK);
    assert_int_equal(files_of(child), 0);
    assert_int_equal(files_of(0), 1);
    running_close(running);
    assert_int_equal(files_of(0), 0);
}

/* Starts and stops repeatedly; exits with 1 when another start removed its file. */
static void start_often(int log) {
    dup2(log, STDERR_FILENO);
    for (int i = 0; i < STARTS; i++) {
        struct running *running;
        if (running_open(arena, str_of(state), i, &running, NULL) != RC_OK) _exit(2);
        if (files_of(getpid()) != 1) _exit(1);
        running_close(running);
        arena_reset(arena);
    }
    _exit(0);
}

static void servers_that_start_together_keep_their_files(void **unused) {
    (void)unused;
    pid_t children[STARTERS];
    FILE *log = tmpfile();
    for (int i = 0; i < STARTERS; i++)
        if ((children[i] = fork()) == 0) start_often(fileno(log));
    for (int i = 0; i < STARTERS; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(files_of(0), 0);
    assert_int_equal(lseek(fileno(log), 0, SEEK_END), 0); /* none of them was killed */
    fclose(log);
}

static int make_state(void **unused) {
    return mkdtemp(state) == NULL ? -1 : unit_setup(unused);
}

static int remove_state(void **unused) {
    char folder[300];
    snprintf(folder, sizeof folder, "%s/serving", state);
    rmdir(folder);
    rmdir(state);
    return unit_teardown(unused);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_of_a_killed_server_goes),
        cmocka_unit_test(servers_that_start_together_keep_their_files),
    };
    return cmocka_run_group_tests_name("running", tests, make_state, remove_state);
}
