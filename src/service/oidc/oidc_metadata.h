/*
 * What clients read first: the endpoints and capabilities of this server.
 *
 * Source: OpenID Connect Discovery 3, RFC 8414, RFC 9126, RFC 9207.
 */
#pragma once

#include "service/service.h"

/* Returns the metadata document as JSON. */
struct str oidc_metadata(struct arena *arena, const struct service *service);
/* Returns the public signing keys as a JWK Set. */
struct str oidc_jwks(struct arena *arena, const struct service *service);
