#include "service/application/application.h"

#include "crypto/token.h"
#include "service/application/oidc_keys.h"
#include "store/queries.h"

enum { URI_REDIRECT = 1, URI_AFTER_LOGOUT = 2 };

struct application_wish application_wish_default(void) {
    return (struct application_wish){.name = S(""),
                                     .maker = S(""),
                                     .description = S(""),
                                     .reason = S(""),
                                     .home_url = S(""),
                                     .logout_uri = S(""),
                                     .keys = S(""),
                                     .keys_uri = S(""),
                                     .sector = S(""),
                                     .alg = JOSE_RS256,
                                     .data = 0,
                                     .levels = LEVELS_ALL};
}

struct work {
    struct service *service;
    struct arena *arena;
    const struct actor *actor;
    struct application_wish wish;
    int64_t application_id;
    struct str client_id, secret_hash;
    struct application *found;
    struct sql_applications_row *rows;
    size_t count;
};

static enum rc flawed(struct application_flaws *flaws, enum application_flaw flaw) {
    flaws->flaw = flaw;
    return RC_INVALID;
}

static enum rc flawed_uri(struct application_flaws *flaws, enum uri_flaw flaw, struct str uri) {
    if (flaw == URI_FINE) return RC_OK;
    *flaws = (struct application_flaws){APPLICATION_URI, flaw, uri};
    return RC_INVALID;
}

static bool clean(struct arena *arena, size_t max, struct str *text) {
    return text_clean(arena, *text, max, text) == TEXT_FINE;
}

/*
 * Checks the sector of pairwise subjects: one host, unless the operator names a sector (Core 8.1).
 */
static enum rc judge_sector(struct arena *arena, struct application_wish *w,
                            struct application_flaws *flaws) {
    if (!clean(arena, APPLICATION_NAME_MAX, &w->sector)) return flawed(flaws, APPLICATION_LONG);
    if (w->sector.len > 0) return RC_OK;
    w->sector = uri_host_name(w->redirect_uris[0]);
    for (size_t i = 1; i < w->redirect_count && !w->public_subject; i++)
        if (!str_eq(uri_host_name(w->redirect_uris[i]), w->sector))
            return flawed(flaws, APPLICATION_SECTOR);
    return RC_OK;
}

static enum rc judge(struct arena *arena, struct application_wish *w,
                     struct application_flaws *flaws) {
    *flaws = (struct application_flaws){.flaw = APPLICATION_FINE, .uri = S("")};
    if (!clean(arena, APPLICATION_NAME_MAX, &w->name) || w->name.len == 0)
        return flawed(flaws, APPLICATION_NO_NAME);
    if (!clean(arena, APPLICATION_NAME_MAX, &w->maker) ||
        !clean(arena, APPLICATION_TEXT_MAX, &w->description) ||
        !clean(arena, APPLICATION_TEXT_MAX, &w->reason))
        return flawed(flaws, APPLICATION_LONG);
    if (w->redirect_count == 0 || w->redirect_count > APPLICATION_URIS_MAX ||
        w->logout_redirect_count > APPLICATION_URIS_MAX)
        return flawed(flaws, APPLICATION_NO_REDIRECT);
    for (size_t i = 0; i < w->redirect_count; i++)
        TRY(flawed_uri(flaws, uri_judge(w->redirect_uris[i], w->is_public), w->redirect_uris[i]));
    for (size_t i = 0; i < w->logout_redirect_count; i++)
        TRY(flawed_uri(flaws, uri_judge(w->logout_redirect_uris[i], w->is_public),
                       w->logout_redirect_uris[i]));
    if (w->home_url.len > 0) TRY(flawed_uri(flaws, uri_judge(w->home_url, false), w->home_url));
    if (w->logout_uri.len > 0)
        TRY(flawed_uri(flaws, uri_judge_called(w->logout_uri), w->logout_uri));
    if (w->keys.len > 0 && (w->is_public || w->keys.len > APPLICATION_KEYS_MAX ||
                            oidc_keys_judge(arena, w->keys) != RC_OK))
        return flawed(flaws, APPLICATION_KEYS);
    if (w->keys_uri.len > 0 && (w->is_public || w->keys.len > 0))
        return flawed(flaws, APPLICATION_KEYS);
    if (w->keys_uri.len > 0) TRY(flawed_uri(flaws, uri_judge_called(w->keys_uri), w->keys_uri));
    w->data &= (1u << OIDC_DATA) - 1;
    w->levels &= LEVELS_ALL;
    w->options &= (1u << APP_OPTIONS) - 1;
    return judge_sector(arena, w, flaws);
}

static enum rc put_uris(struct tx *tx, const struct work *w) {
    const struct application_wish *wish = &w->wish;
    TRY(sql_application_uris_clear(tx, w->application_id, URI_REDIRECT, NULL));
    TRY(sql_application_uris_clear(tx, w->application_id, URI_AFTER_LOGOUT, NULL));
    for (size_t i = 0; i < wish->redirect_count; i++)
        TRY(sql_application_uri_add(tx, w->application_id, URI_REDIRECT, wish->redirect_uris[i],
                                    NULL));
    for (size_t i = 0; i < wish->logout_redirect_count; i++)
        TRY(sql_application_uri_add(tx, w->application_id, URI_AFTER_LOGOUT,
                                    wish->logout_redirect_uris[i], NULL));
    return RC_OK;
}

static enum rc write_add(struct tx *tx, struct work *w) {
    const struct application_wish *a = &w->wish;
    int64_t changed;
    TRY(sql_application_insert(tx, w->application_id, w->client_id, a->name, a->maker,
                               a->description, a->home_url, a->is_public, w->secret_hash, a->keys,
                               a->alg, a->public_subject, a->sector, a->data, a->reason, a->levels,
                               a->may_refresh, a->all_schools, a->logout_uri,
                               service_now(w->service), a->keys_uri, a->options, &changed));
    ENSURE(changed == 1, RC_CONFLICT);
    TRY(put_uris(tx, w));
    return note(tx, w->arena, w->service, w->actor, w->application_id, HISTORY_APPLICATION_ADDED, 0,
                S(""));
}
TX_FUNCTION(write_add, struct work)

/* Returns whether the application authenticates with a secret: it is not public and has no keys. */
static bool has_secret(const struct application_wish *wish) {
    return !wish->is_public && wish->keys.len == 0 && wish->keys_uri.len == 0;
}

static enum rc may(const struct actor *actor) {
    return actor_may(actor, RIGHT_PLATFORM, (struct school_id){0}, S(""));
}

enum rc application_add(struct call *call, const struct application_wish *wish,
                        struct application_made *ret_made, struct application_flaws *ret_flaws) {
    TRY(may(call->actor));
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .wish = *wish,
                     .application_id = id_draw(&call->service->random)};
    TRY(judge(call->arena, &w.wish, ret_flaws));
    struct str secret = S("");
    w.client_id = id_text(call->arena, w.application_id);
    if (has_secret(wish)) {
        secret = token_draw(call->arena, &call->service->random);
        w.secret_hash = token_hash(call->arena, secret);
    }
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_add, &w, call->fault));
    *ret_made = (struct application_made){w.application_id, w.client_id, secret};
    return RC_OK;
}

static enum rc write_set(struct tx *tx, struct work *w) {
    const struct application_wish *a = &w->wish;
    int64_t changed;
    TRY(sql_application_update(tx, w->application_id, a->name, a->maker, a->description,
                               a->home_url, a->keys, a->alg, a->public_subject, a->sector, a->data,
                               a->reason, a->levels, a->may_refresh, a->all_schools, a->logout_uri,
                               a->keys_uri, a->options, a->is_public, w->secret_hash, &changed));
    ENSURE(changed == 1, RC_NONE);
    TRY(sql_application_keys_drop(tx, w->application_id,
                                  NULL)); /* fetched from the former address */
    TRY(put_uris(tx, w));
    return note(tx, w->arena, w->service, w->actor, w->application_id, HISTORY_APPLICATION_CHANGED,
                0, S(""));
}
TX_FUNCTION(write_set, struct work)

enum rc application_set(struct call *call, int64_t application_id,
                        const struct application_wish *wish, struct str *ret_secret,
                        struct application_flaws *ret_flaws) {
    TRY(may(call->actor));
    struct application before;
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .wish = *wish,
                     .application_id = application_id};
    struct str secret = S("");
    TRY(judge(call->arena, &w.wish, ret_flaws));
    TRY(application_by_id(call->service, call->arena, application_id, &before, call->fault));
    if (before.secret_hash.ptr == NULL && has_secret(wish)) {
        secret = token_draw(call->arena, &call->service->random);
        w.secret_hash = token_hash(call->arena, secret);
    }
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_set, &w, call->fault));
    *ret_secret = secret;
    return RC_OK;
}

static enum rc write_rotate(struct tx *tx, struct work *w) {
    struct application application;
    TRY(application_read(tx, w->arena, w->application_id, &application));
    ENSURE(application.secret_hash.ptr != NULL, RC_CONFLICT);
    TRY(sql_application_rotate(tx, w->application_id, w->secret_hash,
                               service_now(w->service) + OLD_SECRET_MS, NULL));
    return note(tx, w->arena, w->service, w->actor, w->application_id, HISTORY_APPLICATION_SECRET,
                0, S(""));
}
TX_FUNCTION(write_rotate, struct work)

enum rc application_rotate(struct call *call, int64_t application_id, struct str *ret_secret) {
    TRY(may(call->actor));
    struct str secret = token_draw(call->arena, &call->service->random);
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .application_id = application_id,
                     .secret_hash = token_hash(call->arena, secret)};
    TRY(store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_rotate, &w,
                    call->fault));
    *ret_secret = secret;
    return RC_OK;
}

static enum rc write_remove(struct tx *tx, struct work *w) {
    int64_t changed;
    TRY(sql_application_disable(tx, w->application_id, service_now(w->service), &changed));
    ENSURE(changed == 1, RC_NONE);
    return note(tx, w->arena, w->service, w->actor, w->application_id, HISTORY_APPLICATION_REMOVED,
                0, S(""));
}
TX_FUNCTION(write_remove, struct work)

enum rc application_remove(struct call *call, int64_t application_id) {
    TRY(may(call->actor));
    struct work w = {.service = call->service,
                     .arena = call->arena,
                     .actor = call->actor,
                     .application_id = application_id};
    return store_write(call->service->db, call->arena, HISTORY_REQUIRED, write_remove, &w,
                       call->fault);
}

static enum rc take_uris(struct tx *tx, struct arena *arena, int64_t application_id,
                         struct application_wish *wish) {
    struct sql_application_uris_row *rows;
    size_t count, redirects = 0;
    TRY(sql_application_uris(tx, arena, application_id, &rows, &count));
    struct str *uris = ARENA_ARRAY(arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        uris[i] = rows[i].uri;
        redirects += rows[i].kind == URI_REDIRECT; /* the rows are sorted by kind */
    }
    wish->redirect_uris = uris;
    wish->redirect_count = redirects;
    wish->logout_redirect_uris = uris + redirects;
    wish->logout_redirect_count = count - redirects;
    return RC_OK;
}

enum rc application_read(struct tx *tx, struct arena *arena, int64_t application_id,
                         struct application *ret) {
    struct sql_application_get_row row;
    TRY(sql_application_get(tx, arena, application_id, &row));
    *ret = (struct application){.application_id = application_id,
                                .client_id = row.client_id,
                                .has_logo = row.has_logo != 0,
                                .secret_hash = row.secret_hash,
                                .old_secret_hash = row.old_secret_hash,
                                .old_secret_ends_ms = row.old_secret_ends_ms,
                                .created_ms = row.created_ms,
                                .version = row.version,
                                .wish = {.name = row.name,
                                         .maker = row.maker,
                                         .description = row.description,
                                         .reason = row.reason,
                                         .home_url = row.home_url,
                                         .logout_uri = row.logout_uri,
                                         .keys = row.keys,
                                         .keys_uri = row.keys_uri,
                                         .sector = row.sector,
                                         .alg = (enum jose_alg)row.id_token_alg,
                                         .data = (unsigned)row.data,
                                         .levels = (unsigned)row.levels,
                                         .options = (unsigned)row.options,
                                         .is_public = row.is_public != 0,
                                         .public_subject = row.public_subject != 0,
                                         .may_refresh = row.may_refresh != 0,
                                         .all_schools = row.all_schools != 0}};
    return take_uris(tx, arena, application_id, &ret->wish);
}

enum rc application_read_client(struct tx *tx, struct arena *arena, struct str client_id,
                                struct application *ret) {
    int64_t application_id; /* a client_id is an application id as text (application_add) */
    struct application application;
    ENSURE(id_parse(client_id, &application_id) == RC_OK, RC_NONE);
    TRY(application_read(tx, arena, application_id, &application));
    ENSURE(str_eq(application.client_id, client_id), RC_NONE);
    *ret = application;
    return RC_OK;
}

static enum rc read_one(struct tx *tx, struct work *w) {
    if (w->client_id.ptr != NULL)
        return application_read_client(tx, w->arena, w->client_id, w->found);
    return application_read(tx, w->arena, w->application_id, w->found);
}
TX_FUNCTION(read_one, struct work)

enum rc application_by_client(struct service *service, struct arena *arena, struct str client_id,
                              struct application *ret, struct fault *fault) {
    struct work w = {.service = service,
                     .arena = arena,
                     .client_id = client_id.ptr == NULL ? S("") : client_id,
                     .found = ret};
    return store_read(service->db, arena, read_one, &w, fault);
}

enum rc application_by_id(struct service *service, struct arena *arena, int64_t application_id,
                          struct application *ret, struct fault *fault) {
    struct work w = {
        .service = service, .arena = arena, .application_id = application_id, .found = ret};
    return store_read(service->db, arena, read_one, &w, fault);
}

static enum rc read_list(struct tx *tx, struct work *w) {
    return sql_applications(tx, w->arena, &w->rows, &w->count);
}
TX_FUNCTION(read_list, struct work)

static enum rc count_schools(struct tx *tx, struct work *w) {
    struct sql_application_schools_row row;
    TRY(sql_application_schools(tx, w->arena, w->application_id, &row));
    w->count = (size_t)row.schools;
    return RC_OK;
}
TX_FUNCTION(count_schools, struct work)

enum rc application_schools(struct service *service, struct arena *arena, int64_t application_id,
                            size_t *ret_count, struct fault *fault) {
    struct work w = {.service = service, .arena = arena, .application_id = application_id};
    TRY(store_read(service->db, arena, count_schools, &w, fault));
    *ret_count = w.count;
    return RC_OK;
}

enum rc application_list(struct service *service, struct arena *arena,
                         struct application_line **ret_lines, size_t *ret_count,
                         struct fault *fault) {
    struct work w = {.service = service, .arena = arena};
    TRY(store_read(service->db, arena, read_list, &w, fault));
    struct application_line *lines = ARENA_ARRAY(arena, struct application_line, w.count);
    for (size_t i = 0; i < w.count; i++) {
        const struct sql_applications_row *r = &w.rows[i];
        lines[i] = (struct application_line){.application_id = r->application_id,
                                             .client_id = r->client_id,
                                             .name = r->name,
                                             .maker = r->maker,
                                             .description = r->description,
                                             .reason = r->reason,
                                             .home_url = r->home_url,
                                             .data = (unsigned)r->data,
                                             .levels = (unsigned)r->levels,
                                             .is_public = r->is_public != 0,
                                             .all_schools = r->all_schools != 0,
                                             .has_logo = r->has_logo != 0,
                                             .created_ms = r->created_ms,
                                             .public_subject = r->public_subject != 0,
                                             .sector = r->sector};
    }
    *ret_lines = lines;
    *ret_count = w.count;
    return RC_OK;
}
