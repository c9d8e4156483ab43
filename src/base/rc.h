/* Result codes and the two control-flow macros of the whole program.
 *
 * Every function that can fail returns enum rc; its outputs come last, are named ret_*, and are
 * written only when the answer is RC_OK. Mistakes of a user are values (messages in a struct),
 * never result codes. Source: docs/develop/conventions.md, 1. */
#pragma once

#define MUST_USE __attribute__((warn_unused_result))
#define CLEANUP(f) __attribute__((cleanup(f)))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum rc {
    RC_OK = 0,
    RC_NONE,      /* no such row or thing; not a failure */
    RC_CONFLICT,  /* somebody else changed or took it */
    RC_DENIED,    /* the caller has no right to it */
    RC_INVALID,   /* the input cannot be accepted */
    RC_LIMIT,     /* a stated limit is reached */
    RC_TOO_LARGE, /* the request or job asks for more memory or a larger document than one may;
                     nothing was kept */
    RC_RETRY,     /* nothing happened; the same call may succeed later */
    RC_UNCERTAIN, /* a write may have happened: ask by its id */
    RC_IO,        /* the system refused: file, socket, database */
    RC_BUG,       /* a promise inside the program was broken */
};

/* The English name of a code for logs, never for users. */
const char *rc_name(enum rc rc);

/* Leaves the function with the same code unless the call answered RC_OK. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum rc try_rc_ = (call);                                                                  \
        if (try_rc_ != RC_OK) return try_rc_;                                                      \
    } while (0)

/* Leaves the function with the given code unless the condition holds. */
#define ENSURE(condition, code)                                                                    \
    do {                                                                                           \
        if (!(condition)) return (code);                                                           \
    } while (0)

/* A cause that has an advice of its own for the operator (main/cli.c); everything else is told by
 * the detail alone. */
enum fault_cause {
    FAULT_OTHER,
    FAULT_DISK_FULL, /* the database has no space left */
    FAULT_READ_ONLY, /* the database's files cannot be written */
    FAULT_POOLING, /* a connection pool hands out another server connection for each transaction */
};

/* What an operator needs to know of a failure: never personal data, never secrets. The detail is
 * one line: line breaks and other control characters become a space; a detail that does not fit
 * ends in "…". */
struct fault {
    const char *file;
    int line;
    enum fault_cause cause;
    char detail[2000]; /* room for what libpq says of several hosts */
};

/* Fills *fault (which may be NULL) and returns rc, so that a failing branch stays one line. */
enum rc fault_set(struct fault *fault, enum rc rc, const char *file, int line, const char *format,
                  ...) PRINTF_LIKE(5, 6);
#define FAULT(fault, rc, ...) fault_set((fault), (rc), __FILE__, __LINE__, __VA_ARGS__)
