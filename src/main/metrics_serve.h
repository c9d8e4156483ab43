/* Gives the text of the metrics to whoever asks for it over HTTP: some readers side by side, each
 * 5 seconds at most, so that none that is slow, or sends nothing, keeps another one waiting. */
#pragma once

#include <stdatomic.h>

#include "base/arena.h"
#include "base/str.h"

/* Writes the text into the arena of this one answer. */
typedef struct str (*metrics_text)(void *context, struct arena *arena);

/* Serves on a listening socket that does not block (http/listen.h) until *closing, noticed within
 * half a second. More readers than there are places: the one that is there longest is closed. */
void metrics_serve(int listener_fd, const atomic_bool *closing, metrics_text text, void *context);
