/*
 * Applications (relying parties). The operator admits them, each school switches them on, pupils
 * see them as tiles.
 *
 * Source: docs/develop/requirements.md "Applications", docs/admin/applications.md.
 */
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

/* What the operator enters. */
struct application_wish {
    struct str name, maker, description, reason; /* as typed */
    struct str home_url;                         /* target of the tile; "" for none */
    const struct str *redirect_uris, *logout_redirect_uris;
    size_t redirect_count, logout_redirect_count;
    struct str logout_uri; /* for back-channel logout; "" for none */
    struct str keys;       /* JWK Set for signed assertions, instead of a secret; "" for none */
    struct str keys_uri;   /* or the address of that JWK Set; "" for none */
    struct str sector;     /* "": host of the first redirect address */
    enum jose_alg alg;
    unsigned data, levels, options; /* bits: enum oidc_data, 1 << enum level, enum app_option */
    bool is_public, public_subject, may_refresh, all_schools;
};
struct application_wish application_wish_default(void);

enum application_flaw {
    APPLICATION_FINE,
    APPLICATION_NO_NAME,     /* or too long, or with characters that are not text */
    APPLICATION_LONG,        /* one of the texts is too long */
    APPLICATION_NO_REDIRECT, /* none, or more than 20 */
    APPLICATION_URI,         /* see uri and uri_flaw */
    APPLICATION_KEYS,   /* no JWK Set with a usable key, keys for a public client, or keys together
                           with keys_uri */
    APPLICATION_SECTOR, /* redirect addresses with several hosts and no sector */
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
/*
 * Adds an application; for operators and the command line (RC_NONE for others). RC_INVALID: see
 * *ret_flaws.
 */
enum rc application_add(struct call *call, const struct application_wish *wish,
                        struct application_made *ret_made,
                        struct application_flaws *ret_flaws) MUST_USE;
/*
 * Changes an application. *ret_secret is a new secret, shown once, when it became confidential and
 * had none, else "". A client that becomes public loses its secrets.
 */
enum rc application_set(struct call *call, int64_t application_id,
                        const struct application_wish *wish, struct str *ret_secret,
                        struct application_flaws *ret_flaws) MUST_USE;
/*
 * Creates a new secret; the old one stays valid for a week. RC_CONFLICT: the application has no
 * secret.
 */
enum rc application_rotate(struct call *call, int64_t application_id,
                           struct str *ret_secret) MUST_USE;
/*
 * Reads the logo from an open file (format/image.h) through service->images and stores it without
 * metadata. fd -1 removes the logo. RC_INVALID: see *ret_flaw.
 */
enum rc application_logo_set(struct call *call, int64_t application_id, int fd,
                             enum image_flaw *ret_flaw) MUST_USE;
/* Returns the logo as PNG. RC_NONE: it has none. */
enum rc application_logo_read(struct service *service, struct arena *arena, int64_t application_id,
                              struct str *ret_png, struct fault *fault) MUST_USE;
/* Removes the application: nobody can sign in to it, and its tokens become invalid. */
enum rc application_remove(struct call *call, int64_t application_id) MUST_USE;

/* All data of one application. */
struct application {
    int64_t application_id;
    struct str client_id;
    struct application_wish wish; /* as entered by the operator */
    bool has_logo;
    struct str secret_hash, old_secret_hash; /* ptr NULL: none */
    int64_t old_secret_ends_ms, created_ms, version;
};
/* Find an application. RC_NONE: it does not exist or was removed. */
enum rc application_by_client(struct service *service, struct arena *arena, struct str client_id,
                              struct application *ret, struct fault *fault) MUST_USE;
enum rc application_by_id(struct service *service, struct arena *arena, int64_t application_id,
                          struct application *ret, struct fault *fault) MUST_USE;
/* The same inside a transaction. */
enum rc application_read(struct tx *tx, struct arena *arena, int64_t application_id,
                         struct application *ret) MUST_USE;
enum rc application_read_client(struct tx *tx, struct arena *arena, struct str client_id,
                                struct application *ret) MUST_USE;

/* Counts the schools that switched it on. */
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
/* Lists all applications. */
enum rc application_list(struct service *service, struct arena *arena,
                         struct application_line **ret_lines, size_t *ret_count,
                         struct fault *fault) MUST_USE;

/* ---- schools ---- */

/*
 * An application and what this school switched on (page "Applicatie beheer"). Reading needs
 * RIGHT_SEE_PUPILS, changing RIGHT_CONFIGURE.
 */
struct school_application {
    struct application_line line;
    const struct application_switch *switches; /* of this school */
    size_t switch_count;
    int64_t since_ms; /* when it was switched on; negative: off */
    int64_t sign_ins; /* of the last 30 days */
};
/* Lists all applications for call->school. */
enum rc application_of_school(struct call *call, struct school_application **ret_list,
                              size_t *ret_count) MUST_USE;
/*
 * Replaces what the school switched on for an application; an empty list switches it off.
 * RC_CONFLICT: the operator switched it on for all schools.
 */
enum rc application_switch_set(struct call *call, int64_t application_id,
                               const struct application_switch *switches, size_t count) MUST_USE;

/* Sign-ins per day to an application, in one school or (school 0, operators only) in all. */
struct application_count {
    int64_t application_id;
    day_count day;
    int64_t sign_ins;
};
/* Counts the days from `from` to `to`, both included. */
enum rc application_counts(struct call *call, day_count from, day_count to,
                           struct application_count **ret_counts, size_t *ret_count) MUST_USE;

/* ---- pupils ---- */

struct application_tile {
    int64_t application_id;
    struct str name, description, home_url;
    bool has_logo;
};
/*
 * Lists the tiles of a pupil's start page: applications with a home address that are switched on
 * for an enrolment of the pupil.
 */
enum rc application_tiles(struct service *service, struct arena *arena, int64_t pupil_id,
                          struct application_tile **ret_tiles, size_t *ret_count,
                          struct fault *fault) MUST_USE;

/* One enrolment of a pupil, with what an application may learn about it. */
struct pupil_place {
    struct application_place at;
    struct str school_name, first_name, last_name;
    int64_t roll_number;
};
/* Lists today's enrolments for which the application is switched on; none means no access. */
enum rc application_places(struct tx *tx, struct arena *arena,
                           const struct application *application, int64_t pupil_id, day_count today,
                           struct pupil_place **ret_places, size_t *ret_count) MUST_USE;
