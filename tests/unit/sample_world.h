/* A folder for sample rosters, and the day they are made for. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/day.h"
#include "base/text.h"

struct world {
    struct arena *arena;
    struct text_rules *rules;
    day_count today;
    char folder[64];
};

static int setup(void **state) {
    static struct world world; /* used by this test program only */
    world = (struct world){.arena = arena_create(1u << 30, false),
                           .folder = "/tmp/leerid-sample-XXXXXX"};
    *state = &world;
    if (mkdtemp(world.folder) == NULL) return -1;
    if (day_of_date((struct date){2026, 11, 24}, &world.today) != RC_OK) return -1;
    return text_rules_open(world.arena, &world.rules) == RC_OK ? 0 : -1;
}

static int teardown(void **state) {
    struct world *w = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/leerlingen.csv", w->folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/scholen.csv", w->folder);
    unlink(path);
    rmdir(w->folder);
    text_rules_close(w->rules);
    arena_destroy(w->arena);
    return 0;
}
