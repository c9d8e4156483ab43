#include "web/loket/sign_in/sign_in_page.h"

#include "format/url.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/sign_in/passkey.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/loket/stored_form.h"
#include "web/pages.h"
#include "web/password_text.h"

#define PROOF_FIELD "bewijs"
#define CODE_FIELD "bewijscode"
#define FILE_FIELD "bestand"
#define BAR_FIELD "balk"

enum { INVITE_MAX = 100, INVITE_S = 30 * 60 };

static enum rc show(struct visit *visit, const struct sign_in_page_view *view) {
    struct page page = visit_page(visit);
    page_loket_sign_in(&page, view);
    return visit_html(visit, &page);
}

/* What was typed cannot be taken; nothing is looked up or counted. */
static enum rc refuse(struct visit *visit, const struct sign_in_page_view *view) {
    visit->response->status = 422;
    return show(visit, view);
}

struct str sign_in_page_organisation_address(struct visit *visit, struct str back,
                                             const char *more) {
    if (visit->web->staff_provider.issuer.len == 0) return S("");
    return str_format(visit->arena, "/aanmelden/organisatie?terug=%.*s%s",
                      STR_ARG(url_encode(visit->arena, back)), more);
}

static struct sign_in_page_view sign_in_view(struct visit *visit, struct str back,
                                             struct str problem) {
    struct sign_in_page_view view = {.frame = loket_frame(visit, "Aanmelden", TAB_NONE),
                                     .lead = visit_say(visit, "Voor personeel van de school."),
                                     .action = S("/aanmelden"),
                                     .button = visit_say(visit, "Aanmelden"),
                                     .asks_login = true,
                                     .asks_code = true,
                                     .outside = sign_in_page_organisation_address(visit, back, ""),
                                     .back = back,
                                     .secret_field = S("wachtwoord"),
                                     .code_field = S("code"),
                                     .passkey = passkey_button(visit, PASSKEY_SIGN_IN),
                                     .problem = problem};
    view.frame.here = back; /* asks to sign in, and leads there, too */
    return view;
}

#define WENT_AWAY N_("Je was een tijd niet actief. Meld je opnieuw aan.")

/* A page is asked for without a session: the sign-in page leads back to it. */
static void redirect_to_sign_in(struct visit *visit, bool was_here) {
    struct str back = url_encode(visit->arena, visit_own_path(visit_here(visit)));
    (void)!visit_redirect(visit, str_format(visit->arena, "/aanmelden?terug=%.*s%s", STR_ARG(back),
                                            was_here ? "&verlopen=1" : ""));
}

void sign_in_page_ask(struct visit *visit) {
    bool was_here = visit_cookie(visit, COOKIE_SESSION).len > 0;
    if (visit->request->method == HTTP_GET) return redirect_to_sign_in(visit, was_here);
    bool kept = stored_form_save(visit);
    const char *gone =
        kept ? N_("Je was een tijd niet actief. Meld je opnieuw aan. Wat je invulde, is bewaard.")
             : WENT_AWAY;
    const char *why =
        was_here ? gone : N_("Je bent afgemeld. Er is niets bewaard. Meld je opnieuw aan.");
    struct sign_in_page_view view =
        sign_in_view(visit, kept ? S("/bewaard") : S("/"), visit_say(visit, why));
    visit->response->status = 403;
    (void)!show(visit, &view);
}

enum rc sign_in_page_refuse(struct visit *visit, struct str problem) {
    struct sign_in_page_view view = sign_in_view(visit, S("/leerlingen"), problem);
    visit->response->status = 403;
    return show(visit, &view);
}

enum rc sign_in_page_show(struct visit *visit) {
    struct str back = visit_own_path(visit_query(visit, "terug"));
    if (str_eq(back, S("/"))) back = S("/leerlingen");
    if (visit->signed_in) return visit_redirect(visit, back);
    bool expired = str_eq(visit_query(visit, "verlopen"), S("1"));
    struct sign_in_page_view view =
        sign_in_view(visit, back, expired ? visit_say(visit, WENT_AWAY) : S(""));
    return show(visit, &view);
}

struct str sign_in_page_wait_text(struct visit *visit, int64_t wait_ms) {
    if (wait_ms <= 0)
        return visit_say(visit,
                         "Er melden zich nu veel mensen aan. Probeer het over een minuut opnieuw.");
    return visit_count(visit,
                       "Even pauze. Probeer het over 1 seconde opnieuw.~~Even pauze. Probeer het "
                       "over {0} seconden opnieuw.",
                       (size_t)(wait_ms + 999) / 1000);
}

/* The same sentence for every wrong answer; RC_OK and failures of the system have none. */
static struct str refusal(struct visit *visit, enum rc rc, int64_t wait_ms) {
    if (rc == RC_LIMIT) return sign_in_page_wait_text(visit, wait_ms);
    if (rc == RC_INVALID)
        return visit_say(visit, "Typ ook de code van je app, of een herstelcode. Elke code werkt "
                                "maar één keer. Je kunt ook je toegangssleutel gebruiken.");
    if (rc == RC_DENIED)
        return visit_say(
            visit,
            "De gebruikersnaam of het wachtwoord klopt niet. Kijk beide na en probeer opnieuw.");
    return S("");
}

enum rc sign_in_page_enter(struct visit *visit, struct str token, struct str to) {
    if (visit->signed_in)
        TRY(staff_sign_out(visit->service, visit->arena, visit->staff.token,
                           &visit->fault)); /* the one before, of this browser */
    visit_set_cookie(visit, COOKIE_SESSION, token, 0);
    visit_set_cookie(visit, COOKIE_DOOR, S("-"), -1);
    return visit_redirect(visit, to);
}

/* RC_INVALID: the password is right, and the code is missing or wrong. */
enum sign_in_result sign_in_page_result(enum rc rc) {
    if (rc == RC_OK) return RESULT_DONE;
    if (rc == RC_DENIED || rc == RC_INVALID) return RESULT_WRONG;
    return rc == RC_LIMIT ? RESULT_WAIT : RESULT_FAILED;
}

enum rc sign_in_page_submit(struct visit *visit) {
    const struct sign_in_form *form = FORM(visit, sign_in_form);
    const struct sign_in given = {.login = form->login,
                                  .password = form->password,
                                  .code = str_trim(form->code),
                                  .device = visit_cookie(visit, COOKIE_DEVICE),
                                  .trusts_device = form->trust,
                                  .from = passkey_origin(visit)};
    struct staff_signed_in signed_in;
    struct str back = visit_own_path(visit_form(visit, "terug"));
    int64_t wait_ms = 0;
    struct sign_in_page_view view = sign_in_view(visit, back, S(""));
    view.login = given.login;
    view.login_problem = visit_missing(visit, str_trim(given.login));
    view.secret_problem = visit_missing(visit, given.password);
    if (view.login_problem.len + view.secret_problem.len > 0) return refuse(visit, &view);
    enum rc rc =
        staff_sign_in(visit->service, visit->arena, &given, &signed_in, &wait_ms, &visit->fault);
    visit_count_sign_in(visit, sign_in_page_result(rc));
    if (rc == RC_OK && signed_in.device.len > 0)
        visit_set_cookie(visit, COOKIE_DEVICE, signed_in.device,
                         (int64_t)TRUSTED_DEVICE_DAYS * 24 * 3600);
    if (rc == RC_OK) return sign_in_page_enter(visit, signed_in.token, back);
    view.problem = refusal(visit, rc, wait_ms);
    ENSURE(view.problem.len > 0, rc);
    visit->response->status = 403;
    return show(visit, &view);
}

/* The link stays in no address bar, history or screenshot while a password is chosen. */
enum rc sign_in_page_invite_link(struct visit *visit) {
    ENSURE(visit->request->params[0].len <= INVITE_MAX, RC_NONE);
    visit_set_cookie(visit, COOKIE_STEP, visit->request->params[0], INVITE_S);
    return visit_redirect(visit, S("/uitnodiging"));
}

static enum rc invite_is_over(struct visit *visit) {
    const struct message_view view = {
        .frame = loket_frame(visit, "Deze uitnodiging werkt niet meer", TAB_NONE),
        .title = visit_say(visit, "Deze uitnodiging werkt niet meer"),
        .text =
            visit_say(visit, "Een uitnodiging werkt één keer, en 24 uur lang. Koos je er al een "
                             "wachtwoord mee? Meld je dan gewoon aan. Anders vraag je een nieuwe "
                             "aan wie je uitnodigde, of aan de LeerID-beheerder van je school."),
        .link = S("/aanmelden"),
        .link_text = visit_say(visit, "Aanmelden")};
    struct page page = visit_page(visit);
    page_loket_message(&page, &view);
    visit->response->status = 404;
    return visit_html(visit, &page);
}

static enum rc invite_view(struct visit *visit, struct str problem, struct str secret_problem) {
    struct str login;
    enum rc rc = staff_invite_login(visit->service, visit->arena, visit_cookie(visit, COOKIE_STEP),
                                    &login, &visit->fault);
    if (rc == RC_NONE) return invite_is_over(visit);
    TRY(rc);
    struct sign_in_page_view view = {
        .frame = loket_frame(visit, "Welkom", TAB_NONE),
        .lead = visit_say(visit, "Kies een wachtwoord voor het Schoolloket."),
        .action = S("/uitnodiging"),
        .button = visit_say(visit, "Bewaren"),
        .asks_new = true,
        .login = login,
        .back = S("/"),
        .secret_field = S("wachtwoord"),
        .code_field = S("code"),
        .problem = problem,
        .secret_problem = secret_problem};
    return show(visit, &view);
}

enum rc sign_in_page_invite(struct visit *visit) {
    return invite_view(visit, S(""), S(""));
}

static enum rc refuse_invite(struct visit *visit, struct str secret_problem) {
    visit->response->status = 422;
    return invite_view(visit, S(""), secret_problem);
}

enum rc sign_in_page_accept_invite(struct visit *visit) {
    const struct staff_origin from = passkey_origin(visit);
    struct str token, login, shown = FORM(visit, sign_in_form)->login;
    enum rc rc = staff_invite_login(visit->service, visit->arena, visit_cookie(visit, COOKIE_STEP),
                                    &login, &visit->fault);
    if (rc == RC_NONE) return invite_is_over(visit);
    TRY(rc);
    if (shown.len > 0 && !str_eq(shown, login)) { /* another invitation was opened in another tab */
        visit->response->status = 409;
        return invite_view(
            visit, visit_say(visit, "Er is niets bewaard: je opende nog een uitnodiging."), S(""));
    }
    const struct str password = FORM(visit, sign_in_form)->password;
    enum own_flaw flaw;
    if (password.len == 0) return refuse_invite(visit, visit_missing(visit, password));
    rc = staff_invite_accept(visit->service, visit->arena, visit_cookie(visit, COOKIE_STEP),
                             password, &from, &token, &flaw, &visit->fault);
    if (rc == RC_OK) visit_set_cookie(visit, COOKIE_STEP, S("-"), -1);
    if (rc == RC_OK && token.len == 0) /* the account has a second factor */
        return sign_in_page_say(visit,
                                visit_say(visit, "Je nieuwe wachtwoord is bewaard. Meld je nu aan "
                                                 "met je tweede stap."));
    if (rc == RC_OK) visit_count_sign_in(visit, RESULT_DONE);
    if (rc == RC_OK) return sign_in_page_enter(visit, token, S("/leerlingen"));
    if (rc == RC_NONE) return invite_is_over(visit);
    ENSURE(rc == RC_INVALID, rc);
    return refuse_invite(visit, password_flaw_text(visit, flaw));
}

enum rc sign_in_page_sign_out(struct visit *visit) {
    TRY(staff_sign_out(visit->service, visit->arena, visit->staff.token, &visit->fault));
    visit_set_cookie(visit, COOKIE_SESSION, S("-"), -1);
    loket_flash(visit, FLASH_SIGNED_OUT);
    return visit_redirect(visit, S("/"));
}

enum rc sign_in_page_hide_secrets(struct visit *visit) {
    TRY(staff_hide_secrets(visit->service, visit->arena, &visit->staff, FORM(visit, hide_form)->on,
                           &visit->fault));
    return visit_redirect(visit, visit_form(visit, "terug"));
}

/* The way on and the way back of the page that asks for proof. */
struct way {
    struct str action, on, back,
        file;   /* on: where /bevestig leads; file: what it downloads there, "" nothing */
    bool keeps; /* back is the form that waits, filled in */
};

/* Browsers tell pages of our own which page they come from. */
static struct str page_before(struct visit *visit) {
    struct str from = S(""), site = visit->web->urls[SITE_LOKET];
    if (!http_header(visit->request, "referer", &from) || !str_starts(from, site))
        return loket_address(visit, true);
    struct str page = visit_own_path(str_sub(from, site.len, from.len));
    return loket_is_page(page) ? page : loket_address(visit, true);
}

/* A file leads to the page it was asked on, or the browser would stay at this question; a form of
 * another page goes on by itself. */
static struct way way_of(struct visit *visit) {
    const struct web_rule *rule = visit->request->route->extra;
    bool prints = rule->who == WHO_SCHOOL && rule->right == RIGHT_PRINT;
    struct str here = visit_own_path(visit_here(visit)), page = loket_address(visit, false),
               file = visit_form(visit, FILE_FIELD);
    if (visit->request->method == HTTP_GET && prints) {
        struct str before = page_before(visit);
        return (struct way){
            .action = S("/bevestig"), .on = before, .back = before, .file = visit->request->path};
    }
    if (visit->request->method == HTTP_GET)
        return (struct way){
            .action = S("/bevestig"), .on = here, .back = S("/leerlingen"), .file = S("")};
    struct str on = visit_own_path(visit_form(visit, "terug"));
    if (str_eq(visit->request->path, S("/bevestig")))
        return (struct way){
            .action = here, .on = on, .back = file.len > 0 ? on : S("/leerlingen"), .file = file};
    return (struct way){.action = here,
                        .on = on,
                        .back = page,
                        .file = S(""),
                        .keeps = prints && str_eq(page, here)};
}

static void ask_proof(struct visit *visit, struct str problem, struct str secret_problem) {
    const struct way way = way_of(visit);
    struct kept_field *kept;
    size_t count;
    stored_form_fields(visit, &kept, &count);
    if (visit->request->method == HTTP_GET && way.file.len > 0)
        kept[count++] = (struct kept_field){S(FILE_FIELD), way.file};
    struct sign_in_page_view view = {
        .frame = loket_frame(visit, "Geef je wachtwoord nog een keer", TAB_NONE),
        .lead = visit_say(
            visit,
            "Zo weten we dat jij het bent voor er wachtwoorden van leerlingen getoond worden."),
        .action = way.action,
        .button = visit_say(visit, "Ga verder"),
        .asks_code = staff_factor_ways(&visit->staff.factors) > 0,
        .back = way.on,
        .login = visit->staff.login,
        .way_back = way.back,
        .way_back_keeps = way.keeps,
        .secret_field = S(PROOF_FIELD),
        .code_field = S(CODE_FIELD),
        .kept = kept,
        .kept_count = count,
        .problem = problem,
        .secret_problem = secret_problem,
        .only_outside = visit->staff.outside};
    if (visit->staff.outside) { /* their proof leads away from here, so the form cannot go along */
        bool typed = visit->request->method == HTTP_POST && stored_form_save_here(visit);
        view.outside =
            sign_in_page_organisation_address(visit, typed ? S("/bewaard") : way.on, "&opnieuw=1");
        if (typed && way.keeps) view.way_back = S("/bewaard");
        if (typed) view.frame.here = S("/bewaard");
        view.way_back_keeps = false;
    } else {
        view.frame.work_form = S("werk");
        if (visit->staff.factors.passkeys > 0) view.passkey = passkey_button(visit, PASSKEY_PROVE);
    }
    visit->response->status = 403;
    (void)!show(visit, &view);
}

void sign_in_page_ask_proof(struct visit *visit) {
    ask_proof(visit, S(""), S(""));
}

/* The form goes on without its button: what it shows is shown again, and nothing is done. */
static void forget_button(struct visit *visit) {
    const struct http_fields forms = visit->request->forms;
    struct http_field *rows = ARENA_ARRAY(visit->arena, struct http_field, forms.count);
    size_t count = 0;
    for (size_t i = 0; i < forms.count; i++)
        if (!str_eq(forms.rows[i].name, S("actie"))) rows[count++] = forms.rows[i];
    visit->request->forms = (struct http_fields){rows, count};
}

/* The switch, another language, or "Terug" of the page that asks for proof: sent along with a form,
 * so that what was filled in stays. */
static enum rc use_bar(struct visit *visit, struct str wish, bool *ret_answered) {
    bool hide = str_eq(wish, S("verberg")),
         asks_proof = http_count(visit->request->forms, PROOF_FIELD) > 0;
    if (hide || str_eq(wish, S("toon"))) {
        TRY(staff_hide_secrets(visit->service, visit->arena, &visit->staff, hide, &visit->fault));
        visit->staff.hide_secrets = hide;
    }
    if (str_starts(wish, S("taal."))) visit_choose_language(visit, str_sub(wish, 5, wish.len));
    *ret_answered = asks_proof && !str_eq(wish, S("terug"));
    if (*ret_answered)
        sign_in_page_ask_proof(visit);
    else
        forget_button(visit);
    return RC_OK;
}

static enum rc prove_by_passkey(struct visit *visit) {
    const struct relying_party party = passkey_relying_party(visit->web->urls[SITE_LOKET]);
    const struct passkey_answer answer = passkey_from_form(visit);
    return passkey_prove(visit->service, visit->arena, &visit->staff, &party, &answer,
                         &visit->fault);
}

enum rc sign_in_page_before(struct visit *visit) {
    if (visit->request->site != SITE_LOKET || !visit->signed_in) return RC_OK;
    struct str password = S(""), wish = visit_form(visit, BAR_FIELD);
    if (wish.len > 0) {
        bool answered;
        TRY(use_bar(visit, wish, &answered));
        return answered ? RC_NONE : RC_OK;
    }
    if (!http_form_raw(visit->request, PROOF_FIELD, &password)) return RC_OK;
    bool by_passkey = visit_form(visit, PASSKEY_FIELD_ID).len > 0;
    if (password.len == 0 && !by_passkey)
        return ask_proof(visit, S(""), visit_missing(visit, password)), RC_NONE;
    int64_t wait_ms = 0;
    enum rc rc =
        by_passkey ? prove_by_passkey(visit)
                   : staff_prove(visit->service, visit->arena, &visit->staff, password,
                                 str_trim(visit_form(visit, CODE_FIELD)), &wait_ms, &visit->fault);
    visit->proved = rc == RC_OK;
    if (visit->proved)
        visit->actor.proof_ms = visit->staff.proof_ms = service_session_now(visit->service);
    struct str problem = refusal(visit, rc, wait_ms);
    if (problem.len == 0) return rc;
    if (rc == RC_DENIED && by_passkey)
        ask_proof(visit,
                  visit_say(visit, "Deze toegangssleutel kennen we niet. Probeer opnieuw, of "
                                   "gebruik je wachtwoord."),
                  S(""));
    else if (rc == RC_DENIED)
        ask_proof(visit, S(""), visit_say(visit, "Dit wachtwoord klopt niet. Probeer opnieuw."));
    else
        ask_proof(visit, problem, S(""));
    return RC_NONE;
}

enum rc sign_in_page_prove(struct visit *visit) { /* sign_in_page_before has done the work */
    struct str file = visit_form(visit, FILE_FIELD);
    if (visit->proved && file.len > 0) loket_flash_file(visit, file);
    return visit_redirect(visit, visit_form(visit, "terug"));
}
