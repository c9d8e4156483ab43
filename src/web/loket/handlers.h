/* The handlers of the Schoolloket by file; each row of web/routes.c names one. */
#pragma once

#include "web/web.h"

/* list.c: the pupil list */
enum rc list_page(struct visit *visit);
enum rc list_action(struct visit *visit);
