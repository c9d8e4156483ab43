/*
 * Checks the listen addresses, and what the server needs for outgoing calls: mail server,
 * certificates, the identity provider of staff.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "domain/rights.h"
#include "http/listen.h"
#include "main/doctor.h"
#include "main/periodic.h"
#include "main/reason.h"

enum { ANSWER_S = 10, ANSWER_MAX = 4096, CERTIFICATES_MAX = 4 << 20 };

/* Reads until the end of file or until the buffer is full, and appends NUL. */
static size_t read_all(int fd, char *bytes, size_t size) {
    size_t len = 0;
    for (ssize_t part; len + 1 < size && (part = read(fd, bytes + len, size - 1 - len)) > 0;)
        len += (size_t)part;
    bytes[len] = '\0';
    return len;
}

static const struct {
    enum setting setting;
    const char *path, *sign; /* text that only LeerID answers at path */
} addresses[] = {
    {SETTING_LOKET_LISTEN, "/healthz", "\"serve\":"},
    {SETTING_MIJN_LISTEN, "/healthz", "\"serve\":"},
    {SETTING_METRICS_LISTEN, "/metrics", "leerid_"},
};

/* Another program listens: checks whether it is LeerID, and whether it reports to be healthy. */
static void probe_listener(struct doctor *doctor, size_t i, const char *address, int fd) {
    char answer[ANSWER_MAX];
    const char *key = setting_infos[addresses[i].setting].key;
    struct str question = str_format(
        doctor->cli->arena, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        addresses[i].path);
    bool asked = send(fd, question.ptr, question.len, MSG_NOSIGNAL) == (ssize_t)question.len;
    if (asked) read_all(fd, answer, sizeof answer);
    if (!asked || strstr(answer, addresses[i].sign) == NULL)
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("{0}: a process that does not answer as LeerID listens at {1}; stop it "
                           "or choose another address",
                           key, address));
    else if (strncmp(answer, "HTTP/1.1 200", 12) != 0)
        doctor_add(doctor, VERDICT_WARNING, S(""),
                   MESSAGE("{0}: LeerID answers at {1} that it cannot write; look in the log", key,
                           address));
}

static void check_address(struct doctor *doctor, size_t i) {
    struct fault fault = {0};
    struct listener listener;
    int fd CLEANUP(file_close_at) = -1;
    const char *key = setting_infos[addresses[i].setting].key;
    struct str value = doctor->cli->config.values[addresses[i].setting];
    const char *address = str_c(doctor->cli->arena, value);
    if (value.len == 0 || str_starts(value, S("systemd")))
        return; /* systemd passes these sockets only to the server */
    if (listen_connect(address, ANSWER_S, &fd, &fault) == RC_OK)
        return probe_listener(doctor, i, address, fd);
    if (listen_open(address, &listener, &fault) != RC_OK)
        return doctor_add(
            doctor, VERDICT_FAILED, S(""),
            cli_advice(&fault) != NULL
                ? MESSAGE("{0} = {1}: {2}", key, address, message_word(cli_advice(&fault)))
                : MESSAGE("{0} = {1}: {2}", key, address, fault.detail));
    close(listener.fd);
    if (str_starts(value, S("unix:"))) unlink(address + strlen("unix:"));
}

void check_addresses(struct doctor *doctor) {
    const struct str *values = doctor->cli->config.values;
    struct str loket = values[SETTING_LOKET_LISTEN], metrics = values[SETTING_METRICS_LISTEN];
    bool twice = !str_ends(loket, S(":0")) && str_eq(loket, values[SETTING_MIJN_LISTEN]);
    if (twice || str_eq(metrics, loket) || str_eq(metrics, values[SETTING_MIJN_LISTEN]))
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("loket_listen, mijn_listen and metrics_listen must differ"));
    for (size_t i = 0; i < COUNT(addresses); i++) check_address(doctor, i);
}

/*
 * Checks whether the service can read a file. access(2) uses the rights of the user alone, while a
 * command started by root may read more.
 */
static bool service_can_read(struct doctor *doctor, enum setting setting) {
    struct str path = doctor->cli->config.values[setting];
    if (access(str_c(doctor->cli->arena, path), R_OK) == 0) return true;
    doctor_add(doctor, VERDICT_FAILED, S(""),
               MESSAGE("{0}: the user of the service cannot read {1}: {2} (docs/admin/install.md)",
                       setting_infos[setting].key, path, reason_of_errno(errno)));
    return false;
}

void check_mail(struct doctor *doctor) {
    struct arena *arena = doctor->cli->arena;
    const struct str *values = doctor->cli->config.values;
    struct str url = values[SETTING_SMTP_URL], file = values[SETTING_SMTP_CREDENTIALS], line;
    struct fault fault = {0};
    struct stat info;
    json_object_set_new(doctor->facts, "mail", json_boolean(url.len > 0));
    if (url.len == 0)
        doctor_add(
            doctor, VERDICT_OK, S(""),
            MESSAGE(
                "smtp_url is empty, so no mails are sent. Pupils are not offered e-mail and ask "
                "for a new password at school. Set smtp_url and mail_from if you want otherwise"));
    if (url.len > 0 && !str_starts(url, S("smtp://")) && !str_starts(url, S("smtps://")))
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("smtp_url = {0}: expected smtp://host:port or smtps://host:port", url));
    if (file.len == 0 || !service_can_read(doctor, SETTING_SMTP_CREDENTIALS)) return;
    if (periodic_mail_credentials(arena, file, &line, &fault) != RC_OK)
        return doctor_add(doctor, VERDICT_FAILED, S(""),
                          MESSAGE("smtp_credentials: {0}", fault.detail));
    if (!str_contains(line, S(":")))
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("smtp_credentials: {0} has no line name:password", file));
    if (stat(str_c(arena, file), &info) == 0 && (info.st_mode & 07) != 0)
        doctor_add(doctor, VERDICT_WARNING, str_format(arena, "chmod 0600 %.*s", STR_ARG(file)),
                   MESSAGE("{0} contains a password and everyone can read it", file));
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++) count++;
    return count;
}

void check_certificates(struct doctor *doctor) {
    struct str path = doctor->cli->config.values[SETTING_CA_FILE];
    if (path.len == 0 || !service_can_read(doctor, SETTING_CA_FILE)) return;
    int fd CLEANUP(file_close_at) = open(str_c(doctor->cli->arena, path), O_RDONLY | O_CLOEXEC);
    char *text = arena_alloc(doctor->cli->arena, CERTIFICATES_MAX);
    if (fd < 0) return;
    read_all(fd, text, CERTIFICATES_MAX);
    size_t count = count_of(text, "-----BEGIN CERTIFICATE-----");
    if (count == 0 || count != count_of(text, "-----END CERTIFICATE-----"))
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("ca_file: {0} contains no complete certificates (PEM)", path));
}

void check_provider(struct doctor *doctor) {
    const struct str *values = doctor->cli->config.values;
    struct str issuer = values[SETTING_STAFF_ISSUER], rest = values[SETTING_STAFF_ROLES];
    if (issuer.len == 0) return;
    bool local = str_starts(issuer, S("http://localhost")) || str_starts(issuer, S("http://127."));
    if (!local && !str_starts(issuer, S("https://")))
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("staff_issuer = {0}: expected an address with https://", issuer));
    if (values[SETTING_STAFF_CLIENT_ID].len == 0)
        doctor_add(doctor, VERDICT_FAILED, S(""),
                   MESSAGE("staff_issuer is set and staff_client_id is not"));
    if (values[SETTING_STAFF_PROVIDER_ACR].len == 0)
        doctor_add(
            doctor, VERDICT_WARNING, S(""),
            MESSAGE("staff_provider_acr is empty: only viewers can sign in through the provider"));
    while (rest.len > 0) {
        enum role role;
        struct str pair = str_cut(&rest, ' ', NULL), ours = pair;
        if (pair.len == 0) continue;
        str_cut(&ours, '=', NULL);
        if (role_by_name(ours, &role) != RC_OK || role == ROLE_OPERATOR)
            doctor_add(
                doctor, VERDICT_FAILED, S(""),
                MESSAGE("staff_roles: {0}: expected role=manager, role=teacher or role=viewer",
                        pair));
    }
}
