#include "format/roster.h"

#include "base/buf.h"

enum { HEADER_ROWS = 5, ROW_ARENA = 1 << 20 };

enum column {
    COLUMN_SCHOOL,
    COLUMN_ROLL,
    COLUMN_FIRST,
    COLUMN_CALL_NAME, /* used only when the first name is absent */
    COLUMN_LAST,
    COLUMN_OFFICIAL_FIRST,
    COLUMN_OFFICIAL_LAST,
    COLUMN_GROUP,
    COLUMN_GROUP_NUMBER,
    COLUMN_CLASS,
    COLUMN_LEVEL,
    COLUMN_BIRTH,
    COLUMN_SEX,
    COLUMN_NUMBER,
    COLUMN_BEGIN,
    COLUMN_END,
    COLUMN_SITE,
    COLUMNS,
};

static const char *const titles[COLUMNS] = {
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
    enum column column;
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

void roster_message_add(struct roster_messages *messages, enum roster_flaw flaw, int line,
                        int column, struct str detail) {
    messages->total++;
    if (messages->count == ROSTER_MESSAGES_MAX) return;
    messages->items[messages->count++] =
        (struct roster_message){.flaw = flaw,
                                .line = line,
                                .column = column,
                                .rows = 1,
                                .detail = str_copy(messages->arena, detail)};
}

struct reading {
    const struct roster_reader *reader;
    struct roster_messages *messages;
    struct arena *row_arena;
    struct buf ignored;
    int place[COLUMNS];  /* position in the file; 0 = absent */
    int second[COLUMNS]; /* read when the first is empty */
    bool has_header;
    size_t rows;
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

static bool is_required(const struct reading *r, enum column column) {
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
    enum column column = synonyms[synonym].column;
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
static void borrow(struct header *h, enum column column, enum column from) {
    if (h->place[column] == 0) h->place[column] = h->place[from];
}

/* Uses the row as the header when it names every required column, and tells whether it did. */
static bool take_header(struct reading *r, int line, const struct str *fields, size_t count) {
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
    for (int c = 0; c < COLUMNS; c++)
        if (is_required(r, (enum column)c) && h.place[c] == 0) return false;
    if (h.own != 0) roster_message_add(r->messages, ROSTER_OWN_WORKBOOK, line, h.own, S(""));
    if (h.twice != 0)
        roster_message_add(r->messages, ROSTER_COLUMN_TWICE, line, h.twice,
                           str_trim(fields[h.twice - 1]));
    memcpy(r->place, h.place, sizeof h.place);
    memcpy(r->second, h.second, sizeof h.second);
    r->ignored = ignored;
    return r->has_header = true;
}

static void missing_columns(struct reading *r, int line) {
    struct buf names = buf_make(r->messages->arena, 500);
    for (int c = 0; c < COLUMNS; c++) {
        if (!is_required(r, (enum column)c)) continue;
        if (names.len > 0) buf_c(&names, ", ");
        buf_c(&names, titles[c]);
    }
    roster_message_add(r->messages, ROSTER_NO_HEADER, line, 1, buf_view(&names));
}

/* State of the row being read; flawed is set when a field is invalid. */
struct row_state {
    struct reading *r;
    int line;
    const struct str *fields;
    size_t count;
    bool flawed;
};

static void flaw(struct row_state *s, enum roster_flaw code, enum column column,
                 struct str detail) {
    s->flawed = true;
    roster_message_add(s->r->messages, code, s->line, s->r->place[column], detail);
}

/* Returns the cleaned text of a column; "" when it is absent. */
static struct str field(struct row_state *s, enum column column) {
    int place = s->r->place[column], second = s->r->second[column];
    bool empty = place == 0 || (size_t)place > s->count || str_trim(s->fields[place - 1]).len == 0;
    if (empty) place = second;
    if (place == 0 || (size_t)place > s->count) return S("");
    struct str clean;
    struct str shown = text_visible(s->r->row_arena, s->fields[place - 1]);
    enum text_flaw text = text_clean(s->r->row_arena, shown, NAME_MAX_CHARS, &clean);
    if (text == TEXT_FINE) return clean;
    flaw(s, text == TEXT_TOO_LONG ? ROSTER_TEXT_LONG : ROSTER_BAD_TEXT, column,
         str_of(titles[column]));
    return S("");
}

static struct str required(struct row_state *s, enum column column) {
    size_t before = s->r->messages->total;
    struct str text = field(s, column);
    if (text.len == 0 && s->r->messages->total == before)
        flaw(s, ROSTER_MISSING, column, str_of(titles[column]));
    return text;
}

static int64_t number_field(struct row_state *s, enum column column, struct str text, int64_t max,
                            enum roster_flaw code) {
    int64_t number = 0;
    if (text.len > 0 && str_to_i64(text, 1, max, &number) != RC_OK) flaw(s, code, column, text);
    return number;
}

static bool all_digits(struct str text) {
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
    return text.len > 0;
}

enum rc roster_date(struct str text, day_count *ret_day) {
    int64_t part[3], serial;
    if (all_digits(text) &&
        text.len ==
            5) { /* days since 1899-12-30, as in spreadsheets; 73415 is the last day of 2100 */
        TRY(str_to_i64(text, 10000, 73415, &serial));
        *ret_day = (day_count)(serial - 25569);
        return RC_OK;
    }
    char separator = str_contains(text, S("/")) ? '/' : str_contains(text, S(".")) ? '.' : '-';
    bool more = true;
    for (int i = 0; i < 3; i++) {
        ENSURE(more, RC_INVALID);
        struct str piece = str_cut(&text, separator, &more);
        if (i == 2 && !more) piece = str_cut(&piece, ' ', NULL); /* "2026-09-01 00:00:00" */
        ENSURE(all_digits(piece), RC_INVALID);
        TRY(str_to_i64(piece, 0, 9999, &part[i]));
    }
    ENSURE(!more, RC_INVALID);
    bool year_first = part[0] > 31;
    struct date date = {.year = (int)part[year_first ? 0 : 2],
                        .month = (int)part[1],
                        .day = (int)part[year_first ? 2 : 0]};
    ENSURE(date.year >= 1900 && date.year <= 2100, RC_INVALID);
    return day_of_date(date, ret_day);
}

static day_count date_field(struct row_state *s, enum column column) {
    struct str text = field(s, column);
    day_count day = DAY_NONE;
    if (text.len > 0 && roster_date(text, &day) != RC_OK) flaw(s, ROSTER_BAD_DATE, column, text);
    return day;
}

static int sex_field(struct row_state *s) {
    static const struct {
        const char *word;
        int sex;
    } words[] = {{"m", 1}, {"man", 1}, {"mannelijk", 1}, {"v", 2}, {"vrouw", 2}, {"vrouwelijk", 2},
                 {"f", 2}, {"x", 3},   {"0", 0},         {"1", 1}, {"2", 2}};
    struct str text = text_fold(s->r->row_arena, s->r->reader->rules, field(s, COLUMN_SEX));
    if (text.len == 0) return 0;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_eq(text, str_of(words[i].word))) return words[i].sex;
    flaw(s, ROSTER_BAD_SEX, COLUMN_SEX, text);
    return 0;
}

static void read_level(struct row_state *s, struct enrolment_facts *f) {
    struct arena *arena = s->r->row_arena;
    const struct text_rules *rules = s->r->reader->rules;
    struct str structure = text_fold(arena, rules, field(s, COLUMN_LEVEL));
    f->level = structure.len > 0 ? level_of_structure(structure)
                                 : level_of_group(text_fold(arena, rules, f->group_name));
    if (f->level != LEVEL_UNKNOWN || s->flawed) return;
    bool by_structure = structure.len > 0;
    flaw(s, ROSTER_NO_LEVEL, by_structure ? COLUMN_LEVEL : COLUMN_GROUP,
         by_structure ? structure : f->group_name);
}

static void read_number(struct row_state *s, struct roster_row *row) {
    struct str text = field(s, COLUMN_NUMBER);
    if (text.len == 0) return;
    bool zeros = true;
    for (size_t i = 0; i < text.len; i++)
        zeros = zeros && (text.ptr[i] == '0' || text.ptr[i] == '.' || text.ptr[i] == '-' ||
                          text.ptr[i] == ' ');
    if (zeros) return; /* some packages write zeros for "none" */
    if (all_digits(text) && text.len >= 9 &&
        text.len < 11) /* spreadsheets drop the leading zeros of people born from 2000 on */
        text = str_format(s->r->row_arena, "%0*d%.*s", 11 - (int)text.len, 0, STR_ARG(text));
    row->has_number = national_number_read(text, s->r->reader->today, &row->number) == RC_OK;
    if (!row->has_number) flaw(s, ROSTER_BAD_NUMBER, COLUMN_NUMBER, S(""));
}

/*
 * Fills missing dates with those of a school year: the year of the begin date when that is in the
 * future, the year of an end date outside this school year, otherwise this year.
 */
static void read_period(struct row_state *s, struct roster_row *row) {
    struct enrolment_facts *f = &row->facts;
    day_count today = s->r->reader->today, begin = date_field(s, COLUMN_BEGIN),
              end = date_field(s, COLUMN_END);
    day_count of = begin != DAY_NONE && begin > today ? begin : today;
    if (begin == DAY_NONE && end != DAY_NONE && (end < today || end > school_year_end(today)))
        of = end;
    row->undated = begin == DAY_NONE && end == DAY_NONE;
    f->end_day = end != DAY_NONE ? end : school_year_end(of);
    f->begin_day = begin != DAY_NONE ? begin : school_year_begin(of);
    if (f->end_day < f->begin_day) flaw(s, ROSTER_ENDS_EARLY, COLUMN_END, S(""));
}

/* Reports each other school once, with the number of its rows. */
static void other_school(struct row_state *s, int school) {
    struct roster_messages *messages = s->r->messages;
    struct str detail = str_format(s->r->row_arena, "%06d", school);
    s->flawed = true;
    for (size_t i = 0; i < messages->count; i++) {
        if (messages->items[i].flaw != ROSTER_OTHER_SCHOOL ||
            !str_eq(messages->items[i].detail, detail))
            continue;
        messages->items[i].rows++;
        return;
    }
    roster_message_add(messages, ROSTER_OTHER_SCHOOL, s->line, s->r->place[COLUMN_SCHOOL], detail);
}

/* Uses the caller's school or that of the row; when both are given they must agree. */
static void read_school(struct row_state *s, struct roster_row *row) {
    if (s->r->place[COLUMN_SCHOOL] == 0) return;
    struct str text = row->school == 0 ? required(s, COLUMN_SCHOOL) : field(s, COLUMN_SCHOOL);
    int said = (int)number_field(s, COLUMN_SCHOOL, text, 999999, ROSTER_BAD_SCHOOL);
    if (row->school != 0 && said != 0 && said != row->school) other_school(s, said);
    if (row->school == 0) row->school = said;
}

static bool is_blank(const struct str *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_trim(fields[i]).len > 0) return false;
    return true;
}

static enum rc take_row(void *context, int line, const struct str *fields, size_t count) {
    struct reading *r = context;
    if (is_blank(fields, count)) return RC_OK;
    arena_reset(r->row_arena);
    if (!r->has_header) {
        if (take_header(r, line, fields, count) || line < HEADER_ROWS) return RC_OK;
        missing_columns(r, line);
        return RC_INVALID;
    }
    r->rows++;
    struct row_state s = {.r = r, .line = line, .fields = fields, .count = count};
    struct roster_row row = {.line = line, .school = r->reader->school};
    struct enrolment_facts *f = &row.facts;
    read_school(&s, &row);
    f->roll_number =
        number_field(&s, COLUMN_ROLL, required(&s, COLUMN_ROLL), 999999999999, ROSTER_BAD_ROLL);
    f->first_name = required(&s, COLUMN_FIRST);
    f->last_name = required(&s, COLUMN_LAST);
    f->official_first = field(&s, COLUMN_OFFICIAL_FIRST);
    f->official_last = field(&s, COLUMN_OFFICIAL_LAST);
    f->group_name = required(&s, COLUMN_GROUP);
    f->group_number = number_field(&s, COLUMN_GROUP_NUMBER, field(&s, COLUMN_GROUP_NUMBER), 999999,
                                   ROSTER_BAD_GROUP);
    f->class_code = field(&s, COLUMN_CLASS);
    f->site = field(&s, COLUMN_SITE);
    f->birth_day = date_field(&s, COLUMN_BIRTH);
    f->sex = sex_field(&s);
    read_level(&s, f);
    read_number(&s, &row);
    read_period(&s, &row);
    return s.flawed ? RC_OK : r->reader->row(r->reader->context, &row);
}

enum rc roster_read_fd(struct arena *arena, int fd, const struct roster_reader *reader,
                       struct roster_messages *messages, struct str *ret_ignored) {
    struct arena *row_arena CLEANUP(arena_destroy_at) = arena_create(ROW_ARENA, true);
    struct reading r = {.reader = reader,
                        .messages = messages,
                        .row_arena = row_arena,
                        .ignored = buf_make(arena, 2000)};
    const struct table_sink sink = {.row = take_row, .context = &r};
    struct table_flaw table = {TABLE_FINE, 0, 0};
    messages->arena = arena;
    enum rc rc = reader->tables->read(reader->tables->context, fd, &sink, &table);
    if (rc == RC_INVALID && table.code != TABLE_FINE) {
        roster_message_add(messages, ROSTER_TABLE, table.line, table.column, S(""));
        messages->items[messages->count > 0 ? messages->count - 1 : 0].code = table.code;
    }
    if (rc == RC_OK && !r.has_header) missing_columns(&r, 1);
    if (rc == RC_OK && r.has_header && r.rows == 0 && !reader->may_be_empty)
        roster_message_add(messages, ROSTER_EMPTY, 1, 1, S(""));
    ENSURE(rc == RC_OK, rc);
    ENSURE(messages->total == 0, RC_INVALID);
    *ret_ignored = str_copy(arena, buf_view(&r.ignored));
    return RC_OK;
}
