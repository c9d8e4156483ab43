#include "web/loket/staff_mails.h"

#include "web/mail_lines.h"

/* The service fills in {1} to {3} (service/staff/staff_message.h). */
static const struct {
    const char *subject, *body;
} mails[STAFF_MAILS] = {
    [STAFF_MAIL_OWN_ACCESS] =
        {N_("Your access to the Schoolloket has been renewed"),
         N_("{2} made a new link for you to sign in. Your old password no longer works and you are "
            "signed out everywhere. You get the link from {2}, never by email.||Did you not ask "
            "for that? Tell another LeerID manager of your school at once.")},
    [STAFF_MAIL_OTHERS_ACCESS] =
        {N_("Schoolloket: the access of {3} has been renewed"),
         N_("{2} renewed the access of {3}. Did you know? Then you need do nothing.||Is it not as "
            "it should be? Ask them both, and call the platform operator.")},
    [STAFF_MAIL_OWN_FACTOR] =
        {N_("Your second step at the Schoolloket has been removed"),
         N_("{2} removed your passkeys, your app and your recovery codes. You are signed out "
            "everywhere. Choose a new second step when you next sign in.||Did you not ask for "
            "that? Tell another LeerID manager of your school at once.")},
    [STAFF_MAIL_OTHERS_FACTOR] =
        {N_("Schoolloket: the second step of {3} has been removed"),
         N_("{2} removed the second step of {3}. Did you know? Then you need do nothing.||Is it "
            "not as it should be? Ask them both, and call the platform operator.")},
    [STAFF_MAIL_OVER_BUDGET] =
        {N_("Schoolloket: {2} went over the daily budget"),
         N_("{2} showed or printed more passwords of pupils today than the daily budget, gave a "
            "reason and confirmed again who it was. You can see how many, and why, in the "
            "Schoolloket at ‘Who printed what’.||Is something wrong? Call {2}, and renew the "
            "access at ‘Staff’.")},
    [STAFF_MAIL_NEW_PLACE] =
        {N_("Schoolloket: a sign-in from a new place"),
         N_("Somebody signed in with your account, with a device and a network that we did not "
            "know yet: {2}, network {3}. Was that you? Then you need do nothing.||Was it not you? "
            "Under My account, choose ‘Sign out everywhere except here’ and a new password at "
            "once, and tell a LeerID manager of your school.")},
    [STAFF_MAIL_WITHOUT_FACTOR] =
        {N_("Schoolloket: somebody typed your password without your second step"),
         N_("Somebody typed your correct password, but did not give your second step: {2}, network "
            "{3}. Nobody got in with it. Was that you? Then you need do nothing.||Was it not you? "
            "Then somebody knows your password. Sign in and choose a new password under My account "
            "at once.")},
};

const struct mail_text *staff_mails_in(struct arena *arena, enum language language,
                                       struct str site) {
    struct mail_text *texts = ARENA_ARRAY(arena, struct mail_text, STAFF_MAILS);
    struct str around = tr(language, "Hello {1},||{0}||We never ask for your password or a code: "
                                     "not in an email, not on the phone.||LeerID Schoolloket, {2}");
    for (size_t i = 0; i < STAFF_MAILS; i++) {
        const struct str inside[] = {tr(language, mails[i].body), S("{1}"), site};
        texts[i] = (struct mail_text){tr(language, mails[i].subject),
                                      mail_lines(arena, str_fill(arena, around, inside, 3))};
    }
    return texts;
}
