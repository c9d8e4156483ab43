/* The Excel of a bulk creation. The first six columns are byte-exact, because scripts of schools read them; text cells carry the text
 * format, so that nothing becomes a formula or a number; nothing touches a disk. Source: FORMATS "Excel of a bulk creation", ECMA-376. */
#include "document/card.h"
#include "document/zip.h"

enum { PART_MAX = 64 << 20 };

static const struct {
    const char *title;
    int width;
} columns[] = {{"Stamnummer", 12}, {"Administratieve groep", 34}, {"Voornaam", 18}, {"Achternaam", 22}, {"LeerID Gebruikersnaam", 30},
               {"LeerID Wachtwoord", 34}, {"Instellingsnummer", 17}, {"Klas", 10}, {"Type", 12}, {"Wachtwoordtype", 22},
               {"Persoonlijke pagina", 44}, {"Geldig tot", 18}};

static void escaped(struct buf *out, struct str text) {
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *other = text.ptr[i] == '&' ? "&amp;" : text.ptr[i] == '<' ? "&lt;" : text.ptr[i] == '>' ? "&gt;" : NULL;
        if (other == NULL) continue;
        buf_bytes(out, text.ptr + from, i - from);
        buf_c(out, other);
        from = i + 1;
    }
    buf_bytes(out, text.ptr + from, text.len - from);
}

static void text_cell(struct buf *out, struct str text, int style) {
    buf_format(out, "<c s=\"%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">", style);
    escaped(out, text);
    buf_c(out, "</t></is></c>");
}

static void put_row(struct buf *out, const struct card *card) {
    char school[8];
    snprintf(school, sizeof school, "%06d", card->school_number % 1000000);
    const struct str cells[] = {card->group_name, card->first_name, card->last_name, card->username, card->secret, str_of(school),
                                card->class_code, card->advanced ? S("Gevorderd") : S("Basis"), card->kind_text, card->address, card->valid_until};
    buf_c(out, "<row><c s=\"2\"><v>");
    buf_i64(out, card->roll_number);
    buf_c(out, "</v></c>");
    for (size_t i = 0; i < COUNT(cells); i++) text_cell(out, cells[i], 1);
    buf_c(out, "</row>");
}

static struct str sheet_of(struct arena *arena, const struct card *cards, size_t count) {
    struct buf out = buf_make(arena, PART_MAX);
    buf_c(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
                "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
    for (size_t i = 0; i < COUNT(columns); i++) buf_format(&out, "<col min=\"%zu\" max=\"%zu\" width=\"%d\" customWidth=\"1\"/>", i + 1, i + 1, columns[i].width);
    buf_c(&out, "</cols><sheetData><row>");
    for (size_t i = 0; i < COUNT(columns); i++) text_cell(&out, str_of(columns[i].title), 3);
    buf_c(&out, "</row>");
    for (size_t i = 0; i < count; i++) put_row(&out, &cards[i]);
    buf_format(&out, "</sheetData><autoFilter ref=\"A1:L%zu\"/></worksheet>", count + 1);
    return buf_view(&out);
}

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

enum rc cards_workbook(struct arena *arena, const struct card *cards, size_t count, struct buf *out) {
    const struct zip_entry entries[] = {
        {"[Content_Types].xml", S(XML "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
            "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>")},
        {"_rels/.rels", S(XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"r1\" Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")},
        {"xl/workbook.xml", S(XML "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"LeerID\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>")},
        {"xl/_rels/workbook.xml.rels", S(XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"r1\" Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
            "<Relationship Id=\"r2\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/></Relationships>")},
        /* styles: 0 plain, 1 text (format 49), 2 whole number, 3 header */
        {"xl/styles.xml", S(XML "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
            "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
            "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"4\"><xf/><xf numFmtId=\"49\" applyNumberFormat=\"1\"/>"
            "<xf numFmtId=\"1\" applyNumberFormat=\"1\"/><xf numFmtId=\"49\" fontId=\"1\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>")},
        {"xl/worksheets/sheet1.xml", sheet_of(arena, cards, count)},
    };
    return zip_write(arena, entries, COUNT(entries), (struct str){NULL, 0}, out);
}
