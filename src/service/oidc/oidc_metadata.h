/* What clients read first: where everything is and what can be done. Source: OpenID Connect
 * Discovery 3, RFC 8414, RFC 9126, RFC 9207. */
#pragma once

#include "service/service.h"

struct str oidc_metadata(struct arena *arena, const struct service *service);
/* The public keys, a JWK Set. */
struct str oidc_jwks(struct arena *arena, const struct service *service);
