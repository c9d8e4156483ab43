/*
 * OneRoster 1.1 and 1.2: CSV files in a ZIP. One row is sent per pupil and school. The homeroom
 * class gives the class; its metadata, or its title, gives the administrative group. Real exports
 * deviate from the standard; an unambiguous deviation is accepted and noted. endDate is the day
 * after the last day.
 *
 * A delta contains changed records only: a deleted enrolment ends on the day of its change. Records
 * that refer to a record outside the file are skipped and noted.
 */
#include <string.h>

#include "format/package.h"

/* Columns that are read from each file; the enums below name their values. */
static const char *const org_columns[] = {"sourcedId", "identifier"};
static const char *const class_columns[] = {"sourcedId",
                                            "title",
                                            "classCode",
                                            "classType",
                                            "metadata.administratieveGroep",
                                            "metadata.nrAdmgrp|metadata.nr_admgr"};
static const char *const person_columns[] = {"userSourcedId|sourcedId", "birthDate", "sex"};
static const char *const role_columns[] = {"userSourcedId", "role", "status"};
static const char *const enrolment_columns[] = {
    "classSourcedId", "schoolSourcedId", "userSourcedId", "role",
    "beginDate",      "endDate",         "status",        "dateLastModified"};
static const char *const user_columns[] = {"sourcedId",
                                           "status",
                                           "dateLastModified",
                                           "role",
                                           "identifier",
                                           "givenName",
                                           "familyName",
                                           "preferredGivenName|prefferedGivenName",
                                           "orgSourcedIds|primaryOrgSourcedId",
                                           "metadata.rijksregisternummer|metadata.insz"};
static const char *const manifest_columns[] = {"propertyName", "value"};
enum { ORG_NUMBER = 1 };
enum { CLASS_TITLE = 1, CLASS_CODE, CLASS_TYPE, CLASS_GROUP, CLASS_NUMBER, CLASS_VALUES };
enum { PERSON_BIRTH = 1, PERSON_SEX, PERSON_VALUES };
enum { IN_CLASS, IN_SCHOOL, IN_USER, IN_ROLE, IN_BEGIN, IN_END, IN_STATUS, IN_CHANGED };
enum {
    USER_ID,
    USER_STATUS,
    USER_CHANGED,
    USER_ROLE,
    USER_NUMBER,
    USER_FIRST,
    USER_LAST,
    USER_CALL_NAME,
    USER_ORG,
    USER_NATIONAL
};

/* A pupil in a school, with the best class of all enrolments there. */
struct place {
    struct place *next; /* next school of the same pupil */
    struct str school, klas, begin, end;
    bool homeroom, ended;
    int classes;
};

struct bundle {
    struct package *package;
    struct keyed *orgs, *classes, *persons, *students, *places;
    bool delta, has_roles;
    int manifest_rows, strays, stray_line, odd_dates;
};

static bool is_word(struct str text, const char *word) {
    return str_eq_ascii_nocase(text, str_of(word));
}

static void mend(struct bundle *b, const char *what) {
    package_note(b->package, TABLE_NOTE_MENDED, 0, 1, str_of(what));
}

static enum rc take_manifest(void *context, int line, const struct str *v) {
    struct bundle *b = context;
    (void)line;
    b->manifest_rows++;
    bool ours = is_word(v[0], "file.users") || is_word(v[0], "file.enrollments") ||
                is_word(v[0], "file.classes") || is_word(v[0], "file.orgs");
    b->delta = b->delta || (ours && is_word(v[1], "delta"));
    if (ours && v[1].len == 0) mend(b, "manifest.csv");
    return RC_OK;
}

/* Tells whether a record is deleted, or has a status of an earlier version other than "active". */
static bool is_gone(struct str status) {
    return status.len > 0 && !is_word(status, "active");
}

struct keeping {
    struct keyed *records;
    size_t count;
};

static enum rc keep(void *context, int line, const struct str *values) {
    const struct keeping *k = context;
    (void)line;
    keyed_put(k->records, values[0], values, k->count);
    return RC_OK;
}

static enum rc take_role(void *context, int line, const struct str *v) {
    (void)line;
    if (is_word(v[1], "student") && !is_gone(v[2])) (void)keyed_add(context, v[0]);
    return RC_OK;
}

/* Returns a date as "2026-09-01", moved `earlier` days back; unchanged when it is not a date. */
static struct str date_of(struct bundle *b, struct str text, int earlier) {
    day_count day;
    struct str date = text.len > 10 && text.ptr[10] == 'T' ? str_sub(text, 0, 10) : text;
    if (date.len == 0 || roster_date(date, &day) != RC_OK) return text;
    b->odd_dates += str_contains(date, S("/"));
    return day_iso(b->package->arena, day - earlier);
}

static void count_stray(struct bundle *b, int line) {
    if (b->strays++ == 0) b->stray_line = line;
}

/* Returns the entry of a pupil in a school; adds it when it is new. */
static struct place *place_in(struct bundle *b, struct str user, struct str school) {
    struct place **list = keyed_add(b->places, user);
    for (struct place *p = *list; p != NULL; p = p->next)
        if (str_eq(p->school, school)) return p;
    struct place *added = ARENA_NEW(b->package->arena, struct place);
    *added = (struct place){.next = *list, .school = str_copy(b->package->arena, school)};
    *list = added;
    return added;
}

/* Keeps the homeroom class of a pupil in each school; without a homeroom, the only class. */
static enum rc take_enrolment(void *context, int line, const struct str *v) {
    struct bundle *b = context;
    struct arena *arena = b->package->arena;
    const struct str *klas = keyed_find(b->classes, v[IN_CLASS]);
    bool gone = is_gone(v[IN_STATUS]);
    if (!is_word(v[IN_ROLE], "student") || (gone && !b->delta)) return RC_OK;
    if (klas == NULL) return count_stray(b, line), RC_OK;
    struct place *place = place_in(b, v[IN_USER], v[IN_SCHOOL]);
    bool homeroom = is_word(klas[CLASS_TYPE], "homeroom");
    bool better = place->classes == 0 || (homeroom && !place->homeroom) || (place->ended && !gone);
    place->classes += place->classes == 0 || !str_eq(place->klas, v[IN_CLASS]);
    if (!better) return RC_OK;
    place->klas = str_copy(arena, v[IN_CLASS]);
    place->homeroom = homeroom;
    place->ended = gone;
    place->begin = str_copy(arena, date_of(b, v[IN_BEGIN], 0));
    place->end = str_copy(arena, date_of(b, gone ? v[IN_CHANGED] : v[IN_END], gone ? 0 : 1));
    return RC_OK;
}

static struct str sex_of(struct str word) {
    return is_word(word, "male")     ? S("M")
           : is_word(word, "female") ? S("V")
           : is_word(word, "other")  ? S("X")
                                     : S("");
}

static enum rc send_place(struct bundle *b, int line, const struct str *user,
                          const struct place *place) {
    struct str values[COLUMNS] = {0};
    const struct str *org = keyed_find(b->orgs, place->school);
    const struct str *klas = keyed_find(b->classes, place->klas);
    const struct str *person = keyed_find(b->persons, user[USER_ID]);
    if (!place->homeroom && place->classes > 1) klas = NULL; /* several classes: ambiguous */
    if (org != NULL) values[COLUMN_SCHOOL] = org[ORG_NUMBER];
    values[COLUMN_ROLL] = user[USER_NUMBER];
    values[COLUMN_FIRST] = user[USER_FIRST];
    values[COLUMN_LAST] = user[USER_LAST];
    values[COLUMN_CALL_NAME] = user[USER_CALL_NAME];
    values[COLUMN_NUMBER] = user[USER_NATIONAL];
    if (klas != NULL) {
        bool coded = klas[CLASS_CODE].len > 0, named = klas[CLASS_GROUP].len > 0;
        values[COLUMN_CLASS] = klas[coded ? CLASS_CODE : CLASS_TITLE];
        values[COLUMN_GROUP] = klas[named ? CLASS_GROUP : CLASS_TITLE];
        values[COLUMN_GROUP_NUMBER] = klas[CLASS_NUMBER];
    }
    if (person != NULL) values[COLUMN_BIRTH] = date_of(b, person[PERSON_BIRTH], 0);
    if (person != NULL) values[COLUMN_SEX] = sex_of(person[PERSON_SEX]);
    values[COLUMN_BEGIN] = place->begin;
    values[COLUMN_END] =
        is_gone(user[USER_STATUS]) ? date_of(b, user[USER_CHANGED], 0) : place->end;
    return package_emit(b->package, line, values);
}

static enum rc take_user(void *context, int line, const struct str *v) {
    struct bundle *b = context;
    struct place **list = keyed_find(b->places, v[USER_ID]);
    bool pupil = b->has_roles ? keyed_find(b->students, v[USER_ID]) != NULL
                              : v[USER_ROLE].len == 0 || is_word(v[USER_ROLE], "student");
    if (!pupil || (is_gone(v[USER_STATUS]) && !b->delta)) return RC_OK;
    if (list == NULL && b->delta) return count_stray(b, line), RC_OK;
    if (list == NULL) { /* a pupil without an enrolment is kept */
        struct str orgs = v[USER_ORG];
        return send_place(b, line, v, &(struct place){.school = str_cut(&orgs, ',', NULL)});
    }
    for (const struct place *p = *list; p != NULL; p = p->next) TRY(send_place(b, line, v, p));
    return RC_OK;
}

static const char *recognise(const struct package *p) {
    bool ours = package_find(p, "users.csv") >= 0 && package_find(p, "enrollments.csv") >= 0;
    bool second = package_find(p, "roles.csv") >= 0;
    return !ours ? NULL : second ? "OneRoster 1.2" : "OneRoster 1.1";
}

static void find_columns(struct package *p, const struct bundle *b, int users, int classes,
                         int persons, int enrolments) {
    const bool has[COLUMNS] = {
        [COLUMN_SCHOOL] = true,
        [COLUMN_ROLL] = true,
        [COLUMN_FIRST] = true,
        [COLUMN_LAST] = true,
        [COLUMN_GROUP] = true,
        [COLUMN_CLASS] = true,
        [COLUMN_CALL_NAME] = package_column(p, users, user_columns[USER_CALL_NAME]) > 0,
        [COLUMN_NUMBER] = package_column(p, users, user_columns[USER_NATIONAL]) > 0,
        [COLUMN_GROUP_NUMBER] = package_column(p, classes, class_columns[CLASS_NUMBER]) > 0,
        [COLUMN_BIRTH] = package_column(p, persons, "birthDate") > 0,
        [COLUMN_SEX] = package_column(p, persons, "sex") > 0,
        [COLUMN_BEGIN] = package_column(p, enrolments, "beginDate") > 0,
        [COLUMN_END] = b->delta || package_column(p, enrolments, "endDate") > 0};
    memcpy(p->has, has, sizeof has);
}

static enum rc read(struct package *p) {
    struct bundle b = {.package = p,
                       .orgs = keyed_create(p->arena, sizeof(struct str[COUNT(org_columns)])),
                       .classes = keyed_create(p->arena, sizeof(struct str[CLASS_VALUES])),
                       .persons = keyed_create(p->arena, sizeof(struct str[PERSON_VALUES])),
                       .students = keyed_create(p->arena, 1),
                       .places = keyed_create(p->arena, sizeof(struct place *)),
                       .has_roles = package_find(p, "roles.csv") >= 0};
    const struct {
        const char *name;
        bool required;
        struct package_rows rows;
    } files[] = {
        {"manifest.csv", false, {manifest_columns, COUNT(manifest_columns), take_manifest, &b}},
        {"orgs.csv",
         true,
         {org_columns, COUNT(org_columns), keep, &(struct keeping){b.orgs, COUNT(org_columns)}}},
        {"classes.csv",
         true,
         {class_columns, COUNT(class_columns), keep,
          &(struct keeping){b.classes, COUNT(class_columns)}}},
        {"demographics.csv",
         false,
         {person_columns, COUNT(person_columns), keep,
          &(struct keeping){b.persons, COUNT(person_columns)}}},
        {"roles.csv", false, {role_columns, COUNT(role_columns), take_role, b.students}},
        {"enrollments.csv",
         true,
         {enrolment_columns, COUNT(enrolment_columns), take_enrolment, &b}},
        {"users.csv", true, {user_columns, COUNT(user_columns), take_user, &b}}};
    int users = package_find(p, "users.csv");
    for (size_t i = 0; i < COUNT(files); i++) {
        int file = package_find(p, files[i].name);
        if (file < 0 && files[i].required) return package_flawed(p, TABLE_MISSING);
        if (file == users) /* last file: delta is known now */
            find_columns(p, &b, users, package_find(p, "classes.csv"),
                         package_find(p, "demographics.csv"), package_find(p, "enrollments.csv"));
        if (file >= 0) TRY(package_read_rows(p, file, &files[i].rows));
    }
    if (b.delta) package_note(p, TABLE_NOTE_CHANGES, 0, 1, S(""));
    if (b.manifest_rows == 0) mend(&b, "manifest.csv");
    if (package_column(p, users, "prefferedGivenName") > 0)
        mend(&b, "users.csv: prefferedGivenName");
    if (b.odd_dates > 0) mend(&b, "1/05/2023 = 2023-05-01");
    if (b.strays > 0)
        package_note(p, TABLE_NOTE_DANGLING, b.stray_line, b.strays, S("enrollments.csv"));
    return RC_OK;
}

const struct package_format package_oneroster = {recognise, read};
