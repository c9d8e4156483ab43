/*
 * Views: the plain data that pages of mijn.leerid show, with texts already translated. Handlers
 * fill them.
 */
#pragma once

#include "web/facts.h"
#include "web/page.h"

struct mijn_frame {
    struct str title;
    struct str here; /* path of this page, to return to after choosing a language */
    struct str tab;  /* handle of the stored request of this tab (web/oidc/oidc.h); "" for none */
    struct str refresh; /* navigates to this address at once; "" stays */
    bool pictures;      /* the picture keypad: everything fits one view */
    bool home;          /* the start page: wide, from the top */
    bool signed_in;     /* shows "Meld af" */
    bool mails;         /* a mail server is set (struct web) */
};

/* The line of the card that the drawing highlights. */
enum mijn_card { MIJN_CARD_USERNAME, MIJN_CARD_WORD, MIJN_CARD_PICTURES };

struct mijn_app {
    struct str name, letters, address;
    struct str logo; /* address; "" shows the letters instead */
    int colour;      /* 1 to 6 */
};

struct mijn_message_view {
    struct mijn_frame frame;
    struct str text, more, link, link_text, code; /* more, code: "" for none */
};

struct mijn_privacy_view {
    struct mijn_frame frame;
    struct facts facts;
    struct privacy_contacts contacts; /* of the pupil's school, or of the platform */
};
