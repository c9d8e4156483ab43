#include "service/roster/import_school.h"

#include <stdlib.h>
#include <string.h>

#include "service/roster/import_limit.h"
#include "store/queries.h"

static int compare_rows(const void *left, const void *right) {
    const struct roster_row *a = left, *b = right;
    if (a->facts.roll_number != b->facts.roll_number)
        return a->facts.roll_number < b->facts.roll_number ? -1 : 1;
    if (a->facts.begin_day != b->facts.begin_day)
        return a->facts.begin_day < b->facts.begin_day ? -1 : 1;
    return a->line - b->line;
}

/* Reports rows of one roll number that overlap in time. */
static void find_twins(const struct import_work *w) {
    for (size_t i = 1; i < w->count; i++) {
        const struct roster_row *a = &w->rows[i - 1], *b = &w->rows[i];
        if (a->facts.roll_number != b->facts.roll_number || b->facts.begin_day > a->facts.end_day)
            continue;
        bool same = str_eq(a->facts.first_name, b->facts.first_name) ||
                    (a->facts.birth_day != DAY_NONE && a->facts.birth_day == b->facts.birth_day &&
                     str_eq(a->facts.last_name, b->facts.last_name));
        roster_message_add(w->ask->report->messages, same ? ROSTER_TWICE : ROSTER_TWO_PUPILS,
                           b->line, 1, str_format(w->arena, "%d", a->line));
    }
}

static struct str search_key(const struct import_work *w, const struct enrolment_facts *f) {
    struct str names = str_format(w->arena, "%lld %.*s %.*s", (long long)f->roll_number,
                                  STR_ARG(f->first_name), STR_ARG(f->last_name));
    return text_fold(w->arena, w->ask->service->text, names);
}

static struct str sort_key(const struct import_work *w, const struct enrolment_facts *f) {
    struct str names =
        str_format(w->arena, "%.*s, %.*s", STR_ARG(f->last_name), STR_ARG(f->first_name));
    return text_sort_key(w->arena, w->ask->service->text, names);
}

static int64_t null_if_zero(int64_t number) {
    return number == 0 ? SQL_NULL : number;
}

static int64_t null_day(day_count day) {
    return day == DAY_NONE ? SQL_NULL : day;
}

static enum rc open_enrolment(const struct import_work *w, int64_t pupil,
                              const struct enrolment_facts *f) {
    return sql_enrolment_insert(
        w->tx, w->school, id_draw(&w->ask->service->random), pupil, f->roll_number, f->first_name,
        f->last_name, null_if_zero(f->group_number), f->group_name, f->class_code, f->level,
        f->site, f->begin_day, f->end_day, search_key(w, f), sort_key(w, f), NULL);
}

static enum rc note_pupil(const struct import_work *w, int64_t pupil, enum history_event event) {
    return note(w->tx, w->arena, w->ask->service, w->ask->actor, pupil, event, w->school, S(""));
}

/* Returns the kind of a new person's number, from the row that states it. */
static enum number_kind kind_of_number(const struct import_work *w, const struct person *leader) {
    for (size_t i = (size_t)(leader - w->people); i < w->count; i++)
        if (w->rows[i].has_number && str_eq(w->people[i].mac, leader->mac))
            return national_number_facts(&w->rows[i].number).kind;
    return NUMBER_KIND_UNKNOWN;
}

/* Enrols a new person. Inserts the person with the first enrolment that is valid. */
static enum rc enrol_new(const struct import_work *w, const struct roster_entry *entry) {
    struct person *person = &w->people[entry->line], *leader = &w->people[person->leader];
    const struct enrolment_facts *f = &entry->facts;
    bool begins = person->is_new && !leader->written;
    if (begins)
        TRY(sql_pupil_insert(w->tx, entry->pupil_id, leader->mac, f->official_first,
                             f->official_last, f->sex, null_day(f->birth_day),
                             leader->mac.len > 0 ? kind_of_number(w, leader) : NUMBER_KIND_UNKNOWN,
                             w->school, NULL));
    leader->written = true;
    TRY(open_enrolment(w, entry->pupil_id, f));
    if (!begins) return note_pupil(w, entry->pupil_id, HISTORY_ENROLLED);
    return note_new(w->tx, w->arena, w->ask->service, w->ask->actor, entry->pupil_id,
                    HISTORY_ENROLLED, w->school, S(""));
}

static enum rc update_official(const struct import_work *w, int64_t pupil,
                               const struct enrolment_facts *f) {
    return sql_pupil_update(w->tx, pupil, f->official_first, f->official_last, f->sex,
                            null_day(f->birth_day), w->school, NULL);
}

static enum rc update_enrolment(const struct import_work *w, int64_t enrolment,
                                const struct enrolment_facts *f) {
    return sql_enrolment_update(w->tx, w->school, enrolment, f->first_name, f->last_name,
                                null_if_zero(f->group_number), f->group_name, f->class_code,
                                f->level, f->site, f->begin_day, f->end_day, search_key(w, f),
                                sort_key(w, f), NULL);
}

static enum rc apply_change(const struct import_work *w, const struct roster_change *change) {
    const struct roster_entry *entry = change->entry;
    const struct known_enrolment *known = change->known;
    const struct enrolment_facts *f = entry == NULL ? NULL : &entry->facts;
    if (change->kind == CHANGE_UNCHANGED) return RC_OK;
    if (f != NULL && !w->people[entry->line].is_new && w->people[entry->line].restates)
        TRY(update_official(w, entry->pupil_id, f));
    switch (change->kind) {
        case CHANGE_NEW: return enrol_new(w, entry);
        case CHANGE_CHANGED:
            TRY(update_enrolment(w, known->enrolment_id, f));
            return note_pupil(w, entry->pupil_id, HISTORY_NAMES_CHANGED);
        case CHANGE_MOVED:
            if (change->in_place) TRY(update_enrolment(w, known->enrolment_id, f));
            if (change->in_place) return note_pupil(w, entry->pupil_id, HISTORY_MOVED);
            TRY(sql_enrolment_close(w->tx, w->school, known->enrolment_id, change->close_day,
                                    NULL));
            TRY(open_enrolment(w, entry->pupil_id, f));
            return note_pupil(w, entry->pupil_id, HISTORY_MOVED);
        case CHANGE_ENDED:
            if (f != NULL) TRY(update_enrolment(w, known->enrolment_id, f));
            if (f == NULL)
                TRY(sql_enrolment_close(w->tx, w->school, known->enrolment_id, change->close_day,
                                        NULL));
            return note_pupil(w, known->pupil_id, HISTORY_ENROLMENT_ENDED);
        case CHANGE_UNCHANGED: return RC_OK;
    }
    return RC_BUG;
}

static struct str place_of(struct arena *arena, const struct enrolment_facts *f) {
    return str_copy(arena, f->class_code.len > 0 ? f->class_code : f->group_name);
}

static struct import_who who_of(const struct import_ask *ask, const struct roster_change *change) {
    const struct enrolment_facts *f =
        change->entry != NULL ? &change->entry->facts : &change->known->facts;
    bool moved = change->kind == CHANGE_MOVED;
    return (struct import_who){.roll_number = f->roll_number,
                               .first_name = str_copy(ask->arena, f->first_name),
                               .last_name = str_copy(ask->arena, f->last_name),
                               .place = place_of(ask->arena, f),
                               .before =
                                   moved ? place_of(ask->arena, &change->known->facts) : S("")};
}

/* Stores the pupil of a change for the report, to show it before applying. */
static void look_at(const struct import_ask *ask, const struct roster_change *change) {
    struct import_report *report = ask->report;
    if (change->kind == CHANGE_UNCHANGED || report->who[change->kind] == NULL ||
        report->who_count[change->kind] == LOOKED_AT_MAX)
        return;
    report->who[change->kind][report->who_count[change->kind]++] = who_of(ask, change);
}

static enum rc note_import(const struct import_work *w, const struct change_counts *c) {
    struct service *service = w->ask->service;
    int64_t now = service_now(service);
    TRY(sql_school_roster_applied(w->tx, w->school, now, NULL));
    TRY(sql_roster_import_insert(w->tx, w->school, id_draw(&service->random), now,
                                 w->ask->actor->id, (int64_t)c->added, (int64_t)c->changed,
                                 (int64_t)c->moved, (int64_t)c->ended, (int64_t)c->current_before,
                                 NULL));
    return note(w->tx, w->arena, service, w->ask->actor, w->school, HISTORY_IMPORT, w->school,
                str_format(w->arena, "new=%zu changed=%zu moved=%zu ended=%zu", c->added,
                           c->changed, c->moved, c->ended));
}

static enum rc tell_joined(const struct import_work *w, int64_t subject, int64_t other) {
    return note(w->tx, w->arena, w->ask->service, w->ask->actor, subject, HISTORY_JOINED, w->school,
                str_format(w->arena, "with=%.*s", STR_ARG(id_text(w->arena, other))));
}

/* Merges a pupil without an account into another. Only the history of the removed pupil remains; it
 * names the pupil that stays. */
static enum rc apply_join(const struct import_work *w, const struct join *join) {
    TRY(sql_erase_batch_rows(w->tx, join->goes, NULL)); /* proposals that were not saved */
    TRY(sql_enrolments_give(w->tx, join->goes, join->stays, NULL));
    if (join->mac.ptr != NULL) {
        TRY(sql_pupil_forget_number(w->tx, join->goes, NULL));
        TRY(sql_pupil_set_number(w->tx, join->stays, join->mac, join->number_kind, NULL));
    }
    TRY(sql_erase_questions(w->tx, join->goes, NULL));
    TRY(sql_held_give(w->tx, join->goes, join->stays, NULL));
    TRY(sql_erase_pupil(w->tx, join->goes, NULL));
    TRY(tell_joined(w, join->stays, join->goes));
    return tell_joined(w, join->goes, join->stays);
}

static enum rc learn_number(const struct import_work *w, size_t row) {
    const struct person *person = &w->people[row];
    TRY(sql_pupil_forget_number(w->tx, person->pupil_id, NULL)); /* corrects the earlier one */
    TRY(sql_pupil_set_number(w->tx, person->pupil_id, person->mac,
                             national_number_facts(&w->rows[row].number).kind, NULL));
    TRY(sql_roster_questions_drop(w->tx, w->school, person->pupil_id, QUESTION_NUMBER, NULL));
    return sql_roster_questions_drop(w->tx, w->school, person->pupil_id, QUESTION_PERSON, NULL);
}

static enum rc write_remark(const struct import_work *w, const struct remark *remark) {
    return sql_roster_question_put(w->tx, w->school, w->people[remark->row].pupil_id, remark->kind,
                                   import_other_of(w, remark), remark->said,
                                   service_now(w->ask->service), NULL);
}

/* One school during its transaction, and the result. */
struct school_import {
    const struct import_ask *ask;
    struct arena *arena;
    int school;
    const struct roster_row *rows;
    size_t count;
    size_t errors, warnings; /* messages present before this school */
    struct change_counts counts;
    struct holding holding;
    struct import_held held;
    size_t learned;
    bool refused, asks_year;
};

static enum rc apply_all(const struct import_work *w, const struct school_import *s,
                         const struct roster_change *changes, size_t count) {
    for (size_t i = 0; i < w->join_count; i++) TRY(apply_join(w, &w->joins[i]));
    for (size_t i = 0; i < count; i++)
        if (!import_is_held(&s->holding, &changes[i])) TRY(apply_change(w, &changes[i]));
    for (size_t i = 0; i < w->count; i++)
        if (w->people[i].learns) TRY(learn_number(w, i));
    for (size_t i = 0; i < w->remark_count; i++) TRY(write_remark(w, &w->remarks[i]));
    TRY(import_keep_held(w, &s->holding, changes, count));
    return note_import(w, &s->counts);
}

static void truncate_messages(struct roster_messages *messages, size_t total) {
    messages->total = total;
    messages->count = total < ROSTER_MESSAGES_MAX ? total : ROSTER_MESSAGES_MAX;
}

/* Discards the results of an earlier attempt, because a transaction may be retried. */
static void begin_again(struct school_import *s) {
    struct import_report *report = s->ask->report;
    truncate_messages(report->messages, s->errors);
    truncate_messages(report->warnings, s->warnings);
    memset(report->who_count, 0, sizeof report->who_count); /* filled for a single school only */
    s->counts = (struct change_counts){0};
    s->held = (struct import_held){.school = s->school};
    s->holding = (struct holding){0};
    s->learned = 0;
    s->refused = s->asks_year = false;
}

/* Counts the endings that are held back and stores the first pupils for the report. */
static void tell_held(struct school_import *s, const struct roster_change *changes, size_t count) {
    struct import_held *held = &s->held;
    held->pupils = s->counts.current_before;
    if (s->ask->report->held_count < SCHOOLS_TOLD_MAX)
        held->who = ARENA_ARRAY(s->ask->arena, struct import_who, LOOKED_AT_MAX);
    for (size_t i = 0; i < count; i++) {
        if (!import_is_held(&s->holding, &changes[i])) continue;
        held->endings++;
        if (held->who != NULL && held->who_count < LOOKED_AT_MAX)
            held->who[held->who_count++] = who_of(s->ask, &changes[i]);
    }
    if (!s->ask->options->stop_at_limit) s->counts.ended -= held->endings;
}

static enum rc judge(const struct import_work *w, struct school_import *s,
                     const struct roster_change *changes, size_t count) {
    const struct import_ask *ask = s->ask;
    for (size_t i = 0; i < count; i++) look_at(ask, &changes[i]);
    s->learned = w->join_count;
    for (size_t i = 0; i < w->count; i++) s->learned += w->people[i].learns;
    int month = day_to_date(ask->today).month;
    bool summer = (month == 7 || month == 8) && ask->report->undated > 0; /* next year's list? */
    s->asks_year = summer && s->counts.added + s->counts.moved > 0;
    TRY(import_limit(w, &s->counts, &s->holding));
    if (s->holding.all || s->holding.absent) tell_held(s, changes, count);
    return RC_OK;
}

static bool may_apply(const struct school_import *s) {
    const struct import_options *options = s->ask->options;
    return !options->dry_run && (!s->asks_year || options->this_year) &&
           (s->held.endings == 0 || !options->stop_at_limit);
}

/* Compares and applies. Returns RC_NONE, which rolls back, when nothing may be applied. */
static enum rc compare_and_apply(struct tx *tx, struct school_import *s) {
    const struct import_ask *ask = s->ask;
    struct arena *arena = s->arena;
    begin_again(s);
    struct roster_row *rows = ARENA_ARRAY(arena, struct roster_row, s->count);
    memcpy(rows, s->rows, s->count * sizeof *rows);
    struct sql_school_get_row found;
    enum rc rc = sql_school_get(tx, arena, s->school, &found);
    if (rc == RC_NONE) {
        roster_message_add(ask->report->messages, ROSTER_UNKNOWN_SCHOOL, rows[0].line, 1,
                           str_format(arena, "%06d", s->school));
        s->refused = true;
        return RC_NONE;
    }
    TRY(rc);
    qsort(rows, s->count, sizeof *rows, compare_rows);
    struct import_work w = {
        .tx = tx, .ask = ask, .arena = arena, .school = s->school, .rows = rows, .count = s->count};
    find_twins(&w);
    s->refused = ask->report->messages->total > s->errors;
    if (s->refused) return RC_NONE;
    TRY(import_people(&w));
    struct roster_entry *entries = ARENA_ARRAY(arena, struct roster_entry, s->count);
    for (size_t i = 0; i < s->count; i++)
        entries[i] = (struct roster_entry){.facts = rows[i].facts,
                                           .pupil_id = w.people[i].pupil_id,
                                           .line = (int)i,
                                           .learns = w.people[i].learns,
                                           .cells = rows[i].cells};
    struct roster_change *changes;
    size_t count;
    roster_changes(arena, ask->today, ask->options->changes ? ROSTER_CHANGES : ROSTER_WHOLE,
                   w.known, w.known_count, entries, s->count, &changes, &count, &s->counts);
    TRY(judge(&w, s, changes, count));
    ENSURE(!arena_is_over(arena), RC_TOO_LARGE);
    return may_apply(s) ? apply_all(&w, s, changes, count) : RC_NONE;
}
TX_FUNCTION(compare_and_apply, struct school_import)

static void add_to_report(const struct school_import *s, bool applied) {
    struct import_report *report = s->ask->report;
    const struct import_options *options = s->ask->options;
    if (s->refused) {
        if (report->refused < SCHOOLS_TOLD_MAX)
            report->refused_schools[report->refused] = s->school;
        report->refused++;
        return;
    }
    roster_counts_add(&report->counts, &s->counts);
    report->schools++;
    report->learned += s->learned;
    report->asks_year = report->asks_year || s->asks_year;
    report->applied = report->applied && applied;
    report->limit_stops =
        report->limit_stops || (s->held.endings > 0 && options->stop_at_limit && !applied);
    if (s->held.endings == 0) return;
    if (report->held_count < SCHOOLS_TOLD_MAX) report->held[report->held_count] = s->held;
    report->held_count++;
}

enum rc import_school(const struct import_ask *ask, struct arena *arena, int school,
                      const struct roster_row *rows, size_t count) {
    struct school_import s = {.ask = ask,
                              .arena = arena,
                              .school = school,
                              .rows = rows,
                              .count = count,
                              .errors = ask->report->messages->total,
                              .warnings = ask->report->warnings->total};
    enum rc rc =
        store_write(ask->service->db, arena, HISTORY_REQUIRED, compare_and_apply, &s, ask->fault);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    add_to_report(&s, rc == RC_OK);
    return RC_OK;
}
