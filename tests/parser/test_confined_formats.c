/* Every format of a roster through the confined child: the same rows and notes as without it. */
#include "files.h"

#include <fcntl.h>

#include "main/sandbox.h"
#include "parse/parser.h"

static struct parser *parser;

static int start(void **state) {
    if (unit_setup(state) != 0) return -1;
    struct fault fault;
    const struct parser_config config = {.confine = sandbox_parser};
    return parser_start(arena, &config, &parser, &fault) == RC_OK ? 0 : -1;
}

static int end(void **state) {
    parser_close(parser);
    return unit_teardown(state);
}

/* Returns rows and notes as text, or the flaw. */
static const char *read_all(const struct table_source *source, int fd) {
    struct buf out = buf_make(arena, 1 << 20);
    const struct table_sink sink = {write_row, &out, write_note};
    struct table_flaw flaw = {TABLE_FINE, 0, 0};
    enum rc rc = source->read(source->context, fd, &sink, &flaw);
    if (rc != RC_OK) buf_format(&out, "; %d: flaw %d %d", rc, flaw.code, flaw.line);
    return str_c(arena, buf_view(&out));
}

static void reads_alike(const char *name, int fd, const char *part) {
    const struct table_source child = parser_tables(parser);
    const char *direct = read_all(&table_direct, fd), *confined = read_all(&child, fd);
    close(fd);
    if (strcmp(direct, confined) != 0) fail_msg("%s: %.300s, want %.300s", name, confined, direct);
    if (strstr(direct, part) == NULL) fail_msg("%s: %.300s, without %s", name, direct, part);
}

#define ONEROSTER                                                                                  \
    {"orgs.csv", "sourcedId,identifier\no1,2\n", NULL, 0, NULL},                                   \
        {"classes.csv", "sourcedId,title,classType\nc1,4A,homeroom\n", NULL, 0, NULL},             \
        {"enrollments.csv",                                                                        \
         "classSourcedId,schoolSourcedId,userSourcedId,role\nc1,o1,u1,student\n", NULL, 0, NULL},  \
    {                                                                                              \
        "users.csv", "sourcedId,role,givenName,familyName,identifier\nu1,student,S\xFCheda,B,7\n", \
            NULL, 0, NULL                                                                          \
    }

static void reads_every_format(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *part;
    } files[] = {
        {"CSV with a comma too many", "KLAS,NAAM,NUMMER\n1A,A B,5\n2B,Van, C,6\n", "6 3,4 3"},
        {"a file that was cut off", "a;b;c\n1;2;3\n4;5", "flaw 20 3"},
        {"a web page", "<table><tr><td>S\xFC&eacute;</td></tr></table>", "1:Süé"},
        {"XML of Excel 2003",
         "<Workbook><Worksheet Name=\"A\"><Table><Row><Cell><Data>x</Data></Cell></Row></Table>"
         "</Worksheet></Workbook>",
         "1:x"},
        {"Informat",
         "<a><wsLeerling><pointer>1</pointer><Naam>B</Naam></wsLeerling><wsInschrijving><p_persoon>"
         "1</p_persoon><Stamnr>7</Stamnr></wsInschrijving></a>",
         "1:7|B"},
        {"an entity", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
         "flaw 24"},
    };
    for (size_t i = 0; i < COUNT(files); i++)
        reads_alike(files[i].name, file_of(str_of(files[i].text)), files[i].part);
    const struct part wisa[] = {{"a", "KLAS,STAMNR\n1A,7\n", NULL, 0, NULL},
                                {"b", "KLAS,OMSCHRIJVING,ADMINGROEP\n1A,4de,6\n", NULL, 0, NULL}};
    reads_alike("WISA", zip_of(wisa, COUNT(wisa)), "2:1A|7|4de|6");
    const struct part oneroster[] = {ONEROSTER};
    reads_alike("OneRoster", zip_of(oneroster, COUNT(oneroster)), "2:2|7|Süheda|B|4A|4A");
    const struct part folder[] = {{"/etc/passwd", "x", NULL, 0, NULL}};
    reads_alike("a path", zip_of(folder, COUNT(folder)), "flaw 25");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_every_format)};
    return cmocka_run_group_tests_name("confined formats", tests, start, end);
}
