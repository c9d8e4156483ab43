/* What the pages of the Schoolloket show: plain data, texts already in words, filled by the
 * handlers. ids are as in addresses. */
#pragma once

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

/* Staff sign-in, the one-time link, giving the password again: one form. */
struct door_view {
    struct frame frame;
    struct str lead, action, button;
    bool asks_login, asks_code, asks_new; /* asks_new: a password to choose */
    struct str outside;                   /* address of signing in at the organisation; "" none */
    bool only_outside;                    /* there is no password here */
    struct str login, back;
    struct str way_back; /* of who does not want to prove it: the page before; "" none */
    bool way_back_keeps; /* it is the form that waits, as it was filled in */
    struct str secret_field, code_field; /* names of the fields */
    const struct kept_field *kept;       /* of the form that goes on after the proof */
    size_t kept_count;
    struct str problem; /* "" when fine */
};

struct pill {
    struct str text, query;
    int64_t count; /* negative: not counted */
    bool current;
    int drop; /* place of a saved filter that can be dropped; 0: built in */
};
struct list_line {
    struct str id, roll_number, first_name, last_name, group, class_code, type;
    int status; /* 0 none, 1 active, 2 inactive */
    bool checked, printable, needs_help, turns;
};
struct sort_head {
    struct str title, query;
    int direction; /* 0 not, 1 up, -1 down */
};
enum list_empty { LIST_HAS_ROWS, LIST_NO_PUPILS, LIST_NOTHING_FOUND, LIST_ALL_DONE };
struct list_view {
    struct frame frame;
    struct str updated;         /* "20 augustus, 23.40 uur"; "" never */
    struct str network_missing; /* the address this page is asked from, when the school has no known
                                   network; "" */
    const struct pill *pills;
    size_t pill_count;
    bool can_save_filter, filter_known; /* known: it stands among the pills already */
    bool extra_open, never_signed_in, needs_help, turns,
        may_turn;             /* may_turn: somebody is to be turned, or the filter asks who */
    struct str search, query; /* query: the filter as it stands, for hidden fields and links */
    struct str plain_query;   /* the same without "alle", which pupil pages carry along */
    const struct choice *groups, *classes, *statuses, *types, *kinds;
    size_t group_count, class_count, status_count, type_count, kind_count;
    const struct sort_head *heads; /* six */
    const struct list_line *rows;
    size_t row_count; /* on this page */
    size_t total;     /* that match */
    struct str
        everywhere_query; /* the search without the filters around it; "" when there are none */
    size_t everyone;      /* that the filter would match with any status */
    bool all_chosen;
    struct str all_query, none_query, previous_query, next_query; /* "" when there is none */
    size_t page, pages;
    enum list_empty empty;
    bool may_create, may_print, may_choose;
};

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

/* One account being made or changed: the manual's dialog. */
struct edit_view {
    struct frame frame;
    struct str name, group, class_code, action, back;
    bool creates;       /* else changes */
    struct str problem; /* of the whole form; "" when fine */
    struct str username, username_problem, suggestion,
        address;         /* suggestion: a name that is free; "" none */
    bool fixed_username; /* shown, not to be changed */
    bool username_free;  /* looked up, and nobody has it */
    bool renews;         /* saving gives a new password */
    bool advanced, may_change_type;
    bool pictures;
    bool can_restore;
    struct secret_view secret;
    struct str secret_kind; /* of that one: "plaatjes", "woord", "gevorderd"; the boxes above may
                               say another, not yet sent */
    struct str typed_problem;
    bool typed_lost; /* a password was typed, which is not sent back */
    struct str version;
    bool unprintable;
};

struct bulk_line {
    struct str id, name, roll_number, group, class_code, username, username_problem, secret_problem,
        print_problem;
    struct str suggestion, proposal_field, proposal_action; /* a name that is free; "" none */
    bool included, advanced, turns, pictures, can_restore,
        typed; /* turns: the account is there, its username stays */
    struct secret_view secret;
};
struct bulk_view {
    struct frame frame;
    struct str batch, query; /* query: of the list it came from, here and below */
    const struct bulk_line *rows;
    size_t row_count, basic_count, turn_count, flawed;
    bool all_pictures;
    size_t skipped, outside; /* outside: not in the list one came from */
};
struct progress_view {
    struct frame frame;
    struct str batch, query;
    size_t done, total;
    struct str left; /* "nog ongeveer 20 seconden" */
    bool hashing, failed;
    struct str problem;
};
struct result_line {
    struct str id, name, roll_number, username, reason;
    struct secret_view secret;
};
struct result_view {
    struct frame frame;
    struct str batch, query, more_query;  /* more: behind a query that is there already */
    size_t made, basic, advanced, turned; /* made: of all three a card */
    const struct result_line *basic_rows, *advanced_rows, *turned_rows, *failed_rows;
    size_t failed, undone, turned_back;
    bool may_undo, once; /* once: the first download leaves nothing to print */
};

struct printer_line {
    struct str name, offset_x, offset_y;
    int start; /* the first free sticker */
};
struct print_view {
    struct frame frame;
    size_t cards;
    size_t outside;        /* of the chosen, those that the list behind it does not show */
    const struct str *ids; /* pupils; or a batch */
    size_t id_count;
    struct str batch, back, query;
    bool a4, zip, by_name, sheet_per_class; /* as chosen; neither a4 nor zip: stickers */
    bool once;                              /* the first download leaves nothing to print */
    struct str classes;                     /* how many cards each class has: "12 8 20" */
    int start;
    struct str offset_x, offset_y, printer;
    int last_label; /* of that printer; 0: nothing remembered */
    size_t sheets;  /* of stickers, from that start */
    const struct printer_line *printers;
    size_t printer_count;
    bool zip_lost; /* its password has to be typed again */
    bool goes_on;  /* asked before a proof: the file is made as soon as the page is there */
    struct str problem;
    const struct str *left_out; /* a line each, and one for all without a LeerID */
    size_t left_out_count, left_out_total;
    const struct str *in_latin; /* a line each: whose name is printed in Latin letters */
    size_t in_latin_count, in_latin_total;
};

struct task_line {
    struct str batch, when, who, text, place; /* place: "4A", "1A tot 6C"; "" unknown */
    bool draft;
};
struct tasks_view {
    struct frame frame;
    struct str query; /* of the list it was opened from */
    const struct task_line *rows;
    size_t row_count;
};

struct lists_view {
    struct frame frame;
    const struct choice *classes, *groups;
    size_t class_count, group_count;
    const struct str *ids; /* pupils chosen in the list; none: a class or group is chosen here */
    size_t id_count;
    struct str query;           /* of the list they came from */
    bool confirm;               /* asks once more before passwords are printed */
    bool sure, goes_on;         /* said so already; as on the print page */
    const struct str *left_out; /* a line each, and one for all of the chosen without a LeerID */
    size_t left_out_count, left_out_total;
    const struct str *in_latin; /* as on the print page */
    size_t in_latin_count, in_latin_total;
    struct str problem;
};

struct school_choice_line {
    struct str number, padded, name;
    bool chosen, counted;
    long without, never, help;
};
struct schools_view {
    struct frame frame;
    struct str search, back;
    struct str outside; /* roles come from the organisation: an address there for each school; ""
                           chosen here */
    const struct school_choice_line *schools;
    size_t school_count, found, total; /* on the page, that match, of this person */
};

struct group_choice {
    struct str name;
    int type;
};
struct settings_view {
    struct frame frame;
    int pictures, digits, days;
    bool keep_sealed;
    const struct group_choice *groups;
    size_t group_count;
    struct str problem;
    struct str controller, contact, officer;
    int contact_max; /* characters */
};

struct loket_privacy_view {
    struct frame frame;
    struct facts facts;
    struct privacy_contacts contacts; /* of the school being worked in, else of the platform */
    bool may_edit;
    struct str pupil_page; /* address */
};

struct account_view { /* the staff member's own */
    struct frame frame;
    bool has_totp, must_change;
    struct html qr; /* what stands in the svg */
    int qr_side;
    struct str totp_secret, totp_token, problem;
};

struct import_line {
    int row, column;
    struct str text;
};
struct import_person {
    struct str name, place; /* "4A", "4A → 5B" */
    long roll_number;
};
struct import_people {
    struct str title;
    size_t total, count; /* count: the first of them */
    const struct import_person *rows;
};
struct import_view {
    struct frame frame;
    const struct import_people *people;
    size_t people_count;
    bool unreadable; /* no place of it is wrong, the whole of it is something else */
    struct str problem;
    bool has_report, refused, braked, applied;
    bool asks_year; /* it is summer: are rows without dates of the year that runs? */
    struct str undated_from, undated_until, year;
    size_t undated;
    bool kept; /* the file need not be chosen again */
    size_t added, changed, moved, ended, unchanged, rows, learned;
    const struct import_line *messages, *warnings;
    size_t message_count, message_total, warning_count, warning_total;
    struct str ignored;
};

struct platform_school {
    struct str padded, name, roster;
    long pupils, accounts;
};
struct staff_row {
    struct str login, roles, last_sign_in;
    bool disabled, has_totp;
};
struct platform_view {
    struct frame frame;
    struct str problem, made_login, made_url;
    struct str number, name, login, numbers,
        classes; /* as typed, when something was wrong with it */
    struct choice roles[4];
    const struct platform_school *schools;
    const struct staff_row *staff;
    size_t school_count, staff_count;
};

/* A form that was posted after the session had ended. */
struct kept_view {
    struct frame frame;
    struct str action;
    const struct kept_field *kept;
    size_t kept_count;
};

struct network_line {
    struct str network, kind, until; /* until "": as long as it stands here */
};
struct networks_view {
    struct frame frame;
    const struct network_line *rows;
    size_t row_count;
    struct str here; /* the network of this visit, when it is not there yet; "" */
    struct str typed, problem;
};

struct message_view {
    struct frame frame;
    struct str title, text, link, link_text, code;
};
struct keys_view {
    struct frame frame;
    bool on;
};
