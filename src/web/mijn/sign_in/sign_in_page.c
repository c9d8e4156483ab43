/*
 * The sign-in pages of pupils. Existing and unknown usernames take the same path and get the same
 * responses.
 */
#include "domain/username.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/mijn/mijn.h"
#include "web/mijn/waiting_request.h"
#include "web/oidc/oidc.h"
#include "web/pages.h"

enum { STEP_S = STEP_MS / 1000, CLOSED_S = 600, LONG_WORD = 12, LONG_WAIT_MS = 60000 };

static enum rc ask_name(struct visit *visit, struct str username, struct str problem) {
    struct mijn_name_view view = {
        .frame = mijn_frame(visit, "Who are you?"), .username = username, .problem = problem};
    view.frame.here =
        view.frame.tab.len > 0 ? waiting_request_keep(visit, S("/aanmelden")) : S("/");
    view.notice = visit->request->method == HTTP_GET && mijn_flash_take(visit) == MIJN_LEFT
                      ? visit_say(visit, "You are signed out. See you next time!")
                      : S("");
    struct page page = visit_page(visit);
    page_mijn_name(&page, &view);
    return visit_html(visit, &page);
}

enum rc mijn_root(struct visit *visit) {
    return visit->signed_in ? mijn_start(visit) : ask_name(visit, S(""), S(""));
}

enum rc mijn_ask_name(struct visit *visit) {
    struct str typed = visit_query(visit, "naam"), username;
    bool wants;
    enum rc rc = oidc_wants_sign_in(visit, &wants);
    if (rc == RC_CONFLICT) return oidc_already(visit);
    TRY(rc);
    enum username_flaw flaw = username_read(visit->arena, visit->service->text, typed, &username);
    if (flaw == USERNAME_FINE)
        return visit_redirect(visit, waiting_request_keep(visit, str_format(visit->arena, "/%.*s",
                                                                            STR_ARG(username))));
    const char *problem = flaw == USERNAME_EMPTY ? ""
                          : flaw == USERNAME_AT
                              ? N_("Remove the @ from this username.")
                              : N_("Type your username just as it is on your card.");
    bool sent_empty = flaw == USERNAME_EMPTY && str_contains(visit->request->query, S("naam="));
    if (sent_empty) problem = N_("Type your username just as it is on your card.");
    return ask_name(visit, typed, problem[0] == '\0' ? S("") : visit_say(visit, problem));
}

/*
 * Reads the username from the path. RC_NONE: it is a path of the site itself. *ret_username is ""
 * when a redirect was sent.
 */
static enum rc read_username(struct visit *visit, struct str *ret_username) {
    struct str asked = visit->request->params[0];
    enum username_flaw flaw =
        username_read(visit->arena, visit->service->text, asked, ret_username);
    ENSURE(flaw != USERNAME_RESERVED && flaw != USERNAME_EMPTY, RC_NONE);
    if (flaw == USERNAME_FINE && str_eq(asked, *ret_username)) return RC_OK;
    struct str to = flaw == USERNAME_FINE
                        ? str_format(visit->arena, "/%.*s", STR_ARG(*ret_username))
                        : S("/aanmelden");
    *ret_username = S("");
    return visit_redirect(visit, waiting_request_keep(visit, to));
}

/* The pictures tapped so far. As text: "+" for an own device, then one letter per picture. */
struct row {
    bool own_device;
    int count;
    unsigned char pictures[SECRET_PICTURES_MAX];
};

static struct str row_text(struct arena *arena, const struct row *row) {
    struct buf out = buf_make(arena, 16);
    if (row->own_device) buf_char(&out, '+');
    for (int i = 0; i < row->count; i++) buf_char(&out, (char)('a' + row->pictures[i]));
    return buf_view(&out);
}

static struct row row_read(struct str text) {
    struct row row = {.own_device = str_starts(text, S("+"))};
    for (size_t i = row.own_device; i < text.len && row.count < SECRET_PICTURES_MAX; i++)
        if (text.ptr[i] >= 'a' && text.ptr[i] < 'a' + PICTURES)
            row.pictures[row.count++] = (unsigned char)(text.ptr[i] - 'a');
    return row;
}

static enum rc row_open(struct visit *visit, struct str username, struct row *ret_row) {
    struct str text;
    enum rc rc = tapped_row_open(visit->service, visit->arena, username,
                                 visit_cookie(visit, COOKIE_STEP), &text);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    *ret_row = rc == RC_OK ? row_read(text) : (struct row){0};
    return RC_OK;
}

/*
 * Adds a soft hyphen before the last four letters of a long word such as "Schmetterling", for small
 * tiles.
 */
static struct str breakable(struct arena *arena, struct str word) {
    if (text_length(word) <= LONG_WORD || str_contains(word, S(" "))) return word;
    return str_format(arena, "%.*s\u00ad%.*s", (int)word.len - 4, word.ptr, 4,
                      word.ptr + word.len - 4);
}

static enum rc show_pictures(struct visit *visit, struct mijn_keypad_view *view) {
    struct row row;
    TRY(row_open(visit, view->username, &row));
    struct mijn_tile *tiles = ARENA_ARRAY(visit->arena, struct mijn_tile, PICTURES);
    for (int i = 0; i < PICTURES; i++)
        tiles[i] =
            (struct mijn_tile){i, breakable(visit->arena, str_of(picture_name(i, visit->language))),
                               page_picture_address(str_of(picture_name(i, LANGUAGE_NL)))};
    view->frame.pictures = true;
    view->tiles = tiles;
    view->own_device |= row.own_device;
    view->chosen = row.count < view->count ? row.count : view->count;
    view->done = view->chosen == view->count;
    struct page page = visit_page(visit);
    page_mijn_pictures(&page, view);
    return visit_html(visit, &page);
}

/* Returns the wait in words, because pupils may not read clocks yet. */
static struct str until(struct visit *visit, int64_t wait_ms) {
    int64_t minutes = (wait_ms + 59999) / 60000, hours = (minutes + 59) / 60;
    if (wait_ms <= 0) return S("");
    if (wait_ms <= 15000) return visit_say(visit, "a few moments");
    struct str number = str_format(visit->arena, "%lld", (long long)hours);
    return minutes < 90 ? visit_count(visit, "1 minute~~{0} minutes", (size_t)minutes)
                        : visit_fill(visit, visit_say(visit, "{0} hours"), &number, 1);
}

static enum rc pause(struct visit *visit, struct str username, int64_t wait_ms, bool busy) {
    struct mijn_pause_view view = {
        .frame = mijn_frame(visit, "A short break"),
        .username = username,
        .again = waiting_request_keep(visit, str_format(visit->arena, "/%.*s", STR_ARG(username))),
        .until = until(visit, wait_ms),
        .long_wait = wait_ms > LONG_WAIT_MS,
        .busy = busy};
    struct keypad keypad;
    TRY(keypad_of(visit->service, visit->arena, username, visit->web->keypads, &keypad,
                  &visit->fault));
    view.pictures = keypad.pictures;
    struct page page = visit_page(visit);
    page_mijn_pause(&page, &view);
    visit->response->status = 503;
    int64_t seconds = wait_ms > 0 ? (wait_ms + 999) / 1000 : CLOSED_S;
    http_set_header(visit->response, "Retry-After",
                    str_format(visit->arena, "%lld", (long long)seconds));
    return visit_html(visit, &page);
}

static struct pupil_attempt attempt_of(struct visit *visit, struct str username) {
    const struct keypad_shares shares = visit->web->keypads;
    return (struct pupil_attempt){.username = username,
                                  .secret = S(""),
                                  .device = visit_cookie(visit, COOKIE_DEVICE),
                                  .peer = visit->request->peer,
                                  .schools = shares.schools};
}

enum rc mijn_keypad(struct visit *visit) {
    struct str username;
    TRY(read_username(visit, &username));
    if (username.len == 0) return RC_OK;
    bool wants; /* an application requires a new sign-in */
    enum rc rc = oidc_wants_sign_in(visit, &wants);
    if (rc == RC_CONFLICT) return oidc_already(visit);
    TRY(rc);
    if (visit->signed_in && !wants && str_eq(visit->pupil.username, username))
        return visit_redirect(visit, mijn_after_sign_in(visit));
    enum mijn_flash flash = mijn_flash_take(visit);
    if (flash == MIJN_EXPIRED)
        return mijn_say(visit, N_("This password has expired"),
                        N_("Your password is right, but it was only valid for a while."),
                        N_("Ask for a new card at school. Then you can go on."), "/hulp",
                        N_("Getting help"));
    if (flash == MIJN_INACTIVE)
        return mijn_say(visit, N_("Your LeerID is switched off"),
                        N_("Your password is right, but your LeerID is not active at the moment."),
                        N_("Ask at school to switch it on again."), "/hulp", N_("Getting help"));
    const struct pupil_attempt attempt = attempt_of(visit, username);
    bool paused;
    int64_t wait_ms;
    TRY(pupil_pause(visit->service, visit->arena, &attempt, &paused, &wait_ms, &visit->fault));
    if (paused) return pause(visit, username, wait_ms, false);
    struct mijn_keypad_view view = {.username = username, .wrong = flash == MIJN_WRONG};
    if (view.wrong)
        view.problem = visit_say(visit, "That is not right yet. Look at your card and try again.");
    if (flash == MIJN_EMPTY) view.problem = visit_missing(visit, S(""));
    view.own_device = str_eq(mijn_flash_about(visit), S("1"));
    view.frame =
        mijn_frame(visit, view.problem.len > 0 ? N_("It did not work yet") : N_("Sign in"));
    struct keypad keypad;
    TRY(keypad_of(visit->service, visit->arena, username, visit->web->keypads, &keypad,
                  &visit->fault));
    view.count = keypad.count;
    if (keypad.pictures) return show_pictures(visit, &view);
    struct page page = visit_page(visit);
    page_mijn_word(&page, &view);
    return visit_html(visit, &page);
}

/*
 * Redirects to the keypad.
 *   own_device  the ticked state of the box, which is kept
 */
static enum rc back_to(struct visit *visit, struct str username, enum mijn_flash flash,
                       bool own_device) {
    if (flash != MIJN_NOTHING) mijn_flash_set_about(visit, flash, own_device ? S("1") : S(""));
    if (flash == MIJN_WRONG && visit_cookie(visit, COOKIE_STEP).len > 0)
        visit_set_cookie(visit, COOKIE_STEP, S(""), -1);
    struct str path =
        waiting_request_keep(visit, str_format(visit->arena, "/%.*s", STR_ARG(username)));
    return visit_redirect(visit, str_format(visit->arena, "%.*s%s", STR_ARG(path),
                                            flash == MIJN_NOTHING ? "#rooster" : ""));
}

static enum rc try_secret(struct visit *visit, struct str username, struct str secret,
                          bool own_device) {
    struct pupil_attempt attempt = attempt_of(visit, username);
    attempt.secret = secret;
    attempt.own_device = own_device;
    static const enum sign_in_result results[] = {
        [SIGN_IN_DONE] = RESULT_DONE,       [SIGN_IN_NEW] = RESULT_DONE,
        [SIGN_IN_WRONG] = RESULT_WRONG,     [SIGN_IN_WAIT] = RESULT_WAIT,
        [SIGN_IN_EXPIRED] = RESULT_EXPIRED, [SIGN_IN_INACTIVE] = RESULT_INACTIVE};
    struct pupil_entry entry;
    enum rc rc = pupil_sign_in(visit->service, visit->arena, &attempt, &entry, &visit->fault);
    visit_count_sign_in(visit, rc == RC_OK ? results[entry.answer] : RESULT_FAILED);
    TRY(rc);
    switch (entry.answer) {
        case SIGN_IN_DONE:
            TRY(mijn_begin_session(visit, entry.token, entry.device, own_device));
            return visit_redirect(visit, mijn_after_sign_in(visit));
        case SIGN_IN_NEW:
            mijn_begin_step(visit, entry.token, entry.device);
            return visit_redirect(visit, waiting_request_keep(visit, S("/nieuw-wachtwoord")));
        case SIGN_IN_WRONG: return back_to(visit, username, MIJN_WRONG, own_device);
        case SIGN_IN_EXPIRED: return back_to(visit, username, MIJN_EXPIRED, own_device);
        case SIGN_IN_INACTIVE: return back_to(visit, username, MIJN_INACTIVE, own_device);
        case SIGN_IN_WAIT: break;
    }
    return pause(visit, username, entry.wait_ms, entry.busy);
}

/* Reads pictures that a script collected, such as "0-4-11". Returns false when malformed. */
static bool read_series(struct str series, struct row *row) {
    row->count = 0;
    for (bool more = series.len > 0; more;) {
        int64_t number;
        if (str_to_i64(str_cut(&series, '-', &more), 0, PICTURES - 1, &number) != RC_OK ||
            row->count == SECRET_PICTURES_MAX)
            return false;
        row->pictures[row->count++] = (unsigned char)number;
    }
    return row->count > 0;
}

/* Handles one tap without scripts: the browser stores the pictures, sealed. */
static enum rc tap(struct visit *visit, struct str username, struct row *row) {
    struct str picture = FORM(visit, mijn_sign_in_form)->picture;
    int64_t number;
    if (str_to_i64(picture, 0, PICTURES - 1, &number) == RC_OK && row->count < SECRET_PICTURES_MAX)
        row->pictures[row->count++] = (unsigned char)number;
    if (str_eq(FORM(visit, mijn_sign_in_form)->command, S("wis")) && row->count > 0) row->count--;
    if (str_eq(FORM(visit, mijn_sign_in_form)->command, S("opnieuw"))) row->count = 0;
    struct str sealed;
    TRY(tapped_row_seal(visit->service, visit->arena, username, row_text(visit->arena, row),
                        &sealed));
    visit_set_cookie(visit, COOKIE_STEP, sealed, STEP_S);
    return back_to(visit, username, MIJN_NOTHING, false);
}

enum rc mijn_sign_in(struct visit *visit) {
    struct str username, secret = S("");
    TRY(read_username(visit, &username));
    if (username.len == 0) return RC_OK;
    bool own_device = FORM(visit, mijn_sign_in_form)->own_device;
    bool typed = http_form_raw(visit->request, "wachtwoord", &secret);
    if (typed && secret.len == 0) /* not counted as an attempt */
        return back_to(visit, username, MIJN_EMPTY, own_device);
    if (typed) return try_secret(visit, username, secret, own_device);
    struct row row;
    struct str names = FORM(visit, mijn_sign_in_form)->names;
    if (str_eq(FORM(visit, mijn_sign_in_form)->command, S("namen")) && names.len > 0)
        return try_secret(visit, username, names, own_device);
    if (!read_series(FORM(visit, mijn_sign_in_form)->series, &row))
        TRY(row_open(visit, username, &row));
    else
        return try_secret(visit, username,
                          secret_of_pictures(visit->arena, row.pictures, row.count), own_device);
    row.own_device = own_device;
    if (!str_eq(FORM(visit, mijn_sign_in_form)->command, S("klaar")) || row.count == 0)
        return tap(visit, username, &row);
    return try_secret(visit, username, secret_of_pictures(visit->arena, row.pictures, row.count),
                      own_device);
}

static enum rc sign_out(struct visit *visit, bool everywhere) {
    TRY(pupil_sign_out(visit->service, visit->arena, &visit->pupil, everywhere, &visit->fault));
    visit_set_cookie(visit, COOKIE_SESSION, S(""), -1);
    mijn_flash_set(visit, MIJN_LEFT);
    return visit_redirect(visit, S("/"));
}

enum rc mijn_sign_out(struct visit *visit) {
    return sign_out(visit, false);
}

enum rc mijn_sign_out_everywhere(struct visit *visit) {
    return sign_out(visit, true);
}
