/*
 * Records refused requests of applications: a line in the log and a row on the page of the
 * application.
 */
#include "base/log.h"
#include "domain/id.h"
#include "service/oidc/oidc_refusals.h"
#include "web/oidc/oidc.h"

/* Logs the client id, or the start of what was sent when it is not a valid one. */
static void log_client(struct log_line *line, struct str client_id) {
    int64_t id;
    bool valid = id_parse(client_id, &id) == RC_OK;
    log_text(line, "client", valid ? client_id : S("-"));
    if (valid || client_id.len == 0) return;
    char buffer[OIDC_CLIENT_SHOWN_MAX];
    log_text(line, "given", oidc_client_shown(client_id, buffer));
    log_number(line, "given_bytes", (int64_t)client_id.len);
}

void oidc_refused(struct visit *visit, int64_t application_id, struct str client_id,
                  enum oidc_why why) {
    if (!oidc_why_is_kept(why)) return;
    const struct oidc_refusal *refusal = oidc_refusal(why);
    struct str endpoint = str_of(visit->request->route->pattern);
    struct log_line line;
    log_begin(&line, LOG_CLIENT_REFUSED);
    log_text(&line, "id", visit->request->id);
    log_text(&line, "endpoint", endpoint);
    log_client(&line, client_id);
    log_c(&line, "error", oidc_error_code(refusal->error));
    log_c(&line, "why", refusal->word);
    log_write(&line);
    if (application_id == 0) return;
    enum rc rc = oidc_refusal_keep(visit->service, visit->arena, application_id, endpoint, why,
                                   &visit->fault);
    if (rc != RC_OK) visit_log_failure(visit, rc); /* does not prevent the response */
}
