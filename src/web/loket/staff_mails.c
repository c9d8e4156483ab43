#include "web/loket/staff_mails.h"

#include "web/mail_lines.h"

/* The service fills in {1} to {3} (service/staff/staff_message.h). */
static const struct {
    const char *subject, *body;
} mails[STAFF_MAILS] = {
    [STAFF_MAIL_OWN_ACCESS] =
        {N_("Je toegang tot het Schoolloket is vernieuwd"),
         N_("{2} maakte een nieuwe link om je aan te melden. Je oude wachtwoord werkt niet meer en "
            "je bent overal afgemeld. Je krijgt de link van {2}, nooit per mail.||Vroeg je dat "
            "niet? Zeg het meteen aan een andere LeerID-beheerder van je school.")},
    [STAFF_MAIL_OTHERS_ACCESS] =
        {N_("Schoolloket: de toegang van {3} is vernieuwd"),
         N_("{2} vernieuwde de toegang van {3}. Wist je dat? Dan hoef je niets te doen.||Klopt het "
            "niet? Vraag het aan beiden, en bel de platformbeheerder.")},
    [STAFF_MAIL_OWN_FACTOR] =
        {N_("Je tweede stap bij het Schoolloket is verwijderd"),
         N_("{2} verwijderde je toegangssleutels, je app en je herstelcodes. Je bent overal "
            "afgemeld. Kies bij je volgende aanmelding een nieuwe tweede stap.||Vroeg je dat niet? "
            "Zeg het meteen aan een andere LeerID-beheerder van je school.")},
    [STAFF_MAIL_OTHERS_FACTOR] =
        {N_("Schoolloket: de tweede stap van {3} is verwijderd"),
         N_("{2} verwijderde de tweede stap van {3}. Wist je dat? Dan hoef je niets te "
            "doen.||Klopt het niet? Vraag het aan beiden, en bel de platformbeheerder.")},
    [STAFF_MAIL_OVER_BUDGET] =
        {N_("Schoolloket: {2} ging boven het dagbudget"),
         N_("{2} toonde of drukte vandaag meer wachtwoorden van leerlingen af dan het dagbudget, "
            "gaf een reden en bevestigde opnieuw wie het was. Je ziet hoeveel, en waarom, in het "
            "Schoolloket bij ‘Wie drukte wat af’.||Klopt het niet? Bel {2}, en vernieuw de toegang "
            "bij ‘Personeel’.")},
    [STAFF_MAIL_NEW_PLACE] =
        {N_("Schoolloket: een aanmelding vanaf een nieuwe plaats"),
         N_("Iemand meldde zich met jouw account aan, met een toestel en een netwerk die we nog "
            "niet kenden: {2}, netwerk {3}. Was jij dat? Dan hoef je niets te doen.||Was jij het "
            "niet? Kies bij Mijn rekening meteen ‘Meld overal af, behalve hier’ en een nieuw "
            "wachtwoord, en zeg het aan een LeerID-beheerder van je school.")},
    [STAFF_MAIL_WITHOUT_FACTOR] =
        {N_("Schoolloket: iemand typte jouw wachtwoord zonder je tweede stap"),
         N_("Iemand typte je juiste wachtwoord, maar gaf je tweede stap niet: {2}, netwerk {3}. "
            "Niemand is daarmee binnen. Was jij dat? Dan hoef je niets te doen.||Was jij het niet? "
            "Dan kent iemand je wachtwoord. Meld je aan en kies bij Mijn rekening meteen een nieuw "
            "wachtwoord.")},
};

const struct mail_text *staff_mails_in(struct arena *arena, enum language language,
                                       struct str site) {
    struct mail_text *texts = ARENA_ARRAY(arena, struct mail_text, STAFF_MAILS);
    struct str around = tr(language, "Dag {1},||{0}||Wij vragen nooit je wachtwoord of een code: "
                                     "niet in een mail, niet aan de telefoon.||LeerID Schoolloket, "
                                     "{2}");
    for (size_t i = 0; i < STAFF_MAILS; i++) {
        const struct str inside[] = {tr(language, mails[i].body), S("{1}"), site};
        texts[i] = (struct mail_text){tr(language, mails[i].subject),
                                      mail_lines(arena, str_fill(arena, around, inside, 3))};
    }
    return texts;
}
