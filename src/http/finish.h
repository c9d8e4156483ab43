/* The last arrow of a request: what every answer has, whoever wrote it. Security headers stand in a
 * new response before the handler runs, so that http_set_header can replace them; caching,
 * validators and compression are settled after. Source: OWASP ASVS 5.0 3.4; RFC 9110 8.8.3
 * (ETag), 13.1.2 (If-None-Match), 12.5.3 (Accept-Encoding). */
#pragma once

#include "http/http.h"

struct libdeflate_compressor;

void response_begin(const struct http_request *request, struct http_response *response);
/* error_page may be NULL (http/server.h). compressor NULL: nothing is compressed. */
void response_finish(const struct http_request *request, struct http_response *response,
                     void (*error_page)(void *, const struct http_request *,
                                        struct http_response *),
                     void *app, struct libdeflate_compressor *compressor);
