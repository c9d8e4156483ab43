/*
 * Files of running servers in <state>/serving: one per process, locked while it runs and removed
 * when it stops.
 *
 * A file without a living process shows the next start that a server crashed or was killed. The
 * file also carries what `leerid doctor` needs from a running server: the last address that sent
 * forwarding headers without being a trusted proxy.
 */
#pragma once

#include "base/str.h"

struct running;

/*
 * Logs event=unclean_shutdown for every file whose process is gone, then creates the file of this
 * process. The state folder must exist; call before entering the sandbox. Errors: RC_IO when the
 * folder is not writable.
 */
enum rc running_open(struct arena *arena, struct str state, int64_t now_ms,
                     struct running **ret_running, struct fault *fault) MUST_USE;
/* Records that address sent X-Forwarded-For or Forwarded without being a trusted proxy. */
void running_note_untrusted(struct running *running, struct str address, int64_t now_ms);
void running_close(struct running *running); /* accepts NULL */

/*
 * Returns the latest record of all servers of this state folder. Errors: RC_NONE when there is
 * none.
 */
enum rc running_last_untrusted(struct arena *arena, struct str state, struct str *ret_address,
                               int64_t *ret_at_ms) MUST_USE;
