/* Shared by the files of service/staff.h. */
#pragma once

#include "service/staff.h"

struct str staff_login_fold(struct arena *arena, const struct service *service, struct str typed);
