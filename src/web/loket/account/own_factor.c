#include "web/loket/account/own_factor.h"

#include "base/buf.h"
#include "service/staff/staff_device.h"
#include "service/staff/staff_message.h"
#include "service/staff/staff_recovery.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/sign_in/passkey.h"
#include "web/pages.h"
#include "web/form.h"
#include "web/when.h"

static struct str day_of(struct visit *visit, int64_t at_ms) {
    return when_day(visit->arena, visit->language, day_of_ms(at_ms));
}

static struct str passkey_dates(struct visit *visit, const struct passkey_line *line) {
    struct str since = day_of(visit, line->created_ms);
    if (line->used_ms < 0)
        return visit_fill(visit, visit_say(visit, "since {0}, not used yet"), &since, 1);
    const struct str args[] = {since, day_of(visit, line->used_ms)};
    return visit_fill(visit, visit_say(visit, "since {0}, last used on {1}"), args, 2);
}

/* Lists the ids of the registered passkeys, so that the browser does not register one of them
 * again. */
static enum rc fill_passkeys(struct visit *visit, struct account_view *view) {
    struct passkey_line *lines;
    size_t count;
    TRY(passkey_list(visit->service, visit->arena, &visit->staff, &lines, &count, &visit->fault));
    struct passkey_row *rows = ARENA_ARRAY(visit->arena, struct passkey_row, count);
    struct buf have = buf_make(visit->arena, 16 * 1024);
    for (size_t i = 0; i < count; i++) {
        rows[i] =
            (struct passkey_row){lines[i].handle, lines[i].name, passkey_dates(visit, &lines[i])};
        buf_format(&have, "%s%.*s", i > 0 ? " " : "", STR_ARG(lines[i].id));
    }
    view->passkeys = rows;
    view->passkey_count = count;
    view->passkey = passkey_button(visit, PASSKEY_REGISTER);
    view->passkey.have = buf_view(&have);
    return RC_OK;
}

static struct str place_dates(struct visit *visit, const struct staff_place *place) {
    struct str until = place->trusted_until_ms < 0 ? S("") : day_of(visit, place->trusted_until_ms);
    const struct str args[] = {place->network,
                               when_moment(visit->arena, visit->language, place->seen_ms), until};
    if (!place->has_session)
        return visit_fill(visit, visit_say(visit, "signed out; trusted device until {2}"), args, 3);
    if (until.len > 0)
        return visit_fill(visit, visit_say(visit, "network {0}, {1}; trusted device until {2}"),
                          args, 3);
    return visit_fill(visit, visit_say(visit, "network {0}, {1}"), args, 2);
}

static enum rc fill_places(struct visit *visit, struct account_view *view) {
    struct staff_place *places;
    size_t count;
    TRY(staff_places(visit->service, visit->arena, &visit->staff, &places, &count, &visit->fault));
    struct place_row *rows = ARENA_ARRAY(visit->arena, struct place_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct place_row){
            .handle = places[i].handle,
            .agent = places[i].agent.len > 0 ? places[i].agent : visit_say(visit, "Unknown device"),
            .dates = place_dates(visit, &places[i]),
            .is_here = places[i].is_here};
    view->places = rows;
    view->place_count = count;
    return RC_OK;
}

static struct str message_text(struct visit *visit, const struct staff_message *message) {
    static const struct {
        enum staff_message_kind kind;
        const char *own, *others;
    } texts[] = {
        {MESSAGE_ACCESS_RENEWED,
         N_("{0} renewed your access and made a new link. You are signed out everywhere. Did you "
            "not ask for that? Tell another LeerID manager at once."),
         N_("{0} renewed the access of {1}. Not as it should be? Ask them both.")},
        {MESSAGE_FACTOR_RESET,
         N_("{0} removed your second step. You are signed out everywhere. Did you not ask for "
            "that? Tell another LeerID manager at once."),
         N_("{0} removed the second step of {1}. Not as it should be? Ask them both.")},
        {MESSAGE_OVER_BUDGET, "",
         N_("{0} showed or printed more passwords than the daily budget, and gave a reason. Look "
            "at ‘Who printed what’.")},
    };
    const struct str names[] = {message->actor, message->subject};
    for (size_t i = 0; i < COUNT(texts); i++)
        if (texts[i].kind == message->kind)
            return visit_fill(
                visit, visit_say(visit, message->about_reader ? texts[i].own : texts[i].others),
                names, COUNT(names));
    return S("");
}

static enum rc fill_messages(struct visit *visit, struct account_view *view) {
    struct staff_message *lines;
    size_t count;
    TRY(staff_messages(visit->service, visit->arena, &visit->staff, &lines, &count, &visit->fault));
    struct message_row *rows = ARENA_ARRAY(visit->arena, struct message_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct message_row){lines[i].handle,
                                       when_moment(visit->arena, visit->language, lines[i].at_ms),
                                       message_text(visit, &lines[i])};
    view->messages = rows;
    view->message_count = count;
    view->frame.message_count = 0;
    return RC_OK;
}

enum rc own_factor_fill(struct visit *visit, struct account_view *view) {
    const struct staff_session *staff = &visit->staff;
    view->must_register = staff->must_register;
    view->outside = staff->outside;
    view->ways = staff_factor_ways(&staff->factors);
    view->codes = staff->factors.codes;
    view->codes_left = staff->factors.codes_left;
    TRY(fill_messages(visit, view));
    if (staff->outside || staff->must_change) return RC_OK;
    TRY(fill_passkeys(visit, view));
    return fill_places(visit, view);
}

static enum rc go_on(struct visit *visit, enum flash flash) {
    loket_flash(visit, flash);
    bool first = staff_factor_ways(&visit->staff.factors) == 0;
    return visit_redirect(visit, first ? S("/rekening#codes") : S("/rekening"));
}

static enum rc add_passkey(struct visit *visit, struct str *ret_problem) {
    const struct relying_party party = passkey_relying_party(visit->web->urls[SITE_LOKET]);
    const struct passkey_answer answer = passkey_from_form(visit);
    enum rc rc = passkey_add(visit->service, visit->arena, &visit->staff, &party, &answer,
                             FORM(visit, account_form)->name, &visit->fault);
    if (rc == RC_OK) return go_on(visit, FLASH_PASSKEY_ON);
    if (rc == RC_LIMIT)
        *ret_problem = visit_say(visit, "You already have ten passkeys. Remove one first.");
    else if (rc == RC_CONFLICT)
        *ret_problem = visit_say(visit, "This device already has a passkey of yours.");
    else if (rc == RC_INVALID)
        *ret_problem = visit_say(visit, "The passkey was not saved. Try again.");
    return ret_problem->len > 0 ? RC_OK : rc;
}

static enum rc last_way(struct visit *visit, enum rc rc, struct str *ret_problem) {
    if (rc == RC_LIMIT) *ret_problem = visit_say(visit, "Add another way first.");
    return rc == RC_LIMIT ? RC_OK : rc;
}

static enum rc remove_passkey(struct visit *visit, struct str *ret_problem) {
    enum rc rc = passkey_remove(visit->service, visit->arena, &visit->staff,
                                FORM(visit, account_form)->handle, &visit->fault);
    return rc == RC_OK ? go_on(visit, FLASH_PASSKEY_OFF) : last_way(visit, rc, ret_problem);
}

static enum rc totp_on(struct visit *visit, struct str *ret_problem) {
    struct str code = str_trim(FORM(visit, account_form)->code);
    enum rc rc = staff_totp_on(visit->service, visit->arena, &visit->staff,
                               FORM(visit, account_form)->totp_token, code, &visit->fault);
    if (rc == RC_OK) return go_on(visit, FLASH_TOTP_ON);
    if (rc != RC_INVALID) return rc;
    *ret_problem =
        code.len == 0
            ? visit_say(visit, "Type the code your app shows now.")
            : visit_say(visit, "This code is incorrect. Type the code your app shows now.");
    return RC_OK;
}

static enum rc totp_off(struct visit *visit, struct str *ret_problem) {
    enum rc rc = staff_totp_off(visit->service, visit->arena, &visit->staff, &visit->fault);
    return rc == RC_OK ? go_on(visit, FLASH_TOTP_OFF) : last_way(visit, rc, ret_problem);
}

static enum rc make_codes(struct visit *visit, struct str *ret_problem) {
    (void)ret_problem;
    struct str *codes = ARENA_ARRAY(visit->arena, struct str, RECOVERY_CODES);
    struct codes_view view = {.frame = loket_frame(visit, "Recovery codes", TAB_NONE),
                              .codes = codes};
    view.frame.once = true;
    TRY(staff_recovery_make(visit->service, visit->arena, &visit->staff, codes, &visit->fault));
    struct page page = visit_page(visit);
    page_loket_codes(&page, &view);
    return visit_html(visit, &page);
}

static enum rc end_place(struct visit *visit, struct str *ret_problem) {
    (void)ret_problem;
    TRY(staff_place_end(visit->service, visit->arena, &visit->staff,
                        FORM(visit, account_form)->handle, &visit->fault));
    return go_on(visit, FLASH_PLACE_ENDED);
}

static enum rc end_others(struct visit *visit, struct str *ret_problem) {
    (void)ret_problem;
    TRY(staff_places_end_others(visit->service, visit->arena, &visit->staff, &visit->fault));
    return go_on(visit, FLASH_PLACE_ENDED);
}

enum rc own_message_remove(struct visit *visit) {
    TRY(staff_message_remove(visit->service, visit->arena, &visit->staff,
                             FORM(visit, account_form)->handle, &visit->fault));
    return visit_redirect(visit, S("/rekening"));
}

enum rc own_factor_post(struct visit *visit, struct str action, struct str *ret_problem) {
    static const struct {
        const char *action;
        enum rc (*run)(struct visit *visit, struct str *ret_problem);
    } actions[] = {
        {"aan", totp_on},
        {"uit", totp_off},
        {"add_passkey", add_passkey},
        {"drop_passkey", remove_passkey},
        {"make_codes", make_codes},
        {"end_place", end_place},
        {"end_others", end_others},
    };
    *ret_problem = S("");
    for (size_t i = 0; i < COUNT(actions); i++)
        if (str_eq(action, str_of(actions[i].action))) return actions[i].run(visit, ret_problem);
    return RC_INVALID;
}
