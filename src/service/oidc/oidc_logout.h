/*
 * Logout at all applications.
 *
 * An application may request a logout, which the pupil confirms. Each application that a session
 * signed in to gets a logout token by a call from this server.
 *
 * Source: OpenID Connect RP-Initiated Logout 1.0, Back-Channel Logout 1.0.
 */
#pragma once

#include "domain/oidc_refusal.h"
#include "service/application/application.h"

/* A logout request of an application. */
struct logout_wish {
    bool is_bad; /* invalid hint, or a repeated parameter: show an error and ask nothing */
    struct str application; /* name of the application; "" when unknown */
    struct str address;     /* where to go afterwards, including state; "" for nowhere */
    enum oidc_why why; /* what is wrong; with WHY_LOGOUT_URI the pupil is asked anyway, without the
                          way back */
    struct str client_id;
    int64_t application_id; /* 0: unknown */
    struct str form;        /* the request as a form, for the page that asks the pupil */
};
/*
 * Reads a logout request; a bad one is RC_OK with is_bad set.
 *   form  parameters as sent: application/x-www-form-urlencoded
 */
enum rc oidc_logout_read(struct service *service, struct arena *arena, struct str form,
                         struct logout_wish *ret_wish, struct fault *fault) MUST_USE;

/*
 * Sends logout tokens to applications.
 *
 * Calls run concurrently, at most two to one application, so that a server that does not answer
 * delays no other. A token is sent at most six times in about two and a half hours, then dropped.
 * One thread uses the sender.
 */
struct logout_sender;
struct logout_round {
    int told, later, dropped;
    bool under_way; /* calls are still running: step again at once */
};
/* Opens the sender. ca_file: as for web_calls(). RC_IO: libcurl failed. */
enum rc logout_sender_open(struct str ca_file, struct logout_sender **ret_sender) MUST_USE;
void logout_sender_close(
    struct logout_sender *sender); /* NULL is allowed; running calls are sent again later */
/*
 * Starts calls that are due, waits briefly for responses and records the results. *ret_round counts
 * the calls that were delivered (told), will be retried (later) or were given up (dropped).
 */
enum rc logout_sender_step(struct logout_sender *sender, struct service *service,
                           struct arena *arena, struct logout_round *ret_round,
                           struct fault *fault) MUST_USE;
