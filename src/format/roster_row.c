/* One roster row: converts its fields to typed values, with a message for each invalid field. */
#include "format/roster_columns.h"

/* State of the row being read; flawed is set when a field is invalid. */
struct row_state {
    struct roster_reading *r;
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
         str_of(roster_titles[column]));
    return S("");
}

static struct str required(struct row_state *s, enum column column) {
    size_t before = s->r->messages->total;
    struct str text = field(s, column);
    if (text.len == 0 && s->r->messages->total == before)
        flaw(s, ROSTER_MISSING, column, str_of(roster_titles[column]));
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

bool roster_row_fill(struct roster_reading *r, int line, const struct str *fields, size_t count,
                     struct roster_row *ret_row) {
    struct row_state s = {.r = r, .line = line, .fields = fields, .count = count};
    *ret_row = (struct roster_row){.line = line, .school = r->reader->school};
    struct enrolment_facts *f = &ret_row->facts;
    read_school(&s, ret_row);
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
    read_number(&s, ret_row);
    read_period(&s, ret_row);
    return !s.flawed;
}
