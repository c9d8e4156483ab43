/*
 * Preloaded into a sanitizer build: replaces explicit_bzero(), which the key process calls after
 * each reply and the server after each request, and causes the fault that PLANTED names ("keys
 * heap", "serve leak" …) in the process that it names.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

void explicit_bzero(void *bytes, size_t len);

static int shared; /* accessed by threads without a lock */

static void heap(void) {
    volatile char *bytes = malloc(8);
    bytes[8] = 1;
    free((void *)bytes);
}

static void leak(void) {
    void *volatile bytes = malloc(4321);
    bytes = NULL;
    (void)bytes;
}

static void undefined(void) {
    volatile int number = INT_MAX;
    number++;
}

static void race(void) {
    shared++;
}

/* Waits first, so that several workers hold a request and no lock orders their accesses. */
static void race_of_workers(void) {
    usleep(20000);
    shared++;
}

/* In the sandbox, the key process may not even read its own name. */
static int is_there(const char *where) {
    char name[16];
    return (strcmp(where, "keys") == 0) == (prctl(PR_GET_NAME, name) != 0);
}

void explicit_bzero(void *bytes, size_t len) {
    static const struct {
        const char *where, *name;
        void (*make)(void);
    } faults[] = {{"keys", "keys heap", heap},
                  {"keys", "keys undefined", undefined},
                  {"keys", "keys race", race},
                  {"serve", "serve heap", heap},
                  {"serve", "serve undefined", undefined},
                  {"serve", "serve race", race_of_workers},
                  {"serve", "serve leak", leak}};
    const char *planted = getenv("PLANTED");
    memset(bytes, 0, len);
    __asm__ __volatile__("" : : "r"(bytes) : "memory");
    for (size_t i = 0; planted != NULL && i < sizeof faults / sizeof *faults; i++)
        if (strcmp(planted, faults[i].name) == 0 && is_there(faults[i].where)) faults[i].make();
}
