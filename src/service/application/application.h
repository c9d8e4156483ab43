/* Applications: the operator admits them, each school switches them on, pupils see their tiles.
 * Source: docs/develop/requirements.md "Applications", docs/admin/applications.md. */
#pragma once

#include "crypto/jose.h"
#include "domain/application.h"
#include "domain/oidc.h"
#include "domain/oidc_uri.h"
#include "service/service.h"

enum {
    APPLICATION_NAME_MAX = 60,
    APPLICATION_TEXT_MAX = 500,
    APPLICATION_URIS_MAX = 20,
    APPLICATION_KEYS_MAX = 20000,
    OLD_SECRET_MS = 7 * 86400 * 1000
};

/* What the operator decides. */
struct application_wish {
    struct str name, maker, description, reason; /* as typed */
    struct str home_url;                         /* where its tile leads; "" none */
    const struct str *redirect_uris, *logout_redirect_uris;
    size_t redirect_count, logout_redirect_count;
    struct str logout_uri; /* back-channel; "" none */
    struct str keys;       /* JWK Set: it signs its own assertions and gets no secret; "" */
    struct str keys_uri;   /* or where it publishes that; "" */
    struct str sector;     /* "": the host of the first redirect address */
    enum jose_alg alg;
    unsigned data, levels, options; /* bits: enum oidc_data, 1 << enum level, enum app_option */
    bool is_public, public_subject, may_refresh, all_schools;
};
struct application_wish application_wish_default(void);

enum application_flaw {
    APPLICATION_FINE,
    APPLICATION_NO_NAME,     /* or too long, or with signs that are no text */
    APPLICATION_LONG,        /* one of the texts */
    APPLICATION_NO_REDIRECT, /* none, or more than 20 */
    APPLICATION_URI,         /* see uri and uri_flaw */
    APPLICATION_KEYS,   /* no JWK Set with a usable key, keys for a public client, or keys and an
                           address of keys */
    APPLICATION_SECTOR, /* redirect addresses of several hosts, and no sector said */
};
struct application_flaws {
    enum application_flaw flaw;
    enum uri_flaw uri_flaw;
    struct str uri;
};

struct application_made {
    int64_t application_id;
    struct str client_id;
    struct str client_secret; /* shown once; "" for public clients and those with keys */
};
/* Operators and the command line (RC_NONE for others). RC_INVALID: see the flaws. */
enum rc application_add(struct call *call, const struct application_wish *wish,
                        struct application_made *ret_made,
                        struct application_flaws *ret_flaws) MUST_USE;
/* *ret_secret: a new one when it became confidential and had none, shown once; "" otherwise. A
 * client that becomes public loses its secrets. */
enum rc application_set(struct call *call, int64_t application_id,
                        const struct application_wish *wish, struct str *ret_secret,
                        struct application_flaws *ret_flaws) MUST_USE;
/* A new secret; the old one stays good for a week. RC_CONFLICT: it has none. */
enum rc application_rotate(struct call *call, int64_t application_id,
                           struct str *ret_secret) MUST_USE;
/* Reads the logo from an open file (format/image.h) through service->images, and stores it without
 * what is not part of the image. fd -1 removes the logo. RC_INVALID with *ret_flaw. */
enum rc application_logo_set(struct call *call, int64_t application_id, int fd,
                             enum image_flaw *ret_flaw) MUST_USE;
/* RC_NONE: it has none. */
enum rc application_logo_read(struct service *service, struct arena *arena, int64_t application_id,
                              struct str *ret_png, struct fault *fault) MUST_USE;
/* Nobody signs in to it any more, and its tokens are worth nothing. */
enum rc application_remove(struct call *call, int64_t application_id) MUST_USE;

/* One application whole. */
struct application {
    int64_t application_id;
    struct str client_id;
    struct application_wish wish; /* what was decided */
    bool has_logo;
    struct str secret_hash, old_secret_hash; /* ptr NULL: none */
    int64_t old_secret_ends_ms, created_ms, version;
};
/* RC_NONE: there is none, or it was removed. */
enum rc application_by_client(struct service *service, struct arena *arena, struct str client_id,
                              struct application *ret, struct fault *fault) MUST_USE;
enum rc application_by_id(struct service *service, struct arena *arena, int64_t application_id,
                          struct application *ret, struct fault *fault) MUST_USE;
/* The same inside a transaction. */
enum rc application_read(struct tx *tx, struct arena *arena, int64_t application_id,
                         struct application *ret) MUST_USE;
enum rc application_read_client(struct tx *tx, struct arena *arena, struct str client_id,
                                struct application *ret) MUST_USE;

/* How many schools switched it on. */
enum rc application_schools(struct service *service, struct arena *arena, int64_t application_id,
                            size_t *ret_count, struct fault *fault) MUST_USE;

struct application_line {
    int64_t application_id;
    struct str client_id, name, maker, description, reason, home_url;
    unsigned data, levels;
    bool is_public, all_schools, has_logo, public_subject;
    struct str sector;
    int64_t created_ms;
};
enum rc application_list(struct service *service, struct arena *arena,
                         struct application_line **ret_lines, size_t *ret_count,
                         struct fault *fault) MUST_USE;

/* ---- schools ---- */

/* Applicatie beheer: every application with what this school switched on (RIGHT_CONFIGURE to
 * change, RIGHT_SEE_PUPILS to see). */
struct school_application {
    struct application_line line;
    const struct application_switch *switches; /* of this school */
    size_t switch_count;
    int64_t since_ms; /* negative: off */
    int64_t sign_ins; /* of the last 30 days */
};
enum rc school_applications(struct call *call, struct school_application **ret_list,
                            size_t *ret_count) MUST_USE;
/* Replaces what the school switched on for an application; none: off. RC_CONFLICT: the operator has
 * it on everywhere. */
enum rc application_switch_set(struct call *call, int64_t application_id,
                               const struct application_switch *switches, size_t count) MUST_USE;

/* Sign-ins per day of an application in a school, or (school 0, operators) everywhere. */
struct application_count {
    int64_t application_id;
    day_count day;
    int64_t sign_ins;
};
enum rc application_counts(struct call *call, day_count from, day_count to,
                           struct application_count **ret_counts, size_t *ret_count) MUST_USE;

/* ---- pupils ---- */

struct application_tile {
    int64_t application_id;
    struct str name, description, home_url;
    bool has_logo;
};
/* What a pupil's start page shows: switched on for one of their places, and with an address. */
enum rc application_tiles(struct service *service, struct arena *arena, int64_t pupil_id,
                          struct application_tile **ret_tiles, size_t *ret_count,
                          struct fault *fault) MUST_USE;

/* A pupil's place in a school, with what an application may learn of it. */
struct pupil_place {
    struct application_place at;
    struct str school_name, first_name, last_name;
    int64_t roll_number;
};
/* The places of a pupil for which the application is on; none: no access. */
enum rc application_places(struct tx *tx, struct arena *arena,
                           const struct application *application, int64_t pupil_id, day_count today,
                           struct pupil_place **ret_places, size_t *ret_count) MUST_USE;
