/* The Dutch sentences of roster messages: what is wrong and how to mend it. %s: the detail. */
#include "format/roster.h"

static const char *const sentences[ROSTER_FLAWS] = {
    [ROSTER_NO_HEADER] = "de kolomkoppen zijn niet gevonden. Zet in een van de eerste vijf rijen minstens deze kolommen: %s",
    [ROSTER_COLUMN_TWICE] = "de kolom ‘%s’ staat er twee keer. Laat er één staan",
    [ROSTER_MISSING] = "‘%s’ is leeg. Vul het in en voer het bestand opnieuw in",
    [ROSTER_BAD_TEXT] = "‘%s’ bevat tekens die niet in een naam horen (stuurtekens of een verkeerde codering). Typ het veld opnieuw, of bewaar het bestand als UTF-8",
    [ROSTER_TEXT_LONG] = "‘%s’ is langer dan 100 tekens. Maak het korter",
    [ROSTER_BAD_SCHOOL] = "‘%s’ is geen instellingsnummer. Een instellingsnummer telt hoogstens 6 cijfers",
    [ROSTER_OTHER_SCHOOL] = "deze rij is van instelling %s, niet van de instelling waarvoor je invoert. Haal ze eruit, of laat --school weg",
    [ROSTER_BAD_ROLL] = "‘%s’ is geen stamnummer. Gebruik alleen cijfers",
    [ROSTER_BAD_GROUP] = "‘%s’ is geen nummer van een administratieve groep. Zo een nummer telt hoogstens 6 cijfers",
    [ROSTER_BAD_DATE] = "‘%s’ is geen datum. Schrijf bijvoorbeeld 1/9/2026 of 2026-09-01",
    [ROSTER_ENDS_EARLY] = "de einddatum ligt voor de begindatum. Kijk beide na",
    [ROSTER_BAD_SEX] = "‘%s’ is geen geslacht. Gebruik M, V of X, of laat het leeg",
    [ROSTER_BAD_NUMBER] = "het rijksregister- of bisnummer klopt niet (controlegetal). Verbeter het, of laat het leeg",
    [ROSTER_NO_LEVEL] = "uit ‘%s’ blijkt niet of dit kleuter, lager of secundair is. Voeg een kolom hoofdstructuur toe (111, 211, 311 …)",
    [ROSTER_EMPTY] = "er staan kolomkoppen in, maar geen leerlingen",
    [ROSTER_TWICE] = "deze leerling staat ook op rij %s. Laat één van beide staan",
    [ROSTER_CLASH] = "hier lijken twee verschillende personen één stamnummer of rijksregisternummer te delen (%s). Kijk na wie wie is en verbeter het in het leerlingadministratiepakket",
    [ROSTER_UNKNOWN_SCHOOL] = "instelling %s is niet bekend. Voeg ze eerst toe: leerid school add",
    [ROSTER_MANY] = "tot hier zijn er meer dan %s rijen van één instelling. Zoveel leest LeerID er niet in één keer, en zoveel leerlingen heeft geen enkele school. Kijk na of elke rij het juiste instellingsnummer heeft, en of er geen oude schooljaren in staan",
};

#define EXPORT "Kies in Excel ‘Bestand, Opslaan als’ en daar ‘Excel-werkmap (.xlsx)’ of ‘CSV UTF-8’, of maak de lijst opnieuw in het leerlingadministratiepakket"

static const char *const tables[] = {
    [TABLE_FINE] = "",
    [TABLE_EMPTY] = "het bestand is leeg",
    [TABLE_NOT_TEXT] = "dit zijn geen leesbare letters. Bewaar het bestand als CSV UTF-8 of als Excel-werkmap",
    [TABLE_QUOTES] = "een aanhalingsteken wordt nergens gesloten. Zoek het vanaf deze rij",
    [TABLE_TOO_WIDE] = "er zijn meer dan 200 kolommen. Laat de overbodige weg",
    [TABLE_FIELD_TOO_LONG] = "een veld is langer dan 4000 tekens. Kijk na of elk veld in zijn eigen kolom staat",
    [TABLE_TOO_LONG] = "er zijn meer dan 3 000 000 rijen. Splits het bestand",
    [TABLE_TOO_LARGE] = "het bestand is te groot (of groeit te sterk bij het uitpakken). Splits het",
    [TABLE_NOT_WORKBOOK] = "dit is geen leesbare Excel-werkmap. " EXPORT,
    [TABLE_IMAGE] = "dit is een afbeelding, geen leerlingenlijst. " EXPORT,
    [TABLE_PDF] = "dit is een PDF, geen leerlingenlijst. " EXPORT,
    [TABLE_OLD_EXCEL] = "dit is een bestand van een oude Excel (.xls) of Word. " EXPORT,
    [TABLE_OPEN_DOCUMENT] = "dit is een bestand van LibreOffice (.ods of .odt). Kies in LibreOffice ‘Bestand, Opslaan als’ en daar ‘Excel 2007-365 (.xlsx)’ of ‘Tekst CSV’",
    [TABLE_WEB_PAGE] = "dit is een webpagina (HTML), ook al eindigt de naam anders. " EXPORT,
    [TABLE_ARCHIVE] = "dit is een ingepakt bestand (ZIP of dergelijke). Pak het eerst uit en kies het bestand dat erin zit",
    [TABLE_PROGRAM] = "dit is een programma of een databank, geen leerlingenlijst. " EXPORT,
    [TABLE_CANNOT_OPEN] = "het bestand kan niet geopend worden. Kijk de naam en de rechten na",
};

struct str roster_message_text(struct arena *arena, const struct roster_message *message) {
    if (message->flaw == ROSTER_TABLE) return str_of(tables[message->code]);
    struct str sentence = str_of(sentences[message->flaw]);
    struct str rest = sentence;
    bool has_detail;
    struct str before = str_cut(&rest, '%', &has_detail);
    if (!has_detail) return sentence;
    return str_format(arena, "%.*s%.*s%.*s", STR_ARG(before), STR_ARG(message->detail), STR_ARG(str_sub(rest, 1, rest.len)));
}
