#include "base/rc.h"

#include <stdarg.h>
#include <stdio.h>

const char *rc_name(enum rc rc) {
    static const char *const names[] = {"ok",    "none",  "conflict",  "denied", "invalid",
                                        "limit", "retry", "uncertain", "io",     "bug"};
    return (unsigned)rc < COUNT(names) ? names[rc] : "unknown";
}

enum rc fault_set(struct fault *fault, enum rc rc, const char *file, int line, const char *format, ...) {
    if (fault == NULL) return rc;
    fault->file = file;
    fault->line = line;
    va_list args;
    va_start(args, format);
    vsnprintf(fault->detail, sizeof fault->detail, format, args);
    va_end(args);
    return rc;
}
