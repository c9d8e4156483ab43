#include "sample/sample.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/arena.h"

enum { PATH_ROOM = 4096, FILE_BUFFER = 1 << 18, DAY_BUFFER = 1 << 13 };

static const char header[] =
    "instellingsnummer;stamnummer;voornaam;naam;officiële voornaam;officiële naam;administratieve "
    "groep;nr_admgr;klas;"
    "hoofdstructuur;geboortedatum;geslacht;rijksregisternummer;begindatum;einddatum";

struct files {
    const char *folder;
    day_count today; /* days[0] is the day after it */
    struct fault *fault;
    FILE *pupils, *schools, *last;
    FILE *days[SAMPLE_DAYS_MAX]; /* opened when the day has a change */
};

static enum rc write_school(void *context, const struct sample_school *school) {
    const struct files *f = context;
    return fprintf(f->schools, "%06d;%.*s\n", school->id.value, STR_ARG(school->name)) < 0 ? RC_IO
                                                                                           : RC_OK;
}

static enum rc write_to(FILE *file, const struct sample_row *row) {
    static const char *const sexes[] = {"", "M", "V", "X"};
    const struct enrolment_facts *e = &row->facts;
    struct date born = day_to_date(e->birth_day), begin = day_to_date(e->begin_day),
                end = day_to_date(e->end_day);
    int written = fprintf(
        file,
        "%06d;%lld;%.*s;%.*s;%.*s;%.*s;%.*s;%06lld;%.*s;%d;%02d/%02d/%04d;%s;%.*s;%02d/%02d/"
        "%04d;%02d/%02d/%04d\n",
        row->school.value, (long long)e->roll_number, STR_ARG(e->first_name), STR_ARG(e->last_name),
        STR_ARG(e->official_first), STR_ARG(e->official_last), STR_ARG(e->group_name),
        (long long)e->group_number, STR_ARG(e->class_code), row->structure, born.day, born.month,
        born.year, sexes[e->sex], row->has_number ? 11 : 0, row->number.digits, begin.day,
        begin.month, begin.year, end.day, end.month, end.year);
    return written < 0 ? RC_IO : RC_OK;
}

static enum rc write_row(void *context, const struct sample_row *row) {
    return write_to(((const struct files *)context)->pupils, row);
}

static enum rc write_last(void *context, const struct sample_row *row) {
    return write_to(((const struct files *)context)->last, row);
}

static enum rc open_file(const char *folder, const char *name, const char *first_line,
                         size_t buffer, FILE **ret_file, struct fault *fault) {
    char path[PATH_ROOM];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return FAULT(fault, RC_INVALID, "the path of the folder is too long");
    *ret_file = fopen(path, "we");
    if (*ret_file == NULL) return FAULT(fault, RC_IO, "%s: %s", path, strerror(errno));
    setvbuf(*ret_file, NULL, _IOFBF, buffer);
    return fprintf(*ret_file, "%s\n", first_line) < 0
               ? FAULT(fault, RC_IO, "%s: %s", path, strerror(errno))
               : RC_OK;
}

static enum rc write_change(void *context, day_count day, const struct sample_row *row) {
    struct files *f = context;
    FILE **file = &f->days[day - f->today - 1];
    struct date date = day_to_date(day);
    char name[40];
    snprintf(name, sizeof name, "wijzigingen/%04d-%02d-%02d.csv", date.year, date.month, date.day);
    if (*file == NULL) TRY(open_file(f->folder, name, header, DAY_BUFFER, file, f->fault));
    return write_to(*file, row);
}

/* Closes a file; buffered data may fail to be written only now. */
static enum rc finish_file(FILE **file, enum rc rc, struct fault *fault) {
    FILE *closing = *file;
    *file = NULL;
    if (closing == NULL) return rc;
    bool kept = fclose(closing) == 0;
    return kept || rc != RC_OK ? rc : FAULT(fault, RC_IO, "writing: %s", strerror(errno));
}

static enum rc make_folder(const char *folder, const char *inside, struct fault *fault) {
    char path[PATH_ROOM];
    if (snprintf(path, sizeof path, "%s%s", folder, inside) >= (int)sizeof path)
        return FAULT(fault, RC_INVALID, "the path of the folder is too long");
    return mkdir(path, 0777) == 0 || errno == EEXIST
               ? RC_OK
               : FAULT(fault, RC_IO, "%s: %s", path, strerror(errno));
}

static enum rc open_last(struct files *f, const struct sample_options *options) {
    struct date date = day_to_date(options->until);
    char name[40];
    TRY(make_folder(f->folder, "/wijzigingen", f->fault));
    snprintf(name, sizeof name, "leerlingen-%04d-%02d-%02d.csv", date.year, date.month, date.day);
    return open_file(f->folder, name, header, FILE_BUFFER, &f->last, f->fault);
}

static enum rc write_all(const struct sample_options *options, struct files *f) {
    TRY(make_folder(f->folder, "", f->fault));
    TRY(open_file(f->folder, "leerlingen.csv", header, FILE_BUFFER, &f->pupils, f->fault));
    TRY(open_file(f->folder, "scholen.csv", "instellingsnummer;naam", FILE_BUFFER, &f->schools,
                  f->fault));
    if (options->until > options->today) TRY(open_last(f, options));
    const struct sample_sink sink = {.school = write_school,
                                     .row = write_row,
                                     .change = write_change,
                                     .last = write_last,
                                     .context = f};
    enum rc rc = sample_each(options, &sink, f->fault);
    return rc == RC_IO ? FAULT(f->fault, RC_IO, "%s: %s", f->folder, strerror(errno)) : rc;
}

enum rc sample_write(const struct sample_options *options, const char *folder,
                     struct fault *fault) {
    TRY(sample_check(options, fault));
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, false);
    struct files *f = ARENA_NEW(arena, struct files);
    f->folder = folder;
    f->today = options->today;
    f->fault = fault;
    enum rc rc = write_all(options, f);
    FILE **others[] = {&f->pupils, &f->schools, &f->last};
    for (size_t i = 0; i < COUNT(others); i++) rc = finish_file(others[i], rc, fault);
    for (size_t i = 0; i < COUNT(f->days); i++) rc = finish_file(&f->days[i], rc, fault);
    return rc;
}
