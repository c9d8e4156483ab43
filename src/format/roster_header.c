/* The row of column names: finding it, and the position of each column. */
#include "format/roster_columns.h"

/* A row that names so many of the required columns is meant as the header. */
enum { HEADER_LIKE = 2 };

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

/*
 * Header names, folded and without spaces, dots, underscores and hyphens. When a file has two names
 * for one column, the one listed first is read first, and the other where that is empty.
 */
static const struct {
    const char *name;
    enum roster_column column;
} synonyms[] = {
    {"instellingsnummer", COLUMN_SCHOOL},
    {"instelnr", COLUMN_SCHOOL},
    {"instelling", COLUMN_SCHOOL},
    {"schoolnumber", COLUMN_SCHOOL},
    {"stamnummer", COLUMN_ROLL},
    {"stamboeknummer", COLUMN_ROLL},
    {"stamnr", COLUMN_ROLL},
    {"rollnumber", COLUMN_ROLL},
    {"voornaam", COLUMN_FIRST},
    {"firstname", COLUMN_FIRST},
    {"roepnaam", COLUMN_CALL_NAME},
    {"naam", COLUMN_LAST},
    {"achternaam", COLUMN_LAST},
    {"familienaam", COLUMN_LAST},
    {"lastname", COLUMN_LAST},
    {"officielevoornaam", COLUMN_OFFICIAL_FIRST},
    {"voornaamrr", COLUMN_OFFICIAL_FIRST},
    {"officialfirstname", COLUMN_OFFICIAL_FIRST},
    {"officielenaam", COLUMN_OFFICIAL_LAST},
    {"naamrr", COLUMN_OFFICIAL_LAST},
    {"officiallastname", COLUMN_OFFICIAL_LAST},
    {"administratievegroep", COLUMN_GROUP},
    {"admgroep", COLUMN_GROUP},
    {"administrativegroup", COLUMN_GROUP},
    {"nradmgr", COLUMN_GROUP_NUMBER},
    {"nummeradministratievegroep", COLUMN_GROUP_NUMBER},
    {"groupnumber", COLUMN_GROUP_NUMBER},
    {"klascode", COLUMN_CLASS},
    {"klas", COLUMN_CLASS},
    {"class", COLUMN_CLASS},
    {"hoofdstructuur", COLUMN_LEVEL},
    {"niveau", COLUMN_LEVEL},
    {"level", COLUMN_LEVEL},
    {"geboortedatum", COLUMN_BIRTH},
    {"birthdate", COLUMN_BIRTH},
    {"dateofbirth", COLUMN_BIRTH},
    {"geslacht", COLUMN_SEX},
    {"sex", COLUMN_SEX},
    {"gender", COLUMN_SEX},
    {"rijksregisternummer", COLUMN_NUMBER},
    {"rijksregnr", COLUMN_NUMBER},
    {"rijksregisternr", COLUMN_NUMBER},
    {"insz", COLUMN_NUMBER},
    {"bisnummer", COLUMN_NUMBER},
    {"nationalnumber", COLUMN_NUMBER},
    {"begindatum", COLUMN_BEGIN},
    {"begindate", COLUMN_BEGIN},
    {"einddatum", COLUMN_END},
    {"enddate", COLUMN_END},
    {"vestiging", COLUMN_SITE},
    {"site", COLUMN_SITE},
};

static struct str header_key(struct arena *arena, const struct text_rules *rules,
                             struct str field) {
    struct str clean;
    if (text_clean(arena, text_visible(arena, field), NAME_MAX_CHARS, &clean) != TEXT_FINE)
        return S("");
    struct str folded = text_fold(arena, rules, clean);
    char *key = arena_alloc(arena, folded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] != ' ' && folded.ptr[i] != '_' && folded.ptr[i] != '-' &&
            folded.ptr[i] != '.')
            key[len++] = folded.ptr[i];
    return (struct str){key, len};
}

/* Returns the index of a name in synonyms; -1 when there is none. */
static int synonym_of(struct str key) {
    for (size_t i = 0; i < COUNT(synonyms); i++)
        if (str_eq(key, str_of(synonyms[i].name))) return (int)i;
    return -1;
}

static bool is_required(const struct roster_reading *r, enum roster_column column) {
    static const bool always[COLUMNS] = {
        [COLUMN_ROLL] = true, [COLUMN_FIRST] = true, [COLUMN_LAST] = true, [COLUMN_GROUP] = true};
    return always[column] || (column == COLUMN_SCHOOL && r->reader->school == 0);
}

/* Positions of the columns in a row that may be the header. */
struct header {
    int place[COLUMNS], second[COLUMNS];
    int name[COLUMNS]; /* the synonym at place */
    int twice;         /* position of a repeated name; 0 = none */
    int own;           /* position of a column that only the exported workbook has; 0 = none */
};

static void place_column(struct header *h, int synonym, int position) {
    enum roster_column column = synonyms[synonym].column;
    bool first = h->place[column] == 0, better = !first && synonym < h->name[column];
    if (!first && synonym == h->name[column]) h->twice = position;
    if (first || better) {
        h->second[column] = h->place[column];
        h->place[column] = position;
        h->name[column] = synonym;
        return;
    }
    if (h->second[column] == 0) h->second[column] = position;
}

/* Reads an absent column from another one with nearly the same meaning. */
static void borrow(struct header *h, enum roster_column column, enum roster_column from) {
    if (h->place[column] == 0) h->place[column] = h->place[from];
}

static void add_name(struct buf *names, enum roster_column column) {
    if (names->len > 0) buf_c(names, ", ");
    buf_c(names, roster_titles[column]);
}

/* Keeps the row that comes nearest to a header. */
static bool misses_columns(struct roster_reading *r, const struct header *h, int line) {
    struct buf names = buf_make(r->messages->arena, 500);
    size_t found = 0;
    for (int c = 0; c < COLUMNS; c++) {
        if (!is_required(r, (enum roster_column)c)) continue;
        if (h->place[c] == 0)
            add_name(&names, (enum roster_column)c);
        else
            found++;
    }
    if (names.len > 0 && found > r->nearest_found) {
        r->nearest_line = line;
        r->nearest_found = found;
        r->nearest_missing = buf_view(&names);
    }
    return names.len > 0;
}

bool roster_header_take(struct roster_reading *r, int line, const struct str *fields,
                        size_t count) {
    struct header h = {.twice = 0};
    struct buf ignored = buf_make(r->messages->arena, 2000);
    for (size_t i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(r->row_arena);
        struct str key = header_key(r->row_arena, r->reader->rules, fields[i]), clean = S("");
        int synonym = synonym_of(key);
        if (str_eq(key, S("leeridgebruikersnaam"))) h.own = (int)i + 1;
        if (synonym >= 0)
            place_column(&h, synonym, (int)i + 1);
        else if (text_clean(r->row_arena, text_visible(r->row_arena, fields[i]), NAME_MAX_CHARS,
                            &clean) == TEXT_FINE &&
                 clean.len > 0) {
            if (ignored.len > 0) buf_c(&ignored, ", ");
            buf_str(&ignored, clean);
        }
        (void)!arena_rewind(
            r->row_arena,
            mark); /* cannot fail: nothing above resets the arena, and the next row resets it */
    }
    borrow(&h, COLUMN_FIRST, COLUMN_CALL_NAME);
    borrow(&h, COLUMN_GROUP, COLUMN_GROUP_NUMBER);
    if (misses_columns(r, &h, line)) return false;
    if (h.own != 0) roster_message_add(r->messages, ROSTER_OWN_WORKBOOK, line, h.own, S(""));
    if (h.twice != 0)
        roster_message_add(r->messages, ROSTER_COLUMN_TWICE, line, h.twice,
                           str_trim(fields[h.twice - 1]));
    r->header_flaws = r->messages->total;
    memcpy(r->place, h.place, sizeof h.place);
    memcpy(r->second, h.second, sizeof h.second);
    r->ignored = ignored;
    return r->has_header = true;
}

void roster_header_missing(struct roster_reading *r, int line) {
    if (r->nearest_found >= HEADER_LIKE) {
        roster_message_add(r->messages, ROSTER_NO_COLUMNS, r->nearest_line, 1, r->nearest_missing);
        return;
    }
    struct buf names = buf_make(r->messages->arena, 500);
    for (int c = 0; c < COLUMNS; c++)
        if (is_required(r, (enum roster_column)c)) add_name(&names, (enum roster_column)c);
    roster_message_add(r->messages, ROSTER_NO_HEADER, line, 1, buf_view(&names));
}
