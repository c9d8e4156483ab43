/*
 * Binds a request to named, validated text: path parameters, query, cookies, form and file. Runs on
 * a worker.
 */
#pragma once

#include "http/http.h"

enum { BIND_FORM_MAX = 2 * 1024 * 1024 }; /* bytes of all text of one form, without files */

/*
 * Returns 0, or the status that rejects the request: 400 malformed or invalid text, 413 too much
 * text, 415 a body that is not a form.
 */
int bind_request(struct http_request *request);
/*
 * Binds only the cookies, once, for callbacks that need them before a worker has the request (first
 * and known in http_config).
 */
void bind_cookies(struct http_request *request);
