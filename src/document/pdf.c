#include "document/pdf_state.h"

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

void pdf_link(struct pdf *pdf, struct str address, struct str alt, double x, double y, double width,
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
    buf_c(out, "/Contents");
    pdf_text_string(out, alt);
    buf_c(out, "/A<</S/URI/URI");
    pdf_ascii_string(out, address);
    buf_c(out, ">>>>");
    object_small_end(&pdf->file, pdf->link_id);
    pdf_reference(&pdf->page_links, " ", pdf->link_id);
    buf_format(&pdf->parent_tree, "%u %u 0 R ", pdf->next_parent++, pdf->leaf_id);
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
    enum rc rc = pdf_is_too_large(pdf) ? RC_TOO_LARGE : pdf_finish(pdf);
    pdf_file_close(&pdf->file);
    return rc;
}
