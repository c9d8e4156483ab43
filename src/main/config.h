/*
 * Settings: leerid.conf (key = value) and environment variables LEERID_<KEY>, which take
 * precedence. One table drives reading, `leerid settings` and the manual page. Source:
 * docs/develop/requirements.md.
 */
#pragma once

#include "base/str.h"
#include "language/message.h"

#define CONFIG_FILE "/etc/leerid/leerid.conf" /* read when it exists and no other file is named */

enum setting {
    SETTING_STATE,
    SETTING_DATABASE,
    SETTING_KEYS,
    SETTING_LOKET_LISTEN,
    SETTING_MIJN_LISTEN,
    SETTING_METRICS_LISTEN,
    SETTING_LOKET_URL,
    SETTING_MIJN_URL,
    SETTING_TRUSTED_PROXIES,
    SETTING_THREADS,
    SETTING_HASH_WORKERS,
    SETTING_LANGUAGE,
    SETTING_RETENTION,
    SETTING_SMTP_URL,
    SETTING_SMTP_CREDENTIALS,
    SETTING_MAIL_FROM,
    SETTING_CA_FILE,
    SETTING_PRIVACY_CONTROLLER,
    SETTING_PRIVACY_CONTACT,
    SETTING_PRIVACY_OFFICER,
    SETTING_PRIVACY_COMPLAINT,
    SETTING_STAFF_ISSUER,
    SETTING_STAFF_CLIENT_ID,
    SETTING_STAFF_APP,
    SETTING_STAFF_SCOPES,
    SETTING_STAFF_ROLES,
    SETTING_STAFF_PROVIDER_ACR,
    SETTINGS,
};

enum setting_origin { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT };

struct setting_info {
    const char *key, *standard;
    const char *range, *meaning; /* texts of the catalogue */
};
extern const struct setting_info setting_infos[SETTINGS];

enum { UNKNOWN_MAX = 32 };

struct config {
    struct str values[SETTINGS]; /* state, keys and the path of a SQLite database are absolute */
    enum setting_origin origins[SETTINGS];
    struct str unknown[UNKNOWN_MAX]; /* environment variables LEERID_… that are not settings */
    size_t unknown_count;
};

/*
 * Reads the settings.
 *   file  NULL: /etc/leerid/leerid.conf if it exists
 * Errors: RC_INVALID or RC_IO, with the reason in *ret_problem.
 */
enum rc config_read(struct arena *arena, const char *file, struct config *ret_config,
                    struct message *ret_problem) MUST_USE;
/* Returns url without its password. */
struct str config_database_shown(struct arena *arena, struct str url);
/* Returns Dutch when the setting is not one of the four languages. */
enum language config_language(const struct config *config);
/* Returns 0 when not set. */
int64_t config_number(const struct config *config, enum setting setting);
const char *setting_origin_name(enum setting_origin origin);
