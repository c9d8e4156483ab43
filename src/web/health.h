/* GET /healthz: can this server serve (it answers), can it write? Anybody may ask, so the database is asked at most once a second however
 * often that is; all workers share the answer. A database that says nothing for a second cannot be written. */
#pragma once

#include "web/web.h"

struct health *health_open(struct arena *arena);
enum rc health_answer(struct visit *visit);
