/* Signing out reaches every application: an application may ask for it (the pupil is asked too),
 * and each that a session signed in to is told behind the pupil's back. Source: OpenID Connect
 * RP-Initiated Logout 1.0, Back-Channel Logout 1.0. */
#pragma once

#include "domain/oidc_refusal.h"
#include "service/application/application.h"

/* What an application wants after the logout. */
struct logout_wish {
    bool is_bad;            /* a hint that is none, a parameter twice: say so, and ask nothing */
    struct str application; /* its name; "" unknown */
    struct str address;     /* where to go afterwards, state included; "" nowhere */
    enum oidc_why why;      /* what is wrong; with WHY_LOGOUT_URI the pupil is asked all the same,
                               without the way back */
    struct str client_id;
    int64_t application_id; /* 0: unknown */
    struct str form;        /* the same request again, for the page that asks the pupil */
};
enum rc oidc_logout_read(struct service *service, struct arena *arena, struct str form,
                         struct logout_wish *ret_wish, struct fault *fault) MUST_USE;

/* Tells applications what is due. Calls go out at the same time, few to one application, so that
 * one that does not answer delays no other. After five failures, over three hours, an application
 * is not told any more. */
struct logout_sender;
struct logout_round {
    int told, later, dropped;
    bool under_way; /* some calls are not over: step again at once */
};
enum rc logout_sender_open(struct str ca_file, struct logout_sender **ret_sender) MUST_USE;
void logout_sender_close(
    struct logout_sender *sender); /* NULL is fine; what is under way will be told again */
/* Begins what is due, waits a moment for answers, keeps what came of it. */
enum rc logout_sender_step(struct logout_sender *sender, struct service *service,
                           struct arena *arena, struct logout_round *ret_round,
                           struct fault *fault) MUST_USE;
