#include "main/config.h"

#include <errno.h>
#include <ini.h>
#include <unistd.h>

#include "base/file.h"
#include "main/config_names.h"
#include "main/reason.h"
#include "domain/email_address.h"
#include "language/language.h"

const struct setting_info setting_infos[SETTINGS] = {
    [SETTING_STATE] = {"state", "./state", N_("folder"),
                       N_("where the SQLite database and the keys are")},
    [SETTING_DATABASE] = {"database", "sqlite:<state>/leerid.db",
                          N_("sqlite:PATH (from the folder of state) or postgresql://…"),
                          N_("the database")},
    [SETTING_KEYS] = {"keys", "<state>/keys", N_("folder (from the folder of state)"),
                      N_("the keys; never in the database or in its backup")},
    [SETTING_LOKET_LISTEN] = {"loket_listen", "127.0.0.1:8081", N_("address:port or unix:/path"),
                              N_("where the Schoolloket listens")},
    [SETTING_MIJN_LISTEN] = {"mijn_listen", "127.0.0.1:8080", N_("address:port or unix:/path"),
                             N_("where mijn.leerid listens")},
    [SETTING_METRICS_LISTEN] = {"metrics_listen", "", N_("address:port or empty"),
                                N_("where Prometheus reads the figures")},
    [SETTING_LOKET_URL] = {"loket_url", "http://localhost:8081", N_("address without / at the end"),
                           N_("public address of the Schoolloket")},
    [SETTING_MIJN_URL] = {"mijn_url", "http://localhost:8080", N_("address without / at the end"),
                          N_("public address of mijn.leerid; is on cards")},
    [SETTING_TRUSTED_PROXIES] = {"trusted_proxies", "", N_("addresses with commas"),
                                 N_("only these may set forwarded headers")},
    [SETTING_THREADS] = {"threads", "0", N_("0..64, 0 = cores"), N_("workers for pages")},
    [SETTING_HASH_WORKERS] = {"hash_workers", "0", N_("0..64, 0 = cores"), N_("password workers")},
    [SETTING_LANGUAGE] = {"language", "nl", N_("nl fr en de"),
                          N_("language when nothing else was chosen")},
    [SETTING_RETENTION] = {"retention_months", "13", N_("1..64"),
                           N_("how many months after the last enrolment a pupil is erased")},
    [SETTING_SMTP_URL] = {"smtp_url", "", N_("smtp://host:port, smtps://host:port or empty"),
                          N_("mail server; empty: no mails are sent")},
    [SETTING_SMTP_CREDENTIALS] = {"smtp_credentials", "", N_("file or empty"),
                                  N_("file with name:password for the mail server")},
    [SETTING_MAIL_FROM] = {"mail_from", "", N_("e-mail address"),
                           N_("sender of mails; needed when smtp_url is set")},
    [SETTING_CA_FILE] = {"ca_file", "", N_("file or empty"),
                         N_("certificates that count when this server calls another one; empty: "
                            "those of the system")},
    [SETTING_PRIVACY_CONTROLLER] =
        {"privacy_controller", "", N_("text"),
         N_("who is responsible for the data of pupils, where a school filled in nothing itself")},
    [SETTING_PRIVACY_CONTACT] =
        {"privacy_contact", "", N_("text"),
         N_("where pupils and parents ask questions: e-mail address, phone number or page")},
    [SETTING_PRIVACY_OFFICER] = {"privacy_officer", "", N_("text"), N_("data protection officer")},
    [SETTING_PRIVACY_COMPLAINT] =
        {"privacy_complaint", "Gegevensbeschermingsautoriteit (gegevensbeschermingsautoriteit.be)",
         N_("text"), N_("where a complaint can be lodged")},
    [SETTING_STAFF_ISSUER] =
        {"staff_issuer", "", N_("address or empty"),
         N_("OpenID Connect provider where staff sign in; empty: with a password only")},
    [SETTING_STAFF_CLIENT_ID] =
        {"staff_client_id", "", N_("text"),
         N_("what that provider calls the Schoolloket; keys: <mijn_url>/oidc/jwks")},
    [SETTING_STAFF_APP] = {"staff_app", "leerid", N_("name"),
                           N_("roles are in the claim NAME_rol_3d, as Role:school number")},
    [SETTING_STAFF_SCOPES] = {"staff_scopes", "openid profile vo", N_("names with spaces"),
                              N_("scopes that are requested")},
    [SETTING_STAFF_ROLES] = {"staff_roles", "LeerID-beheerder=manager LeerID-lezer=viewer",
                             N_("role=manager|teacher|viewer with spaces"),
                             N_("which role there is which role here")},
    [SETTING_STAFF_PROVIDER_ACR] = {"staff_provider_acr", "",
                                    N_("values of acr, separated by spaces"),
                                    N_("by which that provider says that there was a second step; "
                                       "empty: only viewers sign in there")},
};

extern char **environ;

/* Environment variables that are read but are not settings; LEERID_BUILD belongs to ./test. */
static const char *const other_variables[] = {"LEERID_KEYS_PASSPHRASE", "LEERID_ZIP_PASSWORD",
                                              "LEERID_BUILD"};

struct reading {
    struct arena *arena;
    struct config *config;
    struct message problem;
};

static int setting_by_key(struct str key) {
    for (int i = 0; i < SETTINGS; i++)
        if (str_eq(key, str_of(setting_infos[i].key))) return i;
    return -1;
}

static int read_setting_line(void *context, const char *section, const char *name,
                             const char *value) {
    struct reading *r = context;
    int i = section[0] == '\0' ? setting_by_key(str_of(name)) : -1;
    if (i < 0) {
        const char *keys[SETTINGS];
        for (int k = 0; k < SETTINGS; k++) keys[k] = setting_infos[k].key;
        const char *near = config_near_name(str_of(name), keys, SETTINGS);
        struct str wrong = str_copy(r->arena, str_of(name));
        r->problem =
            near == NULL
                ? MESSAGE("the setting '{0}' does not exist; `leerid settings` shows those that do",
                          wrong)
                : MESSAGE("the setting '{0}' does not exist; did you mean {1}? `leerid settings` "
                          "shows those that do",
                          wrong, near);
        return 0;
    }
    r->config->values[i] = str_copy(r->arena, str_of(value));
    r->config->origins[i] = FROM_FILE;
    return 1;
}

static enum rc read_file(struct reading *r, const char *file) {
    FILE *opened = fopen(file, "re");
    if (opened == NULL) {
        r->problem =
            errno == EACCES
                ? MESSAGE("{0} cannot be read: {1}; the user of the service and every command must "
                          "be able to read it: the folder with mode 0755, the file with 0644. "
                          "Secrets do not belong in it but in leerid.env (docs/admin/install.md)",
                          file, reason_of_errno(errno))
                : MESSAGE("{0} cannot be read: {1}", file, reason_of_errno(errno));
        return RC_IO;
    }
    int line = ini_parse_file(opened, read_setting_line, r);
    fclose(opened);
    if (line == 0) return RC_OK;
    struct message *why = ARENA_NEW(r->arena, struct message);
    *why = r->problem.english != NULL ? r->problem : MESSAGE("expected: key = value");
    r->problem = MESSAGE("{0}, line {1}: {2}", file, line, why);
    return RC_INVALID;
}

/*
 * Skips the file only when it does not exist. A file that cannot be read is an error, because
 * continuing would silently use other settings.
 */
static bool must_read(const char *file) {
    return file_exists(file) || (errno != ENOENT && errno != ENOTDIR);
}

static void read_settings_of_environment(struct reading *r) {
    for (int i = 0; i < SETTINGS; i++) {
        char name[NAME_SIZE];
        config_variable_name(setting_infos[i].key, name);
        const char *value = getenv(name);
        if (value == NULL) continue;
        r->config->values[i] = str_copy(r->arena, str_of(value));
        r->config->origins[i] = FROM_ENVIRONMENT;
    }
}

/* Rejects a near miss of a known name; records other unknown names that start with LEERID_. */
static enum rc check_variable(struct reading *r, struct str name, const char *const *known,
                              size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_eq(name, str_of(known[i]))) return RC_OK;
    const char *near = config_near_name(name, known, count);
    if (near != NULL) {
        r->problem = MESSAGE("the environment variable {0} does not exist; did you mean {1}?",
                             str_copy(r->arena, name), str_copy(r->arena, str_of(near)));
        return RC_INVALID;
    }
    struct config *c = r->config;
    bool kept = str_starts(name, S("LEERID_")) && !config_is_injected(name) &&
                c->unknown_count < UNKNOWN_MAX;
    if (kept) c->unknown[c->unknown_count++] = str_copy(r->arena, name);
    return RC_OK;
}

static enum rc read_environment(struct reading *r) {
    char names[SETTINGS][NAME_SIZE];
    const char *known[SETTINGS + COUNT(other_variables)];
    for (size_t i = 0; i < COUNT(known); i++)
        known[i] = i < SETTINGS ? names[i] : other_variables[i - SETTINGS];
    for (int i = 0; i < SETTINGS; i++) config_variable_name(setting_infos[i].key, names[i]);
    for (char **entry = environ; *entry != NULL; entry++) {
        struct str rest = str_of(*entry), name = str_cut(&rest, '=', NULL);
        if (str_starts(name, S("LEER"))) TRY(check_variable(r, name, known, COUNT(known)));
    }
    read_settings_of_environment(r);
    return RC_OK;
}

static enum rc check_number(struct reading *r, enum setting setting) {
    int64_t number;
    if (str_to_i64(r->config->values[setting], 0, 64, &number) == RC_OK) return RC_OK;
    r->problem = MESSAGE("{0} must be a number from {1} to {2}", setting_infos[setting].key, 0, 64);
    return RC_INVALID;
}

static enum rc check_url(struct reading *r, enum setting setting) {
    struct str value = r->config->values[setting];
    bool fine = (str_starts(value, S("http://")) || str_starts(value, S("https://"))) &&
                !str_ends(value, S("/"));
    if (fine) return RC_OK;
    r->problem = MESSAGE("{0} must begin with http:// or https:// and not end with /",
                         setting_infos[setting].key);
    return RC_INVALID;
}

/* Rejects a mail server without a sender address: receivers drop mail from an invented one. */
static enum rc check_sender(struct reading *r) {
    const struct str *v = r->config->values;
    if (v[SETTING_SMTP_URL].len == 0 || email_address_is_valid(v[SETTING_MAIL_FROM])) return RC_OK;
    r->problem = MESSAGE(
        "mail_from must be an e-mail address when smtp_url is set, for example mail_from = "
        "leerid@school.example; use an address of the domain for which that mail server may send");
    return RC_INVALID;
}

/* Returns path, prefixed with folder when it is relative. */
static struct str path_from(struct arena *arena, struct str folder, struct str path) {
    return str_starts(path, S("/"))
               ? path
               : str_format(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(path));
}

/*
 * Makes all paths absolute; relative paths of database and keys start in the state folder. The
 * state folder itself may be relative to the working directory in the environment (./run), but not
 * in a file, where it would depend on where the command is started.
 */
static enum rc place_setting(struct reading *r) {
    char here[4096];
    struct config *c = r->config;
    struct str state = c->values[SETTING_STATE], database = c->values[SETTING_DATABASE],
               keys = c->values[SETTING_KEYS];
    if (c->origins[SETTING_STATE] == FROM_FILE && !str_starts(state, S("/"))) {
        r->problem = MESSAGE("state = {0}: give a folder that begins with /", state);
        return RC_INVALID;
    }
    if (getcwd(here, sizeof here) == NULL) here[0] = '\0';
    if (str_starts(state, S("./"))) state = str_sub(state, 2, state.len);
    state = path_from(r->arena, str_of(here), state);
    if (c->origins[SETTING_DATABASE] == FROM_DEFAULT) database = S("sqlite:leerid.db");
    if (c->origins[SETTING_KEYS] == FROM_DEFAULT) keys = S("keys");
    if (str_starts(database, S("sqlite:")))
        database =
            str_format(r->arena, "sqlite:%.*s",
                       STR_ARG(path_from(r->arena, state, str_sub(database, 7, database.len))));
    c->values[SETTING_STATE] = str_copy(r->arena, state);
    c->values[SETTING_DATABASE] = database;
    c->values[SETTING_KEYS] = path_from(r->arena, state, keys);
    return RC_OK;
}

enum rc config_read(struct arena *arena, const char *file, struct config *ret_config,
                    struct message *ret_problem) {
    struct reading r = {.arena = arena, .config = ret_config, .problem = {0}};
    *ret_config = (struct config){0};
    for (int i = 0; i < SETTINGS; i++) ret_config->values[i] = str_of(setting_infos[i].standard);
    const char *found = file != NULL ? file : must_read(CONFIG_FILE) ? CONFIG_FILE : NULL;
    enum rc rc = found == NULL ? RC_OK : read_file(&r, found);
    if (rc == RC_OK) rc = read_environment(&r);
    if (rc == RC_OK) rc = check_number(&r, SETTING_THREADS);
    if (rc == RC_OK) rc = check_number(&r, SETTING_HASH_WORKERS);
    if (rc == RC_OK) rc = check_number(&r, SETTING_RETENTION);
    if (rc == RC_OK && str_eq(ret_config->values[SETTING_RETENTION], S("0"))) {
        r.problem = MESSAGE("{0} must be a number from {1} to {2}", "retention_months", 1, 64);
        rc = RC_INVALID;
    }
    if (rc == RC_OK) rc = check_url(&r, SETTING_LOKET_URL);
    if (rc == RC_OK) rc = check_url(&r, SETTING_MIJN_URL);
    if (rc == RC_OK && str_eq_ascii_nocase(ret_config->values[SETTING_LOKET_URL],
                                           ret_config->values[SETTING_MIJN_URL])) {
        r.problem = MESSAGE(
            "loket_url and mijn_url must differ: staff and pupils each have a site of their own");
        rc = RC_INVALID;
    }
    if (rc == RC_OK) rc = check_sender(&r);
    if (rc == RC_OK) rc = place_setting(&r);
    *ret_problem = r.problem;
    return rc;
}

struct str config_database_shown(struct arena *arena, struct str url) {
    if (!str_starts(url, S("postgres"))) return url;
    if (str_contains(url, S("password"))) return S("postgresql://(…)");
    size_t begin = str_starts(url, S("postgres://")) ? 11 : 13, colon = 0, at = 0;
    for (size_t i = begin; i < url.len; i++) {
        if (url.ptr[i] == ':' && colon == 0) colon = i;
        if (url.ptr[i] == '@') at = i;
    }
    if (colon == 0 || at < colon) return url;
    return str_format(arena, "%.*s:(…)%.*s", (int)colon, url.ptr,
                      STR_ARG(str_sub(url, at, url.len - at)));
}

int64_t config_number(const struct config *config, enum setting setting) {
    int64_t number = 0;
    return str_to_i64(config->values[setting], 0, INT32_MAX, &number) == RC_OK ? number : 0;
}

enum language config_language(const struct config *config) {
    enum language language = LANGUAGE_NL;
    (void)!language_by_code(config->values[SETTING_LANGUAGE], &language);
    return language;
}

const char *setting_origin_name(enum setting_origin origin) {
    static const char *const names[] = {
        [FROM_DEFAULT] = "default", [FROM_FILE] = "file", [FROM_ENVIRONMENT] = "environment"};
    return names[origin];
}
