/*
 * Metrics for Prometheus, text format 0.0.4.
 *
 * Served on a separate address (metrics_listen) by a separate thread, so they stay available when
 * every worker is busy. Names and meaning: docs/admin/monitoring.md; dashboard:
 * deploy/grafana/leerid.json.
 */
#pragma once

#include "http/server.h"
#include "main/app.h"
#include "web/web.h"

struct metrics;
/*
 * Starts counting and serving.
 *   web      source of the health state and the sign-in counters
 *   address  empty: count only, listen nowhere
 */
enum rc metrics_open(struct arena *arena, struct app *app, struct web *web,
                     const struct http_route *routes, size_t route_count, const char *address,
                     struct metrics **ret_metrics, struct fault *fault) MUST_USE;
void metrics_close(struct metrics *metrics);
/* Counts one answered request. Call on the loop thread only. */
void metrics_count(struct metrics *metrics, const struct http_log_line *line);
