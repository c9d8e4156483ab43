/* What both sites serve without anybody signing in: embedded files, the choice of language. */
#pragma once

#include "web/web.h"

enum rc files_asset(struct visit *visit);    /* GET /a/:file */
enum rc files_language(struct visit *visit); /* GET /taal/:code */
