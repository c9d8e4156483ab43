/* Binds what a request carries to named, checked text: parameters of the path, query, cookies,
 * form, file. Runs on a worker. */
#pragma once

#include "http/http.h"

enum { BIND_FORM_MAX = 2 * 1024 * 1024 }; /* bytes of all text of one form, files not counted */

/* 0, or the status to refuse with: 400 not well formed or no clean text, 413 too much text, 415 a
 * body that is no form.
 */
int bind_request(struct http_request *request);
/* The cookies alone, for who must know them before a worker has the request (config first, known);
 * once. */
void bind_cookies(struct http_request *request);
