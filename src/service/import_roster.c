#include "service/import_roster.h"

#include <stdlib.h>

#include "base/buf.h"
#include "store/queries.h"

enum { ROWS_FIRST = 1024 };

struct import {
    struct service *service;
    struct arena *arena; /* of the job: the rows */
    const struct actor *actor;
    const struct import_options *options;
    struct import_report *report;
    struct roster_row *rows;
    size_t count, room;
    day_count today;
};

static struct enrolment_facts keep_facts(struct arena *arena, const struct enrolment_facts *f) {
    struct enrolment_facts kept = *f;
    kept.first_name = str_copy(arena, f->first_name);
    kept.last_name = str_copy(arena, f->last_name);
    kept.official_first = str_eq(f->official_first, f->first_name) ? kept.first_name : str_copy(arena, f->official_first);
    kept.official_last = str_eq(f->official_last, f->last_name) ? kept.last_name : str_copy(arena, f->official_last);
    kept.group_name = str_copy(arena, f->group_name);
    kept.class_code = str_copy(arena, f->class_code);
    kept.site = str_copy(arena, f->site);
    return kept;
}

static enum rc keep_row(void *context, const struct roster_row *row) {
    struct import *im = context;
    if (im->count == im->room) {
        size_t room = im->room == 0 ? ROWS_FIRST : im->room * 2;
        struct roster_row *grown = ARENA_ARRAY(im->arena, struct roster_row, room);
        if (im->count > 0) memcpy(grown, im->rows, im->count * sizeof *grown);
        im->rows = grown;
        im->room = room;
    }
    struct roster_row *kept = &im->rows[im->count++];
    *kept = *row;
    kept->facts = keep_facts(im->arena, &row->facts);
    return RC_OK;
}

static int compare_rows(const void *left, const void *right) {
    const struct roster_row *a = left, *b = right;
    if (a->school != b->school) return a->school < b->school ? -1 : 1;
    if (a->facts.roll_number != b->facts.roll_number) return a->facts.roll_number < b->facts.roll_number ? -1 : 1;
    if (a->facts.begin_day != b->facts.begin_day) return a->facts.begin_day < b->facts.begin_day ? -1 : 1;
    return a->line - b->line;
}

/* Rows of one roll number in one school must not overlap in time. */
static void find_twins(struct import *im) {
    for (size_t i = 1; i < im->count; i++) {
        const struct roster_row *a = &im->rows[i - 1], *b = &im->rows[i];
        if (a->school != b->school || a->facts.roll_number != b->facts.roll_number) continue;
        if (b->facts.begin_day > a->facts.end_day) continue;
        roster_message_add(im->report->messages, ROSTER_TWICE, b->line, 1, str_format(im->arena, "%d", a->line));
    }
}

/* The pupils now enrolled in the school, to be found by roll number. */
struct school_state {
    struct known_enrolment *known;
    struct sql_roster_known_row *rows;
    size_t count;
};

static day_count day_or_none(int64_t day) {
    return day == SQL_NULL ? DAY_NONE : (day_count)day;
}

static enum rc read_known(struct tx *tx, struct arena *arena, int school, day_count today, struct school_state *ret) {
    struct sql_roster_known_row *rows;
    size_t count;
    TRY(sql_roster_known(tx, arena, school, today, &rows, &count));
    struct known_enrolment *known = ARENA_ARRAY(arena, struct known_enrolment, count);
    for (size_t i = 0; i < count; i++) {
        const struct sql_roster_known_row *r = &rows[i];
        known[i] = (struct known_enrolment){.enrolment_id = r->enrolment_id, .pupil_id = r->pupil_id,
            .facts = {.roll_number = r->roll_number, .first_name = r->first_name, .last_name = r->last_name,
                      .official_first = r->official_first, .official_last = r->official_last, .sex = (int)r->sex,
                      .birth_day = day_or_none(r->birth_day), .group_number = r->group_number == SQL_NULL ? 0 : r->group_number,
                      .group_name = r->group_name, .class_code = r->class_code, .site = r->site,
                      .level = (enum level)r->level, .begin_day = (day_count)r->begin_day, .end_day = (day_count)r->end_day}};
    }
    *ret = (struct school_state){known, rows, count};
    return RC_OK;
}

static struct str digits_of(const struct roster_row *row) {
    return (struct str){row->number.digits, sizeof row->number.digits};
}

/* Finds who a row is; a clash is told to the school, never decided here. */
static enum rc identify(struct tx *tx, struct import *im, struct arena *arena, const struct roster_row *row,
                        struct roster_entry *entry, bool *ret_learns_number) {
    struct sql_pupil_by_roll_row by_roll = {0};
    struct sql_pupil_by_number_row by_number = {0};
    enum rc rc = sql_pupil_by_roll(tx, arena, row->school, row->facts.roll_number, &by_roll);
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    if (row->has_number) {
        rc = sql_pupil_by_number(tx, arena, number_mac(arena, im->service, digits_of(row)), &by_number);
        ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    }
    enum identity identity =
        roster_identity(row->has_number, by_number.pupil_id, by_roll.pupil_id, by_roll.has_number != 0, &entry->pupil_id);
    *ret_learns_number = identity == IDENTITY_NUMBER;
    if (identity == IDENTITY_CLASH)
        roster_message_add(im->report->messages, ROSTER_CLASH, row->line, 1,
                           str_format(arena, "stamnummer %lld", (long long)row->facts.roll_number));
    return RC_OK;
}

static struct str search_key(struct arena *arena, const struct service *service, const struct enrolment_facts *f) {
    struct str names = str_format(arena, "%lld %.*s %.*s", (long long)f->roll_number, STR_ARG(f->first_name), STR_ARG(f->last_name));
    return text_fold(arena, service->text, names);
}

static struct str sort_key(struct arena *arena, const struct service *service, const struct enrolment_facts *f) {
    return text_sort_key(arena, service->text, str_format(arena, "%.*s, %.*s", STR_ARG(f->last_name), STR_ARG(f->first_name)));
}

static int64_t null_if_zero(int64_t number) {
    return number == 0 ? SQL_NULL : number;
}

static int64_t null_day(day_count day) {
    return day == DAY_NONE ? SQL_NULL : day;
}

static enum rc open_enrolment(struct tx *tx, struct import *im, struct arena *arena, int school, const struct roster_entry *entry) {
    const struct enrolment_facts *f = &entry->facts;
    return sql_enrolment_insert(tx, school, id_draw(&im->service->random), entry->pupil_id, f->roll_number, f->first_name,
        f->last_name, null_if_zero(f->group_number), f->group_name, f->class_code, f->level, f->site, f->begin_day, f->end_day,
        search_key(arena, im->service, f), sort_key(arena, im->service, f), NULL);
}

static enum rc add_pupil(struct tx *tx, struct import *im, struct arena *arena, const struct roster_row *row, struct roster_entry *entry) {
    const struct enrolment_facts *f = &entry->facts;
    struct str mac = row->has_number ? number_mac(arena, im->service, digits_of(row)) : (struct str){NULL, 0};
    entry->pupil_id = id_draw(&im->service->random);
    return sql_pupil_insert(tx, entry->pupil_id, mac, f->official_first, f->official_last, f->sex, null_day(f->birth_day), NULL);
}

static enum rc apply_change(struct tx *tx, struct import *im, struct arena *arena, int school, const struct roster_row *row,
                            const struct roster_change *change) {
    struct roster_entry *entry = (struct roster_entry *)change->entry;
    const struct known_enrolment *known = change->known;
    if (change->kind == CHANGE_NEW && entry->pupil_id == 0) TRY(add_pupil(tx, im, arena, row, entry));
    int64_t pupil = entry != NULL ? entry->pupil_id : known->pupil_id;
    if (change->kind != CHANGE_ENDED) {
        const struct enrolment_facts *f = &entry->facts;
        TRY(sql_pupil_update(tx, pupil, f->official_first, f->official_last, f->sex, null_day(f->birth_day), NULL));
    }
    switch (change->kind) {
        case CHANGE_NEW:
            TRY(open_enrolment(tx, im, arena, school, entry));
            return note(tx, arena, im->service, im->actor, pupil, HISTORY_ENROLLED, school, S(""));
        case CHANGE_CHANGED: {
            const struct enrolment_facts *f = &entry->facts;
            TRY(sql_enrolment_update(tx, school, known->enrolment_id, f->first_name, f->last_name, null_if_zero(f->group_number),
                f->level, f->begin_day, f->end_day, search_key(arena, im->service, f), sort_key(arena, im->service, f), NULL));
            return note(tx, arena, im->service, im->actor, pupil, HISTORY_NAMES_CHANGED, school, S(""));
        }
        case CHANGE_MOVED:
            TRY(sql_enrolment_close(tx, school, known->enrolment_id, change->close_day, NULL));
            TRY(open_enrolment(tx, im, arena, school, entry));
            return note(tx, arena, im->service, im->actor, pupil, HISTORY_MOVED, school, S(""));
        case CHANGE_ENDED:
            TRY(sql_enrolment_close(tx, school, known->enrolment_id, change->close_day, NULL));
            return note(tx, arena, im->service, im->actor, pupil, HISTORY_ENROLMENT_ENDED, school, S(""));
        case CHANGE_UNCHANGED: return RC_OK;
    }
    return RC_BUG;
}

static void add_counts(struct change_counts *sum, const struct change_counts *c) {
    sum->added += c->added;
    sum->changed += c->changed;
    sum->moved += c->moved;
    sum->ended += c->ended;
    sum->unchanged += c->unchanged;
    sum->current_before += c->current_before;
}

static bool may_apply(const struct import *im) {
    return !im->options->dry_run && im->report->messages->total == 0 && (!im->report->braked || im->options->past_brake);
}

static enum rc note_import(struct tx *tx, struct import *im, struct arena *arena, int school, const struct change_counts *c) {
    int64_t now = service_now(im->service);
    TRY(sql_school_roster_applied(tx, school, now, NULL));
    TRY(sql_roster_import_insert(tx, school, id_draw(&im->service->random), now, im->actor->id, (int64_t)c->added,
                                 (int64_t)c->changed, (int64_t)c->moved, (int64_t)c->ended, NULL));
    return note(tx, arena, im->service, im->actor, school, HISTORY_IMPORT, school,
                str_format(arena, "new=%zu changed=%zu moved=%zu ended=%zu", c->added, c->changed, c->moved, c->ended));
}

/* The rows [from, to) are one school's: compare, and apply what may be applied. */
static enum rc import_school(struct tx *tx, struct import *im, struct arena *arena, size_t from, size_t to) {
    int school = im->rows[from].school;
    struct sql_school_get_row known_school;
    enum rc rc = sql_school_get(tx, arena, school, &known_school);
    if (rc == RC_NONE) roster_message_add(im->report->messages, ROSTER_UNKNOWN_SCHOOL, im->rows[from].line, 1, str_format(arena, "%06d", school));
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    if (rc == RC_NONE) return RC_OK;
    struct school_state state;
    TRY(read_known(tx, arena, school, im->today, &state));
    struct roster_entry *entries = ARENA_ARRAY(arena, struct roster_entry, to - from);
    bool *learns = ARENA_ARRAY(arena, bool, to - from);
    for (size_t i = from; i < to; i++) {
        entries[i - from] = (struct roster_entry){.facts = im->rows[i].facts, .line = (int)i};
        TRY(identify(tx, im, arena, &im->rows[i], &entries[i - from], &learns[i - from]));
    }
    struct roster_change *changes;
    struct change_counts counts;
    size_t change_count;
    roster_changes(arena, im->today, state.known, state.count, entries, to - from, &changes, &change_count, &counts);
    add_counts(&im->report->counts, &counts);
    im->report->schools++;
    im->report->braked = im->report->braked || roster_brake(&counts, BRAKE_PERCENT);
    if (!may_apply(im)) return RC_OK;
    for (size_t i = 0; i < change_count; i++) {
        const struct roster_row *row = changes[i].entry == NULL ? NULL : &im->rows[changes[i].entry->line];
        TRY(apply_change(tx, im, arena, school, row, &changes[i]));
    }
    for (size_t i = from; i < to; i++) {
        if (!learns[i - from]) continue;
        int64_t pupil = entries[i - from].pupil_id;
        for (size_t k = 0; k < to - from; k++) if (entries[k].line == (int)i) pupil = entries[k].pupil_id;
        TRY(sql_pupil_set_number(tx, pupil, number_mac(arena, im->service, digits_of(&im->rows[i])), NULL));
    }
    return note_import(tx, im, arena, school, &counts);
}

static enum rc import_all(struct tx *tx, void *context) {
    struct import *im = context;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create((size_t)512 << 20, true);
    im->report->counts = (struct change_counts){0};
    im->report->schools = 0;
    im->report->braked = false;
    for (size_t from = 0, to; from < im->count; from = to) {
        for (to = from; to < im->count && im->rows[to].school == im->rows[from].school;) to++;
        TRY(import_school(tx, im, scratch, from, to));
        arena_reset(scratch);
    }
    return may_apply(im) ? RC_OK : RC_NONE; /* RC_NONE rolls back: nothing was to be done */
}

enum rc import_roster(struct service *service, struct arena *arena, const struct actor *actor, int fd,
                      const struct import_options *options, struct import_report *ret_report, struct fault *fault) {
    struct import im = {.service = service, .arena = arena, .actor = actor, .options = options, .report = ret_report,
                        .today = service_today(service)};
    *ret_report = (struct import_report){.messages = ARENA_NEW(arena, struct roster_messages)};
    const struct roster_reader reader = {.rules = service->text, .today = im.today, .school = options->school, .row = keep_row, .context = &im};
    TRY(roster_read_fd(arena, fd, &reader, ret_report->messages, &ret_report->ignored_columns));
    ret_report->rows = im.count;
    qsort(im.rows, im.count, sizeof *im.rows, compare_rows);
    find_twins(&im);
    ENSURE(ret_report->messages->total == 0, RC_INVALID);
    enum rc rc = store_write(service->db, arena, HISTORY_REQUIRED, import_all, &im, fault);
    ret_report->applied = rc == RC_OK;
    ENSURE(rc == RC_OK || rc == RC_NONE, rc);
    return ret_report->messages->total == 0 ? RC_OK : RC_INVALID;
}
