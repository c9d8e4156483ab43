/*
 * Views: the plain data that pages of the Schoolloket show, with texts already translated. Handlers
 * fill them. Ids are written as in addresses.
 */
#pragma once

#include "domain/staff_factor.h"
#include "web/facts.h"
#include "web/page.h"

enum loket_tab { TAB_NONE, TAB_PUPILS, TAB_APPLICATIONS };
enum flash_tone { FLASH_NONE, FLASH_GOOD, FLASH_WARN, FLASH_BAD };

struct frame {
    struct str title;
    enum loket_tab tab;
    struct str login;                      /* "" when not signed in */
    struct str school_name, school_number; /* "" when no school is chosen */
    bool many_schools;
    struct str switch_school; /* link "Wijzig Instelling", which leads back here */
    bool creates, prints, configures, operates; /* items of the menu */
    bool hide_secrets;
    bool shortcuts;
    struct str here;   /* address that shows this page with GET */
    int message_count; /* messages that wait at /rekening; 0: none, or this page shows them */
    int factor_days;   /* until a second factor is due; -1: no banner, or it was closed today */
    bool
        once; /* the content cannot be shown a second time: no link on the page requests it again */
    bool warns;    /* warns before the session ends */
    int refresh_s; /* without scripts, reload this page, or refresh_to, after so many seconds; 0:
                      never */
    struct str refresh_to;
    struct str extra_script; /* address of an additional script; "" */
    bool proxy_hides;        /* all users seem to come from one address: an administrator must set
                                trusted_proxies */
    enum flash_tone flash;
    struct str flash_title, flash_text;
    struct str work_form;  /* id of a form with unsaved work, which switching school or language
                              sends along; "" */
    struct str work_enter; /* action of that form when Enter is pressed in a field; "" when it has
                              only one */
    struct str download, download_text; /* address that starts to download by itself; "" */
    struct str
        new_card; /* page of the pupil whose new card the message offers (screen, print, ZIP); "" */
    struct str
        list_query; /* query of the list that the pupil page was opened from; set with new_card */
};

struct choice {
    struct str value, text;
    bool chosen;
};

struct kept_field {
    struct str name, value;
};

/* Secrets that somebody showed or printed at once (web/loket/reveal_text.h). */
struct reveal_row {
    struct str iso, when, who, what, reason;
    int cards;
    bool beyond, at_night, other_class; /* why it is unusual */
};

/* What a passkey button needs; challenge "": no button. */
struct passkey_view {
    bool creates; /* registers a new passkey; else uses one */
    struct str challenge, relying_party;
    struct str user, user_name; /* of the account that gets it */
    struct str have;            /* ids of registered passkeys, base64url, separated by spaces */
};

enum list_empty { LIST_HAS_ROWS, LIST_NO_PUPILS, LIST_NOTHING_FOUND, LIST_ALL_DONE };

struct picture_view {
    struct str name, address; /* name: in the user's language */
};
struct secret_view {
    bool shown;
    bool pictures;
    struct str text; /* canonical; "" when hidden */
    struct picture_view row[7];
    size_t count;
};

struct event_line {
    struct str iso, when, what, who, detail, source;
};

struct pupil_view {
    struct frame frame;
    struct str query; /* of the list that this page was opened from: "?status=geen", "" */
    struct str id, first_name, last_name, roll_number, group, class_code;
    bool has_official, first_differs, last_differs;
    struct str official_first, official_last, sex, birth_date;
    struct str enrolled_until;
    bool has_account;
    struct str type_title; /* such as "Gevorderd LeerID" */
    int status;
    struct str ends, inactive_text;
    struct str username, address, kind_text, must_change_text, created, last_sign_in, expires;
    bool advanced, temporary, printable, needs_help, turns,
        may_turn; /* turns: the pupil should now have an advanced account */
    bool may_create, may_print, may_reset, may_undo, may_undo_secret, may_deactivate, may_activate;
    bool has_actions; /* the account has at least one action */
    struct str version;
    struct secret_view secret;
    struct str previous_id, previous_name, next_id, next_name;
    int subtab; /* 0 data, 1 history, 2 detail */
    const struct event_line *events;
    size_t event_count;
    struct str older; /* query of the next page of events; "" on the last */
};

struct message_view {
    struct frame frame;
    struct str title, text, link, link_text, code;
};
