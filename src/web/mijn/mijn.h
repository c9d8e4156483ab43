/* What the handlers of the pupil site (mijn.leerid) share. */
#pragma once

#include "service/sign_in/email.h"
#include "web/mijn/views.h"
#include "web/web.h"

/* The start page; mijn_root calls it for a signed-in pupil. */
enum rc mijn_start(struct visit *visit);

/* Fills what every page shows. title: Dutch; the function translates it. */
struct mijn_frame mijn_frame(struct visit *visit, const char *title);

/* Flash messages: a cookie of 60 seconds tells the next page which message to show once. */
enum mijn_flash {
    MIJN_NOTHING,
    MIJN_WRONG,    /* wrong password */
    MIJN_EMPTY,    /* no password typed */
    MIJN_EXPIRED,  /* the temporary password expired */
    MIJN_INACTIVE, /* the account is inactive */
    MIJN_CHANGED,  /* password changed */
    MIJN_MAILED,   /* verification mail sent */
    MIJN_PROVED,   /* address verified */
    MIJN_ASKED,    /* password reset requested */
    MIJN_REMOVED,  /* address removed */
    MIJN_ENOUGH,   /* no verification mail: the daily limit is reached */
    MIJN_LEFT,     /* signed out */
    MIJN_FLASHES
};
void mijn_flash_set(struct visit *visit, enum mijn_flash flash);
/* Reads the flash message of this request and deletes the cookie. */
enum mijn_flash mijn_flash_take(struct visit *visit);
/* Sets a flash message with a value, for instance the address that the pupil typed. */
void mijn_flash_set_about(struct visit *visit, enum mijn_flash flash, struct str about);
/* Returns the value of the flash message of this request, "" without one. The browser sent it:
 * validate it. */
struct str mijn_flash_about(const struct visit *visit);

/* Answers with a page of one message and one button. The texts are Dutch; the function translates
 * them. more: a second paragraph, "" for none. link: address of the button, "" for no button. */
enum rc mijn_say(struct visit *visit, const char *title, const char *text, const char *more,
                 const char *link, const char *link_text);

/* Sets the cookies of a new session, and ends the previous session of this browser and its pending
 * step (mijn_begin_step). device: the new device cookie, "" keeps the old one. own_device: the
 * session cookie outlives the browser. */
enum rc mijn_begin_session(struct visit *visit, struct str token, struct str device,
                           bool own_device);
/* Sets the cookies of the step between a first sign-in and choosing a password. */
void mijn_begin_step(struct visit *visit, struct str token, struct str device);
/* Moves the token of a mailed link from the URL to a cookie and redirects to path, so that neither
 * the history nor the address bar shows it. RC_NONE: the token is malformed. */
enum rc mijn_take_link(struct visit *visit, struct str path);

/* Texts of mails to pupils */
enum mijn_mail {
    MIJN_MAIL_PROVE,         /* link to verify an address */
    MIJN_MAIL_FORGOTTEN,     /* link to reset the password */
    MIJN_MAIL_PASSWORD,      /* the pupil changed the password */
    MIJN_MAIL_RENEWED,       /* the school issued a new password */
    MIJN_MAIL_OTHER_ADDRESS, /* to the old address: another one replaced it */
    MIJN_MAIL_PROVED,        /* address verified */
    MIJN_MAIL_REMOVED,       /* address removed */
    MIJN_MAILS
};
/* Returns the text in the visitor's language. The service fills in {1} to {4}
 * (service/mail/mail.h). */
struct mail_text mijn_mail(struct visit *visit, enum mijn_mail mail);
/* The same outside a request. site: base URL of mijn.leerid, without a slash at the end. */
struct mail_text mijn_mail_in(struct arena *arena, enum language language, struct str site,
                              enum mijn_mail mail);
/* The same, allocated in the arena of the request; NULL without a mail server. */
const struct mail_text *mijn_notice(struct visit *visit, enum mijn_mail mail);

/* Returns where to redirect after a sign-in: the waiting authorization request, else "/". */
struct str mijn_after_sign_in(struct visit *visit);
/* Returns the applications that this pupil may open, as tiles of the start page. */
enum rc mijn_tiles(struct visit *visit, struct mijn_app **ret_apps, size_t *ret_count);
