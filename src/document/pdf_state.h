/*
 * State of a PDF that is being written, shared by pdf.c (structure and pages), pdf_draw.c (page
 * content) and pdf_finish.c (end of the file). Private to pdf*.c; others use pdf.h.
 */
#pragma once

#include "document/pdf.h"
#include "document/pdf_file.h"

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
    struct buf page_content; /* content of the page, saved while the stamp is drawn */
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
    uint32_t link_id;      /* link of the open leaf; 0: none */
    struct buf page_links; /* references to the annotations of the page */
    uint32_t next_parent;  /* next key in the parent tree */
};

/*
 * Writes fonts, forms, structure and catalog, which completes the file. Errors: RC_TOO_LARGE, RC_IO
 * or RC_BUG when a font cannot be embedded.
 */
enum rc pdf_finish(struct pdf *pdf) MUST_USE;
