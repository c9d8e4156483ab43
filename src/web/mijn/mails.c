/* The texts of mails to pupils, in the language of the page that sends them. */
#include "web/mail_lines.h"
#include "web/mijn/mijn.h"

static const struct {
    const char *subject, *body;
    const char *path; /* of the link; NULL: no link */
} mails[MIJN_MAILS] = {
    [MIJN_MAIL_PROVE] =
        {N_("Confirm your e-mail address for LeerID"),
         N_("This email address was given for your LeerID. Was it you? Then open this link within "
            "{4} minutes:||{0}||Was it not you? Then you need not do anything."),
         "/e-mail/bevestig"},
    [MIJN_MAIL_FORGOTTEN] = {N_("LeerID: the link you asked for"),
                             N_("Someone asked for a new password for your LeerID. Was it you? "
                                "Then open this link within {4} minutes:||{0}||Was it not you? "
                                "Then you need not do anything. Your password stays the same."),
                             "/wachtwoord-vergeten/nieuw"},
    [MIJN_MAIL_PASSWORD] =
        {N_("Your LeerID password was changed"),
         N_("A new password was just chosen for your LeerID. Was it you? Then you need not do "
            "anything.||Was it not you? Tell your school straight away. They can block your LeerID "
            "and give you a new password."),
         NULL},
    [MIJN_MAIL_RENEWED] = {N_("Your LeerID password was changed"),
                           N_("Your school gave you a new password for your LeerID. The old one no "
                              "longer works. You get the new one at school, never by email."),
                           NULL},
    [MIJN_MAIL_OTHER_ADDRESS] =
        {N_("Your email address at LeerID was changed"),
         N_("Your LeerID now has another email address. LeerID will not send emails to this "
            "address any more. Was it you? Then you need not do anything.||Was it not you? Tell "
            "your school straight away."),
         NULL},
    [MIJN_MAIL_PROVED] =
        {N_("Your email address at LeerID is confirmed"),
         N_("This email address now belongs to your LeerID. If you forget your password, the link "
            "comes here.||Was it not you? Tell your school straight away."),
         NULL},
    [MIJN_MAIL_REMOVED] =
        {N_("Your email address at LeerID was removed"),
         N_("This email address no longer belongs to your LeerID. If you forget your password, ask "
            "for a new one at school.||Was it not you? Tell your school straight away."),
         NULL},
};

/*
 * Puts the link with {0} into the text. The service replaces {0} by the token and fills in {1} to
 * {4} (service/mail/mail.h).
 */
static struct str with_link(struct arena *arena, struct str text, struct str site,
                            const char *path) {
    if (path == NULL) return text;
    struct str link = str_format(arena, "%.*s%s/{0}", STR_ARG(site), path);
    return str_fill(arena, text, &link, 1);
}

struct mail_text mijn_mail_in(struct arena *arena, enum language language, struct str site,
                              enum mijn_mail mail) {
    struct str said = with_link(arena, tr(language, mails[mail].body), site, mails[mail].path);
    struct str around = tr(language, "Hello {1},||{0}||Questions? Ask here: {3}||We never ask for "
                                     "your password: not by email, not on the phone.||LeerID, {2}");
    return (struct mail_text){tr(language, mails[mail].subject),
                              mail_lines(arena, str_fill(arena, around, &said, 1))};
}

struct mail_text mijn_mail(struct visit *visit, enum mijn_mail mail) {
    return mijn_mail_in(visit->arena, visit->language, visit->web->urls[SITE_MIJN], mail);
}

const struct mail_text *mijn_notice(struct visit *visit, enum mijn_mail mail) {
    if (!visit->web->mails) return NULL;
    struct mail_text *text = ARENA_NEW(visit->arena, struct mail_text);
    *text = mijn_mail(visit, mail);
    return text;
}
