/* Level of a roster row: collects the evidence, and records the groups that staff must decide
 * about. */
#include <string.h>

#include "format/roster_columns.h"

static uint32_t hash_of(struct str text, level_set allowed) {
    uint32_t hash = 2166136261U ^ allowed; /* FNV-1a */
    for (size_t i = 0; i < text.len; i++) hash = (hash ^ (unsigned char)text.ptr[i]) * 16777619U;
    return hash;
}

static struct str fold(const struct row_state *s, struct str text) {
    return text_fold(s->r->row_arena, s->r->reader->rules, text);
}

/* level_of_group() with a cache: folding and matching cost more than the rest of a row. */
static level_set levels_of_name(const struct row_state *s, struct str name, level_set allowed) {
    struct group_reading *g = &s->r->groups[hash_of(name, allowed) % GROUP_READINGS];
    if (g->allowed == allowed && g->len == name.len && memcmp(g->name, name.ptr, name.len) == 0)
        return g->levels;
    level_set levels = level_of_group(fold(s, name), allowed);
    if (name.len > sizeof g->name) return levels;
    memcpy(g->name, name.ptr, name.len);
    g->len = name.len;
    g->allowed = allowed;
    g->levels = levels;
    return levels;
}

/* Returns the main structure of the row; LEVEL_UNKNOWN when it is unreadable. */
static enum level structure_of(struct row_state *s) {
    struct str text = roster_optional(s, COLUMN_LEVEL);
    if (text.len == 0) return LEVEL_UNKNOWN;
    enum level level = level_of_structure(fold(s, text));
    if (level == LEVEL_UNKNOWN) roster_leave_out(s, ROSTER_BAD_LEVEL, COLUMN_LEVEL, text);
    return level;
}

static int birth_year(const struct enrolment_facts *f) {
    return f->birth_day == DAY_NONE ? 0 : day_to_date(f->birth_day).year;
}

static struct group_question *question_of(struct group_questions *q, const struct row_state *s,
                                          struct str folded) {
    const struct roster_row *row = s->row;
    for (size_t i = 0; i < q->count; i++)
        if (q->items[i].school == row->school && str_eq(q->items[i].folded, folded))
            return &q->items[i];
    q->total++;
    if (q->count == GROUP_QUESTIONS_MAX) return NULL;
    struct group_question *new = &q->items[q->count++];
    *new = (struct group_question){.school = row->school,
                                   .name = str_copy(q->arena, row->facts.group_name),
                                   .folded = str_copy(q->arena, folded)};
    return new;
}

static void ask_level(const struct row_state *s, struct str folded) {
    struct group_questions *questions = s->r->reader->questions;
    if (questions == NULL) return;
    struct group_question *q = question_of(questions, s, folded);
    if (q == NULL) return;
    const struct enrolment_facts *f = &s->row->facts;
    int year = birth_year(f);
    q->rows++;
    if (year != 0 && (q->born_from == 0 || year < q->born_from)) q->born_from = year;
    if (year > q->born_to) q->born_to = year;
    if (q->who_count < GROUP_WHO)
        q->who[q->who_count++] = str_format(questions->arena, "%.*s %.*s", STR_ARG(f->first_name),
                                            STR_ARG(f->last_name));
}

/* Reports an unknown level, with one message for all rows of a group at a school. */
static void report_unknown(struct row_state *s) {
    struct roster_messages *messages = s->r->messages;
    struct str name = s->row->facts.group_name;
    for (size_t i = messages->count; i > 0; i--) {
        struct roster_message *m = &messages->items[i - 1];
        if (m->flaw != ROSTER_NO_LEVEL || m->school != s->row->school || !str_eq(m->detail, name))
            continue;
        m->rows++;
        s->flawed = true;
        return;
    }
    roster_flaw_add(s, ROSTER_NO_LEVEL, COLUMN_GROUP, name);
}

static void check_age(struct row_state *s, int born, int school_year) {
    struct roster_messages *warnings = s->r->reader->warnings;
    int off = level_years_off(s->row->facts.level, born, school_year);
    if (warnings == NULL || (off <= LEVEL_YEARS_OFF && off >= -LEVEL_YEARS_OFF)) return;
    roster_warn(s, ROSTER_AGE, s->r->place[COLUMN_BIRTH], s->row->facts.group_name, born);
}

void roster_level_read(struct row_state *s) {
    const struct group_knowledge *groups = s->r->reader->groups;
    struct enrolment_facts *f = &s->row->facts;
    int year = day_to_date(school_year_begin(f->begin_day)).year;
    struct level_evidence evidence = {.structure = structure_of(s),
                                      .by_number = group_level_of_number(groups, f->group_number),
                                      .school = group_levels_of_school(groups, s->row->school),
                                      .birth_year = birth_year(f),
                                      .school_year = year};
    f->level = level_decide(&evidence);
    if (f->level == LEVEL_UNKNOWN || evidence.school == LEVELS_BASIC) {
        if (groups != NULL && groups->choice_count > 0)
            evidence.choice = group_level_chosen(groups, s->row->school, fold(s, f->group_name));
        evidence.by_name = levels_of_name(
            s, f->group_name, evidence.school == LEVELS_NONE ? LEVELS_ANY : evidence.school);
        f->level = level_decide(&evidence);
    }
    if (s->flawed) return;
    if (f->level != LEVEL_UNKNOWN) {
        check_age(s, evidence.birth_year, year);
        return;
    }
    ask_level(s, fold(s, f->group_name));
    report_unknown(s);
}
