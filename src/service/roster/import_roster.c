/* Memory use. All rows are read before the first transaction. A row with an error in a required
 * field rejects its school, or the whole file when the file is for one school. The rows of a file
 * with at most HELD_MAX rows are kept from that first reading. A larger file is read again: the
 * rows of a school are held until its last row was read, then compared, applied in a transaction of
 * their own, and released. Memory thus holds a few schools, never the whole region. When the file
 * is not ordered by school and too many rows would be held, the remaining schools are left for
 * another reading. */
#include "service/roster/import_roster.h"

#include <stdlib.h>
#include <string.h>

#include "service/roster/column_mapping.h"
#include "service/roster/import_school.h"

enum { HELD_MAX = 60000, SCHOOLS_MAX = 1000000, SCHOOL_ROWS_MAX = 50000 };
static const size_t school_bytes = (size_t)2 << 30;

struct school_rows {
    int school;
    size_t expected; /* rows of this school in the file */
    bool done, refused;
    struct arena *arena; /* NULL: no rows are held */
    struct roster_row *rows;
    size_t count;
};

/* The rows of a whole file. */
struct kept_rows {
    bool whole; /* false: more than HELD_MAX rows, none is kept */
    struct arena *arena;
    struct roster_row *rows;
    size_t count, room;
};

struct import {
    struct import_ask ask;
    struct arena *arena;
    int fd;
    const struct column_mapping *mappings;
    size_t mapping_count;
    struct group_knowledge groups;
    int *tally;                  /* rows per school number; first reading */
    bool *refused;               /* per school number: a row has an error */
    struct kept_rows kept;       /* rows of the first reading */
    struct school_rows *schools; /* ordered by number */
    size_t school_count, last;   /* last: index where the previous row was found */
    size_t held, done;           /* held: expected rows of the held schools; done: schools done */
};

static struct roster_row copy_row(struct arena *arena, const struct roster_row *row) {
    struct roster_row copy = *row;
    struct enrolment_facts *f = &copy.facts;
    f->first_name = str_copy(arena, row->facts.first_name);
    f->last_name = str_copy(arena, row->facts.last_name);
    f->official_first = str_copy(arena, row->facts.official_first);
    f->official_last = str_copy(arena, row->facts.official_last);
    f->group_name = str_copy(arena, row->facts.group_name);
    f->class_code = str_copy(arena, row->facts.class_code);
    f->site = str_copy(arena, row->facts.site);
    return copy;
}

static void keep_row(struct kept_rows *kept, const struct roster_row *row) {
    if (kept->whole && kept->count == HELD_MAX) {
        kept->whole = false;
        arena_reset(kept->arena);
    }
    if (!kept->whole) return;
    if (kept->count == kept->room) {
        kept->room = kept->room == 0 ? 1024 : kept->room * 2;
        struct roster_row *more = ARENA_ARRAY(kept->arena, struct roster_row, kept->room);
        if (kept->count > 0) memcpy(more, kept->rows, kept->count * sizeof *more);
        kept->rows = more;
    }
    kept->rows[kept->count++] = copy_row(kept->arena, row);
}

static enum rc count_row(void *context, const struct roster_row *row) {
    struct import *im = context;
    if (im->tally[row->school] == SCHOOL_ROWS_MAX) { /* all of them are held in memory at once */
        roster_message_add(im->ask.report->messages, ROSTER_MANY, row->line, 1,
                           str_format(im->arena, "%d", SCHOOL_ROWS_MAX));
        return RC_INVALID;
    }
    im->tally[row->school]++;
    im->ask.report->rows++;
    im->ask.report->undated += row->undated;
    im->ask.report->levels[row->facts.level]++;
    keep_row(&im->kept, row);
    ENSURE(!arena_is_over(im->kept.arena), RC_TOO_LARGE);
    return RC_OK;
}

static enum rc refuse_row(void *context, int school, int line) {
    struct import *im = context;
    (void)line; /* the message contains the line */
    im->ask.report->rows++;
    im->ask.report->unread += school <= 0;
    if (school > 0 && school < SCHOOLS_MAX) im->refused[school] = true;
    return RC_OK;
}

static void refuse_school(struct import *im, int school) {
    struct import_report *report = im->ask.report;
    if (report->refused < SCHOOLS_TOLD_MAX) report->refused_schools[report->refused] = school;
    report->refused++;
}

/* Lists the schools to apply. Schools with an invalid row are rejected. */
static void list_schools(struct import *im) {
    for (int school = 1; school < SCHOOLS_MAX; school++) {
        if (im->refused[school]) refuse_school(im, school);
        im->school_count += im->tally[school] > 0;
    }
    im->schools = ARENA_ARRAY(im->arena, struct school_rows, im->school_count);
    size_t at = 0;
    for (int school = 1; school < SCHOOLS_MAX; school++)
        if (im->tally[school] > 0)
            im->schools[at++] = (struct school_rows){.school = school,
                                                     .expected = (size_t)im->tally[school],
                                                     .refused = im->refused[school]};
}

static struct school_rows *find_school(struct import *im, int school) {
    size_t low = 0, high = im->school_count;
    if (im->last < high && im->schools[im->last].school == school) return &im->schools[im->last];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (im->schools[middle].school < school)
            low = middle + 1;
        else
            high = middle;
    }
    im->last = low;
    return low < im->school_count && im->schools[low].school == school ? &im->schools[low] : NULL;
}

static void forget_rows(struct school_rows *s) {
    arena_destroy(s->arena);
    s->arena = NULL;
    s->rows = NULL;
    s->count = 0;
}

static enum rc hold_row(void *context, const struct roster_row *row) {
    struct import *im = context;
    struct school_rows *s = find_school(im, row->school);
    ENSURE(s != NULL && (s->done || s->count < s->expected), RC_CONFLICT);
    if (s->done || s->refused) return RC_OK;
    if (s->arena == NULL) {
        if (im->held > 0 && im->held + s->expected > HELD_MAX) return RC_OK; /* another reading */
        s->arena = arena_create(school_bytes, true);
        s->rows = ARENA_ARRAY(s->arena, struct roster_row, s->expected);
        im->held += s->expected;
    }
    s->rows[s->count++] = im->kept.whole ? *row : copy_row(s->arena, row);
    ENSURE(!arena_is_over(s->arena), RC_TOO_LARGE);
    if (s->count < s->expected) return RC_OK;
    enum rc rc = import_school(&im->ask, s->arena, s->school, s->rows, s->count);
    im->held -= s->expected;
    im->done++;
    s->done = true;
    forget_rows(s);
    return rc;
}

static struct roster_reader reader_of(struct import *im,
                                      enum rc (*row)(void *context, const struct roster_row *row)) {
    return (struct roster_reader){.tables = &im->ask.service->tables,
                                  .rules = im->ask.service->text,
                                  .today = im->ask.today,
                                  .school = im->ask.options->school,
                                  .mappings = im->mappings,
                                  .mapping_count = im->mapping_count,
                                  .groups = &im->groups,
                                  .may_be_empty = im->ask.options->changes,
                                  .row = row,
                                  .context = im};
}

/* Reports why a file that was readable before no longer is; its parser was ended. */
static void copy_messages(struct import *im, const struct roster_messages *flaws) {
    struct roster_messages *messages = im->ask.report->messages;
    for (size_t i = 0; i < flaws->count; i++) {
        const struct roster_message *m = &flaws->items[i];
        size_t at = messages->count;
        roster_message_add(messages, m->flaw, m->line, m->column, m->detail);
        if (at < messages->count) messages->items[at].code = m->code;
    }
}

/* Ignores a row that the first reading counted. */
static enum rc skip_row(void *context, int school, int line) {
    (void)context, (void)school, (void)line;
    return RC_OK;
}

static enum rc read_again(struct import *im) {
    struct roster_reader reader = reader_of(im, hold_row);
    if (im->ask.options->school == 0) reader.refused = skip_row;
    struct arena *scratch CLEANUP(arena_destroy_at) = arena_create(1 << 20, false);
    struct roster_messages flaws = {0};
    struct str ignored;
    enum rc rc = roster_read_fd(scratch, im->fd, &reader, &flaws, &ignored);
    if (rc == RC_INVALID) copy_messages(im, &flaws);
    return rc;
}

static enum rc hold_rows(struct import *im) {
    if (!im->kept.whole) return read_again(im);
    for (size_t i = 0; i < im->kept.count; i++) TRY(hold_row(im, &im->kept.rows[i]));
    return RC_OK;
}

/* Applies the schools one by one. After an error, the schools before it remain applied. */
static enum rc import_all(struct import *im) {
    for (size_t i = 0; i < im->school_count; i++) im->done += im->schools[i].refused;
    while (im->done < im->school_count) {
        size_t before = im->done;
        TRY(hold_rows(im));
        ENSURE(im->done > before, RC_CONFLICT);
    }
    return RC_OK;
}

static enum rc read_first(struct import *im) {
    struct import_report *report = im->ask.report;
    struct roster_reader reader = reader_of(im, count_row);
    reader.warnings = report->warnings;
    reader.questions = report->questions;
    if (im->ask.options->school == 0) reader.refused = refuse_row;
    TRY(roster_read_fd(im->arena, im->fd, &reader, report->messages, &report->ignored_columns));
    list_schools(im);
    return RC_OK;
}

static void prepare_report(const struct import *im, struct import_report *report) {
    const struct import_options *options = im->ask.options;
    *report = (struct import_report){.messages = ARENA_NEW(im->arena, struct roster_messages),
                                     .warnings = ARENA_NEW(im->arena, struct roster_messages),
                                     .applied = !options->dry_run,
                                     .undated_from = school_year_begin(im->ask.today),
                                     .undated_until = school_year_end(im->ask.today)};
    for (int kind = 0; kind < CHANGE_UNCHANGED && options->dry_run && options->school != 0; kind++)
        report->who[kind] = ARENA_ARRAY(im->arena, struct import_who, LOOKED_AT_MAX);
    report->questions = ARENA_NEW(im->arena, struct group_questions);
    report->questions->arena = im->arena;
}

/* Loads the stored choices and puts those of this import first. */
static enum rc load_choices(struct call *call, struct import *im) {
    const struct import_options *options = im->ask.options;
    const struct column_mapping *kept;
    size_t count;
    TRY(group_knowledge_load(call, options->choices, options->choice_count, &im->groups));
    TRY(column_mappings(call, options->school, &kept, &count));
    struct column_mapping *mappings = ARENA_ARRAY(call->arena, struct column_mapping, count + 1);
    size_t at = 0;
    if (options->mapping != NULL) mappings[at++] = *options->mapping;
    for (size_t i = 0; i < count; i++) mappings[at++] = kept[i];
    im->mappings = mappings;
    im->mapping_count = at;
    return RC_OK;
}

enum rc import_roster(struct call *call, int fd, const struct import_options *options,
                      struct import_report *ret_report) {
    enum right right = options->school == 0 ? RIGHT_PLATFORM : RIGHT_CONFIGURE;
    TRY(actor_may(call->actor, right, (struct school_id){options->school}, S("")));
    struct import im = {.ask = {call->service, call->actor, options, ret_report,
                                options->day != 0 ? options->day : service_today(call->service),
                                call->arena, call->fault},
                        .arena = call->arena,
                        .fd = fd};
    struct arena *tallies CLEANUP(arena_destroy_at) =
        arena_create(SCHOOLS_MAX * (sizeof(int) + sizeof(bool)) + 65536, false);
    struct arena *kept CLEANUP(arena_destroy_at) = arena_create(school_bytes, true);
    im.kept = (struct kept_rows){.whole = true, .arena = kept};
    im.tally = ARENA_ARRAY(tallies, int, SCHOOLS_MAX);
    im.refused = ARENA_ARRAY(tallies, bool, SCHOOLS_MAX);
    prepare_report(&im, ret_report);
    TRY(load_choices(call, &im));
    TRY(read_first(&im));
    enum rc rc = import_all(&im);
    for (size_t i = 0; i < im.school_count; i++) forget_rows(&im.schools[i]);
    TRY(rc);
    bool whole = ret_report->refused + ret_report->unread == 0;
    ret_report->applied = ret_report->applied && whole;
    return whole || ret_report->schools > 0 ? RC_OK : RC_INVALID;
}
