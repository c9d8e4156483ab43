#include "service/oidc/oidc_claims.h"

#include "base/encode.h"
#include "domain/account_life.h"
#include "service/application/oidc_keys.h"
#include "service/oidc/oidc_token.h"
#include "store/queries.h"

enum {
    JSON_MAX = 32 * 1024,
    CLAIMS_PARAMETER_MAX = 8192,
    SESSION_NAME_BYTES = 16,
    UNIT_ID_BYTES = 16
};

/*
 * Returns the sector whose applications share subjects; "" for all applications with a public
 * subject.
 */
static struct str sector_of(const struct application *application) {
    return application->wish.public_subject ? S("") : application->wish.sector;
}

enum rc oidc_subject(struct arena *arena, const struct service *service,
                     const struct application *application, int64_t pupil_id,
                     struct str *ret_subject) {
    struct str text =
        str_format(arena, "%lld %.*s", (long long)pupil_id, STR_ARG(sector_of(application)));
    unsigned char mac[MAC_BYTES];
    TRY(keys_mac(service->keys, KEY_SUBJECT, text, mac));
    *ret_subject = base64url_encode(arena, mac, sizeof mac);
    return RC_OK;
}

struct str oidc_session_name(struct arena *arena, const struct application *application,
                             struct str session_hash) {
    struct str session = hex_encode(arena, session_hash.ptr, session_hash.len);
    struct str text =
        str_format(arena, "sid %.*s %.*s", STR_ARG(session), STR_ARG(sector_of(application)));
    unsigned char hash[32];
    jose_sha256(text, hash);
    return base64url_encode(arena, hash, SESSION_NAME_BYTES);
}

static unsigned bits_of(const struct json *members) {
    unsigned found = 0;
    enum oidc_claim claim;
    for (size_t i = 0; members != NULL && members->kind == JSON_KIND_OBJECT && i < members->count;
         i++)
        if (oidc_claim_read(members->names[i], &claim) == RC_OK) found |= 1u << claim;
    return found;
}

static bool is_essential(const struct json *claim) {
    const struct json *essential = json_member(claim, "essential");
    return essential != NULL && essential->kind == JSON_KIND_BOOL && essential->number == 1;
}

/* Returns whether acr is essential and "basic" is not among the accepted values. */
static bool only_advanced(const struct json *acr) {
    const struct json *values = json_member(acr, "values");
    struct str value;
    if (!is_essential(acr)) return false;
    if (json_member_text(acr, "value", &value)) return !str_eq(value, S("basic"));
    for (size_t i = 0; values != NULL && values->kind == JSON_KIND_LIST && i < values->count; i++)
        if (values->items[i].kind == JSON_KIND_TEXT && str_eq(values->items[i].text, S("basic")))
            return false;
    return values != NULL && values->kind == JSON_KIND_LIST && values->count > 0;
}

enum rc oidc_claims_read(struct arena *arena, struct str parameter, struct oidc_asked *ret_asked) {
    struct oidc_asked asked = {.sub = S("")};
    struct json json;
    if (parameter.len > 0) {
        ENSURE(parameter.len <= CLAIMS_PARAMETER_MAX, RC_INVALID);
        TRY(json_read(arena, parameter, &json));
        ENSURE(json.kind == JSON_KIND_OBJECT, RC_INVALID);
        const struct json *token = json_member(&json, "id_token"),
                          *info = json_member(&json, "userinfo");
        ENSURE(token == NULL || token->kind == JSON_KIND_OBJECT || token->kind == JSON_KIND_NULL,
               RC_INVALID);
        ENSURE(info == NULL || info->kind == JSON_KIND_OBJECT || info->kind == JSON_KIND_NULL,
               RC_INVALID);
        asked.token_claims = bits_of(token);
        asked.info_claims = bits_of(info);
        if (!is_essential(json_member(token, "auth_time")))
            asked.token_claims &= ~(1u << CLAIM_AUTH_TIME);
        asked.acr_advanced = only_advanced(json_member(token, "acr"));
        if (!json_member_text(json_member(token, "sub"), "value", &asked.sub))
            json_member_text(json_member(info, "sub"), "value", &asked.sub);
    }
    *ret_asked = asked;
    return RC_OK;
}

/*
 * Makes an address that can never be delivered: the top-level domain .invalid is reserved (RFC
 * 6761, 6.4).
 */
static enum rc make_placeholder(struct arena *arena, const struct service *service,
                                const struct application *application, int64_t pupil_id,
                                struct str *ret_address) {
    struct str host = uri_host(service->mijn_url), subject;
    TRY(oidc_subject(arena, service, application, pupil_id, &subject));
    host = str_cut(&host, ':', NULL);
    *ret_address = str_format(arena, "%.*s@%.*s.invalid", STR_ARG(subject), STR_ARG(host));
    return RC_OK;
}

enum rc oidc_pupil_read(struct tx *tx, struct arena *arena, const struct service *service,
                        const struct application *application, int64_t pupil_id,
                        struct oidc_pupil *ret_pupil) {
    struct sql_account_get_row account;
    struct sql_account_email_row mail;
    struct oidc_pupil pupil = {.email = S("")};
    day_count today = service_today(service);
    TRY(sql_account_get(tx, arena, pupil_id, &account));
    ENSURE(account.inactive_ms == SQL_NULL, RC_NONE);
    TRY(application_places(tx, arena, application, pupil_id, today, &pupil.places,
                           &pupil.place_count));
    ENSURE(pupil.place_count > 0,
           RC_NONE); /* enrolled today, so the account is not past its end date */
    TRY(sql_account_email(tx, arena, pupil_id, &mail));
    if (mail.email.ptr != NULL && mail.email_proved_ms != SQL_NULL) pupil.email = mail.email;
    pupil.username = account.username;
    pupil.placeholder = S("");
    if (application->wish.options & APP_MAIL_PLACEHOLDER)
        TRY(make_placeholder(arena, service, application, pupil_id, &pupil.placeholder));
    pupil.advanced = account.type == ACCOUNT_ADVANCED;
    *ret_pupil = pupil;
    return RC_OK;
}

static void write_text(struct json_out *out, enum oidc_claim claim, struct str text) {
    if (text.len > 0) json_text(out, oidc_claim_name(claim), text);
}

static void write_names(struct json_out *out, struct arena *arena, const struct oidc_pupil *pupil,
                        unsigned claims, unsigned data) {
    const struct pupil_place *first = &pupil->places[0];
    struct str given = data & DATA_FIRST_NAME ? first->first_name : S(""),
               family = data & DATA_LAST_NAME ? first->last_name : S("");
    const char *between = given.len > 0 && family.len > 0 ? " " : "";
    if (claims & 1u << CLAIM_NAME)
        write_text(out, CLAIM_NAME,
                   str_format(arena, "%.*s%s%.*s", STR_ARG(given), between, STR_ARG(family)));
    if (claims & 1u << CLAIM_GIVEN_NAME) write_text(out, CLAIM_GIVEN_NAME, given);
    if (claims & 1u << CLAIM_FAMILY_NAME) write_text(out, CLAIM_FAMILY_NAME, family);
    if (claims & 1u << CLAIM_PREFERRED_USERNAME)
        write_text(out, CLAIM_PREFERRED_USERNAME, pupil->username);
    if (claims & 1u << CLAIM_LOCALE) write_text(out, CLAIM_LOCALE, S("nl-BE"));
}

static void write_mail(struct json_out *out, const struct oidc_pupil *pupil, unsigned claims,
                       unsigned data) {
    bool real = data & DATA_EMAIL && pupil->email.len > 0;
    struct str address = real ? pupil->email : pupil->placeholder;
    if (claims & 1u << CLAIM_EMAIL) write_text(out, CLAIM_EMAIL, address);
    if (claims & 1u << CLAIM_EMAIL_VERIFIED && address.len > 0)
        json_flag(out, oidc_claim_name(CLAIM_EMAIL_VERIFIED), real);
}

struct claim_work {
    struct json_out *out;
    struct arena *arena;
    const struct service *service;
    const struct application *application;
};

/*
 * Ids of a group and a class. They are the same for all their pupils and in every request of one
 * sector, and reveal nothing about the school. "" when the enrolment has none or the application
 * may not learn it.
 */
struct unit_ids {
    struct str group, class;
};

static enum rc unit_id(const struct claim_work *w, const char *kind,
                       const struct pupil_place *place, struct str name, struct str *ret_id) {
    unsigned char mac[MAC_BYTES];
    struct str sector = sector_of(w->application);
    struct str text = str_format(w->arena, "%s %d %.*s\n%.*s", kind, place->at.school.value,
                                 STR_ARG(name), STR_ARG(sector));
    *ret_id = S("");
    if (name.len == 0) return RC_OK;
    TRY(keys_mac(w->service->keys, KEY_SUBJECT, text, mac));
    *ret_id = base64url_encode(w->arena, mac, UNIT_ID_BYTES);
    return RC_OK;
}

static enum rc make_ids(const struct claim_work *w, const struct oidc_pupil *pupil,
                        struct unit_ids *ids) {
    unsigned data = w->application->wish.data;
    for (size_t i = 0; i < pupil->place_count; i++) {
        const struct pupil_place *place = &pupil->places[i];
        TRY(unit_id(w, "group", place, data & DATA_GROUP ? place->at.group_name : S(""),
                    &ids[i].group));
        TRY(unit_id(w, "class", place, data & DATA_CLASS ? place->at.class_code : S(""),
                    &ids[i].class));
    }
    return RC_OK;
}

static void write_place(const struct claim_work *w, const struct pupil_place *place,
                        const struct unit_ids *ids, unsigned claims) {
    struct json_out *out = w->out;
    if (claims & 1u << CLAIM_SCHOOL_NUMBER)
        write_text(out, CLAIM_SCHOOL_NUMBER, str_format(w->arena, "%06d", place->at.school.value));
    if (claims & 1u << CLAIM_SCHOOL_NAME) write_text(out, CLAIM_SCHOOL_NAME, place->school_name);
    if (claims & 1u << CLAIM_GROUP) write_text(out, CLAIM_GROUP, place->at.group_name);
    if (claims & 1u << CLAIM_GROUP_ID) write_text(out, CLAIM_GROUP_ID, ids->group);
    if (claims & 1u << CLAIM_CLASS) write_text(out, CLAIM_CLASS, place->at.class_code);
    if (claims & 1u << CLAIM_CLASS_ID) write_text(out, CLAIM_CLASS_ID, ids->class);
    if (claims & 1u << CLAIM_LEVEL)
        write_text(out, CLAIM_LEVEL, str_of(application_level_word(place->at.level)));
    if (claims & 1u << CLAIM_ROLL_NUMBER)
        write_text(out, CLAIM_ROLL_NUMBER,
                   str_format(w->arena, "%lld", (long long)place->roll_number));
}

static void write_groups(const struct claim_work *w, const struct unit_ids *ids, size_t count) {
    json_begin(w->out, oidc_claim_name(CLAIM_GROUPS), '[');
    for (size_t i = 0; i < count; i++) {
        if (ids[i].group.len > 0) json_text(w->out, NULL, ids[i].group);
        if (ids[i].class.len > 0) json_text(w->out, NULL, ids[i].class);
    }
    json_end(w->out, ']');
}

static void write_schools(const struct claim_work *w, const struct oidc_pupil *pupil,
                          const struct unit_ids *ids) {
    unsigned claims = oidc_claims_allowed(oidc_claims_of(SCOPE_SCHOOL), w->application->wish.data);
    json_begin(w->out, oidc_claim_name(CLAIM_SCHOOLS), '[');
    for (size_t i = 0; i < pupil->place_count; i++) {
        json_begin(w->out, NULL, '{');
        write_place(w, &pupil->places[i], &ids[i], claims);
        json_end(w->out, '}');
    }
    json_end(w->out, ']');
}

enum rc oidc_claims_write(struct json_out *out, struct arena *arena, const struct service *service,
                          const struct application *application, const struct oidc_pupil *pupil,
                          unsigned asked) {
    const unsigned with_ids =
        1u << CLAIM_GROUP_ID | 1u << CLAIM_CLASS_ID | 1u << CLAIM_GROUPS | 1u << CLAIM_SCHOOLS;
    const struct claim_work w = {out, arena, service, application};
    unsigned data = application->wish.data, claims = oidc_claims_allowed(asked, data);
    struct unit_ids *ids = ARENA_ARRAY(arena, struct unit_ids, pupil->place_count);
    if (claims & with_ids) TRY(make_ids(&w, pupil, ids));
    write_names(out, arena, pupil, claims, data);
    write_mail(out, pupil, asked, data);
    write_place(&w, &pupil->places[0], &ids[0], claims);
    if (claims & 1u << CLAIM_ACCOUNT_TYPE)
        write_text(out, CLAIM_ACCOUNT_TYPE, pupil->advanced ? S("advanced") : S("basic"));
    if (claims & 1u << CLAIM_SCHOOLS) write_schools(&w, pupil, ids);
    if (claims & 1u << CLAIM_GROUPS) write_groups(&w, ids, pupil->place_count);
    if (!(claims & 1u << CLAIM_ROLES)) return RC_OK;
    json_begin(out, oidc_claim_name(CLAIM_ROLES), '[');
    json_text(out, NULL, S("student"));
    json_end(out, ']');
    return RC_OK;
}

/* Returns the left half of the token's hash (at_hash, Core 3.1.3.6). */
static struct str half_hash(struct arena *arena, struct str token) {
    unsigned char hash[32];
    jose_sha256(token, hash);
    return base64url_encode(arena, hash, sizeof hash / 2);
}

unsigned oidc_token_claims(const struct application *application, const struct oidc_sign_in *s) {
    unsigned of_scopes =
        application->wish.options & APP_CLAIMS_IN_TOKEN ? oidc_claims_of(s->scopes) : 0;
    return (s->token_claims | of_scopes) & ~(1u << CLAIM_AUTH_TIME);
}

enum rc oidc_id_token(struct arena *arena, const struct service *service,
                      const struct application *application, const struct oidc_sign_in *s,
                      const struct oidc_pupil *pupil, struct str *ret_token) {
    struct json_out out = json_write(arena, JSON_MAX);
    struct str subject;
    int64_t now_s = service_now(service) / 1000;
    TRY(oidc_subject(arena, service, application, s->pupil_id, &subject));
    json_begin(&out, NULL, '{');
    json_text(&out, "iss", service->mijn_url);
    json_text(&out, "sub", subject);
    json_text(&out, "aud", application->client_id);
    json_number(&out, "iat", now_s);
    json_number(&out, "exp", now_s + OIDC_ID_TOKEN_S);
    if (s->token_claims & 1u << CLAIM_AUTH_TIME || application->wish.options & APP_AUTH_TIME)
        json_number(&out, "auth_time", s->auth_ms / 1000);
    if (s->nonce.len > 0) json_text(&out, "nonce", s->nonce);
    json_text(&out, "acr", s->advanced ? S("advanced") : S("basic"));
    json_begin(&out, "amr", '[');
    json_text(&out, NULL, s->secret_kind == SECRET_PICTURE ? S("picture") : S("pwd"));
    json_end(&out, ']');
    json_text(&out, "sid", s->sid);
    if (s->access_token.len > 0) json_text(&out, "at_hash", half_hash(arena, s->access_token));
    if (pupil != NULL)
        TRY(oidc_claims_write(&out, arena, service, application, pupil,
                              oidc_token_claims(application, s)));
    json_end(&out, '}');
    ENSURE(!out.buf.overflow, RC_LIMIT);
    return jose_sign(arena, service->signing, application->wish.alg, "JWT", buf_view(&out.buf),
                     ret_token);
}

enum rc oidc_hint_read(struct arena *arena, const struct service *service, struct str token,
                       struct oidc_hint *ret_hint) {
    struct jose_parts parts;
    struct jose_head head;
    struct json payload;
    struct oidc_hint hint = {.session_name = S("")};
    struct str issuer;
    TRY(oidc_keys_read(arena, token, &parts, &head));
    ENSURE(str_eq(head.type, S("JWT")), RC_INVALID); /* rejects logout tokens */
    ENSURE(jose_check_own(service->signing, head.alg, head.kid, &parts) == RC_OK, RC_INVALID);
    TRY(json_read(arena, parts.payload, &payload));
    ENSURE(json_member_text(&payload, "iss", &issuer) && str_eq(issuer, service->mijn_url),
           RC_INVALID);
    ENSURE(json_member_text(&payload, "sub", &hint.subject) &&
               json_member_text(&payload, "aud", &hint.client_id),
           RC_INVALID);
    json_member_text(&payload, "sid", &hint.session_name);
    *ret_hint = hint;
    return RC_OK;
}
