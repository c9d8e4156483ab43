/* What the pages of mijn.leerid show: plain data, texts already in words, filled by the handlers.
 */
#pragma once

#include "web/facts.h"
#include "web/page.h"

struct mijn_frame {
    struct str title;
    struct str here; /* path of this page, to come back to after another language is chosen */
    struct str
        tab; /* handle of the request that waits in this tab (web/oidc/handlers.h); "" none */
    struct str refresh; /* goes on to this address at once; "" stays */
    bool pictures;      /* the keypad: everything in one view */
    bool home;          /* the start page: wide, from the top */
    bool signed_in;     /* shows "Meld af" */
    bool mails;         /* a mail server is set (struct web) */
};

/* Which line of the card its drawing shows in yellow. */
enum mijn_card { MIJN_CARD_USERNAME, MIJN_CARD_WORD, MIJN_CARD_PICTURES };

struct mijn_name_view {
    struct mijn_frame frame;
    struct str username;
    struct str notice, problem; /* "" none */
};

struct mijn_tile {
    int number;         /* as in domain/pictures.h */
    struct str name;    /* in the language of the page */
    struct str address; /* of the drawing */
};
/* Both keypads. Nothing here may differ between a name that exists and one that does not. */
struct mijn_keypad_view {
    struct mijn_frame frame;
    struct str username;
    bool wrong, own_device;
    const struct mijn_tile *tiles; /* PICTURES */
    int count, chosen;             /* rings, and how many are filled */
    bool done;                     /* all are chosen */
};

struct mijn_pause_view {
    struct mijn_frame frame;
    struct str username, again; /* again: address of "Probeer opnieuw" */
    bool pictures;
    struct str until; /* "5 minuten"; "" until somebody helps */
    bool long_wait;   /* so long that one had better ask for help */
};

struct mijn_password_view {
    struct mijn_frame frame;
    struct str username, action, lead;
    bool steps; /* "Stap 1 van 2" */
    bool asks_old, asks_device;
    struct str old_problem, problem;
};

struct mijn_email_view {
    struct mijn_frame frame;
    bool steps;
    struct str email, typed, problem;
    bool proved, asks_old;
    struct str old_problem;
};

struct mijn_mailed_view {
    struct mijn_frame frame;
    bool steps;
    int link_minutes;
    struct str address, other; /* other: the form again */
};

struct mijn_app {
    struct str name, letters, address;
    struct str logo; /* address; "" none, then the letters stand there */
    int colour;      /* 1..6 */
};
struct mijn_start_view {
    struct mijn_frame frame;
    struct str first_name, full_name, username, class_code,
        group_name;                      /* the group where there is no class */
    struct str email_text, last_sign_in; /* last_sign_in: "" the first time */
    bool advanced, shows_email;
    const struct mijn_app *apps;
    size_t app_count;
    struct str notice; /* "" none */
};

struct mijn_message_view {
    struct mijn_frame frame;
    struct str text, more, link, link_text, code; /* more, code: "" without */
};

struct mijn_privacy_view {
    struct mijn_frame frame;
    struct facts facts;
    struct privacy_contacts contacts; /* of the pupil's school, else of the platform */
};

struct mijn_forgotten_view {
    struct mijn_frame frame;
    struct str username, problem;
};
