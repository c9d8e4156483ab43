/*
 * Sentences of roster messages: what is wrong and how to correct it. {0} is the detail.
 */
#include "format/roster.h"
#include "format/table_text.h"

static const struct sentences flaws[ROSTER_FLAWS] = {
    [ROSTER_NO_HEADER] =
        {N_("De kolomnamen zijn niet gevonden."),
         N_("Zet in een van de eerste vijftien rijen minstens deze kolommen: {0}."), NULL},
    [ROSTER_NO_COLUMNS] = {N_("In de rij met kolomnamen ontbreekt: {0}. Wel gevonden: {2}."),
                           N_("Zeg welke kolom het is met --map 'Kolom=veld', of zet die kolommen "
                              "erbij, elk met die naam."),
                           N_("Zet die kolommen erbij, elk met die naam.")},
    [ROSTER_CHOSEN_TWICE] = {N_("‘{0}’ is voor twee kolommen gekozen."), N_("Kies er één."), NULL},
    [ROSTER_OWN_WORKBOOK] =
        {N_("Dit is de Excel met accounts die LeerID zelf maakte, geen leerlingenlijst."),
         MAKE_AGAIN, NULL},
    [ROSTER_COLUMN_TWICE] = {N_("De kolom ‘{0}’ staat er twee keer."), N_("Laat er één staan."),
                             NULL},
    [ROSTER_MISSING] = {N_("‘{0}’ is leeg."), N_("Vul het in."), NULL},
    [ROSTER_BAD_TEXT] = {N_("‘{0}’ bevat tekens die niet in een naam horen (stuurtekens of een "
                            "verkeerde codering)."),
                         N_("Typ het veld opnieuw, of bewaar het bestand als CSV UTF-8."), NULL},
    [ROSTER_TEXT_LONG] = {N_("‘{0}’ is langer dan 100 tekens."), N_("Maak het korter."), NULL},
    [ROSTER_BAD_SCHOOL] = {N_("‘{0}’ is geen instellingsnummer."),
                           N_("Kijk het na: een instellingsnummer telt hoogstens 6 cijfers."),
                           NULL},
    [ROSTER_OTHER_SCHOOL] =
        {N_("Dit bestand heeft rijen van instelling {0} ({1}), niet van de instelling waarvoor je "
            "inleest."),
         N_("Haal deze rijen eruit, of laat --school weg."),
         N_("Haal deze rijen eruit, of kies eerst die instelling met ‘Wijzig Instelling’.")},
    [ROSTER_BAD_ROLL] = {N_("‘{0}’ is geen stamnummer."), N_("Gebruik alleen cijfers."), NULL},
    [ROSTER_BAD_GROUP] = {N_("‘{0}’ is geen nummer van een administratieve groep."),
                          N_("Gebruik alleen cijfers, hoogstens 6."), NULL},
    [ROSTER_BAD_DATE] = {N_("‘{0}’ is geen datum."),
                         N_("Schrijf bijvoorbeeld 1/9/2026 of 2026-09-01."), NULL},
    [ROSTER_ENDS_EARLY] = {N_("De einddatum ligt voor de begindatum."), N_("Kijk beide na."), NULL},
    [ROSTER_BAD_SEX] = {N_("‘{0}’ is geen geslacht."), N_("Gebruik M, V of X, of laat het leeg."),
                        NULL},
    [ROSTER_BAD_NUMBER] = {N_("Het rijksregister- of bisnummer klopt niet (controlegetal)."),
                           N_("Verbeter het, of laat het leeg."), NULL},
    [ROSTER_NO_LEVEL] =
        {N_("Uit ‘{0}’ blijkt niet of dit kleuter, lager of secundair is ({1} rijen)."),
         N_("Zeg het met --groups '{0}=kleuter', '{0}=lager' of '{0}=secundair', of voeg een kolom "
            "hoofdstructuur toe (111, 211, 311 …)."),
         N_("Voeg een kolom hoofdstructuur toe (111, 211, 311 …).")},
    [ROSTER_BAD_LEVEL] = {N_("‘{0}’ is geen hoofdstructuur."),
                          N_("Gebruik 111, 211, 311 …, of kleuter, lager, secundair."), NULL},
    [ROSTER_AGE] = {N_("Geboren in {1}, maar in ‘{0}’."),
                    N_("Klopt de groep? Dan hoef je niets te doen."), NULL},
    [ROSTER_ROUNDED] = {N_("Excel heeft dit getal afgerond."),
                        N_("Zet die kolom in Excel op ‘Tekst’ en exporteer opnieuw."), NULL},
    [ROSTER_EMPTY] = {N_("Er staan kolomnamen in, maar geen leerlingen."), MAKE_AGAIN, NULL},
    [ROSTER_TWO_PUPILS] = {N_("Dit stamnummer staat ook op rij {0}, bij een andere leerling."),
                           N_("Kijk na welke van beide een ander stamnummer heeft."), NULL},
    [ROSTER_TWICE] = {N_("Deze leerling staat ook op rij {0}."),
                      N_("Laat één van beide rijen staan."), NULL},
    [ROSTER_CLASH_ACCOUNTS] =
        {N_("Deze leerling heeft twee LeerID's: {0}. Het rijksregister- of bisnummer in deze rij "
            "wordt niet gebruikt."),
         N_("Kies welk LeerID blijft en voeg ze samen: leerid account join BLIJFT VERDWIJNT."),
         N_("Kies welk LeerID blijft, en vraag de platformbeheerder om ze samen te voegen.")},
    [ROSTER_CLASH_NUMBER] =
        {N_("Stamnummer {0} is bekend met een ander rijksregister- of bisnummer, en ook de naam of "
            "de geboortedatum verschilt. Die drie blijven zoals ze waren."),
         N_("Is het dezelfde leerling: lees de lijst één keer in met dat nummer leeg, en daarna "
            "met het nummer. Is het een andere: geef die een eigen stamnummer."),
         NULL},
    [ROSTER_CLASH_ROWS] = {N_("Dit rijksregister- of bisnummer staat ook op rij {0}, bij een "
                              "andere leerling. Hier wordt het niet gebruikt."),
                           N_("Verbeter het in het leerlingadministratiepakket van de school."),
                           NULL},
    [ROSTER_CLASH_OWNER] =
        {N_("Het rijksregister- of bisnummer van stamnummer {0} is van een andere leerling: de "
            "naam of de geboortedatum verschilt. Het wordt niet gebruikt."),
         N_("Kijk in het leerlingadministratiepakket na of het nummer en de geboortedatum juist "
            "zijn, en of beide in de lijst staan."),
         NULL},
    [ROSTER_ASK_PERSON] =
        {N_("Het rijksregister- of bisnummer en de geboortedatum van stamnummer {0} zijn die van "
            "een leerling met een andere voornaam. Ze blijven twee leerlingen en het nummer wordt "
            "hier niet gebruikt."),
         N_("Zijn het er twee (een tweeling): verbeter het nummer. Is het dezelfde leerling: voeg "
            "ze "
            "samen met leerid account join."),
         N_("Zijn het er twee (een tweeling): verbeter het nummer in het "
            "leerlingadministratiepakket "
            "van de school. Is het dezelfde leerling: vraag de platformbeheerder om ze samen te "
            "voegen.")},
    [ROSTER_OTHER_NUMBER] =
        {N_("Een andere school gaf voor de leerling met stamnummer {0} een ander rijksregister- of "
            "bisnummer. Dat blijft."),
         N_("Spreek met die school af welk nummer juist is, en verbeter het waar het fout is."),
         NULL},
    [ROSTER_NUMBER_DATE] =
        {N_("De geboortedatum van stamnummer {0} is niet die van het rijksregister- of bisnummer. "
            "Wat al bekend was, blijft."),
         N_("Kijk beide na en verbeter wat fout is."), NULL},
    [ROSTER_OTHER_BIRTH_DAY] =
        {N_("Voor de leerling met stamnummer {0} is een andere geboortedatum bekend, van het "
            "rijksregisternummer of van een andere school. Die blijft."),
         N_("Kijk na welke juist is, en verbeter ze waar ze fout is."), NULL},
    [ROSTER_OTHER_SEX] =
        {N_("Een andere school gaf voor de leerling met stamnummer {0} een ander geslacht. Dat "
            "blijft."),
         N_("Kijk na welk juist is, en verbeter het waar het fout is."), NULL},
    [ROSTER_OTHER_NAMES] =
        {N_("Een andere school gaf voor de leerling met stamnummer {0} een andere officiële naam. "
            "Die blijft."),
         N_("Kijk na welke juist is, en verbeter ze waar ze fout is."), NULL},
    [ROSTER_UNKNOWN_SCHOOL] = {N_("Instelling {0} is niet bekend."),
                               N_("Voeg ze eerst toe: leerid school add {0} NAAM."),
                               N_("Vraag de platformbeheerder om ze toe te voegen.")},
    [ROSTER_MANY] =
        {N_("Tot hier zijn er meer dan {0} rijen van één instelling. Zoveel leest LeerID er niet "
            "in één keer, en zoveel leerlingen heeft geen enkele school."),
         N_("Kijk na of elke rij het juiste instellingsnummer heeft, en of er geen oude "
            "schooljaren in staan."),
         NULL},
};

struct roster_words roster_message_words(const struct roster_message *message, bool on_portal) {
    const struct sentences *s = &flaws[message->flaw];
    if (message->flaw == ROSTER_TABLE)
        s = table_flaw_sentences((enum table_flaw_code)message->code);
    if (message->flaw == ROSTER_NOTE) s = table_note_sentences((enum table_note_code)message->code);
    return (struct roster_words){s->wrong, on_portal && s->portal != NULL ? s->portal : s->mend};
}

struct str roster_message_in(struct arena *arena, enum language language,
                             const struct roster_message *message) {
    struct roster_words words = roster_message_words(message, false);
    const struct str args[] = {message->detail, str_format(arena, "%d", message->rows),
                               message->also};
    struct str text = str_format(arena, "%.*s %.*s", STR_ARG(tr(language, words.wrong)),
                                 STR_ARG(tr(language, words.mend)));
    return str_fill(arena, text, args, COUNT(args));
}

struct str roster_message_text(struct arena *arena, const struct roster_message *message) {
    return roster_message_in(arena, LANGUAGE_NL, message);
}
