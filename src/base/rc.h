/*
 * Result codes and the two control-flow macros of the whole program.
 *
 * Every function that can fail returns enum rc. Its outputs come last, are named ret_*, and are
 * written only when it returns RC_OK. Mistakes of a user are values (messages in a struct), never
 * result codes. Source: docs/develop/conventions.md, 1.
 */
#pragma once

#define MUST_USE __attribute__((warn_unused_result))
#define CLEANUP(f) __attribute__((cleanup(f)))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum rc {
    RC_OK = 0,
    RC_NONE,      /* the row or object does not exist; not a failure */
    RC_CONFLICT,  /* it was changed or taken concurrently */
    RC_DENIED,    /* the caller has no permission */
    RC_INVALID,   /* the input is not acceptable */
    RC_LIMIT,     /* a documented limit is reached */
    RC_TOO_LARGE, /* the request or job exceeds its memory or document limit; nothing was kept */
    RC_RETRY,     /* nothing happened; the same call may succeed later */
    RC_UNCERTAIN, /* a write may have happened: look it up by its id */
    RC_IO,        /* the system call, network or database failed */
    RC_BUG,       /* an internal contract was broken */
};

/* Returns the English name of a code, for logs; never shown to users. */
const char *rc_name(enum rc rc);

/* Returns from the function with the code of the call unless it is RC_OK. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum rc try_rc_ = (call);                                                                  \
        if (try_rc_ != RC_OK) return try_rc_;                                                      \
    } while (0)

/* Returns from the function with the given code unless the condition holds. */
#define ENSURE(condition, code)                                                                    \
    do {                                                                                           \
        if (!(condition)) return (code);                                                           \
    } while (0)

/*
 * Causes for which the operator gets specific advice (main/cli.c); for others the detail is enough.
 */
enum fault_cause {
    FAULT_OTHER,
    FAULT_DISK_FULL,        /* the database has no space left */
    FAULT_READ_ONLY,        /* the database files are not writable */
    FAULT_ADDRESS_TAKEN,    /* another program listens there */
    FAULT_ADDRESS_FOREIGN,  /* no address of this machine */
    FAULT_ADDRESS_DENIED,   /* the user may not listen there */
    FAULT_KEYS_DAMAGED,     /* a key file is incomplete */
    FAULT_DATABASE_DAMAGED, /* the database file is corrupt, or no database */
    FAULT_POOLING, /* a connection pooler uses another server connection for each transaction */
};

/*
 * What an operator needs to know about a failure; never personal data or secrets. The detail is one
 * line: line breaks and control characters become spaces, and a detail that does not fit ends in
 * "…".
 */
struct fault {
    const char *file;
    int line;
    enum fault_cause cause;
    char detail[2000]; /* large enough for what libpq reports about several hosts */
};

/* Fills *fault (which may be NULL) and returns rc, so that a failing branch takes one line. */
enum rc fault_set(struct fault *fault, enum rc rc, const char *file, int line, const char *format,
                  ...) PRINTF_LIKE(5, 6);
#define FAULT(fault, rc, ...) fault_set((fault), (rc), __FILE__, __LINE__, __VA_ARGS__)
