/* /metrics for Prometheus, on an address of its own (metrics_listen) and a thread of its own: it
 * answers when every worker is busy too. Text format 0.0.4. Names and meaning:
 * docs/admin/monitoring.md; the dashboard: deploy/grafana/leerid.json. */
#pragma once

#include "http/server.h"
#include "main/app.h"
#include "web/web.h"

struct metrics;
/* web: its health is asked and its sign-ins are counted. address "": nothing listens, counting goes
 * on. */
enum rc metrics_open(struct arena *arena, struct app *app, struct web *web,
                     const struct http_route *routes, size_t route_count, const char *address,
                     struct metrics **ret_metrics, struct fault *fault) MUST_USE;
void metrics_close(struct metrics *metrics);
/* One answered request; called on the loop thread only. */
void metrics_count(struct metrics *metrics, const struct http_log_line *line);
