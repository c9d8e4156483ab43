/* Files that are not what their name says, and what is noted about a file that can be read. */
#include "files.h"

#include "format/roster.h"

#define BYTES(literal) ((struct str){literal, sizeof(literal) - 1})
#define OLE                                                                                        \
    "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1________________________________________________________"

static void recognises_by_content(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct str bytes;
        const char *rows;
    } rows[] = {
        {"CSV, whatever it is called", BYTES("a;b\n1;2\n"), "1:a|b 2:1|2"},
        {"a table of a web page",
         BYTES("<html><body><table><tr><th>a</th><th>b</th></tr><tr><td>1"
               "</td><td>2</td></tr></table></body></html>"),
         "1:a|b 2:1|2"},
        {"a page in Windows-1252", BYTES("<table><tr><td>S\xFCheda</td></tr></table>"), "1:Süheda"},
        {"a page with a byte order mark and spaces",
         BYTES("\xEF\xBB\xBF \r\n<TABLE><TR><TD>a</TABLE>"), "1:a"},
        {"a page with a declaration of XML",
         BYTES("<?xml version=\"1.0\"?><!-- x --><!DOCTYPE html><html><table><tr><td>a</td></tr>"
               "</table></html>"),
         "1:a"},
        {"cells without end tags", BYTES("<table><tr><td>a<td>b<tr><td>c</table>"), "1:a|b 2:c"},
        {"references",
         BYTES("<table><tr><td>Ren&eacute;&nbsp;&amp;&#39;&#xEB;&Uuml;&x;&</td></tr>"
               "</table>"),
         "1:René &'ëÜ&x;&"},
        {"attributes, spans and breaks",
         BYTES("<table><tr><td title=\"1 > 0\" colspan=\"2\">a<br/>b</td><td>c</td></tr></table>"),
         "1:a b||c"},
        {"styles, scripts and comments",
         BYTES("<html><style>td{x:'<td>'}</style><script>'<tr>'</script><!-- <tr><td>x</td></tr> "
               "--><table><tr><td>a<!-- b --></td></tr></table></html>"),
         "1:a"},
        {"a page without a table", BYTES("<!DOCTYPE html><html><p>Meld u aan</p></html>"),
         "flaw 13 1 1"},
        {"a page that ends early", BYTES("<table><tr><td>a</td></tr><tr><td>b"), "flaw 20 2 1"},
        {"a page in a page", BYTES("MIME-Version: 1.0\nContent-Type: multipart/related"),
         "flaw 13 0 0"},
        {"an old Excel file", BYTES(OLE "W\0o\0r\0k\0b\0o\0o\0k\0__________________"),
         "flaw 11 0 0"},
        {"a workbook with a password",
         BYTES(OLE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0________"), "flaw 22 0 0"},
        {"an old Word file", BYTES(OLE "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0____"), "flaw 23 0 0"},
        {"XML of something else", BYTES("<?xml version=\"1.0\"?><note>x</note>"), "flaw 24 0 0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_table(rows[i].name, file_of(rows[i].bytes), rows[i].rows);
}

#define SHEET_XML(sheets)                                                                          \
    "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook "              \
    "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "                                      \
    "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">" sheets "</Workbook>"
#define ROW(cells) "<Row>" cells "</Row>"
#define CELL(text) "<Cell><Data ss:Type=\"String\">" text "</Data></Cell>"
#define HIDDEN "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"

static void reads_xml_of_excel_2003(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *rows, *notes;
    } rows[] = {
        {"rows and cells",
         SHEET_XML("<Worksheet ss:Name=\"A\"><Table>" ROW(CELL("a") CELL("b")) ROW(
             "<Cell ss:Index=\"2\"><Data ss:Type=\"DateTime\">2012-09-01T00:00:00.000"
             "</Data><Comment><Data>x</Data></Comment></Cell>") "</Table></Worksheet>"),
         "1:a|b 2:|2012-09-01", "0 0,0 1 'Excel XML 2003'"},
        {"markup in a cell",
         SHEET_XML("<Worksheet><Table>" ROW(
             "<Cell><Data>S<B>ü</B>h</Data></Cell>") "</Table></Worksheet>"),
         "1:Süh", "0 0,0 1 'Excel XML 2003'"},
        {"rows with a number",
         SHEET_XML("<Worksheet><Table><Row ss:Index=\"4\">" CELL("a") "</Row>" ROW(
             CELL("b")) "</Table></Worksheet>"),
         "4:a 5:b", "0 0,0 1 'Excel XML 2003'"},
        {"the first visible sheet",
         SHEET_XML("<Worksheet ss:Name=\"Codes\"><Table>" ROW(
             CELL("x")) "</Table>" HIDDEN
                        "</Worksheet><Worksheet ss:Name=\"Lijst\"><Table>" ROW(
                            CELL("a")) "</Table></Worksheet><Worksheet "
                                       "ss:Name=\"Rest\"><Table>" ROW(CELL("z")) "</Table></"
                                                                                 "Worksheet>"),
         "1:a", "0 0,0 1 'Excel XML 2003'; 1 0,0 1 'Lijst'; 2 0,0 1 'Codes'"},
        {"a document type",
         "<?xml version=\"1.0\"?><!DOCTYPE Workbook [<!ENTITY a \"b\">]><Workbook/>", "flaw 24 1 1",
         "0 0,0 1 'Excel XML 2003'"},
        {"cut off", "<Workbook><Worksheet><Table><Row><Cell><Data>a", "flaw 20 1 1",
         "0 0,0 1 'Excel XML 2003'"},
        {"column 201",
         SHEET_XML("<Worksheet><Table>" ROW(
             "<Cell ss:Index=\"201\"><Data>a</Data></Cell>") "</Table></Worksheet>"),
         "flaw 4 1 201", "0 0,0 1 'Excel XML 2003'"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_table(rows[i].name, file_of(str_of(rows[i].text)), rows[i].rows);
        assert_notes(rows[i].name, file_of(str_of(rows[i].text)), rows[i].notes);
    }
}

#define BOOK(properties, sheets)                                                                   \
    "<workbook xmlns:r=\"r\">" properties "<sheets>" sheets "</sheets></workbook>"
#define STYLES                                                                                     \
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy;@\"/><numFmt "          \
    "numFmtId=\"165\" formatCode=\"[Red]0&quot;dagen&quot;\"/></numFmts><cellStyleXfs><xf "        \
    "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "       \
    "numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>"
#define DATES                                                                                      \
    "<worksheet><sheetData><row><c s=\"1\"><v>41153</v></c><c s=\"2\"><v>41153.5</v></c><c "       \
    "s=\"3\"><v>41153</v></c><c><v>1.2345678901E10</v></c><c><v>945.0</v></c><c><v>0.5</v></c>"    \
    "<c s=\"1\"><v>9000</v></c><c t=\"e\"><v>#N/A</v></c></row></sheetData></worksheet>"

static void reads_dates_and_numbers(void **state) {
    (void)state;
    static const struct {
        const char *name, *properties, *rows, *notes;
    } rows[] = {
        {"counted from 1900", BOOK("", "<sheet name=\"A\" r:id=\"r1\"/>"),
         "1:2012-09-01|2012-09-01|41153|12345678901|945|0.5|1924-08-21|#N/A", "10 1,8 1 '#N/A'"},
        {"counted from 1904",
         BOOK("<workbookPr date1904=\"1\"/>", "<sheet name=\"A\" r:id=\"r1\"/>"),
         "1:2016-09-02|2016-09-02|41153|12345678901|945|0.5|1928-08-22|#N/A",
         "3 0,0 1 ''; 10 1,8 1 '#N/A'"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct part parts[] = {
            {"xl/workbook.xml", rows[i].properties, NULL, 0, NULL},
            {"xl/_rels/workbook.xml.rels",
             "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/>"
             "</Relationships>",
             NULL, 0, NULL},
            {"xl/styles.xml", STYLES, NULL, 0, NULL},
            {"xl/worksheets/sheet1.xml", DATES, NULL, 0, NULL}};
        assert_table(rows[i].name, zip_of(parts, COUNT(parts)), rows[i].rows);
        assert_notes(rows[i].name, zip_of(parts, COUNT(parts)), rows[i].notes);
    }
}

static void reads_the_first_visible_sheet(void **state) {
    (void)state;
    static const char relations[] =
        "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/><Relationship "
        "Id=\"r2\" Target=\"worksheets/sheet2.xml\"/></Relationships>";
    static const struct {
        const char *name, *book, *rows, *notes;
    } rows[] = {
        {"both visible", BOOK("", "<sheet name=\"A\" r:id=\"r1\"/><sheet name=\"B\" r:id=\"r2\"/>"),
         "1:1", "1 0,0 1 'A'"},
        {"the first one hidden",
         BOOK("",
              "<sheet name=\"A\" state=\"hidden\" r:id=\"r1\"/><sheet name=\"B\" r:id=\"r2\"/>"),
         "1:2", "1 0,0 1 'B'; 2 0,0 1 'A'"},
        {"very hidden",
         BOOK(
             "",
             "<sheet name=\"A\" state=\"veryHidden\" r:id=\"r1\"/><sheet name=\"B\" r:id=\"r2\"/>"),
         "1:2", "1 0,0 1 'B'; 2 0,0 1 'A'"},
        {"the second one hidden",
         BOOK("",
              "<sheet name=\"A\" r:id=\"r1\"/><sheet name=\"B\" state=\"hidden\" r:id=\"r2\"/>"),
         "1:1", "1 0,0 1 'A'"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct part parts[] = {
            {"xl/workbook.xml", rows[i].book, NULL, 0, NULL},
            {"xl/_rels/workbook.xml.rels", relations, NULL, 0, NULL},
            {"xl/worksheets/sheet1.xml",
             "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>", NULL, 0,
             NULL},
            {"xl/worksheets/sheet2.xml",
             "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>", NULL, 0,
             NULL}};
        assert_table(rows[i].name, zip_of(parts, COUNT(parts)), rows[i].rows);
        assert_notes(rows[i].name, zip_of(parts, COUNT(parts)), rows[i].notes);
    }
}

#define NAMES "KLAS,NAAM,NUMMER,GESLACHT\n"

static void compares_widths(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *notes, *rows;
    } rows[] = {
        {"all alike", NAMES "1A,Baert,Noor,V\n", "", NULL},
        {"separators behind", "a;b;c;\nx;y;z;;;\n1;2;3;;;\n", "", NULL},
        {"a comma without quotation marks",
         NAMES "1A,Aerts,5,V\n2B,Baert,6,M\n3C,5 Onthaal, organisatie,7,V\n",
         "6 4,5 4 '5 Onthaal, organisatie'", NULL},
        {"a value too many", "a;b;c\n1;2;3;4\n5;6;7;8;9\n", "4 2,4 3 '4'; 4 3,5 3 '5'", NULL},
        {"values missing", "a;b;c\n1;2\n3\n4;5;6\n", "5 2,1 2 ''", NULL},
        {"a title above", "Lijst;van;school\n\na;b;c;d\n1;2;3;4\n", "", NULL},
        {"no header", "1;2;3\n4;5;6;7\n", "", NULL},
        {"two columns", "2;De Kiem\n3;De Zon, Gent;x\n", "", NULL},
        {"cut off in the last row", "a;b;c\n1;2;3\n4;5", "", "flaw 20 3 2"},
        {"whole without a line end", "a;b;c\n1;2;3\n4;5;6", "", "1:a|b|c 2:1|2|3 3:4|5|6"},
        {"short rows everywhere", "a;b;c\n1;2\n4;5", "5 2,1 2 ''", "1:a|b|c 2:1|2 3:4|5"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_notes(rows[i].name, file_of(str_of(rows[i].text)), rows[i].notes);
        if (rows[i].rows != NULL)
            assert_table(rows[i].name, file_of(str_of(rows[i].text)), rows[i].rows);
    }
}

static void rejects_a_table_of_wide_rows(void **state) {
    (void)state;
    struct buf text = buf_make(arena, 1 << 16);
    buf_c(&text, "a;b;c\n");
    for (int i = 0; i < 101; i++) buf_c(&text, "1;2;3;4\n");
    assert_table("101 wide rows", file_of(buf_view(&text)), "flaw 21 102 1");
}

static void notes_damaged_contents(void **state) {
    (void)state;
#define HEAD "stam;voornaam;naam\n"
    static const struct {
        const char *name, *text, *notes;
    } rows[] = {
        {"names of here", HEAD "1;Zoë;D’Hondt\n2;Søren;Åström\n3;Ägidius;Ünal\n", ""},
        {"UTF-8 that was read as Windows-1252", HEAD "1;SÃ¼heda;x\n2;Å\xC2\x81ukasz;RenÃ©\n",
         "8 2,2 3 'SÃ¼heda'"},
        {"an apostrophe", HEAD "1;a;dâ€™Hondt\n", "8 2,3 1 'dâ€™Hondt'"},
        {"a letter that became a question mark", HEAD "1;?ukasz;Jos?phine\n2;Ren?;x\n",
         "9 2,2 3 '?ukasz'"},
        {"questions", "Klas?;Zwemt?;naam?\n1;Zwemt hij?;?\n", ""},
        {"a replacement character", HEAD "1;S\xEF\xBF\xBDheda;x\n", "9 2,2 1 'S\xEF\xBF\xBDheda'"},
        {"values of failed formulas", HEAD "1;#N/A;#VERW!\n2;#WAARDE!;#x\n", "10 2,2 3 '#N/A'"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_notes(rows[i].name, file_of(str_of(rows[i].text)), rows[i].notes);
}

/* What a person reads when the visible sheet has no pupils. */
static void names_the_empty_sheet(void **state) {
    (void)state;
    const char *text = SHEET_XML("<Worksheet ss:Name=\"Export\"><Table>" ROW(
        CELL("stamnummer") CELL("voornaam") CELL("naam")
            CELL("administratieve groep")) "</Table></Worksheet><Worksheet "
                                           "ss:Name=\"Lijst\"><Table/></Worksheet>");
    struct roster_messages messages = {.arena = arena};
    struct str ignored;
    const struct roster_reader reader = {
        .tables = &table_direct, .rules = rules, .today = 20780, .school = 2};
    int fd = file_of(str_of(text));
    assert_rc(roster_read_fd(arena, fd, &reader, &messages, &ignored), RC_INVALID);
    close(fd);
    assert_int_equal(messages.items[0].code, TABLE_EMPTY_SHEET);
    assert_true(str_eq(messages.items[0].detail, S("Export")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recognises_by_content),   cmocka_unit_test(reads_xml_of_excel_2003),
        cmocka_unit_test(reads_dates_and_numbers), cmocka_unit_test(reads_the_first_visible_sheet),
        cmocka_unit_test(compares_widths),         cmocka_unit_test(rejects_a_table_of_wide_rows),
        cmocka_unit_test(notes_damaged_contents),  cmocka_unit_test(names_the_empty_sheet),
    };
    return cmocka_run_group_tests_name("table kinds", tests, unit_setup, unit_teardown);
}
