/* One roster row: converts its fields to typed values and reports each invalid field. */
#include <string.h>

#include "format/roster_columns.h"
#include "format/roster_value.h"

void roster_mark(struct row_state *s, enum roster_column column, enum roster_cell cell) {
    s->row->cells[column] = (unsigned char)cell;
}

void roster_flaw_add(struct row_state *s, enum roster_flaw code, enum roster_column column,
                     struct str detail) {
    s->flawed = true;
    struct roster_messages *messages = s->r->messages;
    size_t at = messages->count;
    roster_message_add(messages, code, s->line, s->r->place[column], detail);
    if (at < messages->count) messages->items[at].school = s->row->school;
}

void roster_warn(struct row_state *s, enum roster_flaw code, int column, struct str detail,
                 int rows) {
    struct roster_messages *warnings = s->r->reader->warnings;
    if (warnings == NULL) return;
    size_t at = warnings->count;
    roster_message_add(warnings, code, s->line, column, detail);
    if (at == warnings->count) return;
    const struct enrolment_facts *f = &s->row->facts;
    struct roster_message *m = &warnings->items[at];
    m->rows = rows;
    m->school = s->row->school;
    m->who =
        str_format(warnings->arena, "%.*s %.*s", STR_ARG(f->first_name), STR_ARG(f->last_name));
}

void roster_leave_out(struct row_state *s, enum roster_flaw code, enum roster_column column,
                      struct str detail) {
    roster_mark(s, column, CELL_UNREADABLE);
    roster_warn(s, code, s->r->place[column], detail, 1);
}

static bool is_required(enum roster_column column) {
    return column == COLUMN_SCHOOL || column == COLUMN_ROLL || column == COLUMN_FIRST ||
           column == COLUMN_LAST || column == COLUMN_GROUP;
}

/* Returns the cleaned text of a column and sets its cell; "" when it has no value. */
static struct str field(struct row_state *s, enum roster_column column) {
    int place = s->r->place[column], second = s->r->second[column];
    roster_mark(s, column, place == 0 ? CELL_ABSENT : CELL_EMPTY);
    bool empty = place == 0 || (size_t)place > s->count || str_trim(s->fields[place - 1]).len == 0;
    if (empty) place = second;
    if (place == 0 || (size_t)place > s->count) return S("");
    struct str clean;
    struct str shown = text_visible(s->r->row_arena, s->fields[place - 1]);
    enum text_flaw text = text_clean(s->r->row_arena, shown, NAME_MAX_CHARS, &clean);
    if (text == TEXT_FINE) {
        if (clean.len > 0) roster_mark(s, column, CELL_VALUE);
        return clean;
    }
    enum roster_flaw code = text == TEXT_TOO_LONG ? ROSTER_TEXT_LONG : ROSTER_BAD_TEXT;
    struct str title = str_of(roster_titles[column]);
    if (is_required(column))
        roster_flaw_add(s, code, column, title);
    else
        roster_leave_out(s, code, column, title);
    return S("");
}

struct str roster_optional(struct row_state *s, enum roster_column column) {
    struct str text = field(s, column);
    /* The first byte rules out nearly all values without folding them. */
    bool none = text.len > 0 && text.len <= 20 && strchr("-/0nNgGoO\xE2", text.ptr[0]) != NULL &&
                roster_is_none(text_fold(s->r->row_arena, s->r->reader->rules, text));
    if (!none) return text;
    roster_mark(s, column, CELL_NONE);
    return S("");
}

static struct str required(struct row_state *s, enum roster_column column) {
    size_t before = s->r->messages->total;
    struct str text = field(s, column);
    if (text.len == 0 && s->r->messages->total == before)
        roster_flaw_add(s, ROSTER_MISSING, column, str_of(roster_titles[column]));
    return text;
}

static int64_t required_number(struct row_state *s, enum roster_column column, struct str text,
                               int64_t max, enum roster_flaw code) {
    int64_t number = 0;
    if (text.len > 0 && str_to_i64(roster_digits(s->r->row_arena, text), 1, max, &number) != RC_OK)
        roster_flaw_add(s, roster_is_rounded(text) ? ROSTER_ROUNDED : code, column, text);
    return number;
}

static int64_t group_number(struct row_state *s) {
    struct str text = roster_optional(s, COLUMN_GROUP_NUMBER);
    int64_t number = 0;
    if (text.len > 0 &&
        str_to_i64(roster_digits(s->r->row_arena, text), 1, 999999, &number) != RC_OK)
        roster_leave_out(s, roster_is_rounded(text) ? ROSTER_ROUNDED : ROSTER_BAD_GROUP,
                         COLUMN_GROUP_NUMBER, text);
    return number;
}

static day_count date_field(struct row_state *s, enum roster_column column) {
    struct str text = roster_optional(s, column);
    day_count day = DAY_NONE;
    if (text.len == 0 || roster_date(text, &day) == RC_OK) return day;
    if (column == COLUMN_END && roster_is_open_end(text))
        roster_mark(s, column, CELL_NONE);
    else
        roster_leave_out(s, ROSTER_BAD_DATE, column, text);
    return DAY_NONE;
}

static int sex_field(struct row_state *s) {
    struct str text =
        text_fold(s->r->row_arena, s->r->reader->rules, roster_optional(s, COLUMN_SEX));
    int sex = 0;
    if (text.len > 0 && !roster_sex(text, &sex))
        roster_leave_out(s, ROSTER_BAD_SEX, COLUMN_SEX, text);
    return sex;
}

static bool all_zeros(struct str text) {
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '0' && text.ptr[i] != '.' && text.ptr[i] != '-' && text.ptr[i] != ' ')
            return false;
    return true;
}

static void read_number(struct row_state *s) {
    struct roster_row *row = s->row;
    struct str text = roster_optional(s, COLUMN_NUMBER);
    if (text.len == 0) return;
    if (all_zeros(text)) { /* some packages write zeros for "none" */
        roster_mark(s, COLUMN_NUMBER, CELL_NONE);
        return;
    }
    struct str digits = roster_digits(s->r->row_arena, text);
    int64_t ignored;
    bool number = str_to_i64(digits, 0, INT64_MAX, &ignored) == RC_OK;
    if (number && digits.len >= 9 && digits.len <= 11)
        /* spreadsheets drop the leading zeros of people born from 2000 on */
        text = str_format(s->r->row_arena, "%.*s%.*s", 11 - (int)digits.len, "00", STR_ARG(digits));
    row->has_number = national_number_read(text, s->r->reader->today, &row->number) == RC_OK;
    if (!row->has_number)
        roster_leave_out(s, roster_is_rounded(text) ? ROSTER_ROUNDED : ROSTER_BAD_NUMBER,
                         COLUMN_NUMBER, S(""));
}

/* Fills missing dates with those of a school year: the year of the begin date when that is in the
 * future; without a begin date, the year of an end date outside the current school year; otherwise
 * the current year. */
static void read_period(struct row_state *s) {
    struct roster_row *row = s->row;
    struct enrolment_facts *f = &row->facts;
    day_count today = s->r->reader->today, begin = date_field(s, COLUMN_BEGIN),
              end = date_field(s, COLUMN_END);
    day_count of = begin != DAY_NONE && begin > today ? begin : today;
    if (begin == DAY_NONE && end != DAY_NONE && (end < today || end > school_year_end(today)))
        of = end;
    row->undated = begin == DAY_NONE && end == DAY_NONE;
    f->end_day = end != DAY_NONE ? end : school_year_end(of);
    f->begin_day = begin != DAY_NONE ? begin : school_year_begin(of);
    if (f->end_day >= f->begin_day) return;
    roster_leave_out(s, ROSTER_ENDS_EARLY, COLUMN_END, S(""));
    f->end_day = school_year_end(f->begin_day);
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

/* Determines the school from the caller or the row; when both state it, they must agree. */
static void read_school_cell(struct row_state *s, struct roster_row *row) {
    if (s->r->place[COLUMN_SCHOOL] == 0) return;
    struct str text = row->school == 0 ? required(s, COLUMN_SCHOOL) : field(s, COLUMN_SCHOOL);
    int said = (int)required_number(s, COLUMN_SCHOOL, text, 999999, ROSTER_BAD_SCHOOL);
    if (row->school != 0 && said != 0 && said != row->school) other_school(s, said);
    if (row->school == 0) row->school = said;
}

bool roster_row_fill(struct roster_reading *r, int line, const struct str *fields, size_t count,
                     struct roster_row *ret_row) {
    *ret_row = (struct roster_row){.line = line, .school = r->reader->school};
    struct row_state s = {.r = r, .line = line, .fields = fields, .count = count, .row = ret_row};
    struct enrolment_facts *f = &ret_row->facts;
    read_school_cell(&s, ret_row);
    f->roll_number =
        required_number(&s, COLUMN_ROLL, required(&s, COLUMN_ROLL), 999999999999, ROSTER_BAD_ROLL);
    f->first_name = required(&s, COLUMN_FIRST);
    f->last_name = required(&s, COLUMN_LAST);
    f->official_first = roster_optional(&s, COLUMN_OFFICIAL_FIRST);
    f->official_last = roster_optional(&s, COLUMN_OFFICIAL_LAST);
    f->group_name = required(&s, COLUMN_GROUP);
    f->group_number = group_number(&s);
    if (f->group_number == 0 && f->group_name.len <= 6) /* group column with numbers */
        (void)!str_to_i64(f->group_name, 1, 999999, &f->group_number);
    f->class_code = roster_optional(&s, COLUMN_CLASS);
    f->site = roster_optional(&s, COLUMN_SITE);
    f->birth_day = date_field(&s, COLUMN_BIRTH);
    f->sex = sex_field(&s);
    read_number(&s);
    read_period(&s);
    roster_level_read(&s);
    return !s.flawed;
}
