/* What the installation knows of itself. */
#pragma once

#include "service/service.h"

/* Do these keys belong to this database? The first who asks binds them. RC_DENIED: they are those of another installation, and every
 * secret in the database would be lost on them. */
enum rc installation_check_keys(struct db *db, const struct keys *keys, struct fault *fault) MUST_USE;
