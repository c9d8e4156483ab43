/*
 * Completes a response, whoever wrote it. Security headers are set before the handler runs, so that
 * http_set_header() can replace them; caching, validators and compression are decided afterwards.
 *
 * Source: OWASP ASVS 5.0 3.4; RFC 9110 8.8.3 (ETag), 13.1.2 (If-None-Match), 12.5.3
 * (Accept-Encoding).
 */
#pragma once

#include "http/http.h"

struct libdeflate_compressor;

/* Initialises a response with the security headers and the defaults of the route. */
void response_begin(const struct http_request *request, struct http_response *response);
/* error_page may be NULL (http/server.h). compressor NULL: no compression. */
void response_finish(const struct http_request *request, struct http_response *response,
                     void (*error_page)(void *, const struct http_request *,
                                        struct http_response *),
                     void *app, struct libdeflate_compressor *compressor);
