/* Staff sign-in through the OpenID Connect provider of their organisation. */
#include "web/handlers.h"
#include "web/loket/sign_in/sign_in_page.h"

enum { KEPT_S = 15 * 60, BACK_MAX = 500 };

enum rc outside_begin(struct visit *visit) {
    const struct staff_provider *provider = &visit->web->staff_provider;
    ENSURE(provider->issuer.len > 0, RC_NONE);
    struct str back = visit_own_path(visit_query(visit, "terug")), address, kept;
    struct outside_wish wish = {.back = back.len <= BACK_MAX ? back : S("/leerlingen"),
                                .again = str_eq(visit_query(visit, "opnieuw"), S("1")),
                                .chooses = str_eq(visit_query(visit, "kies"), S("1"))};
    int64_t school;
    if (str_to_i64(visit_query(visit, "instelling"), 1, 999999, &school) == RC_OK)
        wish.school.value = (int32_t)school;
    enum rc rc = staff_outside_begin(visit->service, visit->arena, provider, &wish, &address, &kept,
                                     &visit->fault);
    if (rc == RC_RETRY || rc == RC_DENIED)
        return sign_in_page_refuse(
            visit, visit_say(visit, "Your organisation does not answer. Try again in a minute."));
    TRY(rc);
    visit_set_cookie(visit, COOKIE_STEP, kept, KEPT_S);
    http_redirect(visit->response, address); /* from the provider's metadata */
    return RC_OK;
}

enum rc outside_finish(struct visit *visit) {
    const struct staff_provider *provider = &visit->web->staff_provider;
    ENSURE(provider->issuer.len > 0, RC_NONE);
    struct outside_entry entry;
    struct str kept = visit_cookie(visit, COOKIE_STEP);
    visit_set_cookie(visit, COOKIE_STEP, S("-"), -1);
    enum rc rc =
        staff_outside_finish(visit->service, visit->arena, provider, kept, visit->request->query,
                             visit->actor.source, &entry, &visit->fault);
    visit_count_sign_in(visit, rc == RC_OK                           ? RESULT_DONE
                               : rc == RC_NONE                       ? RESULT_NO_ROLE
                               : rc == RC_DENIED || rc == RC_INVALID ? RESULT_WRONG
                                                                     : RESULT_FAILED);
    if (rc == RC_NONE)
        return sign_in_page_refuse(
            visit, visit_say(visit, "Your organisation knows you, but you have no role at a school "
                                    "in this Schoolloket. Ask your head teacher."));
    if (rc == RC_INVALID)
        return sign_in_page_refuse(
            visit, visit_say(visit, "Your organisation signed you in without a second step. Your "
                                    "role needs one. Sign in at your organisation with a second "
                                    "step, for example an app or a card reader."));
    if (rc == RC_DENIED)
        return sign_in_page_refuse(
            visit, visit_say(visit, "Signing in with your organisation did not work. Try again."));
    if (rc == RC_RETRY)
        return sign_in_page_refuse(
            visit, visit_say(visit, "Your organisation does not answer. Try again in a minute."));
    TRY(rc);
    if (visit->signed_in)
        TRY(staff_sign_out(visit->service, visit->arena, visit->staff.token, &visit->fault));
    visit_set_cookie(visit, COOKIE_SESSION, entry.token, 0);
    return visit_redirect(visit, entry.back);
}
