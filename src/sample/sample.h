/*
 * Sample rosters: invented pupils in invented schools, in the form in which a Flemish
 * administration package exports them; for evaluation, tests and measurements.
 *
 * The first school is always "BRUSSEL-STAD - TEST School 2 (2)" of the manual: 200 rows, with the
 * manual's own pupils; no other name in it sorts between Cauberghs and Daoust, so that the list
 * looks as in the manual. The same options give the same bytes. Work is linear in the rows; memory
 * does not depend on them.
 *
 * A row is one enrolment; about one in 350 is the second enrolment, in another school, of an
 * earlier pupil (same national number). Source: docs/develop/sample.md.
 */
#pragma once

#include "base/day.h"
#include "domain/id.h"
#include "domain/national_number.h"
#include "domain/roster_change.h"

enum {
    SAMPLE_SCHOOLS_MAX = 20000,
    SAMPLE_PUPILS_MAX = 2000000,
    SAMPLE_SCHOOL_PUPILS_MAX = 20000,
    SAMPLE_FIRST_SCHOOL_PUPILS = 200,
    SAMPLE_DAYS_MAX = 400
};

struct sample_options {
    int schools;    /* 1..SAMPLE_SCHOOLS_MAX; the first has exactly 200 rows */
    int64_t pupils; /* rows of all schools together: exactly 200 for one school, otherwise 200 +
                       (schools - 1) × 1..20000 on average */
    uint64_t seed;
    day_count today; /* determines the school year: enrolments are current on this day and end on
                        the next 31 August */
    day_count until; /* when after today, also generate the changes from the next day to this one */
};

struct sample_school {
    struct school_id id;
    struct str name; /* "GENT - Basisschool De Vlieger (700010)" */
};

struct sample_row {
    struct school_id school;
    struct enrolment_facts facts;
    int structure; /* main structure: 111, 121, 211, 221, 311 or 321 */
    bool has_number;
    struct national_number number;
};

/*
 * Callbacks. What they receive is valid until they return. A result other than RC_OK ends the
 * generation, which then returns it.
 */
struct sample_sink {
    enum rc (*school)(void *context,
                      const struct sample_school *school); /* before its rows; may be NULL */
    enum rc (*row)(void *context, const struct sample_row *row);
    /*
     * Only with changes. change: a row of the change feed of a day. last: a row of the roster of
     * the last day. Both in the order of the pupils, not of the days.
     */
    enum rc (*change)(void *context, day_count day, const struct sample_row *row);
    enum rc (*last)(void *context, const struct sample_row *row);
    void *context;
};

/*
 * Checks the options. Returns RC_INVALID with a fault that says what to correct. Both functions
 * below call it.
 */
enum rc sample_check(const struct sample_options *options, struct fault *fault) MUST_USE;

/* Generates the sample and passes each row to the sink. */
enum rc sample_each(const struct sample_options *options, const struct sample_sink *sink,
                    struct fault *fault) MUST_USE;

/*
 * Writes the sample as files in a folder, which is created when needed: leerlingen.csv (the
 * project's own columns, UTF-8, ';') and scholen.csv (school number;name). With changes also
 * wijzigingen/2026-09-02.csv …, one for each day with changes, and leerlingen-2027-06-30.csv, the
 * roster of the last day. Existing files are replaced. Errors: RC_IO with the path in the fault.
 */
enum rc sample_write(const struct sample_options *options, const char *folder,
                     struct fault *fault) MUST_USE;
