#include "service/maintenance/probe.h"

#include "base/log.h"
#include "service/maintenance/retention.h"

static enum rc do_nothing(struct tx *tx, void *context) {
    (void)tx, (void)context;
    return RC_OK;
}

static enum rc check_in_place(struct service *service) {
    bool in_place = true;
    TRY(db_in_place(service->db, &in_place, NULL));
    if (in_place) return RC_OK;
    struct log_line line;
    log_begin(&line, LOG_DATABASE_MOVED);
    log_c(&line, "detail",
          "what is written goes into the file that was moved away; restart the service");
    log_write(&line);
    return RC_IO;
}

enum rc probe_write(struct service *service, struct arena *arena, bool row) {
    bool ours;
    TRY(service_keys_answer(service));
    TRY(check_in_place(service));
    return row ? retention_lease_take(service, arena, S("health"), S("health"), 1, &ours, NULL)
               : store_run_write(service->db, arena, HISTORY_NONE, do_nothing, NULL, NULL);
}
