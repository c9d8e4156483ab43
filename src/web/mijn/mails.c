/* The texts of mails to pupils, in the language of the page that sends them. */
#include "web/mail_lines.h"
#include "web/mijn/mijn.h"

static const struct {
    const char *subject, *body;
    const char *path; /* of the link; NULL: no link */
} mails[MIJN_MAILS] = {
    [MIJN_MAIL_PROVE] =
        {N_("Bevestig je e-mailadres voor LeerID"),
         N_("Dit e-mailadres werd gegeven bij je LeerID. Was jij dat? Open dan binnen {4} minuten "
            "deze link:||{0}||Was jij het niet? Dan hoef je niets te doen."),
         "/e-mail/bevestig"},
    [MIJN_MAIL_FORGOTTEN] = {N_("LeerID: de link die je vroeg"),
                             N_("Iemand vroeg een nieuw wachtwoord voor je LeerID. Was jij dat? "
                                "Open dan binnen {4} minuten deze link:||{0}||Was jij het niet? "
                                "Dan hoef je niets te doen. Je wachtwoord blijft hetzelfde."),
                             "/wachtwoord-vergeten/nieuw"},
    [MIJN_MAIL_PASSWORD] =
        {N_("Je wachtwoord van LeerID is gewijzigd"),
         N_("Er is net een nieuw wachtwoord gekozen voor je LeerID. Was jij dat? Dan hoef je niets "
            "te doen.||Was jij het niet? Zeg het meteen op school. Ze kunnen je LeerID stilzetten "
            "en je een nieuw wachtwoord geven."),
         NULL},
    [MIJN_MAIL_RENEWED] = {N_("Je wachtwoord van LeerID is gewijzigd"),
                           N_("Je school gaf je een nieuw wachtwoord voor je LeerID. Het oude "
                              "werkt niet meer. Je krijgt het nieuwe op school, nooit per mail."),
                           NULL},
    [MIJN_MAIL_OTHER_ADDRESS] =
        {N_("Je e-mailadres bij LeerID is gewijzigd"),
         N_("Bij je LeerID hoort nu een ander e-mailadres. Op dit adres komt geen mail van LeerID "
            "meer aan. Heb jij dat gedaan? Dan hoef je niets te doen.||Was jij het niet? Zeg het "
            "meteen op school."),
         NULL},
    [MIJN_MAIL_PROVED] =
        {N_("Je e-mailadres bij LeerID is bevestigd"),
         N_("Dit e-mailadres hoort nu bij je LeerID. Vergeet je je wachtwoord? Dan komt de link "
            "naar hier.||Was jij het niet? Zeg het meteen op school."),
         NULL},
    [MIJN_MAIL_REMOVED] =
        {N_("Je e-mailadres bij LeerID is weggehaald"),
         N_("Dit e-mailadres hoort niet meer bij je LeerID. Vergeet je je wachtwoord? Vraag dan op "
            "school een nieuw.||Was jij het niet? Zeg het meteen op school."),
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
    struct str around =
        tr(language, "Dag {1},||{0}||Vragen? Je kunt terecht bij: {3}||Wij vragen nooit je "
                     "wachtwoord: niet in een mail, niet aan de telefoon.||LeerID, {2}");
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
