#include "format/table_text.h"

#define SPLIT N_("Splits het bestand per instelling.")

static const struct sentences tables[] = {
    [TABLE_FINE] = {"", "", NULL},
    [TABLE_EMPTY] = {N_("Het bestand is leeg."), MAKE_AGAIN, NULL},
    [TABLE_NOT_TEXT] = {N_("Dit zijn geen leesbare letters."),
                        N_("Bewaar het bestand als CSV UTF-8 of als Excel-werkmap."), NULL},
    [TABLE_QUOTES] = {N_("Een aanhalingsteken wordt nergens gesloten."),
                      N_("Zoek het vanaf deze rij en sluit het, of haal het weg."), NULL},
    [TABLE_TOO_WIDE] = {N_("Er zijn meer dan 200 kolommen."), N_("Laat de overbodige weg."), NULL},
    [TABLE_FIELD_TOO_LONG] = {N_("Een veld is langer dan 4000 tekens."),
                              N_("Kijk na of elk veld in zijn eigen kolom staat."), NULL},
    /*
     * Importing half a list would end the enrolments of the other half, so the portal never advises
     * to split a file.
     */
    [TABLE_TOO_LONG] = {N_("Er zijn meer dan 3 000 000 rijen."), SPLIT, MAKE_AGAIN},
    [TABLE_TOO_LARGE] = {N_("Het bestand is te groot, of groeit te sterk bij het uitpakken."),
                         SPLIT, MAKE_AGAIN},
    [TABLE_NOT_WORKBOOK] = {N_("Dit is geen leesbare Excel-werkmap."), SAVE_AGAIN, NULL},
    [TABLE_IMAGE] = {N_("Dit is een afbeelding, geen leerlingenlijst."), SAVE_AGAIN, NULL},
    [TABLE_PDF] = {N_("Dit is een PDF, geen leerlingenlijst."), SAVE_AGAIN, NULL},
    [TABLE_OLD_EXCEL] = {N_("Dit is een oude Excel (.xls)."),
                         N_("Kies in Excel ‘Opslaan als’ en dan ‘Excel-werkmap (.xlsx)’."), NULL},
    [TABLE_ENCRYPTED] = {N_("Op deze werkmap staat een wachtwoord."),
                         N_("Haal het weg en bewaar ze opnieuw."), NULL},
    [TABLE_OLD_WORD] = {N_("Dit is een bestand van Word, geen leerlingenlijst."), MAKE_AGAIN, NULL},
    [TABLE_CUT] = {N_("Dit bestand houdt op midden in rij {0}."), N_("Exporteer opnieuw."), NULL},
    [TABLE_EMPTY_SHEET] = {N_("Er staat geen leerling op het blad ‘{0}’."),
                           N_("Staat de lijst op een ander blad? Zet dat vooraan."), NULL},
    [TABLE_WIDE_ROWS] = {N_("In meer dan 100 rijen staan meer waarden dan er kolomnamen zijn."),
                         N_("Exporteer met puntkomma’s of als Excel-werkmap."), NULL},
    [TABLE_XML] = {N_("Dit is een XML-bestand, maar niet van Informat en niet van Excel."),
                   SAVE_AGAIN, NULL},
    [TABLE_OPEN_DOCUMENT] = {N_("Dit is een bestand van LibreOffice (.ods of .odt)."),
                             N_("Kies in LibreOffice ‘Bestand, Opslaan als’ en daar ‘Excel "
                                "2007-365 (.xlsx)’ of ‘Tekst CSV’."),
                             NULL},
    [TABLE_WEB_PAGE] = {N_("Dit is een webpagina die .xls heet."),
                        N_("Open ze in Excel en bewaar ze als .xlsx."), NULL},
    [TABLE_OWN_ARCHIVE] = {N_("Dit is een ZIP met kaarten en lijsten die LeerID zelf maakte, geen "
                              "leerlingenlijst."),
                           MAKE_AGAIN, NULL},
    [TABLE_ARCHIVE] = {N_("Dit is een ingepakt bestand (ZIP of dergelijke)."),
                       N_("Pak het eerst uit en kies het bestand dat erin zit."), NULL},
    [TABLE_ZIP_FOLDER] =
        {N_("De bestanden in deze ZIP staan in een map."),
         N_("Maak de ZIP opnieuw met de bestanden zelf, niet met de map waarin ze staan."), NULL},
    [TABLE_ZIP_MANY] = {N_("In deze ZIP zitten te veel bestanden voor een leerlingenlijst."),
                        MAKE_AGAIN, NULL},
    [TABLE_ZIP_TWICE] = {N_("In deze ZIP zitten twee bestanden met dezelfde naam."), MAKE_AGAIN,
                         NULL},
    [TABLE_ZIP_BROKEN] = {N_("Deze ZIP is beschadigd of niet volledig."), MAKE_AGAIN, NULL},
    [TABLE_APART] =
        {N_("Deze bestanden horen niet bij elkaar."),
         N_("Geef ze één voor één, of kies de twee bestanden van WISA of van Informat samen."),
         NULL},
    [TABLE_MISSING] =
        {N_("In dit OneRoster-bestand ontbreekt users.csv, enrollments.csv, classes.csv of "
            "orgs.csv."),
         N_("Maak het opnieuw met alle vier."), NULL},
    [TABLE_PROGRAM] = {N_("Dit is een programma of een databank, geen leerlingenlijst."),
                       SAVE_AGAIN, NULL},
    [TABLE_CANNOT_OPEN] = {N_("Het bestand kan niet geopend worden."),
                           N_("Kijk de naam en de rechten na."), N_("Kies het opnieuw.")},
    [TABLE_UNREADABLE] =
        {N_("Dit bestand kan niet gelezen worden: het lezen liep vast of duurde te lang."),
         SAVE_AGAIN, NULL},
    [TABLE_LATER] = {N_("Bestanden kunnen nu even niet gelezen worden."),
                     N_("Probeer het straks opnieuw."), NULL},
};

static const struct sentences notes[TABLE_NOTES] = {
    [TABLE_NOTE_FORMAT] = {N_("Dit bestand is gelezen als {0}."),
                           N_("Klopt dat niet, bewaar de lijst dan als Excel-werkmap (.xlsx)."),
                           NULL},
    [TABLE_NOTE_SHEET] = {N_("Het blad ‘{0}’ is gelezen, de andere bladen niet."),
                          N_("Staat de lijst op een ander blad? Zet dat vooraan."), NULL},
    [TABLE_NOTE_HIDDEN] = {N_("Verborgen bladen zijn overgeslagen: {0}."),
                           N_("Staat de lijst daarop? Maak dat blad zichtbaar."), NULL},
    [TABLE_NOTE_1904] = {N_("De datums in deze werkmap tellen vanaf 1904. We rekenden ze om."),
                         N_("Kijk enkele geboortedatums na."), NULL},
    [TABLE_NOTE_WIDE] =
        {N_("Er staan {0} waarden, de kolomnamen zijn er {1}."),
         N_("Zet een veld met een scheidingsteken tussen aanhalingstekens, of exporteer als "
            "Excel-werkmap."),
         NULL},
    [TABLE_NOTE_NARROW] =
        {N_("Er zijn rijen met minder waarden dan kolomnamen (aantal: {1}). De waarden die "
            "ontbreken, tellen als leeg."),
         N_("Kijk na of de lijst volledig is."), NULL},
    [TABLE_NOTE_COMMA] =
        {N_("Er staan meer waarden dan kolomnamen: er zit een komma te veel in ‘{0}’."),
         N_("Haal de komma weg in het pakket, of exporteer met puntkomma’s."), NULL},
    [TABLE_NOTE_JOINED] = {N_("De komma in ‘{0}’ hoort bij de tekst. Zo is het gelezen."),
                           N_("Kijk die rij na."), NULL},
    [TABLE_NOTE_MOJIBAKE] =
        {N_("Letters met een accent zijn verkeerd omgezet, zoals in ‘{0}’ (aantal velden: {1})."),
         N_("Exporteer opnieuw als Excel-werkmap of als CSV UTF-8."), NULL},
    [TABLE_NOTE_LOST_LETTER] =
        {N_("Er staat een vraagteken waar een letter stond, zoals in ‘{0}’ (aantal velden: {1})."),
         N_("Exporteer opnieuw als Excel-werkmap of als CSV UTF-8."), NULL},
    [TABLE_NOTE_ERROR_CELL] =
        {N_("Er staan foutwaarden van een formule in, zoals {0} (aantal velden: {1})."),
         N_("Verbeter de formule, of laat de cel leeg."), NULL},
    [TABLE_NOTE_CHANGES] =
        {N_("Dit bestand heeft alleen wijzigingen (delta), niet alle leerlingen."),
         N_("Lees het in met --changes."), N_("Exporteer alle leerlingen (bulk).")},
    [TABLE_NOTE_MENDED] = {N_("Dit wijkt af van de standaard en is gelezen zoals bedoeld: {0}."),
                           N_("Kijk de aantallen na."), NULL},
    [TABLE_NOTE_DANGLING] =
        {N_("Sommige rijen noemen iets wat niet in het bestand staat: {0} (aantal: {1}). Ze zijn "
            "niet gelezen."),
         N_("Exporteer opnieuw, met alle bestanden van dezelfde dag."), NULL},
    [TABLE_NOTE_NO_CLASS] =
        {N_("Klas ‘{0}’ staat niet in het bestand met klassen (aantal leerlingen: {1})."),
         N_("Exporteer beide bestanden opnieuw, op dezelfde dag."), NULL},
};

const struct sentences *table_flaw_sentences(enum table_flaw_code code) {
    return &tables[code];
}

const struct sentences *table_note_sentences(enum table_note_code code) {
    return &notes[code];
}
