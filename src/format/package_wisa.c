/*
 * WISA export: a CSV file of pupils and one of classes, joined on KLAS, and also on KLASGROEP when
 * both have it. The table has the columns of the pupils unchanged, because these differ between
 * schools, followed by those of the classes.
 *
 * WISA does not quote values. In the file of classes, only the description can contain a comma; it
 * is joined again when a group number follows it. In the file of pupils a comma rejects the row.
 */
#include <stdio.h>
#include <string.h>

#include "format/package.h"

static const char CLASS[] = "KLAS|KLASCODE", CLASS_GROUP[] = "KLASGROEP",
                  DESCRIPTION[] = "OMSCHRIJVING|ADMINISTRATIEVE GROEP",
                  GROUP[] = "ADMINGROEP|ADMGROEP|ADMINISTRATIEVE GROEP NR|NR_ADMGR",
                  SCHOOL[] = "INSTELLINGSNUMMER|INSTELNR|INSTELLINGSNR",
                  PUPIL[] = "STAMBOEKNUMMER|STAMNUMMER|STAMNR|WISAID";

enum { KEY_MAX = 200, NUMBER = 1, JOINED = 3 /* description, group number, school */ };
static const struct str no_class[JOINED] = {S(""), S(""), S("")};

struct joining {
    struct package *package;
    struct keyed *classes; /* JOINED texts by class, and by class and group */
    bool has_school;       /* only the file of classes has the school number */
    bool by_group;         /* both files have KLASGROEP */
    size_t width, klas, group, description, number, school; /* positions in the header, from 1 */
    size_t pupil_width;
    struct str unknown; /* first class missing from the file of classes */
    int unknown_line, unknown_count;
};

static int find_classes(const struct package *p) {
    for (int i = 0; i < (int)p->count; i++)
        if (package_column(p, i, CLASS) > 0 && package_column(p, i, GROUP) > 0 &&
            package_column(p, i, PUPIL) == 0)
            return i;
    return -1;
}

static int find_pupils(const struct package *p) {
    for (int i = 0; i < (int)p->count; i++)
        if (package_column(p, i, CLASS) > 0 && package_column(p, i, PUPIL) > 0) return i;
    return -1;
}

static const char *recognise(const struct package *p) {
    return p->count == 2 && find_classes(p) >= 0 && find_pupils(p) >= 0 ? "WISA" : NULL;
}

static struct str key_of(char key[KEY_MAX], struct str klas, struct str group) {
    int len = snprintf(key, KEY_MAX, "%.*s\n%.*s", STR_ARG(str_sub(str_trim(klas), 0, 90)),
                       STR_ARG(str_sub(str_trim(group), 0, 90)));
    return (struct str){key, (size_t)len};
}

static bool is_number(struct str field) {
    int64_t number;
    return str_to_i64(str_trim(field), 0, 999999, &number) == RC_OK;
}

/* Returns a field of a row of classes whose description was split into 1 + extra fields; `after` is
 * the position of the description. */
static struct str field_at(const struct str *fields, size_t count, size_t place, size_t after,
                           size_t extra) {
    if (place > after) place += extra;
    return place > 0 && place <= count ? str_trim(fields[place - 1]) : S("");
}

static enum rc take_class(void *context, int line, const struct str *fields, size_t count) {
    struct joining *j = context;
    char key[KEY_MAX];
    size_t extra = count > j->width ? count - j->width : 0;
    if (line == 1 || (count == 1 && str_trim(fields[0]).len == 0)) return RC_OK;
    struct str description = field_at(fields, count, j->description, j->description, 0);
    for (size_t i = 0; i < extra && j->description > 0; i++)
        description = str_format(j->package->arena, "%.*s, %.*s", STR_ARG(description),
                                 STR_ARG(fields[j->description + i]));
    struct str number = field_at(fields, count, j->number, j->description, extra);
    bool certain = j->description > 0 && j->number > j->description && is_number(number);
    if (extra > 0)
        package_note(j->package, certain ? TABLE_NOTE_JOINED : TABLE_NOTE_COMMA, 0, 1, description);
    if (extra > 0 && !certain) return RC_OK; /* pupils of this class get no group */
    const struct str values[] = {description, number,
                                 field_at(fields, count, j->school, j->description, extra)};
    struct str klas = field_at(fields, count, j->klas, j->description, extra);
    struct str group = field_at(fields, count, j->group, j->description, extra);
    struct str whole = key_of(key, klas, S("")); /* key of the class without its group */
    const struct str *known = keyed_find(j->classes, whole);
    bool same = known == NULL || str_eq(known[NUMBER], values[NUMBER]);
    keyed_put(j->classes, whole, same ? values : no_class, JOINED);
    if (j->by_group) keyed_put(j->classes, key_of(key, klas, group), values, JOINED);
    return RC_OK;
}

/* Returns the class of a pupil; NULL when the file lacks it, or when it has several groups. */
static const struct str *class_of(const struct joining *j, struct str klas, struct str group) {
    char key[KEY_MAX];
    const struct str *found = NULL;
    if (j->by_group) found = keyed_find(j->classes, key_of(key, klas, group));
    if (found == NULL) found = keyed_find(j->classes, key_of(key, klas, S("")));
    return found != NULL && found[NUMBER].len > 0 ? found : NULL;
}

static enum rc take_pupil(void *context, int line, const struct str *fields, size_t count) {
    struct joining *j = context;
    static const struct str titles[JOINED] = {S("administratieve groep"), S("nr_admgr"),
                                              S("instellingsnummer")};
    struct str joined[TABLE_COLUMNS_MAX + JOINED];
    size_t width = j->pupil_width;
    if (width + JOINED > TABLE_COLUMNS_MAX) return package_flawed(j->package, TABLE_TOO_WIDE);
    for (size_t i = 0; i < width; i++) joined[i] = i < count ? fields[i] : S("");
    struct str klas = field_at(fields, count, j->klas, 0, 0);
    const struct str *values = class_of(j, klas, field_at(fields, count, j->group, 0, 0));
    if (line == 1) values = titles;
    bool blank = count == 1 && klas.len == 0;
    if (values == NULL && !blank && j->unknown_count++ == 0) {
        j->unknown = str_copy(j->package->arena, klas);
        j->unknown_line = line;
    }
    if (values == NULL) values = no_class;
    memcpy(joined + width, values, JOINED * sizeof *values);
    const struct table_sink *sink = j->package->sink;
    return blank ? RC_OK : sink->row(sink->context, line, joined, width + JOINED - !j->has_school);
}

static void pass_note(void *context, const struct table_note *note) {
    const struct joining *j = context;
    table_noted(j->package->sink, *note);
}

static enum rc read(struct package *p) {
    int classes = find_classes(p), pupils = find_pupils(p);
    struct joining j = {.package = p,
                        .classes = keyed_create(p->arena, sizeof(struct str[JOINED])),
                        .width = p->files[classes].header_count,
                        .pupil_width = p->files[pupils].header_count,
                        .has_school = package_column(p, classes, SCHOOL) > 0 &&
                                      package_column(p, pupils, SCHOOL) == 0,
                        .by_group = package_column(p, classes, CLASS_GROUP) > 0 &&
                                    package_column(p, pupils, CLASS_GROUP) > 0};
    const struct table_sink classes_sink = {take_class, &j, NULL};
    const struct table_sink pupils_sink = {take_pupil, &j, pass_note};
    j.klas = package_column(p, classes, CLASS);
    j.group = package_column(p, classes, CLASS_GROUP);
    j.description = package_column(p, classes, DESCRIPTION);
    j.number = package_column(p, classes, GROUP);
    j.school = package_column(p, classes, SCHOOL);
    TRY(package_read_csv(p, classes, false, &classes_sink));
    j.klas = package_column(p, pupils, CLASS);
    j.group = package_column(p, pupils, CLASS_GROUP);
    TRY(package_read_csv(p, pupils, true, &pupils_sink));
    if (j.unknown_count > 0)
        package_note(p, TABLE_NOTE_NO_CLASS, j.unknown_line, j.unknown_count, j.unknown);
    return RC_OK;
}

const struct package_format package_wisa = {recognise, read};
