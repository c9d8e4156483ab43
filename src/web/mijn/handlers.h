/* The pupil site, one function a route; what they share. */
#pragma once

#include "service/mail.h"
#include "web/mijn/views.h"
#include "web/web.h"

/* enter.c: signing in */
enum rc mijn_root(struct visit *visit);        /* GET / */
enum rc mijn_ask_name(struct visit *visit);    /* GET /aanmelden?naam= */
enum rc mijn_keypad(struct visit *visit);      /* GET /:username */
enum rc mijn_sign_in(struct visit *visit);     /* POST /:username */
enum rc mijn_sign_out(struct visit *visit);    /* POST /afmelden */
enum rc mijn_sign_out_everywhere(struct visit *visit); /* POST /afmelden-overal */

/* password.c: the own password */
enum rc mijn_first_page(struct visit *visit);     /* GET /nieuw-wachtwoord */
enum rc mijn_first(struct visit *visit);          /* POST */
enum rc mijn_change_page(struct visit *visit);    /* GET /wachtwoord */
enum rc mijn_change(struct visit *visit);         /* POST */
enum rc mijn_forgotten_page(struct visit *visit); /* GET /wachtwoord-vergeten */
enum rc mijn_forgotten(struct visit *visit);      /* POST */
enum rc mijn_renew_link(struct visit *visit);     /* GET /wachtwoord-vergeten/nieuw/:token */
enum rc mijn_renew_page(struct visit *visit);     /* GET /wachtwoord-vergeten/nieuw */
enum rc mijn_renew(struct visit *visit);          /* POST */

/* email.c */
enum rc mijn_email_page(struct visit *visit);  /* GET /e-mail */
enum rc mijn_email(struct visit *visit);       /* POST */
enum rc mijn_prove_link(struct visit *visit);  /* GET /e-mail/bevestig/:token */
enum rc mijn_prove_page(struct visit *visit);  /* GET /e-mail/bevestig */
enum rc mijn_prove(struct visit *visit);       /* POST */

/* start.c */
enum rc mijn_start(struct visit *visit);
enum rc mijn_help(struct visit *visit);          /* GET /hulp */
enum rc mijn_privacy(struct visit *visit);       /* GET /privacy */
enum rc mijn_parents(struct visit *visit);       /* GET /ouders */
enum rc mijn_accessibility(struct visit *visit); /* GET /toegankelijkheid */

/* ---- shared ---- */

struct mijn_frame mijn_frame(struct visit *visit, const char *title); /* title: Dutch, translated here */
/* What the page before wants said, once. */
enum mijn_flash { MIJN_NOTHING, MIJN_WRONG, MIJN_EXPIRED, MIJN_INACTIVE, MIJN_CHANGED, MIJN_MAILED, MIJN_PROVED, MIJN_ASKED, MIJN_REMOVED, MIJN_ENOUGH, MIJN_LEFT, MIJN_FLASHES };
void mijn_flash_set(struct visit *visit, enum mijn_flash flash);
enum mijn_flash mijn_flash_take(struct visit *visit);
/* The same with what it is about, which this browser just sent; "" without. */
void mijn_flash_set_about(struct visit *visit, enum mijn_flash flash, struct str about);
struct str mijn_flash_about(const struct visit *visit);
/* A page that says one thing; link "" without a button. Texts are Dutch, translated here. */
enum rc mijn_say(struct visit *visit, const char *title, const char *text, const char *more, const char *link, const char *link_text);
/* The cookies of a session that just began; an older session of this browser ends. */
enum rc mijn_begin_session(struct visit *visit, struct str token, struct str device, bool own_device);
/* The same for the step before an own password is chosen. */
void mijn_begin_step(struct visit *visit, struct str token, struct str device);
/* The token of a link in a mail leaves the address bar for a cookie: history and screens of others keep nothing. RC_NONE: it is none. */
enum rc mijn_take_link(struct visit *visit, struct str path);

/* mails.c: the words of a mail in the visitor's language. */
enum mijn_mail {
    MIJN_MAIL_PROVE,
    MIJN_MAIL_FORGOTTEN,
    MIJN_MAIL_PASSWORD,
    MIJN_MAIL_RENEWED, /* by the school */
    MIJN_MAIL_OTHER_ADDRESS,
    MIJN_MAIL_PROVED,
    MIJN_MAIL_REMOVED,
    MIJN_MAILS
};
struct mail_text mijn_mail(struct visit *visit, enum mijn_mail mail);
/* The same outside a request; site: address of mijn.leerid. */
struct mail_text mijn_mail_in(struct arena *arena, enum language language, struct str site, enum mijn_mail mail);
/* The same in the request's arena, of what was changed; NULL without a mail server. */
const struct mail_text *mijn_notice(struct visit *visit, enum mijn_mail mail);

/* after.c: where applications plug in. */
/* Where to after any successful sign-in: on to the application that waits for it, else the start page. */
struct str mijn_after_sign_in(struct visit *visit);
/* The applications that this pupil may open, as tiles. */
enum rc mijn_tiles(struct visit *visit, struct mijn_app **ret_apps, size_t *ret_count);
