/* Shared by the files of service/staff/staff.h. */
#pragma once

#include "service/staff/staff.h"

/* What somebody may do now: RC_NONE when they are switched off. */
enum rc staff_rights_read(struct tx *tx, struct arena *arena, int64_t staff_id,
                          struct staff_rights *ret_rights) MUST_USE;
struct str staff_login_fold(struct arena *arena, const struct service *service, struct str typed);
/* The waits after failures of strangers under that login: a new password ends them. */
enum rc staff_waits_forget(struct tx *tx, struct arena *arena, const struct service *service,
                           struct str login) MUST_USE;
