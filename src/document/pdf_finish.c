/* Ends a PDF: forms, fonts, the structure tree, the catalog and its metadata. */
#include "document/pdf_state.h"
#include "document/picture.h"

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

enum rc pdf_finish(struct pdf *pdf) {
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
