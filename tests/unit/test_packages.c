/* Files that a source delivers together: WISA, Informat, OneRoster. */
#include "files.h"

enum { PARTS_MAX = 9 };

/* Files as name, content, name, content …, NULL */
static int package_of(const char *const *files) {
    struct part parts[PARTS_MAX];
    size_t count = 0;
    for (; files[0] != NULL; files += 2)
        parts[count++] = (struct part){files[0], files[1], NULL, 0, NULL};
    return zip_of(parts, count);
}

struct row {
    const char *name;
    const char *files[2 * PARTS_MAX + 1];
    const char *rows, *notes;
};

static void assert_packages(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        assert_table(rows[i].name, package_of(rows[i].files), rows[i].rows);
        assert_notes(rows[i].name, package_of(rows[i].files), rows[i].notes);
    }
}

#define WISA_CLASSES "KLAS,KLASGROEP,OMSCHRIJVING,ADMINGROEP,INSTELLINGSNUMMER\n"
#define WISA_PUPILS "KLAS,KLASGROEP,NAAM,VOORNAAM,STAMBOEKNUMMER\n"
#define JOINED                                                                                     \
    "1:KLAS|KLASGROEP|NAAM|VOORNAAM|STAMBOEKNUMMER|administratieve groep|nr_admgr|"                \
    "instellingsnummer "
#define WISA "0 0,0 1 'WISA'"

static void joins_wisa(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"pupils and classes",
         {"lln.csv", WISA_PUPILS "1A,00,Baert,Noor,5\n", "klas.csv",
          WISA_CLASSES "1A,00,1ste leerjaar A,006246,125252\n"},
         JOINED "2:1A|00|Baert|Noor|5|1ste leerjaar A|006246|125252",
         WISA},
        {"the other order, other names and separators",
         {"a", "KLAS;OMSCHRIJVING;ADMINGROEP\n1A;1ste leerjaar A;6246\n", "b",
          "Stamnummer;Klas\n5;1A\n"},
         "1:Stamnummer|Klas|administratieve groep|nr_admgr 2:5|1A|1ste leerjaar A|6246",
         WISA},
        {"groups of a class",
         {"lln.csv", WISA_PUPILS "2A,MAW,Baert,Noor,5\n2A,XX,Aerts,Bo,6\n2G,LAT,Claes,An,7\n",
          "klas.csv",
          WISA_CLASSES
          "2A,MAW,2e lj A,040094,1\n2A,MOW,2e lj A,040095,1\n2G,00,2e lj A,040092,1\n"},
         JOINED "2:2A|MAW|Baert|Noor|5|2e lj A|040094|1 3:2A|XX|Aerts|Bo|6||| "
                "4:2G|LAT|Claes|An|7|2e lj A|040092|1",
         WISA "; 14 3,1 1 '2A'"},
        {"a comma in a description",
         {"lln.csv", WISA_PUPILS "5OOS,00,Baert,Noor,5\n", "klas.csv",
          WISA_CLASSES "5OOS,00,5 Onthaal, organisatie en sales,043117,125252\n"},
         JOINED "2:5OOS|00|Baert|Noor|5|5 Onthaal, organisatie en sales|043117|125252",
         WISA "; 7 0,0 1 '5 Onthaal, organisatie en sales'"},
        {"a comma in another column",
         {"lln.csv", WISA_PUPILS "5OOS,00,Baert,Noor,5\n", "klas.csv",
          WISA_CLASSES "5OOS,00,x,y,z,043117,125252\n5B,00,q,r,x,y\n"},
         JOINED "2:5OOS|00|Baert|Noor|5|x, y, z|043117|125252",
         WISA "; 7 0,0 1 'x, y, z'; 6 0,0 1 'q, r'"},
        {"a comma in the file of pupils",
         {"lln.csv", WISA_PUPILS "1A,00,Aerts,Bo,4\n1A,00,Van, Baert,Noor,5\n", "klas.csv",
          WISA_CLASSES "1A,00,1ste leerjaar A,006246,125252\n"},
         JOINED "2:1A|00|Aerts|Bo|4|1ste leerjaar A|006246|125252 "
                "3:1A|00|Van|Baert|Noor|1ste leerjaar A|006246|125252",
         WISA "; 6 3,6 5 'Van, Baert'"},
        {"a class that is missing",
         {"lln.csv", WISA_PUPILS "9Z,00,Aerts,Bo,4\n9Z,00,Baert,Noor,5\n", "klas.csv",
          WISA_CLASSES "1A,00,1ste leerjaar A,006246,125252\n"},
         JOINED "2:9Z|00|Aerts|Bo|4||| 3:9Z|00|Baert|Noor|5|||",
         WISA "; 14 2,1 2 '9Z'"},
        {"two lists of pupils",
         {"a.csv", "stamnummer;naam\n1;A\n", "b.csv", "stamnummer;naam\n2;B\n"},
         "flaw 29 0 0",
         ""},
        {"one list", {"a.csv", "stamnummer;naam\n1;A\n"}, "flaw 14 0 0", ""},
    };
    assert_packages(rows, COUNT(rows));
}

#define PERSON                                                                                     \
    "<wsLeerling><pointer>7</pointer><Naam>Baert</Naam><Voornaam>Noor</Voornaam>"                  \
    "<rijksregnr>17.03.30-033.84</rijksregnr><geboortedatum>2017-03-30T00:00:00"                   \
    "</geboortedatum></wsLeerling>"
#define ENROLMENT(more)                                                                            \
    "<wsInschrijving><p_persoon>7</p_persoon><instelnr>27938</instelnr><Stamnr_kort>12</"          \
    "Stamnr_kort>"                                                                                 \
    "<Klascode>4A</Klascode><afdelingsjaar>4de "                                                   \
    "leerjaar</afdelingsjaar><nr_admgr>6</nr_admgr>" more "</wsInschrijving>"
#define INFORMAT_ROWS(line)                                                                        \
    "1:instellingsnummer|stamnummer|voornaam|naam|administratieve groep|nummer administratieve "   \
    "groep|klas|geboortedatum|rijksregisternummer " #line                                          \
    ":27938|12|Noor|Baert|4de leerjaar|6|4A|2017-03-30T00:00:00|17.03.30-033.84"

static void reads_informat(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"two files",
         {"a.xml", "<l>\n" PERSON "</l>", "b.xml",
          "<?xml version=\"1.0\"?>\n<r>" ENROLMENT("") "</r>"},
         INFORMAT_ROWS(2),
         "0 0,0 1 'Informat'"},
        {"the other order",
         {"b.xml", "<?xml version=\"1.0\"?>\n<r>" ENROLMENT("") "</r>", "a.xml",
          "<l>\n" PERSON "</l>"},
         INFORMAT_ROWS(2),
         "0 0,0 1 'Informat'"},
        {"without its person",
         {"a.xml", "<r>" ENROLMENT("") "</r>"},
         "",
         "0 0,0 1 'Informat'; 13 1,1 1 'p_persoon'"},
        {"persons only", {"a.xml", "<l>" PERSON "</l>"}, "flaw 24 0 0", "0 0,0 1 'Informat'"},
        {"a document type",
         {"a.xml", "<!DOCTYPE l [<!ENTITY x \"y\">]><l>" ENROLMENT("") "</l>"},
         "flaw 24 1 1",
         "0 0,0 1 'Informat'"},
        {"cut off",
         {"a.xml", "<l>" ENROLMENT("") "<wsInschrijving><Naam>x"},
         "flaw 20 1 1",
         "0 0,0 1 'Informat'"},
    };
    assert_packages(rows, COUNT(rows));
    static const struct {
        const char *name, *text, *rows;
    } single[] = {
        {"one file", "<d>\n" PERSON "\n" ENROLMENT("") "</d>", INFORMAT_ROWS(3)},
        {"prefixes, another order and elements inside",
         "<x:d xmlns:x=\"u\">" ENROLMENT("<x><Naam>Y</Naam></x>") PERSON "</x:d>",
         INFORMAT_ROWS(1)},
        {"not realised", "<d>" PERSON ENROLMENT("<status>1</status>") "</d>", ""},
        {"realised", "<d>" PERSON ENROLMENT("<status>0</status>") "</d>", INFORMAT_ROWS(1)},
        {"other XML", "<d><e/></d>", "flaw 24 0 0"},
    };
    for (size_t i = 0; i < COUNT(single); i++)
        assert_table(single[i].name, file_of(str_of(single[i].text)), single[i].rows);
}

#define MANIFEST(mode)                                                                             \
    "manifest.csv", "propertyName,value\noneroster.version,1.1\nfile.users," mode "\n"
#define ORGS "orgs.csv", "sourcedId,name,type,identifier\no1,De Kiem,school,027938\n"
#define CLASSES                                                                                    \
    "classes.csv",                                                                                 \
        "sourcedId,title,classCode,classType,schoolSourcedId\nc1,4de leerjaar,4A,homeroom,o1\n"    \
        "c2,Zwemmen,ZW,scheduled,o1\nc3,Turnen,TU,Scheduled,o1\n"
#define ENROLMENTS                                                                                 \
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary," \
    "beginDate,endDate\n"
#define USERS                                                                                      \
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,givenName,familyName,"       \
    "identifier\n"
#define NOOR "u1,,,true,o1,student,Noor,Baert,12\n"
#define ROSTER_HEADER                                                                              \
    "1:instellingsnummer|stamnummer|voornaam|naam|administratieve groep|klas|begindatum|einddatum"
#define V11 "0 0,0 1 'OneRoster 1.1'"

static void reads_oneroster(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"a pupil in a homeroom, the last day before endDate",
         {MANIFEST("bulk"), ORGS, CLASSES, "enrollments.csv",
          ENROLMENTS "e1,,,c2,o1,u1,student,false,,\n"
                     "e2,,,c1,o1,u1,student,true,2026-09-01,2027-07-01\n",
          "users.csv", USERS NOOR},
         ROSTER_HEADER " 2:027938|12|Noor|Baert|4de leerjaar|4A|2026-09-01|2027-06-30",
         V11},
        {"teachers are left out",
         {MANIFEST("bulk"), ORGS, CLASSES, "enrollments.csv",
          ENROLMENTS "e1,,,c1,o1,u1,student,true,,\ne2,,,c1,o1,u2,teacher,true,,\n", "users.csv",
          USERS NOOR "u2,,,true,o1,teacher,An,Claes,9\n"},
         ROSTER_HEADER " 2:027938|12|Noor|Baert|4de leerjaar|4A||",
         V11},
        {"one class that is no homeroom",
         {MANIFEST("bulk"), ORGS, CLASSES, "enrollments.csv",
          ENROLMENTS "e1,,,c2,o1,u1,student,,,\n", "users.csv", USERS NOOR},
         ROSTER_HEADER " 2:027938|12|Noor|Baert|Zwemmen|ZW||",
         V11},
        {"several classes without a homeroom, a pupil without a class",
         {MANIFEST("bulk"), ORGS, CLASSES, "enrollments.csv",
          ENROLMENTS "e1,,,c2,o1,u1,student,,,\ne2,,,c3,o1,u1,student,,,\n", "users.csv",
          USERS NOOR "u3,,,true,\"o1,o2\",student,Bo,Aerts,13\n"},
         ROSTER_HEADER " 2:027938|12|Noor|Baert|||| 3:027938|13|Bo|Aerts||||",
         V11},
        {"two schools",
         {MANIFEST("bulk"), "orgs.csv", "sourcedId,identifier\no1,1\no2,2\n", CLASSES,
          "enrollments.csv", ENROLMENTS "e1,,,c1,o1,u1,student,,,\ne2,,,c1,o2,u1,student,,,\n",
          "users.csv", USERS NOOR},
         ROSTER_HEADER " 2:2|12|Noor|Baert|4de leerjaar|4A|| 2:1|12|Noor|Baert|4de leerjaar|4A||",
         V11},
        {"deleted records in a bulk file",
         {MANIFEST("bulk"), ORGS, CLASSES, "enrollments.csv",
          ENROLMENTS "e1,tobedeleted,,c1,o1,u1,student,,,\ne2,,,c1,o1,u4,student,,,\n", "users.csv",
          USERS NOOR "u4,tobedeleted,,true,o1,student,Bo,Aerts,13\n"},
         ROSTER_HEADER " 2:027938|12|Noor|Baert||||",
         V11},
        {"a delta",
         {MANIFEST("delta"), ORGS, CLASSES, "enrollments.csv",
          ENROLMENTS "e1,tobedeleted,2026-10-05T06:00:00Z,c1,o1,u1,student,,2026-09-01,\n"
                     "e2,active,2026-10-05,c1,o1,u5,student,,2026-10-05,\n",
          "users.csv",
          USERS NOOR "u5,active,,true,o1,student,Bo,Aerts,13\nu6,active,,true,o1,student,X,Y,14\n"},
         ROSTER_HEADER " 2:027938|12|Noor|Baert|4de leerjaar|4A|2026-09-01|2026-10-05 "
                       "3:027938|13|Bo|Aerts|4de leerjaar|4A|2026-10-05|",
         V11 "; 11 0,0 1 ''; 13 4,1 1 'enrollments.csv'"},
        {"no manifest, odd dates, a class that is missing, names in capitals",
         {"ORGS.CSV", "SOURCEDID,IDENTIFIER\no1,027938\n", CLASSES, "enrollments.csv",
          ENROLMENTS "e1,,,c1,o1,u1,student,,1/09/2026,\ne2,,,c9,o1,u1,student,,,\n", "users.csv",
          USERS NOOR},
         ROSTER_HEADER " 2:027938|12|Noor|Baert|4de leerjaar|4A|2026-09-01|",
         V11 "; 12 0,0 1 'manifest.csv'; 12 0,0 1 '1/05/2023 = 2023-05-01'; 13 3,1 1 "
             "'enrollments.csv'"},
        {"1.2: roles, preferred names, demographics, metadata",
         {MANIFEST("bulk"), ORGS, "classes.csv",
          "sourcedId,title,classType,metadata.administratieveGroep,metadata.nrAdmgrp\n"
          "c1,4A,homeroom,4de leerjaar,6\n",
          "enrollments.csv", ENROLMENTS "e1,,,c1,o1,u1,student,,,\ne2,,,c1,o1,u2,student,,,\n",
          "roles.csv",
          "sourcedId,status,userSourcedId,roleType,role\nr1,,u1,primary,student\n"
          "r2,,u2,primary,teacher\n",
          "demographics.csv", "sourcedId,birthDate,sex\nu1,2017-03-30,female\n", "users.csv",
          "sourcedId,givenName,familyName,identifier,preferredGivenName\nu1,Eleonora,Baert,12,"
          "Noor\n"
          "u2,An,Claes,9,\n"},
         "1:instellingsnummer|stamnummer|voornaam|roepnaam|naam|administratieve groep|nummer "
         "administratieve groep|klas|geboortedatum|geslacht|begindatum|einddatum "
         "2:027938|12|Eleonora|Noor|Baert|4de leerjaar|6|4A|2017-03-30|V||",
         "0 0,0 1 'OneRoster 1.2'"},
        {"without orgs",
         {MANIFEST("bulk"), CLASSES, "enrollments.csv", ENROLMENTS, "users.csv", USERS NOOR},
         "flaw 30 0 0",
         V11},
    };
    assert_packages(rows, COUNT(rows));
}

static void refuses_hostile_zips(void **state) {
    (void)state;
    static const struct row rows[] = {
        {"a folder",
         {"export/users.csv", USERS, "export/enrollments.csv", ENROLMENTS},
         "flaw 25 0 0",
         ""},
        {"an absolute path", {"/etc/users.csv", USERS}, "flaw 25 0 0", ""},
        {"a path upwards", {"..\\users.csv", USERS}, "flaw 25 0 0", ""},
        {"a drive", {"C:users.csv", USERS}, "flaw 25 0 0", ""},
        {"two files of one name", {"users.csv", USERS, "USERS.csv", USERS}, "flaw 27 0 0", ""},
        {"what macOS adds",
         {"lln.csv", WISA_PUPILS "1A,00,B,N,5\n", "__MACOSX/._lln.csv", "\1\2", ".DS_Store", "x",
          "klas.csv", WISA_CLASSES "1A,00,x,1,2\n"},
         JOINED "2:1A|00|B|N|5|x|1|2",
         WISA},
    };
    assert_packages(rows, COUNT(rows));
    static struct part many[5001];
    for (size_t i = 0; i < COUNT(many); i++)
        many[i] = (struct part){str_c(arena, str_format(arena, "%zu.csv", i)), "", NULL, 0, NULL};
    assert_table("5,001 files", zip_of(many, COUNT(many)), "flaw 26 0 0");
    const struct part bomb[] = {{"enrollments.csv", ENROLMENTS, "0123456789abcdef", 8 << 20, NULL},
                                {"users.csv", USERS NOOR, NULL, 0, NULL},
                                {ORGS, NULL, 0, NULL},
                                {CLASSES, NULL, 0, NULL}};
    assert_table("a line of 128 MiB", zip_of(bomb, COUNT(bomb)), "flaw 7 0 0");
    const struct part rows_bomb[] = {
        {"enrollments.csv", ENROLMENTS, "e,,,c1,o1,u,student,,,\n", 4 << 20, NULL},
        {"users.csv", USERS NOOR, NULL, 0, NULL},
        {ORGS, NULL, 0, NULL},
        {CLASSES, NULL, 0, NULL}};
    assert_table("96 MiB of the same row", zip_of(rows_bomb, COUNT(rows_bomb)), "flaw 7 0 0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_wisa),
        cmocka_unit_test(reads_informat),
        cmocka_unit_test(reads_oneroster),
        cmocka_unit_test(refuses_hostile_zips),
    };
    return cmocka_run_group_tests_name("packages", tests, unit_setup, unit_teardown);
}
