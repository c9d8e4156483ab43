/* Workbooks: output of spreadsheet programs, and attacks. */
#include "files.h"

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
static const char SHEET1[] = "xl/worksheets/sheet1.xml";

static void reads_cells(void **state) {
    (void)state;
    static const struct {
        const char *name, *strings, *sheet, *rows;
    } rows[] = {
        {"shared strings", "<sst><si><t>a</t></si><si><t>b</t></si></sst>",
         SHEET(
             "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>0</v></c></row>"),
         "1:b|a"},
        {"rich text, phonetic help left out",
         "<sst><si><r><t>Sü</t></r><r><t>heda</t></r><rPh><t>x</t></rPh></si></sst>",
         SHEET("<row><c t=\"s\"><v>0</v></c></row>"), "1:Süheda"},
        {"inline strings", NULL,
         SHEET("<row><c t=\"inlineStr\"><is><t>a</t></is></c><c "
               "t=\"inlineStr\"><is><r><t>b</t></r><r><t>c</t></r></is></c></row>"),
         "1:a|bc"},
        {"numbers and dates", NULL,
         SHEET("<row><c><v>945</v></c><c s=\"2\"><v>46266</v></c></row>"), "1:945|46266"},
        {"values, not formulas", NULL,
         SHEET("<row><c t=\"str\"><f>CONCAT(A1)</f><v>x</v></c><c><f>1+1</f><v>2</v></c></row>"),
         "1:x|2"},
        {"gaps", NULL,
         SHEET("<row r=\"3\"><c r=\"B3\"><v>1</v></c><c r=\"D3\"><v>2</v></c></row><row r=\"7\"><c "
               "r=\"A7\"><v>3</v></c></row>"),
         "3:|1||2 7:3"},
        {"rows without cells", NULL, SHEET("<row/><row><c><v>1</v></c></row>"), "2:1"},
        {"cells without value", NULL, SHEET("<row><c t=\"s\"/><c/><c><v>1</v></c></row>"), "1:||1"},
        {"name spaces", NULL,
         "<x:worksheet "
         "xmlns:x=\"u\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></"
         "x:worksheet>",
         "1:1"},
        {"signs of XML", NULL,
         SHEET("<row><c t=\"inlineStr\"><is><t>&lt;b&gt; &amp; &#xEB;</t></is></c></row>"),
         "1:<b> & ë"},
        {"no such string", "<sst/>", SHEET("<row><c t=\"s\"><v>0</v></c></row>"), "flaw 8 1 1"},
        {"string number below zero", "<sst><si><t>a</t></si></sst>",
         SHEET("<row><c t=\"s\"><v>-1</v></c></row>"), "flaw 8 1 1"},
        {"broken XML", NULL, "<worksheet><sheetData><row>", "flaw 8 1 0"},
        {"document type", NULL, "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>", "flaw 8 0 0"},
        {"column beyond the limit", NULL, SHEET("<row><c r=\"GS1\"><v>1</v></c></row>"),
         "flaw 4 1 201"},
        {"empty cell beyond the limit", NULL, SHEET("<row><c r=\"ZZZZ1\"/></row>"), "flaw 4 1 201"},
        {"a bad entity", NULL, SHEET("<row><c><v>&nope;</v></c></row>"), "flaw 8 1 1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct part parts[] = {{SHEET1, rows[i].sheet, NULL, 0, NULL},
                                     {"xl/sharedStrings.xml", rows[i].strings, NULL, 0, NULL}};
        assert_table(rows[i].name, zip_of(parts, rows[i].strings == NULL ? 1 : 2), rows[i].rows);
    }
}

/* Misplaced elements, and what real programs write around and between cells. */
static void rejects_misplaced_elements(void **state) {
    (void)state;
#define ONE "<row><c><v>1</v></c></row>"
    static const struct {
        const char *name, *strings, *sheet, *rows;
    } rows[] = {
        {"a row in a cell", NULL, SHEET("<row r=\"1\"><c><row/></c></row>"), "flaw 8 1 1"},
        {"a row in a value", NULL, SHEET("<row><c><v><row/></v></c></row>"), "flaw 8 1 1"},
        {"a row in a row", NULL, SHEET("<row><c><v>1</v></c><row><c><v>2</v></c></row></row>"),
         "flaw 8 1 1"},
        {"rows in cells again and again", NULL,
         SHEET("<row><c><row/></c><c><row/></c><c><row/></c></row>"), "flaw 8 1 1"},
        {"a cell in a cell", NULL, SHEET("<row><c><c><v>1</v></c></c></row>"), "flaw 8 1 1"},
        {"a cell in a text", NULL,
         SHEET("<row><c t=\"inlineStr\"><is><t><c r=\"E1\"/></t></is></c></row>"), "flaw 8 1 1"},
        {"a cell outside a row", NULL, SHEET("<c r=\"C1\"><v>1</v></c>" ONE), "flaw 8 0 0"},
        {"a value outside a cell", NULL, SHEET("<row><v>1</v><c><v>2</v></c></row>"), "flaw 8 1 0"},
        {"two values in a cell", NULL, SHEET("<row><c><v>1</v><v>2</v></c></row>"), "flaw 8 1 1"},
        {"a row outside the data", NULL,
         "<worksheet><row><c><row/></c></row><sheetData>" ONE "</sheetData></worksheet>", "1:1"},
        {"a string in a string", "<sst><si><si><t>a</t></si><t>b</t></si></sst>",
         SHEET("<row><c t=\"s\"><v>0</v></c></row>"), "flaw 8 0 0"},
        {"a string in a text", "<sst><si><t><si/></t></si></sst>",
         SHEET("<row><c t=\"s\"><v>0</v></c></row>"), "flaw 8 0 0"},
        {"a text in a text", NULL,
         SHEET("<row><c t=\"inlineStr\"><is><t>a<t>b</t></t></is></c></row>"), "flaw 8 1 1"},
        {"a phonetic run that holds a string",
         "<sst><si><t>a</t><rPh><si><t>x</t></si></rPh></si><si><t>b</t></si></sst>",
         SHEET("<row><c t=\"s\"><v>1</v></c></row>"), "1:b"},
        {"a row number that is too large", NULL, SHEET("<row r=\"2000001\"><c><v>1</v></c></row>"),
         "1:1"},
        {"a row number of 20 digits", NULL,
         SHEET("<row r=\"99999999999999999999\"><c><v>1</v></c></row>"), "1:1"},
        {"a row number that goes back", NULL,
         SHEET("<row r=\"5\"><c><v>1</v></c></row><row r=\"2\"><c><v>2</v></c></row>"), "5:1 6:2"},
        {"a column without letters", NULL,
         SHEET("<row><c r=\"17\"><v>1</v></c><c r=\"\"><v>2</v></c></row>"), "1:1|2"},
        {"a column of many letters", NULL, SHEET("<row><c r=\"ZZZZZZZZZZZZ1\"><v>1</v></c></row>"),
         "flaw 4 1 201"},
        {"Excel: formula, extension list, rich inline text, phonetic help", NULL,
         SHEET("<row r=\"1\" spans=\"1:3\"><c r=\"A1\"><f t=\"shared\" ref=\"A1\" "
               "si=\"0\">B1*2</f><v>4</v></c>"
               "<c r=\"B1\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t>S</t></r><r><t "
               "xml:space=\"preserve\">ü </t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh>"
               "<phoneticPr fontId=\"1\"/></is></c><c r=\"C1\"><v>5</v><extLst><ext "
               "uri=\"u\"><v>9</v></ext></extLst></c>"
               "<extLst><ext uri=\"u\"><row/><c/></ext></extLst></row>"),
         "1:4|Sü |5"},
        {"Excel: views, columns, buttons and extensions around the data", NULL,
         "<worksheet xmlns=\"m\" xmlns:mc=\"mc\" xmlns:xdr=\"x\" "
         "mc:Ignorable=\"x14ac\"><sheetPr/><dimension ref=\"A1\"/><sheetViews><sheetView>"
         "<pane/><selection/></sheetView></sheetViews><cols><col min=\"1\" "
         "max=\"1\"/></cols><sheetData>" ONE "</sheetData>"
         "<mc:AlternateContent><mc:Choice "
         "Requires=\"x14\"><controls><mc:AlternateContent><mc:Choice><control><controlPr><anchor><"
         "from>"
         "<xdr:col>1</xdr:col><xdr:row>3</xdr:row></from></anchor></controlPr></control></"
         "mc:Choice></mc:AlternateContent></controls></mc:Choice>"
         "</mc:AlternateContent><extLst><ext><sheetData><row><c><v>9</v></c></row></sheetData></"
         "ext></extLst></worksheet>",
         "1:1"},
        {"SheetJS, gnumeric: prefixes everywhere",
         "<x:sst xmlns:x=\"u\"><x:si><x:r><x:t>a</x:t></x:r></x:si></x:sst>",
         "<x:worksheet xmlns:x=\"u\"><x:sheetData><x:row r=\"2\"><x:c r=\"A2\" "
         "t=\"s\"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>",
         "2:a"},
        {"LibreOffice: error and boolean cells", NULL,
         SHEET("<row><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c></row>"), "1:1|#N/A"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct part parts[] = {{SHEET1, rows[i].sheet, NULL, 0, NULL},
                                     {"xl/sharedStrings.xml", rows[i].strings, NULL, 0, NULL}};
        assert_table(rows[i].name, zip_of(parts, rows[i].strings == NULL ? 1 : 2), rows[i].rows);
    }
}

static void finds_the_first_sheet(void **state) {
    (void)state;
    static const char one[] = SHEET("<row><c><v>1</v></c></row>"),
                      two[] = SHEET("<row><c><v>2</v></c></row>");
    static const char book[] =
        "<workbook xmlns:r=\"u\"><sheets><sheet name=\"Klas\" sheetId=\"2\" r:id=\"rId9\"/>"
        "<sheet name=\"Uitleg\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    static const char links[] =
        "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
        "<Relationship Id=\"rId9\" Target=\"worksheets/sheet2.xml\"/></Relationships>";
    static const char top[] = "<Relationships><Relationship Id=\"rId9\" "
                              "Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>";
    const struct part moved[] = {{SHEET1, one, NULL, 0, NULL},
                                 {"xl/worksheets/sheet2.xml", two, NULL, 0, NULL},
                                 {"xl/workbook.xml", book, NULL, 0, NULL},
                                 {"xl/_rels/workbook.xml.rels", links, NULL, 0, NULL}};
    assert_table("moved to the front", zip_of(moved, 4), "1:2");
    const struct part from_top[] = {
        moved[0], moved[1], moved[2], {"xl/_rels/workbook.xml.rels", top, NULL, 0, NULL}};
    assert_table("named from the top", zip_of(from_top, 4), "1:2");
    assert_table("the workbook does not say", zip_of(moved, 2), "1:1");
    static const char nested[] =
        "<workbook xmlns:r=\"u\"><mc:AlternateContent><mc:Choice><sheets><sheet "
        "r:id=\"rId1\"/></sheets></mc:Choice></mc:AlternateContent>"
        "<sheets><sheet name=\"Klas\" sheetId=\"2\" r:id=\"rId9\"/></sheets></workbook>";
    const struct part aside[] = {
        moved[0], moved[1], {"xl/workbook.xml", nested, NULL, 0, NULL}, moved[3]};
    assert_table("sheets elsewhere in the workbook", zip_of(aside, 4), "1:2");
    const struct part nothing[] = {{"readme.txt", "x", NULL, 0, NULL}};
    assert_table("a ZIP of something else", zip_of(nothing, 1), "flaw 14 0 0");
    const struct part cards[] = {{"LeerID-000002-4A-kaarten.pdf", "x", NULL, 0, NULL}};
    assert_table("a ZIP of our own", zip_of(cards, 1), "flaw 15 0 0");
    const struct part letter[] = {{"word/document.xml", "x", NULL, 0, NULL},
                                  {"[Content_Types].xml", "x", NULL, 0, NULL}};
    assert_table("a letter of Word", zip_of(letter, 2), "flaw 8 0 0");
    const struct part docs[] = {{"xl/worksheets/sheet.xml", one, NULL, 0, NULL}};
    assert_table("sheet.xml", zip_of(docs, 1), "1:1");
}

/*
 * Text outside cells and strings is ignored; in particular it is not appended to the previous text,
 * whose memory has been reused.
 */
static void ignores_text_between_elements(void **state) {
    (void)state;
    struct str full = repeat('x', 4000);
    const char *cell = str_c(arena, str_format(arena, "<c><v>%.*s</v></c>", STR_ARG(full)));
    struct buf wide = buf_make(arena, 1 << 20);
    buf_c(&wide, "<worksheet><sheetData><row>");
    for (int i = 0; i < 60; i++) buf_c(&wide, cell);
    buf_c(&wide, "</row><row/></sheetData></worksheet>");
    const struct {
        const char *name, *strings, *sheet, *rows;
    } rows[] = {
        {"between strings",
         str_c(arena, str_format(arena, "<sst><si><t>%.*s</t></si><t>y</t><si><t>a</t></si></sst>",
                                 STR_ARG(full))),
         SHEET("<row><c t=\"s\"><v>1</v></c></row>"), "1:a"},
        {"left open by the strings", "<sst><si><t>a</t></si><t></t></sst>",
         SHEET("<row>y<c t=\"s\"><v>0</v></c></row>"), "1:a"},
        {"between cells", "<sst><si><t>a</t></si></sst>",
         SHEET("<row>y<c t=\"s\">y<v>0</v>y</c>y</row>"), "1:a"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct part parts[] = {{SHEET1, rows[i].sheet, NULL, 0, NULL},
                                     {"xl/sharedStrings.xml", rows[i].strings, NULL, 0, NULL}};
        assert_table(rows[i].name, zip_of(parts, 2), rows[i].rows);
    }
    struct buf expected = buf_make(arena, 1 << 20);
    for (int i = 0; i < 60; i++) {
        buf_c(&expected, i == 0 ? "1:" : "|");
        buf_str(&expected, full);
    }
    const struct part part = {SHEET1, str_c(arena, buf_view(&wide)), NULL, 0, NULL};
    assert_table("behind a wide row", zip_of(&part, 1), str_c(arena, buf_view(&expected)));
}

static void rejects_decompression_bombs(void **state) {
    (void)state;
    static const struct {
        const char *name;
        struct part part;
        const char *rows;
    } rows[] = {
        {"millions of nested elements", {SHEET1, "", "<a>", 3000000, ""}, "flaw 8 0 0"},
        {"65 deep", {SHEET1, "", "<a>", 65, ""}, "flaw 8 0 0"},
        {"one endless tag", {SHEET1, "<a b=\"", "xxxxxxxxxxxxxxxx", 1000000, ""}, "flaw 7 0 0"},
        {"one endless comment", {SHEET1, "<a><!--", "xxxxxxxxxxxxxxxx", 1000000, ""}, "flaw 7 0 0"},
        {"a thousand cells in a row, all in column A",
         {SHEET1, "<worksheet><sheetData><row>", "<c r=\"A1\"><v>1</v></c>", 1000000,
          "</row></sheetData></worksheet>"},
         "flaw 4 1 2"},
        {"cells outside rows",
         {SHEET1, "<worksheet><sheetData>", "<c r=\"A1\" t=\"inlineStr\"><is><t>x</t></is></c>",
          100000, "</sheetData></worksheet>"},
         "flaw 8 0 0"},
        {"an endless cell",
         {SHEET1, "<worksheet><sheetData><row><c><v>", "xxxxxxxxxxxxxxxx", 1000000, ""},
         "flaw 5 1 1"},
        {"an endless string",
         {"xl/sharedStrings.xml", "<sst><si><t>", "xxxxxxxxxxxxxxxx", 1000000, ""},
         "flaw 5 0 0"},
        {"512 MiB of blanks", {SHEET1, "<worksheet>", NULL, 0, ""}, "flaw 7 0 0"},
        {"too many strings",
         {"xl/sharedStrings.xml", "<sst>", "<si/>", 4000000, "</sst>"},
         "flaw 7 0 0"},
    };
    char *blanks = arena_alloc(arena, (1 << 20) + 1);
    memset(blanks, ' ', 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct part part = rows[i].part;
        if (part.piece == NULL) part = (struct part){part.name, part.head, blanks, 513, part.tail};
        assert_table(rows[i].name, zip_of(&part, 1), rows[i].rows);
    }
    struct buf large = buf_make(arena, (33 << 20));
    buf_c(&large, "PK\3\4");
    buf_space(&large, 32 << 20);
    assert_table("larger than a workbook may be", file_of(buf_view(&large)), "flaw 7 0 0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_cells),
        cmocka_unit_test(rejects_misplaced_elements),
        cmocka_unit_test(finds_the_first_sheet),
        cmocka_unit_test(ignores_text_between_elements),
        cmocka_unit_test(rejects_decompression_bombs),
    };
    return cmocka_run_group_tests_name("workbook", tests, unit_setup, unit_teardown);
}
