/* Column names: titles for messages, and the names that packages use. */
#include <string.h>

#include "format/roster_columns.h"

const char *const roster_titles[COLUMNS] = {
    "instellingsnummer",
    "stamnummer",
    "voornaam",
    "roepnaam",
    "naam",
    "officiële voornaam",
    "officiële naam",
    "administratieve groep",
    "nummer administratieve groep",
    "klas",
    "hoofdstructuur",
    "geboortedatum",
    "geslacht",
    "rijksregisternummer",
    "begindatum",
    "einddatum",
    "vestiging",
};

/* Column names in the form of roster_header_key(). When a file has two names for one column, the
 * one listed first is read first and the other where that is empty. A weak name is used only when
 * no other name is found. Sources: exports of WISA, Informat, Smartschool and Broekx, and lists
 * that schools make. */
static const struct {
    const char *name;
    enum roster_column column;
    bool weak;
} synonyms[] = {
    {"instellingsnummer", COLUMN_SCHOOL, false},
    {"instelnr", COLUMN_SCHOOL, false},
    {"instellingsnr", COLUMN_SCHOOL, false},
    {"instellingnummer", COLUMN_SCHOOL, false},
    {"instelnummer", COLUMN_SCHOOL, false},
    {"instelling", COLUMN_SCHOOL, false},
    {"instnr", COLUMN_SCHOOL, false},
    {"schoolnummer", COLUMN_SCHOOL, false},
    {"schoolnr", COLUMN_SCHOOL, false},
    {"schoolnumber", COLUMN_SCHOOL, false},
    {"stamnummer", COLUMN_ROLL, false},
    {"stamboeknummer", COLUMN_ROLL, false},
    {"stamboeknr", COLUMN_ROLL, false},
    {"stamnr", COLUMN_ROLL, false},
    {"stamnrkort", COLUMN_ROLL, false},
    {"stamboek", COLUMN_ROLL, false},
    {"rollnumber", COLUMN_ROLL, false},
    {"leerlingnummer", COLUMN_ROLL, false},
    {"leerlingnr", COLUMN_ROLL, false},
    {"leerlingennummer", COLUMN_ROLL, false},
    {"llnnr", COLUMN_ROLL, false},
    {"llnr", COLUMN_ROLL, false},
    {"internnummer", COLUMN_ROLL, false},
    {"internnr", COLUMN_ROLL, false},
    {"prn", COLUMN_ROLL, true},
    {"voornaam", COLUMN_FIRST, false},
    {"firstname", COLUMN_FIRST, false},
    {"givenname", COLUMN_FIRST, false},
    {"roepnaam", COLUMN_CALL_NAME, false},
    {"nickname", COLUMN_CALL_NAME, false},
    {"naam", COLUMN_LAST, false},
    {"achternaam", COLUMN_LAST, false},
    {"familienaam", COLUMN_LAST, false},
    {"lastname", COLUMN_LAST, false},
    {"familyname", COLUMN_LAST, false},
    {"officielevoornaam", COLUMN_OFFICIAL_FIRST, false},
    {"voornaamrr", COLUMN_OFFICIAL_FIRST, false},
    {"officialfirstname", COLUMN_OFFICIAL_FIRST, false},
    {"officielenaam", COLUMN_OFFICIAL_LAST, false},
    {"officieleachternaam", COLUMN_OFFICIAL_LAST, false},
    {"naamrr", COLUMN_OFFICIAL_LAST, false},
    {"officiallastname", COLUMN_OFFICIAL_LAST, false},
    {"administratievegroep", COLUMN_GROUP, false},
    {"naamadministratievegroep", COLUMN_GROUP, false},
    {"admgroep", COLUMN_GROUP, false},
    {"admgrp", COLUMN_GROUP, false},
    {"administrativegroup", COLUMN_GROUP, false},
    {"omschrijvingadministratievegroep", COLUMN_GROUP, false},
    {"administratievegroepnaam", COLUMN_GROUP, false},
    {"afdelingsjaar", COLUMN_GROUP, false},
    {"omschrijving", COLUMN_GROUP, true},
    {"nradmgr", COLUMN_GROUP_NUMBER, false},
    {"nradmgrp", COLUMN_GROUP_NUMBER, false},
    {"nummeradministratievegroep", COLUMN_GROUP_NUMBER, false},
    {"admgroepnr", COLUMN_GROUP_NUMBER, false},
    {"admgrpnr", COLUMN_GROUP_NUMBER, false},
    {"admingroep", COLUMN_GROUP_NUMBER, false},
    {"codeadministratievegroep", COLUMN_GROUP_NUMBER, false},
    {"groupnumber", COLUMN_GROUP_NUMBER, false},
    {"klascode", COLUMN_CLASS, false},
    {"klas", COLUMN_CLASS, false},
    {"officieleklas", COLUMN_CLASS, false},
    {"klasnaam", COLUMN_CLASS, false},
    {"class", COLUMN_CLASS, false},
    {"klasgroep", COLUMN_CLASS, true},
    {"hoofdstructuur", COLUMN_LEVEL, false},
    {"hfdstructuur", COLUMN_LEVEL, false},
    {"hfdstruct", COLUMN_LEVEL, false},
    {"niveau", COLUMN_LEVEL, false},
    {"onderwijsniveau", COLUMN_LEVEL, false},
    {"level", COLUMN_LEVEL, false},
    {"geboortedatum", COLUMN_BIRTH, false},
    {"gebdatum", COLUMN_BIRTH, false},
    {"gebdat", COLUMN_BIRTH, false},
    {"geboren", COLUMN_BIRTH, true},
    {"geb", COLUMN_BIRTH, true},
    {"birthdate", COLUMN_BIRTH, false},
    {"dateofbirth", COLUMN_BIRTH, false},
    {"geslacht", COLUMN_SEX, false},
    {"sex", COLUMN_SEX, false},
    {"gender", COLUMN_SEX, false},
    {"mvx", COLUMN_SEX, false},
    {"mv", COLUMN_SEX, false},
    {"rijksregisternummer", COLUMN_NUMBER, false},
    {"rijksregnr", COLUMN_NUMBER, false},
    {"rijksregisternr", COLUMN_NUMBER, false},
    {"rijksregister", COLUMN_NUMBER, false},
    {"insz", COLUMN_NUMBER, false},
    {"insznummer", COLUMN_NUMBER, false},
    {"insznr", COLUMN_NUMBER, false},
    {"bisnummer", COLUMN_NUMBER, false},
    {"bisnr", COLUMN_NUMBER, false},
    {"nationalnumber", COLUMN_NUMBER, false},
    {"begindatum", COLUMN_BEGIN, false},
    {"startdatum", COLUMN_BEGIN, false},
    {"begin", COLUMN_BEGIN, false},
    {"begindate", COLUMN_BEGIN, false},
    {"startdate", COLUMN_BEGIN, false},
    {"van", COLUMN_BEGIN, true},
    {"einddatum", COLUMN_END, false},
    {"einde", COLUMN_END, false},
    {"enddate", COLUMN_END, false},
    {"tot", COLUMN_END, true},
    {"vestiging", COLUMN_SITE, false},
    {"vestigingscode", COLUMN_SITE, false},
    {"vestcode", COLUMN_SITE, false},
    {"vestigingsnummer", COLUMN_SITE, false},
    {"vestigingsplaats", COLUMN_SITE, false},
    {"site", COLUMN_SITE, false},
};

struct str roster_header_key(struct arena *arena, const struct text_rules *rules,
                             struct str field) {
    struct str clean;
    if (text_clean(arena, text_visible(arena, field), NAME_MAX_CHARS, &clean) != TEXT_FINE)
        return S("");
    struct str folded = text_fold(arena, rules, clean);
    char *key = arena_alloc(arena, folded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++)
        if (strchr(" _-./:()*'", folded.ptr[i]) == NULL) key[len++] = folded.ptr[i];
    return (struct str){key, len};
}

int roster_synonym_of(struct str key, enum roster_column *ret_column, bool *ret_weak) {
    for (size_t i = 0; i < COUNT(synonyms); i++) {
        if (!str_eq(key, str_of(synonyms[i].name))) continue;
        *ret_column = synonyms[i].column;
        *ret_weak = synonyms[i].weak;
        return (int)i;
    }
    return -1;
}

enum roster_column roster_column_of_title(struct str key) {
    enum roster_column column;
    bool weak;
    return roster_synonym_of(key, &column, &weak) >= 0 ? column : COLUMNS;
}
