/* What servers leave in <state>/serving while they run: one file each, locked by its process and
 * removed when it stops. A file without a living process tells the next start that a server was
 * killed or crashed. The file also carries what `leerid doctor` must know of a running server: the
 * last address that sent forwarded headers without being trusted. */
#pragma once

#include "base/str.h"

struct running;

/* Reports every file whose process is gone (log event unclean_shutdown), then leaves one for this
 * process. The state folder exists; call before the sandbox closes it. RC_IO when the folder cannot
 * be written. */
enum rc running_open(struct arena *arena, struct str state, int64_t now_ms,
                     struct running **ret_running, struct fault *fault) MUST_USE;
/* Notes that this address sent X-Forwarded-For or Forwarded without being a trusted proxy. */
void running_note_untrusted(struct running *running, struct str address, int64_t now_ms);
void running_close(struct running *running); /* NULL: nothing */

/* The most recent note of all servers that run from this state folder; RC_NONE when there is none.
 */
enum rc running_last_untrusted(struct arena *arena, struct str state, struct str *ret_address,
                               int64_t *ret_at_ms) MUST_USE;
