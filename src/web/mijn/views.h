/* What the pages of mijn.leerid show: plain data, texts already in words, filled by the handlers.
 */
#pragma once

#include "web/facts.h"
#include "web/page.h"

struct mijn_frame {
    struct str title;
    struct str here; /* path of this page, to come back to after another language is chosen */
    struct str tab;  /* handle of the request that waits in this tab (web/oidc/oidc.h); "" none */
    struct str refresh; /* goes on to this address at once; "" stays */
    bool pictures;      /* the keypad: everything in one view */
    bool home;          /* the start page: wide, from the top */
    bool signed_in;     /* shows "Meld af" */
    bool mails;         /* a mail server is set (struct web) */
};

/* Which line of the card its drawing shows in yellow. */
enum mijn_card { MIJN_CARD_USERNAME, MIJN_CARD_WORD, MIJN_CARD_PICTURES };

struct mijn_app {
    struct str name, letters, address;
    struct str logo; /* address; "" none, then the letters stand there */
    int colour;      /* 1..6 */
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
