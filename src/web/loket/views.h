/* What the pages of the Schoolloket show: plain data, texts already in words, filled by the
 * handlers. ids are as in addresses. */
#pragma once

#include "domain/staff_factor.h"
#include "web/facts.h"
#include "web/page.h"

enum loket_tab { TAB_NONE, TAB_PUPILS, TAB_APPLICATIONS };
enum flash_tone { FLASH_NONE, FLASH_GOOD, FLASH_WARN, FLASH_BAD };

struct frame {
    struct str title;
    enum loket_tab tab;
    struct str login;                      /* "" outside a session */
    struct str school_name, school_number; /* "" without a school */
    bool many_schools;
    struct str switch_school; /* where "Wijzig Instelling" goes, with the way back */
    bool creates, prints, configures, operates; /* what the menu offers */
    bool hide_secrets;
    bool shortcuts;
    struct str
        here;  /* the address that shows this page when it is asked, for what comes back to it */
    bool once; /* what stands here is not shown a second time: nothing around it asks the page again
                */
    bool warns;    /* the page warns before the session ends */
    int refresh_s; /* without scripts the page asks itself again, or refresh_to; 0: not */
    struct str refresh_to;
    struct str extra_script; /* address of one more script; "" */
    bool
        proxy_hides; /* all users come from one address: who administers must set trusted_proxies */
    enum flash_tone flash;
    struct str flash_title, flash_text;
    struct str work_form; /* id of a form with unsaved work, which the switch and the languages send
                             along; "" */
    struct str
        work_enter; /* the action of that form that Enter in a field means; "" its only one */
    struct str download, download_text; /* an address whose download begins by itself; "" */
    struct str
        new_card; /* page of the pupil whose new card the flash offers: screen, print, ZIP; "" */
    struct str list_query; /* of the list that the pupil page was opened from; set with new_card */
};

struct choice {
    struct str value, text;
    bool chosen;
};

struct kept_field {
    struct str name, value;
};

/* What a passkey button needs; challenge "": there is no button. */
struct passkey_view {
    bool creates; /* registers a new one; else uses one */
    struct str challenge, relying_party;
    struct str user, user_name; /* of the account that gets it */
    struct str have;            /* ids of those registered, base64url, separated by spaces */
};

enum list_empty { LIST_HAS_ROWS, LIST_NO_PUPILS, LIST_NOTHING_FOUND, LIST_ALL_DONE };

struct picture_view {
    struct str name, address; /* the name in the language of the visitor */
};
struct secret_view {
    bool shown;
    bool pictures;
    struct str text; /* canonical; "" hidden */
    struct picture_view row[7];
    size_t count;
};

struct event_line {
    struct str iso, when, what, who, detail, source;
};

struct pupil_view {
    struct frame frame;
    struct str query; /* of the list this page was opened from: "?status=geen", "" */
    struct str id, first_name, last_name, roll_number, group, class_code;
    bool has_official, first_differs, last_differs;
    struct str official_first, official_last, sex, birth_date;
    struct str enrolled_until;
    bool has_account;
    struct str type_title; /* "Gevorderd LeerID" */
    int status;
    struct str ends, inactive_text;
    struct str username, address, kind_text, must_change_text, created, last_sign_in, expires;
    bool advanced, temporary, printable, needs_help, turns,
        may_turn; /* turns: the account no longer fits */
    bool may_create, may_print, may_reset, may_undo, may_undo_secret, may_deactivate, may_activate;
    bool has_actions; /* anything stands under the account */
    struct str version;
    struct secret_view secret;
    struct str previous_id, previous_name, next_id, next_name;
    int subtab; /* 0 data, 1 history, 2 detail */
    const struct event_line *events;
    size_t event_count;
    struct str older; /* query of the page that goes on; "" at the end */
};

struct message_view {
    struct frame frame;
    struct str title, text, link, link_text, code;
};
