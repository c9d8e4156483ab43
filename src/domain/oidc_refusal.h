/*
 * Reasons for refusing a client's request, in one table: a word for the operator's log, the error
 * code of the protocol, and an English description for the developer of the client. Pure. Source:
 * RFC 6749 5.2, OpenID Connect Core 3.1.2.6; docs/admin/applications.md "When it is refused".
 */
#pragma once

#include "domain/oidc.h"

enum oidc_why {
    WHY_NONE,
    /* client authentication failed */
    WHY_CLIENT,
    WHY_NO_PROOF,
    WHY_HEADER,
    WHY_SECRET,
    WHY_NO_SECRET,
    WHY_ASSERTION,
    WHY_SIGNATURE,
    WHY_ISS,
    WHY_JTI,
    WHY_REPLAY,
    WHY_AUD,
    WHY_EXP,
    WHY_NBF,
    WHY_IAT,
    /* the request is malformed */
    WHY_FORM,
    WHY_TWICE,
    WHY_PROOFS,
    WHY_CLIENT_ID,
    WHY_ASSERTION_TYPE,
    WHY_GRANT_TYPE_MISSING,
    WHY_GRANT_TYPE,
    WHY_CODE_MISSING,
    WHY_TOKEN_MISSING,
    WHY_TOKEN_TWICE,
    WHY_REDIRECT_URI,
    /* a code or token is invalid */
    WHY_CODE,
    WHY_CODE_ENDED,
    WHY_CODE_REDIRECT_URI,
    WHY_VERIFIER,
    WHY_ACCOUNT,
    WHY_REFRESH,
    WHY_REFRESH_ENDED,
    WHY_REFRESH_USED,
    WHY_REFRESH_SCOPE,
    WHY_PUBLIC,
    WHY_ACCESS_TOKEN,
    /* authorization request */
    WHY_RESPONSE_MODE,
    WHY_RESPONSE_TYPE_MISSING,
    WHY_RESPONSE_TYPE,
    WHY_SCOPE,
    WHY_CHALLENGE_MISSING,
    WHY_CHALLENGE_METHOD,
    WHY_CHALLENGE,
    WHY_PROMPT,
    WHY_PROMPT_NONE,
    WHY_MAX_AGE,
    WHY_STATE,
    WHY_NONCE,
    WHY_REQUEST,
    WHY_REQUEST_URI,
    WHY_CLAIMS,
    WHY_ID_TOKEN_HINT,
    WHY_LOGIN,
    WHY_ACCESS,
    WHY_ACR,
    /* logout request */
    WHY_LOGOUT_HINT,
    WHY_LOGOUT_URI,
    OIDC_WHYS,
};

struct oidc_refusal {
    const char *word; /* for the log, e.g. "aud" */
    enum oidc_error error;
    const char *text; /* error_description; valid in a header (oidc_description_fits) */
};
/* Returns the row of a reason. */
const struct oidc_refusal *oidc_refusal(enum oidc_why why);
enum rc oidc_why_read(struct str word, enum oidc_why *ret_why) MUST_USE;
/*
 * Tells whether the refusal is recorded for the operator. False for an expected one: prompt=none
 * when no user is signed in.
 */
bool oidc_why_is_kept(enum oidc_why why);

enum { OIDC_CLIENT_SHOWN_MAX = 8 }; /* bytes */
/*
 * Returns what a log may show of a client_id that is not an id: its beginning, at most half of it
 * and at most OIDC_CLIENT_SHOWN_MAX bytes, because it may be a secret in the wrong field. A byte
 * that is not a letter, a digit, '-', '.' or '_' becomes '*'. The text is stored in buffer.
 */
struct str oidc_client_shown(struct str client_id, char buffer[static OIDC_CLIENT_SHOWN_MAX]);
