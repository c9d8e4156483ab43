#include "document/pdf.h"

#include "document/pdf_file.h"
#include "document/picture.h"

enum { DEPTH_MAX = 8, CONTENT_MAX = 8 << 20, PICTURE_COUNT = 16 };

struct pdf {
    struct arena *arena;
    const struct fonts *fonts;
    struct pdf_file file;
    struct str title;
    struct buf content, kids, page_marks, parent_tree;
    uint32_t pages_id, struct_id, document_id, resources_id, page_id, page_count;
    struct font_use *use;
    uint32_t picture_ids[PICTURE_COUNT];
    uint32_t mark_id, fonts_id, stamp_id;
    struct buf page_content; /* while the stamp is drawn */
    const char *language;
    struct {
        uint32_t id;
        const char *role;
        struct buf kids;
    } groups[DEPTH_MAX];
    int depth;
    int next_mark;
    uint32_t leaf_id;
    struct str leaf_alt;
    const char *leaf_role;
    uint32_t link_id;      /* of the leaf that is open; 0: none */
    struct buf page_links; /* annotations */
    uint32_t next_parent;  /* key in the parent tree */
};

struct pdf *pdf_begin(struct arena *arena, const struct fonts *fonts, struct str title,
                      struct buf *out) {
    struct pdf *pdf = ARENA_NEW(arena, struct pdf);
    *pdf = (struct pdf){.arena = arena,
                        .fonts = fonts,
                        .title = title,
                        .file = pdf_file_begin(arena, out),
                        .content = buf_make(arena, CONTENT_MAX),
                        .kids = buf_make(arena, CONTENT_MAX),
                        .page_marks = buf_make(arena, CONTENT_MAX),
                        .parent_tree = buf_make(arena, CONTENT_MAX),
                        .page_links = buf_make(arena, CONTENT_MAX),
                        .language = "nl-BE",
                        .use = font_use_make(arena, fonts)};
    pdf->pages_id = object_new(&pdf->file);
    pdf->struct_id = object_new(&pdf->file);
    pdf->resources_id = object_new(&pdf->file);
    pdf->fonts_id = object_new(&pdf->file);
    pdf_group_begin(pdf, "Document");
    pdf->document_id = pdf->groups[0].id;
    return pdf;
}

void pdf_group_begin(struct pdf *pdf, const char *role) {
    uint32_t id = object_new(&pdf->file);
    if (pdf->depth > 0) pdf_reference(&pdf->groups[pdf->depth - 1].kids, " ", id);
    pdf->groups[pdf->depth].id = id;
    pdf->groups[pdf->depth].role = role;
    struct buf *kids = &pdf->groups[pdf->depth++].kids;
    if (kids->arena == NULL) *kids = buf_make(pdf->arena, CONTENT_MAX);
    kids->len = 0;
}

void pdf_group_end(struct pdf *pdf) {
    pdf->depth--;
    uint32_t parent = pdf->depth > 0 ? pdf->groups[pdf->depth - 1].id : pdf->struct_id;
    OBJECT_SMALL(&pdf->file, pdf->groups[pdf->depth].id, "<</S/%s/P %u 0 R/K[%.*s]>>",
                 pdf->groups[pdf->depth].role, parent,
                 STR_ARG(buf_view(&pdf->groups[pdf->depth].kids)));
}

void pdf_leaf_begin(struct pdf *pdf, const char *role, struct str alt) {
    pdf->leaf_id = object_new(&pdf->file);
    pdf->leaf_role = role;
    pdf->leaf_alt = alt;
    pdf_reference(&pdf->groups[pdf->depth - 1].kids, " ", pdf->leaf_id);
    buf_char(&pdf->content, '/');
    buf_c(&pdf->content, role);
    buf_c(&pdf->content, "<</MCID ");
    buf_i64(&pdf->content, pdf->next_mark);
    buf_c(&pdf->content, ">>BDC\n");
}

void pdf_leaf_end(struct pdf *pdf) {
    struct buf *out = &pdf->file.small;
    buf_c(out, "<</S/");
    buf_c(out, pdf->leaf_role);
    pdf_reference(out, "/P ", pdf->groups[pdf->depth - 1].id);
    pdf_reference(out, "/Pg ", pdf->page_id);
    buf_c(out, pdf->link_id != 0 ? "/K[" : "/K ");
    buf_i64(out, pdf->next_mark);
    if (pdf->link_id != 0) pdf_reference(out, "<</Type/OBJR/Obj ", pdf->link_id);
    if (pdf->link_id != 0) buf_c(out, ">>]");
    pdf->link_id = 0;
    if (strcmp(pdf->leaf_role, "TH") == 0) buf_c(out, "/A<</O/Table/Scope/Column>>");
    if (pdf->leaf_alt.len > 0) {
        buf_c(out, "/Alt");
        pdf_text_string(out, pdf->leaf_alt);
    }
    buf_c(out, ">>");
    object_small_end(&pdf->file, pdf->leaf_id);
    pdf_reference(&pdf->page_marks, " ", pdf->leaf_id);
    pdf->next_mark++;
    buf_c(&pdf->content, "EMC\n");
}

void pdf_set_language(struct pdf *pdf, const char *language) {
    pdf->language = language;
}

void pdf_link(struct pdf *pdf, struct str address, double x, double y, double width,
              double height) {
    struct buf *out = &pdf->file.small;
    const double corners[] = {x, y, x + width, y + height};
    pdf->link_id = object_new(&pdf->file);
    buf_c(out, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[");
    for (size_t i = 0; i < COUNT(corners); i++) {
        pdf_number(out, corners[i]);
        buf_char(out, ' ');
    }
    buf_c(out, "]/StructParent ");
    buf_i64(out, pdf->next_parent);
    buf_c(out, "/Contents(Persoonlijke pagina)/A<</S/URI/URI");
    pdf_ascii_string(out, address);
    buf_c(out, ">>>>");
    object_small_end(&pdf->file, pdf->link_id);
    pdf_reference(&pdf->page_links, " ", pdf->link_id);
    buf_format(&pdf->parent_tree, "%u %u 0 R ", pdf->next_parent++, pdf->leaf_id);
}

void pdf_stamp_begin(struct pdf *pdf) {
    pdf->page_content = pdf->content;
    pdf->content = buf_make(pdf->arena, CONTENT_MAX);
}

void pdf_stamp_end(struct pdf *pdf, double width, double height) {
    pdf->stamp_id = object_new(&pdf->file);
    struct str entries = str_format(
        pdf->arena,
        "/Type/XObject/Subtype/Form/BBox[0 0 %d %d]/Resources<</Font %u 0 R/XObject<</M %u 0 R>>>>",
        (int)(width + 1), (int)(height + 1), pdf->fonts_id, pdf->mark_id);
    object_stream(&pdf->file, pdf->stamp_id, str_c(pdf->arena, entries), buf_view(&pdf->content));
    pdf->content = pdf->page_content;
}

void pdf_artifact_begin(struct pdf *pdf) {
    buf_c(&pdf->content, "/Artifact BMC\n");
}

void pdf_artifact_end(struct pdf *pdf) {
    buf_c(&pdf->content, "EMC\n");
}

struct buf *pdf_content(struct pdf *pdf) {
    return &pdf->content;
}

void pdf_page_begin(struct pdf *pdf) {
    arena_reset(pdf->file.scratch);
    pdf->page_id = object_new(&pdf->file);
    pdf->content.len = 0;
    pdf->page_marks.len = 0;
    pdf->page_links.len = 0;
    pdf->next_mark = 0;
}

void pdf_page_end(struct pdf *pdf) {
    uint32_t content_id = object_new(&pdf->file);
    object_stream(&pdf->file, content_id, "", buf_view(&pdf->content));
    OBJECT_SMALL(
        &pdf->file, pdf->page_id,
        "<</Type/Page/Parent %u 0 R/Contents %u 0 R/StructParents %u/Tabs/S/Annots[%.*s]>>",
        pdf->pages_id, content_id, pdf->next_parent, STR_ARG(buf_view(&pdf->page_links)));
    uint32_t marks_id = object_new(&pdf->file);
    OBJECT_SMALL(&pdf->file, marks_id, "[%.*s]", STR_ARG(buf_view(&pdf->page_marks)));
    buf_format(&pdf->parent_tree, "%u %u 0 R ", pdf->next_parent++, marks_id);
    pdf->page_count++;
    buf_format(&pdf->kids, "%u 0 R ", pdf->page_id);
}

struct text_run {
    int face;
    double x, pen; /* where the run began, in thousandths from the line's begin */
    bool open;
};

static void run_close(struct pdf *pdf, struct text_run *run) {
    if (run->open) buf_c(&pdf->content, ">Tj\n");
    run->open = false;
}

static void run_open(struct pdf *pdf, struct text_run *run, int face, double size, double x,
                     double y) {
    buf_c(&pdf->content, "/F");
    buf_i64(&pdf->content, face);
    buf_char(&pdf->content, ' ');
    pdf_number(&pdf->content, size);
    buf_c(&pdf->content, " Tf 1 0 0 1 ");
    pdf_number(&pdf->content, x);
    buf_char(&pdf->content, ' ');
    pdf_number(&pdf->content, y);
    buf_c(&pdf->content, " Tm<");
    run->open = true;
    run->face = face;
}

static void put_plain_glyph(struct pdf *pdf, struct text_run *run, const struct glyph *g,
                            double size, double x, double y) {
    bool apart = g->apart;
    if (run->open && (apart || run->face != g->face)) run_close(pdf, run);
    if (!run->open)
        run_open(pdf, run, g->face, size, x + g->dx * size / 1000, y + g->dy * size / 1000);
    pdf_hex(&pdf->content, g->id);
    if (apart) run_close(pdf, run);
}

/* Part of a text; the whole of it when it has only one character. */
static struct str one_point(struct str text, bool last) {
    size_t from = last ? text.len : 0, to = last ? text.len : 0;
    if (text.len == 0) return S(" ");
    if (last) do
            from--;
        while (from > 0 && ((unsigned char)text.ptr[from] & 0xC0) == 0x80);
    if (!last) do
            to++;
        while (to < text.len && ((unsigned char)text.ptr[to] & 0xC0) == 0x80);
    return str_sub(text, from, to - from);
}

/* Notes what the glyphs of a cluster mean; false when that alone does not say it. Each glyph stands
 * for a character, as readers expect (ISO 14289-1, 7.21.7), also where only the cluster has a
 * meaning: its first glyph for the first character, the others, as marks, for the last. */
static bool note_cluster(struct pdf *pdf, const struct glyph *glyphs, size_t count,
                         struct str meaning) {
    bool known = font_use_glyph(pdf->use, glyphs, count == 1 ? meaning : one_point(meaning, false));
    struct str last = one_point(meaning, true);
    for (size_t i = 1; i < count; i++) (void)font_use_glyph(pdf->use, &glyphs[i], last);
    return known && count == 1;
}

void pdf_line(struct pdf *pdf, const struct line *line, double size, double x, double y) {
    struct text_run run = {.open = false};
    double pen = x;
    buf_c(&pdf->content, "BT\n");
    for (size_t i = 0; i < line->count;) {
        size_t end = i + 1;
        while (end < line->count && line->glyphs[end].from == line->glyphs[end].to) end++;
        const struct glyph *first = &line->glyphs[i];
        struct str meaning = str_sub(line->text, first->from, first->to - first->from);
        bool said = !note_cluster(pdf, first, end - i, meaning);
        if (said) {
            run_close(pdf, &run);
            buf_c(&pdf->content, "/Span<</ActualText");
            pdf_text_string(&pdf->content, meaning);
            buf_c(&pdf->content, ">>BDC\n");
        }
        for (; i < end; i++) {
            put_plain_glyph(pdf, &run, &line->glyphs[i], size, pen, y);
            pen += line->glyphs[i].advance * size / 1000;
        }
        if (said) {
            run_close(pdf, &run);
            buf_c(&pdf->content, "EMC\n");
        }
    }
    run_close(pdf, &run);
    buf_c(&pdf->content, "ET\n");
}

static void put_form(struct pdf *pdf, const char *name, double x, double y, double scale) {
    struct buf *out = &pdf->content;
    buf_c(out, "q ");
    pdf_number(out, scale);
    buf_c(out, " 0 0 ");
    pdf_number(out, scale);
    buf_char(out, ' ');
    pdf_number(out, x);
    buf_char(out, ' ');
    pdf_number(out, y);
    buf_format(out, " cm /%s Do Q\n", name);
}

void pdf_picture(struct pdf *pdf, int number, double x, double y, double side) {
    char name[] = {'P', (char)('A' + number), '\0'};
    if (pdf->picture_ids[number] == 0) pdf->picture_ids[number] = object_new(&pdf->file);
    put_form(pdf, name, x, y, side);
}

void pdf_mark(struct pdf *pdf, double x, double y, double side) {
    if (pdf->mark_id == 0) pdf->mark_id = object_new(&pdf->file);
    put_form(pdf, "M", x, y, side);
}

void pdf_stamp(struct pdf *pdf, double x, double y) {
    put_form(pdf, "S", x, y, 1);
}

static void write_forms(struct pdf *pdf, struct buf *resources) {
    buf_c(resources, "/ExtGState<<");
    for (const int *o = picture_opacities; *o != 0; o++)
        buf_format(resources, "/O%d<</ca .%02d/CA .%02d>>", *o, *o, *o);
    buf_c(resources, ">>/XObject<<");
    struct str states = buf_view(resources);
    struct str own = str_format(pdf->arena,
                                "/Type/XObject/Subtype/Form/BBox[0 0 96 96]/Matrix[.0104166667 0 0 "
                                ".0104166667 0 0]/Resources%.*s>>",
                                (int)(states.len - strlen("/XObject<<")), states.ptr);
    for (int i = 0; i < PICTURE_COUNT; i++) {
        if (pdf->picture_ids[i] == 0) continue;
        buf_format(resources, "/P%c %u 0 R", 'A' + i, pdf->picture_ids[i]);
        object_stream(&pdf->file, pdf->picture_ids[i], str_c(pdf->arena, own),
                      str_of(picture_drawings[i]));
    }
    if (pdf->mark_id != 0) {
        static const char mark[] =
            ".04 .29 .376 rg 0 5 4 4 re 5 5 4 4 re 0 0 4 4 re f 1 .776 .16 rg 5 0 4 4 re f";
        buf_format(resources, "/M %u 0 R", pdf->mark_id);
        object_stream(&pdf->file, pdf->mark_id,
                      "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[.1111111 0 0 .1111111 0 0]",
                      str_of(mark));
    }
    if (pdf->stamp_id != 0) buf_format(resources, "/S %u 0 R", pdf->stamp_id);
    buf_c(resources, ">>");
}

static enum rc write_font(struct pdf *pdf, int face, struct buf *resources) {
    struct font_file f;
    TRY(font_embed(pdf->arena, pdf->use, face, &f));
    uint32_t ids[5];
    for (size_t i = 0; i < COUNT(ids); i++) ids[i] = object_new(&pdf->file);
    buf_format(resources, "/F%d %u 0 R", face, ids[0]);
    OBJECT_SMALL(&pdf->file, ids[0],
                 "<</Type/Font/Subtype/Type0/BaseFont/%.*s/Encoding/Identity-H/DescendantFonts[%u "
                 "0 R]/ToUnicode %u 0 R>>",
                 STR_ARG(f.name), ids[1], ids[2]);
    OBJECT_SMALL(&pdf->file, ids[1],
                 "<</Type/Font/Subtype/CIDFontType2/BaseFont/%.*s/CIDSystemInfo<</Registry(Adobe)/"
                 "Ordering(Identity)/Supplement 0>>"
                 "/FontDescriptor %u 0 R/W[%.*s]/CIDToGIDMap/Identity>>",
                 STR_ARG(f.name), ids[3], STR_ARG(f.widths));
    OBJECT_SMALL(&pdf->file, ids[3],
                 "<</Type/FontDescriptor/FontName/%.*s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle "
                 "0/Ascent %d/Descent %d/CapHeight %d"
                 "/StemV %d/FontFile2 %u 0 R>>",
                 STR_ARG(f.name), f.box[0], f.box[1], f.box[2], f.box[3], f.ascent, f.descent,
                 f.cap_height, f.bold ? 140 : 80, ids[4]);
    object_stream(&pdf->file, ids[2], "", f.unicodes);
    struct str length = str_format(pdf->arena, "/Length1 %zu", f.program.len);
    object_stream(&pdf->file, ids[4], str_c(pdf->arena, length), f.program);
    return RC_OK;
}

static struct str xml_text(struct arena *arena, struct str text) {
    struct buf out = buf_make(arena, text.len * 5 + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '&')
            buf_c(&out, "&amp;");
        else if (c == '<')
            buf_c(&out, "&lt;");
        else
            buf_char(&out, c);
    }
    return buf_view(&out);
}

static void write_catalog(struct pdf *pdf, uint32_t catalog_id, uint32_t info_id) {
    buf_c(&pdf->file.small, "<</Title");
    pdf_text_string(&pdf->file.small, pdf->title);
    buf_c(&pdf->file.small, "/Producer(LeerID)>>");
    object_small_end(&pdf->file, info_id);
    uint32_t tree_id = object_new(&pdf->file), meta_id = object_new(&pdf->file);
    OBJECT_SMALL(&pdf->file, tree_id, "<</Nums[%.*s]>>", STR_ARG(buf_view(&pdf->parent_tree)));
    OBJECT_SMALL(&pdf->file, pdf->struct_id,
                 "<</Type/StructTreeRoot/K %u 0 R/ParentTree %u 0 R/ParentTreeNextKey %u>>",
                 pdf->document_id, tree_id, pdf->next_parent);
    OBJECT_SMALL(&pdf->file, pdf->pages_id,
                 "<</Type/Pages/Count %u/Kids[%.*s]/MediaBox[0 0 595.28 841.89]/Resources %u 0 R>>",
                 pdf->page_count, STR_ARG(buf_view(&pdf->kids)), pdf->resources_id);
    OBJECT_SMALL(
        &pdf->file, catalog_id,
        "<</Type/Catalog/Pages %u 0 R/Lang(%s)/MarkInfo<</Marked true>>/StructTreeRoot %u 0 "
        "R/Metadata %u 0 R/ViewerPreferences"
        "<</DisplayDocTitle true/PrintScaling/None/Duplex/Simplex/PickTrayByPDFSize true>>>>",
        pdf->pages_id, pdf->language, pdf->struct_id, meta_id);
    struct str meta = str_format(
        pdf->arena,
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta "
        "xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
        "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"><pdfuaid:part>1</pdfuaid:part>"
        "<dc:title><rdf:Alt><rdf:li "
        "xml:lang=\"x-default\">%.*s</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></"
        "x:xmpmeta><?xpacket end=\"r\"?>",
        STR_ARG(xml_text(pdf->arena, pdf->title)));
    object_plain_stream(&pdf->file, meta_id, "/Type/Metadata/Subtype/XML", meta);
}

static enum rc finish(struct pdf *pdf) {
    pdf_group_end(pdf);
    struct buf resources = buf_make(pdf->arena, CONTENT_MAX);
    buf_c(&resources, "<<");
    write_forms(pdf, &resources);
    struct buf fonts = buf_make(pdf->arena, CONTENT_MAX);
    buf_c(&fonts, "<<");
    for (int face = 0; face < FONT_FACES; face++)
        if (font_used(pdf->use, face)) TRY(write_font(pdf, face, &fonts));
    buf_c(&fonts, ">>");
    object_small(&pdf->file, pdf->fonts_id, buf_view(&fonts));
    buf_format(&resources, "/Font %u 0 R>>", pdf->fonts_id);
    object_small(&pdf->file, pdf->resources_id, buf_view(&resources));
    uint32_t catalog_id = object_new(&pdf->file), info_id = object_new(&pdf->file);
    write_catalog(pdf, catalog_id, info_id);
    return pdf_file_end(&pdf->file, catalog_id, info_id);
}

bool pdf_is_too_large(const struct pdf *pdf) {
    const struct buf *const parts[] = {pdf->file.out,    &pdf->file.small, &pdf->content,
                                       &pdf->kids,       &pdf->page_marks, &pdf->page_links,
                                       &pdf->parent_tree};
    bool over = arena_is_over(pdf->arena);
    for (size_t i = 0; i < COUNT(parts); i++) over = over || parts[i]->overflow;
    for (int i = 0; i < DEPTH_MAX; i++) over = over || pdf->groups[i].kids.overflow;
    return over;
}

enum rc pdf_end(struct pdf *pdf) {
    enum rc rc = pdf_is_too_large(pdf) ? RC_TOO_LARGE : finish(pdf);
    pdf_file_close(&pdf->file);
    return rc;
}
