/*
 * Small HTTP server for the metrics text. Serves several clients at once, each for at most 5
 * seconds, so that a slow or silent client does not delay the others.
 */
#pragma once

#include <stdatomic.h>

#include "base/arena.h"
#include "base/str.h"

/* Writes the text into the arena of one response. */
typedef struct str (*metrics_text)(void *context, struct arena *arena);

/*
 * Serves on a non-blocking listening socket (http/listen.h) until *closing is set, which is noticed
 * within 0.5 s. When all slots are taken, a new client replaces the oldest.
 */
void metrics_serve(int listener_fd, const atomic_bool *closing, metrics_text text, void *context);
