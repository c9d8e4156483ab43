#include "sample/sample.h"

#include <errno.h>
#include <sys/stat.h>

enum { PATH_ROOM = 4096, FILE_BUFFER = 1 << 18 };

struct files {
    FILE *pupils, *schools;
};

static enum rc write_school(void *context, const struct sample_school *school) {
    const struct files *f = context;
    return fprintf(f->schools, "%06d;%.*s\n", school->id.value, STR_ARG(school->name)) < 0 ? RC_IO : RC_OK;
}

static enum rc write_row(void *context, const struct sample_row *row) {
    static const char *const sexes[] = {"", "M", "V", "X"};
    const struct files *f = context;
    const struct enrolment_facts *e = &row->facts;
    struct date born = day_to_date(e->birth_day), begin = day_to_date(e->begin_day), end = day_to_date(e->end_day);
    int written = fprintf(
        f->pupils,
        "%06d;%lld;%.*s;%.*s;%.*s;%.*s;%.*s;%06lld;%.*s;%d;%02d/%02d/%04d;%s;%.*s;%02d/%02d/%04d;%02d/%02d/%04d\n",
        row->school.value, (long long)e->roll_number, STR_ARG(e->first_name), STR_ARG(e->last_name),
        STR_ARG(e->official_first), STR_ARG(e->official_last), STR_ARG(e->group_name), (long long)e->group_number,
        STR_ARG(e->class_code), row->structure, born.day, born.month, born.year, sexes[e->sex],
        row->has_number ? 11 : 0, row->number.digits, begin.day, begin.month, begin.year, end.day, end.month, end.year);
    return written < 0 ? RC_IO : RC_OK;
}

static void close_file(FILE **file) {
    if (*file != NULL) fclose(*file);
}

static enum rc open_file(const char *folder, const char *name, const char *header, FILE **ret_file,
                         struct fault *fault) {
    char path[PATH_ROOM];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return FAULT(fault, RC_INVALID, "the path of the folder is too long");
    *ret_file = fopen(path, "we");
    if (*ret_file == NULL) return FAULT(fault, RC_IO, "%s: %s", path, strerror(errno));
    setvbuf(*ret_file, NULL, _IOFBF, FILE_BUFFER);
    return fprintf(*ret_file, "%s\n", header) < 0 ? FAULT(fault, RC_IO, "%s: %s", path, strerror(errno)) : RC_OK;
}

/* What was still in memory may fail to reach the disk only now. */
static enum rc finish_file(FILE **file, struct fault *fault) {
    FILE *closing = *file;
    *file = NULL;
    return fclose(closing) == 0 ? RC_OK : FAULT(fault, RC_IO, "writing: %s", strerror(errno));
}

enum rc sample_write(const struct sample_options *options, const char *folder, struct fault *fault) {
    TRY(sample_check(options, fault));
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) return FAULT(fault, RC_IO, "%s: %s", folder, strerror(errno));
    FILE *pupils CLEANUP(close_file) = NULL, *schools CLEANUP(close_file) = NULL;
    TRY(open_file(folder, "leerlingen.csv",
                  "instellingsnummer;stamnummer;voornaam;naam;officiële voornaam;officiële naam;administratieve "
                  "groep;nr_admgr;klas;"
                  "hoofdstructuur;geboortedatum;geslacht;rijksregisternummer;begindatum;einddatum",
                  &pupils, fault));
    TRY(open_file(folder, "scholen.csv", "instellingsnummer;naam", &schools, fault));
    struct files files = {pupils, schools};
    const struct sample_sink sink = {.school = write_school, .row = write_row, .context = &files};
    enum rc rc = sample_each(options, &sink, fault);
    if (rc == RC_IO) return FAULT(fault, RC_IO, "%s: %s", folder, strerror(errno));
    TRY(rc);
    TRY(finish_file(&pupils, fault));
    return finish_file(&schools, fault);
}
