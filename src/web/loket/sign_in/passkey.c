#include "web/loket/sign_in/passkey.h"

#include "web/agent.h"
#include "web/handlers.h"
#include "web/loket/sign_in/sign_in_page.h"

struct passkey_view passkey_button(struct visit *visit, enum passkey_purpose purpose) {
    const struct relying_party party = passkey_relying_party(visit->web->urls[SITE_LOKET]);
    const struct staff_session *session = purpose == PASSKEY_SIGN_IN ? NULL : &visit->staff;
    struct passkey_view view = {
        .creates = purpose == PASSKEY_REGISTER,
        .challenge = passkey_challenge(visit->service, visit->arena, purpose, session),
        .relying_party = party.id};
    if (view.creates) {
        view.user = str_format(visit->arena, "%016llx", (unsigned long long)visit->staff.staff_id);
        view.user_name = visit->staff.login;
    }
    return view;
}

struct passkey_answer passkey_from_form(const struct visit *visit) {
    return (struct passkey_answer){.id = visit_form(visit, PASSKEY_FIELD_ID),
                                   .client_data = visit_form(visit, PASSKEY_FIELD_CLIENT),
                                   .auth_data = visit_form(visit, PASSKEY_FIELD_AUTH),
                                   .signature = visit_form(visit, PASSKEY_FIELD_SIGNATURE)};
}

struct staff_origin passkey_origin(struct visit *visit) {
    struct str user_agent = S(""), browser = visit_cookie(visit, COOKIE_PLACE);
    if (browser.len == 0) browser = service_random_token(visit->arena, visit->service);
    visit_set_cookie(visit, COOKIE_PLACE, browser, (int64_t)DEVICE_COOKIE_DAYS * 24 * 3600);
    (void)http_header(visit->request, "user-agent", &user_agent);
    return (struct staff_origin){.source = visit->actor.source,
                                 .peer = visit->request->peer,
                                 .browser = browser,
                                 .agent = agent_words(visit->arena, user_agent)};
}

enum rc passkey_submit_sign_in(struct visit *visit) {
    const struct relying_party party = passkey_relying_party(visit->web->urls[SITE_LOKET]);
    const struct passkey_answer answer = passkey_from_form(visit);
    const struct staff_origin from = passkey_origin(visit);
    struct str token;
    int64_t wait_ms = 0;
    enum rc rc = passkey_sign_in(visit->service, visit->arena, &party, &answer, &from, &token,
                                 &wait_ms, &visit->fault);
    visit_count_sign_in(visit, sign_in_page_result(rc));
    if (rc == RC_OK)
        return sign_in_page_enter(visit, token, visit_own_path(visit_form(visit, "terug")));
    if (rc == RC_LIMIT) return sign_in_page_refuse(visit, sign_in_page_wait_text(visit, wait_ms));
    if (rc == RC_DENIED)
        return sign_in_page_refuse(
            visit,
            visit_say(visit, "We do not know this passkey. Try again, or use your password."));
    return rc;
}
