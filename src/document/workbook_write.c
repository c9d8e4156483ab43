/*
 * Writes the Excel workbook of a bulk creation.
 *
 * Schools have scripts that read the first six columns by their exact names. Text cells use the
 * text format, so that no program takes them for a formula or a number. As in Excel's own files,
 * rows and cells carry references and the entries are deflated: several readers require it.
 *
 * Source: ECMA-376 part 1, sections 18.2 to 18.8.
 */
#include "document/card.h"
#include "document/zip.h"

enum {
    PART_MAX = 256 << 20,
    /* serial number of 1 January 1970 in Excel, which counts days from 30 December 1899 */
    SERIAL_OF_1970 = 25569,
};

/* Indices of cellXfs in the styles part. */
enum style { STYLE_PLAIN, STYLE_TEXT, STYLE_NUMBER, STYLE_HEADER, STYLE_DATE };

static const struct {
    const char *title;
    int width;
} columns[] = {{"Stamnummer", 13},
               {"Administratieve groep", 40},
               {"Voornaam", 18},
               {"Achternaam", 22},
               {"LeerID Gebruikersnaam", 34},
               {"LeerID Wachtwoord", 52},
               {"Instellingsnummer", 19},
               {"Klas", 10},
               {"Type", 12},
               {"Wachtwoordtype", 22},
               {"Persoonlijke pagina", 54},
               {"Geldig tot", 18}};
#define LAST_COLUMN "L"
_Static_assert(COUNT(columns) == 'L' - 'A' + 1, "LAST_COLUMN names the last column");

static void put_escaped(struct buf *out, struct str text) {
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        const char *other = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : NULL;
        if (other == NULL) continue;
        buf_bytes(out, text.ptr + from, i - from);
        buf_c(out, other);
        from = i + 1;
    }
    buf_bytes(out, text.ptr + from, text.len - from);
}

static void begin_cell(struct buf *out, size_t column, size_t row, enum style style) {
    buf_c(out, "<c r=\"");
    buf_char(out, (char)('A' + column));
    buf_i64(out, (int64_t)row);
    buf_c(out, "\" s=\"");
    buf_char(out, (char)('0' + style));
}

static void put_text_cell(struct buf *out, size_t column, size_t row, enum style style,
                          struct str text) {
    begin_cell(out, column, row, style);
    buf_c(out, "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    put_escaped(out, text);
    buf_c(out, "</t></is></c>");
}

static void put_number_cell(struct buf *out, size_t column, size_t row, enum style style,
                            int64_t number) {
    begin_cell(out, column, row, style);
    buf_c(out, "\"><v>");
    buf_i64(out, number);
    buf_c(out, "</v></c>");
}

static void begin_row(struct buf *out, size_t row) {
    buf_c(out, "<row r=\"");
    buf_i64(out, (int64_t)row);
    buf_c(out, "\">");
}

static void put_card(struct buf *out, const struct card *card, size_t row) {
    char school[8];
    snprintf(school, sizeof school, "%06d", card->school_number % 1000000);
    const struct str texts[] = {card->group_name, card->first_name,
                                card->last_name,  card->username,
                                card->secret,     str_of(school),
                                card->class_code, card->advanced ? S("Gevorderd") : S("Basis"),
                                card->kind_text,  card->address};
    begin_row(out, row);
    put_number_cell(out, 0, row, STYLE_NUMBER, card->roll_number);
    for (size_t i = 0; i < COUNT(texts); i++) put_text_cell(out, i + 1, row, STYLE_TEXT, texts[i]);
    if (card->valid_until != DAY_NONE)
        put_number_cell(out, COUNT(texts) + 1, row, STYLE_DATE, card->valid_until + SERIAL_OF_1970);
    buf_c(out, "</row>");
}

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/"
#define CONTENT "application/vnd.openxmlformats-officedocument."

static enum rc write_sheet(struct arena *arena, const struct card *cards, size_t count,
                           struct str *ret_part) {
    struct buf out = buf_make(arena, PART_MAX);
    size_t last_row = count + 1;
    buf_format(&out,
               XML
               "<worksheet xmlns=\"" MAIN "\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>"
               "<dimension ref=\"A1:" LAST_COLUMN "%zu\"/>"
               "<sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">"
               "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
               "<selection pane=\"bottomLeft\"/></sheetView></sheetViews>"
               "<sheetFormatPr defaultRowHeight=\"15\"/><cols>",
               last_row);
    for (size_t i = 0; i < COUNT(columns); i++)
        buf_format(&out, "<col min=\"%zu\" max=\"%zu\" width=\"%d\" customWidth=\"1\"/>", i + 1,
                   i + 1, columns[i].width);
    buf_c(&out, "</cols><sheetData>");
    begin_row(&out, 1);
    for (size_t i = 0; i < COUNT(columns); i++)
        put_text_cell(&out, i, 1, STYLE_HEADER, str_of(columns[i].title));
    buf_c(&out, "</row>");
    for (size_t i = 0; i < count && !arena_is_over(arena); i++) put_card(&out, &cards[i], i + 2);
    buf_format(
        &out,
        "</sheetData><autoFilter ref=\"A1:" LAST_COLUMN "%zu\"/>"
        "<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.6\" header=\"0.3\" "
        "footer=\"0.3\"/>"
        "<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>"
        "<headerFooter><oddFooter>&amp;LVertrouwelijk: toon dit aan niemand&amp;C&amp;P / &amp;N"
        "&amp;R&amp;D</oddFooter></headerFooter></worksheet>",
        last_row);
    ENSURE(!out.overflow && !arena_is_over(arena), RC_TOO_LARGE);
    *ret_part = buf_view(&out);
    return RC_OK;
}

static struct str workbook_part(struct arena *arena, size_t count) {
    return str_format(
        arena,
        XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "relationships\">"
            "<bookViews><workbookView/></bookViews>"
            "<sheets><sheet name=\"LeerID\" sheetId=\"1\" r:id=\"rId1\"/></sheets><definedNames>"
            "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">"
            "LeerID!$A$1:$" LAST_COLUMN "$%zu</definedName>"
            "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">LeerID!$1:$1</definedName>"
            "</definedNames></workbook>",
        count + 1);
}

static struct str properties_part(struct arena *arena, int64_t made_ms) {
    int64_t seconds = made_ms / 1000;
    struct str day = day_iso(arena, (day_count)(seconds / 86400));
    int rest = (int)(seconds % 86400);
    struct str at = str_format(arena, "%.*sT%02d:%02d:%02dZ", STR_ARG(day), rest / 3600,
                               rest / 60 % 60, rest % 60);
    return str_format(
        arena,
        XML
        "<cp:coreProperties xmlns:cp=\"" PACKAGE "metadata/core-properties\""
        " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\""
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
        "<dc:title>LeerID-accounts</dc:title><dc:creator>LeerID</dc:creator>"
        "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%.*s</dcterms:created>"
        "</cp:coreProperties>",
        STR_ARG(at));
}

static const char content_types[] = XML
    "<Types xmlns=\"" PACKAGE "content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" CONTENT
    "spreadsheetml.sheet.main+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" CONTENT
    "spreadsheetml.worksheet+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" ContentType=\"" CONTENT "spreadsheetml.styles+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\""
    " ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";

static const char package_relations[] =
    XML "<Relationships xmlns=\"" PACKAGE "relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" OFFICE
        "relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" PACKAGE "relationships/metadata/core-properties\""
        " Target=\"docProps/core.xml\"/></Relationships>";

static const char workbook_relations[] =
    XML "<Relationships xmlns=\"" PACKAGE "relationships\">"
        "<Relationship Id=\"rId1\" Type=\"" OFFICE
        "relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" OFFICE
        "relationships/styles\" Target=\"styles.xml\"/></Relationships>";

/* Number formats: 49 text, 1 whole number, 164 date as "31 augustus 2027" (Dutch, Belgium). */
static const char styles[] =
    XML "<styleSheet xmlns=\"" MAIN "\">"
        "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[$-813]d\\ mmmm\\ "
        "yyyy\"/></numFmts>"
        "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
        "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
        "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
        "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
        "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
        "borderId=\"0\"/></cellStyleXfs>"
#define XF(format, font)                                                                           \
    "<xf numFmtId=\"" format "\" fontId=\"" font "\" fillId=\"0\" borderId=\"0\" xfId=\"0\""       \
    " applyNumberFormat=\"1\" applyFont=\"1\"/>"
        "<cellXfs count=\"5\">" XF("0", "0") XF("49", "0") XF("1", "0") XF("49", "1")
            XF("164", "0") "</cellXfs>"
#undef XF
                           "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
                           "builtinId=\"0\"/></cellStyles></styleSheet>";

enum rc card_workbook(struct arena *arena, const struct card *cards, size_t count, int64_t made_ms,
                      struct buf *out) {
    struct str sheet;
    TRY(write_sheet(arena, cards, count, &sheet));
    const struct zip_entry entries[] = {
        {"[Content_Types].xml", str_of(content_types), true},
        {"_rels/.rels", str_of(package_relations), true},
        {"xl/workbook.xml", workbook_part(arena, count), true},
        {"xl/_rels/workbook.xml.rels", str_of(workbook_relations), true},
        {"xl/styles.xml", str_of(styles), true},
        {"docProps/core.xml", properties_part(arena, made_ms), true},
        {"xl/worksheets/sheet1.xml", sheet, true},
    };
    const struct zip_options options = {.made_ms = made_ms};
    return zip_write(arena, entries, COUNT(entries), &options, out);
}
