/* Settings: leerid.conf (key = value), each key also an environment variable LEERID_<KEY>; one
 * table drives reading, `leerid settings` and the manual page. Source: docs/develop/requirements.md
 * "Settings". */
#pragma once

#include "base/str.h"
#include "domain/pictures.h"

#define CONFIG_FILE "/etc/leerid/leerid.conf" /* read when it is there and no other is named */

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
    SETTINGS,
};

enum setting_origin { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT };

struct setting_info {
    const char *key, *standard, *range, *meaning;
};
extern const struct setting_info setting_infos[SETTINGS];

enum { UNKNOWN_MAX = 32 };

struct config {
    struct str values[SETTINGS]; /* state, keys and the path of a SQLite database are absolute */
    enum setting_origin origins[SETTINGS];
    struct str unknown[UNKNOWN_MAX]; /* environment variables LEERID_… that are no setting */
    size_t unknown_count;
};

/* file NULL: /etc/leerid/leerid.conf when it is there. RC_INVALID or RC_IO with the reason, in
 * Dutch, in *ret_problem. */
enum rc config_read(struct arena *arena, const char *file, struct config *ret_config,
                    struct str *ret_problem) MUST_USE;
struct str config_database_shown(struct arena *arena,
                                 struct str url); /* the same without the password in it */
enum language config_language(const struct config *config); /* Dutch when it is none of the four */
int64_t config_number(const struct config *config, enum setting setting); /* 0 when not set */
const char *setting_origin_name(enum setting_origin origin);
