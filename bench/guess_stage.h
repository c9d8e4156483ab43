/*
 * The simulated world of bench/guess.c: a school's accounts, the time, and attempts to sign in.
 */
#pragma once

#include "service/sign_in/pupil_sign_in.h"

enum { DEVICE_MAX = 1024 };

struct person {
    struct str username, secret;
};

struct stage {
    struct arena *arena;
    struct store *store;
    struct service service;
    int64_t now_ms;
    int64_t school;
    struct person *people;
    size_t count;
    struct fault fault;
};

struct answer {
    enum sign_in_answer answer;
    int64_t wait_ms;
};

extern const struct actor operator;

/* Prints the fault and ends the program. */
void die(const struct stage *s, const char *what, enum rc rc);
int64_t real_ms(void);
void open_stage(struct stage *s, const char *url, const char *keys);
void make_accounts(struct stage *s);
void load_people(struct stage *s);

/* One attempt; its scratch memory is released. device: in and out, DEVICE_MAX bytes; NULL: none. */
struct answer attempt(struct stage *s, struct arena *scratch, const struct person *p, bool right,
                      const char *peer, char *device);
bool entered(struct answer a);
