#include "service/staff/outside_person.h"

#include "base/buf.h"
#include "crypto/token.h"
#include "service/staff/staff_work.h"
#include "store/queries.h"

enum { NAME_MAX_CHARS = 100, ID_MAX = 200, DETAIL_MAX = 2000 };

struct person {
    const struct staff_provider *provider;
    struct service *service;
    struct arena *arena;
    struct str login, name, source, token;
    struct grant *grants;
    size_t count;
    int school, wished, begins_at; /* school numbers: stated by the provider, requested by the user,
                                      chosen for the session; 0: none */
    int64_t staff_id, proof_ms;
    bool is_new, has_role;
    struct str acr;  /* acr claim of the ID token; "" when it has none */
    bool is_refused; /* set when the acr is not sufficient for the roles */
};

/* Returns a claim of the ID token, or of the userinfo response when the ID token lacks it. */
static const struct json *claim(const struct json *claims, const struct json *info,
                                const char *name) {
    const struct json *found = json_member(claims, name);
    return found != NULL ? found : json_member(info, name);
}

static struct str claim_text(const struct json *claims, const struct json *info, const char *name) {
    const struct json *found = claim(claims, info, name);
    return found != NULL && found->kind == JSON_KIND_TEXT ? found->text : S("");
}

static int school_of(struct str code) {
    int64_t number;
    return str_to_i64(code, 1, 999999, &number) == RC_OK ? (int)number : 0;
}

/* Maps a role name of the provider to a role of LeerID. The setting has the form
 * "LeerID-beheerder=manager …". A provider can never grant the operator role. */
static bool role_of(const struct staff_provider *provider, struct str name, enum role *ret_role) {
    struct str rest = provider->roles;
    while (rest.len > 0) {
        struct str ours = str_cut(&rest, ' ', NULL), theirs = str_cut(&ours, '=', NULL);
        if (str_eq(theirs, name) && role_by_name(ours, ret_role) == RC_OK &&
            *ret_role != ROLE_OPERATOR)
            return true;
    }
    return false;
}

/* Adds the role of one claim value, "Role:ORGCODE". Ignores unknown roles and invalid school
 * numbers. */
static void add_grant(struct person *p, const struct staff_provider *provider, struct str text) {
    enum role role;
    struct str org = text, name = str_cut(&org, ':', NULL);
    int school = school_of(org);
    if (school == 0 || !role_of(provider, name, &role)) return;
    p->grants[p->count++] = (struct grant){.role = role, .school = {school}, .class_code = S("")};
}

static void read_grants(struct person *p, const struct staff_provider *provider,
                        const struct json *claims, const struct json *info) {
    const struct json *roles = claim(
        claims, info, str_c(p->arena, str_format(p->arena, "%.*s_rol_3d", STR_ARG(provider->app))));
    if (roles == NULL) return;
    p->grants =
        ARENA_ARRAY(p->arena, struct grant, roles->kind == JSON_KIND_LIST ? roles->count : 1);
    if (roles->kind == JSON_KIND_TEXT) add_grant(p, provider, roles->text);
    for (size_t i = 0; roles->kind == JSON_KIND_LIST && i < roles->count; i++)
        if (roles->items[i].kind == JSON_KIND_TEXT) add_grant(p, provider, roles->items[i].text);
}

static enum rc read_person(struct person *p, const struct staff_provider *provider,
                           const struct json *claims, const struct json *info) {
    struct str number = claim_text(claims, info, "vo_id"),
               group = claim_text(claims, info, "vo_doelgroepcode");
    ENSURE(group.len == 0 || str_eq(group, S("OV")), RC_NONE); /* OV: education */
    struct str id = number.len > 0 ? number : claim_text(claims, info, "sub");
    struct str first = claim_text(claims, info, "given_name"),
               last = claim_text(claims, info, "family_name");
    ENSURE(id.len <= ID_MAX && text_clean(p->arena, id, ID_MAX, &id) == TEXT_FINE, RC_DENIED);
    p->login = str_format(p->arena, "%s:%.*s", number.len > 0 ? "vo" : "sub",
                          STR_ARG(id)); /* a local login never contains a colon */
    struct str name = str_format(p->arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last));
    if (text_clean(p->arena, name, NAME_MAX_CHARS, &p->name) != TEXT_FINE || p->name.len == 0)
        p->name = p->login;
    read_grants(p, provider, claims, info);
    p->school = school_of(claim_text(claims, info, "vo_orgcode"));
    return RC_OK;
}

/* Writes the roles that are in rows and not in others, each with the given sign. */
static void tell_missing(struct buf *out, char sign, const struct sql_staff_roles_row *rows,
                         size_t count, const struct sql_staff_roles_row *others,
                         size_t other_count) {
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < other_count &&
               (others[at].school_id != rows[i].school_id || others[at].role != rows[i].role ||
                !str_eq(others[at].class_code, rows[i].class_code)))
            at++;
        if (at == other_count)
            buf_format(out, "%s%c%s@%lld", out->len > 0 ? " " : "", sign,
                       role_name((enum role)rows[i].role), (long long)rows[i].school_id);
    }
}

/* Writes the changed roles to the audit history. Details longer than DETAIL_MAX are cut. */
static enum rc tell_roles(struct tx *tx, struct person *p, const struct sql_staff_roles_row *old,
                          size_t old_count) {
    struct sql_staff_roles_row *now;
    size_t count;
    TRY(sql_staff_roles(tx, p->arena, p->staff_id, &now, &count));
    struct buf out = buf_make(p->arena, DETAIL_MAX);
    tell_missing(&out, '+', now, count, old, old_count);
    tell_missing(&out, '-', old, old_count, now, count);
    if (out.len == 0) return RC_OK;
    const struct actor nobody = {.kind = ACTOR_SYSTEM, .source = p->source};
    return note(tx, p->arena, p->service, &nobody, p->staff_id, HISTORY_STAFF_ROLES, 0,
                buf_view(&out));
}

/* Returns RC_INVALID when the acr is not sufficient for the new roles. Ends the earlier sessions
 * when a role that requires a stronger acr is added, because those sessions began with any acr. */
static enum rc check_acr(struct tx *tx, struct person *p, const struct staff_rights *old) {
    struct staff_rights now;
    TRY(staff_rights_read(tx, p->arena, p->staff_id, &now));
    bool is_sensitive = rights_sensitive(&now);
    p->is_refused = !staff_provider_passes(is_sensitive, p->provider->acr, p->acr);
    ENSURE(!p->is_refused, RC_INVALID);
    return is_sensitive && !rights_sensitive(old) ? sql_staff_sessions_end(tx, p->staff_id, NULL)
                                                  : RC_OK;
}

/* Replaces the roles. Skips schools that do not exist here; has_role tells whether a role remains.
 */
static enum rc write_roles(struct tx *tx, struct person *p) {
    bool works_here = false, may_choose = false;
    struct sql_staff_roles_row *old;
    size_t old_count;
    p->has_role = false;
    TRY(sql_staff_roles(tx, p->arena, p->staff_id, &old, &old_count));
    TRY(sql_staff_roles_clear(tx, p->staff_id, NULL));
    for (size_t i = 0; i < p->count; i++) {
        struct sql_school_get_row school;
        enum rc rc = sql_school_get(tx, p->arena, p->grants[i].school.value, &school);
        if (rc == RC_NONE) continue;
        TRY(rc);
        TRY(sql_staff_role_add(tx, p->staff_id, p->grants[i].school.value, p->grants[i].role, S(""),
                               NULL));
        p->has_role = true;
        works_here |= p->grants[i].school.value == p->school;
        may_choose |= p->grants[i].school.value == p->wished;
    }
    p->begins_at = may_choose ? p->wished : works_here ? p->school : 0;
    const struct staff_rights before = staff_rights_of(p->arena, old, old_count);
    TRY(check_acr(tx, p, &before));
    return tell_roles(tx, p, old, old_count);
}

static enum rc find_or_add(struct tx *tx, struct person *p, const struct actor *actor) {
    struct sql_staff_by_login_row row;
    enum rc rc = sql_staff_by_login(tx, p->arena, p->login, &row);
    p->is_new = rc == RC_NONE;
    if (rc == RC_OK) {
        ENSURE(row.disabled_ms == SQL_NULL, RC_NONE);
        p->staff_id = row.staff_id;
        return sql_staff_rename(tx, p->staff_id, p->name, NULL);
    }
    ENSURE(rc == RC_NONE, rc);
    p->staff_id = id_draw(&p->service->random);
    TRY(sql_staff_insert(tx, p->staff_id, p->login, p->name, (struct str){NULL, 0}, false, S("nl"),
                         service_now(p->service), NULL));
    return note(tx, p->arena, p->service, actor, p->staff_id, HISTORY_STAFF_ADDED, 0, S("outside"));
}

static enum rc write_entry(struct tx *tx, struct person *p) {
    int64_t now = service_now(p->service);
    struct actor actor = {.kind = ACTOR_SYSTEM, .source = p->source};
    TRY(find_or_add(tx, p, &actor));
    TRY(write_roles(tx, p));
    ENSURE(p->has_role || !p->is_new, RC_NONE);
    if (!p->has_role) return sql_staff_sessions_end(tx, p->staff_id, NULL);
    struct str hash = token_hash(p->arena, p->token);
    TRY(sql_staff_session_add(tx, hash, p->staff_id, p->begins_at, service_session_now(p->service),
                              NULL));
    TRY(sql_staff_session_proved(tx, hash, p->proof_ms, NULL));
    TRY(sql_staff_signed_in(tx, p->staff_id, now, NULL));
    actor = (struct actor){.kind = ACTOR_STAFF, .id = p->staff_id, .source = p->source};
    return note_visit(tx, p->arena, p->service, &actor, p->staff_id, VISIT_SIGNED_IN, 0,
                      S("outside"));
}
TX_FUNCTION(write_entry, struct person)

enum rc outside_person_enter(struct service *service, struct arena *arena,
                             const struct staff_provider *provider,
                             const struct outside_claims *claims, struct str source,
                             struct str *ret_token, struct fault *fault) {
    struct person *p = ARENA_NEW(arena, struct person);
    *p = (struct person){.provider = provider,
                         .service = service,
                         .arena = arena,
                         .source = source,
                         .token = token_draw(arena, &service->random),
                         .proof_ms = claims->proof_ms,
                         .wished = claims->wished.value};
    TRY(read_person(p, provider, claims->token, claims->info));
    if (!json_member_text(claims->token, "acr", &p->acr)) p->acr = S("");
    enum rc rc = store_write(service->db, arena, HISTORY_NONE, write_entry, p, fault);
    ENSURE(rc == RC_OK, p->is_refused ? RC_INVALID : rc);
    ENSURE(p->has_role, RC_NONE);
    *ret_token = p->token;
    return RC_OK;
}
