#include "document/pdf.h"

#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>

#include "document/picture.h"

enum { DEPTH_MAX = 8, PACK_MAX = 250, DEFLATE_LEVEL = 6, CONTENT_MAX = 8 << 20, OBJECTS_FIRST = 1024, PICTURE_COUNT = 16, SCRATCH_MAX = 128 << 20 };

struct object {
    size_t offset;  /* in the file, or number of the object stream that holds it */
    uint32_t place; /* in that object stream */
    bool packed;
};

struct pdf {
    struct arena *arena, *scratch; /* scratch: until the page ends */
    const struct fonts *fonts;
    struct buf *out;
    struct str title;
    struct libdeflate_compressor *deflate;
    struct object *objects;
    uint32_t object_count, object_room;
    struct buf pack; /* small objects that wait for the next object stream */
    uint32_t pack_ids[PACK_MAX];
    size_t pack_ends[PACK_MAX], pack_count;
    struct buf packed; /* the last stream, compressed */
    struct buf content, kids, page_marks, parent_tree;
    uint32_t pages_id, struct_id, document_id, resources_id, page_id, page_count;
    struct font_use *use;
    uint32_t picture_ids[PICTURE_COUNT];
    uint32_t mark_id;
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
};

static uint32_t new_object(struct pdf *pdf) {
    if (pdf->object_count == pdf->object_room) {
        uint32_t room = pdf->object_room * 2;
        struct object *grown = ARENA_ARRAY(pdf->arena, struct object, room);
        memcpy(grown, pdf->objects, pdf->object_count * sizeof *grown);
        pdf->objects = grown;
        pdf->object_room = room;
    }
    return pdf->object_count++;
}

static struct str compress(struct pdf *pdf, struct str bytes) {
    size_t bound = libdeflate_zlib_compress_bound(pdf->deflate, bytes.len);
    pdf->packed.len = 0;
    char *packed = buf_space(&pdf->packed, bound);
    if (packed == NULL) return S("");
    return (struct str){packed, libdeflate_zlib_compress(pdf->deflate, bytes.ptr, bytes.len, packed, bound)};
}

static void stream_object(struct pdf *pdf, uint32_t id, const char *entries, struct str bytes) {
    struct str packed = compress(pdf, bytes);
    pdf->objects[id] = (struct object){.offset = pdf->out->len};
    buf_format(pdf->out, "%u 0 obj<<%s/Filter/FlateDecode/Length %zu>>stream\n", id, entries, packed.len);
    buf_str(pdf->out, packed);
    buf_c(pdf->out, "\nendstream\nendobj\n");
}

static void flush_pack(struct pdf *pdf) {
    if (pdf->pack_count == 0) return;
    struct buf all = buf_make(pdf->scratch, CONTENT_MAX);
    for (size_t i = 0; i < pdf->pack_count; i++) buf_format(&all, "%u %zu ", pdf->pack_ids[i], i == 0 ? (size_t)0 : pdf->pack_ends[i - 1]);
    size_t first = all.len;
    buf_str(&all, buf_view(&pdf->pack));
    uint32_t id = new_object(pdf);
    for (size_t i = 0; i < pdf->pack_count; i++) pdf->objects[pdf->pack_ids[i]] = (struct object){id, (uint32_t)i, true};
    struct str entries = str_format(pdf->scratch, "/Type/ObjStm/N %zu/First %zu", pdf->pack_count, first);
    stream_object(pdf, id, str_c(pdf->scratch, entries), buf_view(&all));
    pdf->pack.len = 0;
    pdf->pack_count = 0;
}

static void small_object(struct pdf *pdf, uint32_t id, struct str text) {
    buf_str(&pdf->pack, text);
    buf_char(&pdf->pack, '\n');
    pdf->pack_ids[pdf->pack_count] = id;
    pdf->pack_ends[pdf->pack_count++] = pdf->pack.len;
    if (pdf->pack_count == PACK_MAX) flush_pack(pdf);
}

#define SMALL(pdf, id, ...) small_object((pdf), (id), str_format((pdf)->scratch, __VA_ARGS__))

/* Text strings of the file itself: UTF-16BE in hexadecimal. */
static struct str text_string(struct pdf *pdf, struct str text) {
    struct buf out = buf_make(pdf->scratch, CONTENT_MAX);
    buf_c(&out, "<FEFF");
    for (size_t at = 0; at < text.len;) {
        unsigned char c = (unsigned char)text.ptr[at];
        int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
        uint32_t point = more == 0 ? c : c & (0x3Fu >> more);
        for (int i = 1; i <= more; i++) point = point << 6 | ((unsigned char)text.ptr[at + (size_t)i] & 0x3F);
        at += (size_t)more + 1;
        if (point >= 0x10000) buf_format(&out, "%04X%04X", 0xD7C0 + (point >> 10), 0xDC00 + (point & 0x3FF));
        else buf_format(&out, "%04X", point);
    }
    buf_char(&out, '>');
    return buf_view(&out);
}

void pdf_number(struct buf *out, double value) {
    long hundredths = lround(value * 100), rest = labs(hundredths) % 100;
    if (hundredths < 0) buf_char(out, '-');
    buf_i64(out, labs(hundredths) / 100);
    if (rest == 0) return;
    const char tenths[] = {'.', (char)('0' + rest / 10)};
    buf_bytes(out, tenths, sizeof tenths);
    if (rest % 10 != 0) buf_char(out, (char)('0' + rest % 10));
}

struct pdf *pdf_begin(struct arena *arena, const struct fonts *fonts, struct str title, struct buf *out) {
    struct pdf *pdf = ARENA_NEW(arena, struct pdf);
    *pdf = (struct pdf){.arena = arena, .scratch = arena_create(SCRATCH_MAX, true), .fonts = fonts, .out = out, .title = title, .deflate = libdeflate_alloc_compressor(DEFLATE_LEVEL),
        .object_count = 1, .object_room = OBJECTS_FIRST, .objects = ARENA_ARRAY(arena, struct object, OBJECTS_FIRST),
        .pack = buf_make(arena, CONTENT_MAX), .packed = buf_make(arena, 2 * (size_t)CONTENT_MAX), .content = buf_make(arena, CONTENT_MAX), .kids = buf_make(arena, CONTENT_MAX),
        .page_marks = buf_make(arena, CONTENT_MAX), .parent_tree = buf_make(arena, CONTENT_MAX), .use = font_use_make(arena, fonts)};
    buf_c(out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
    pdf->pages_id = new_object(pdf);
    pdf->struct_id = new_object(pdf);
    pdf->resources_id = new_object(pdf);
    pdf_group_begin(pdf, "Document");
    pdf->document_id = pdf->groups[0].id;
    return pdf;
}

void pdf_group_begin(struct pdf *pdf, const char *role) {
    uint32_t id = new_object(pdf);
    if (pdf->depth > 0) buf_format(&pdf->groups[pdf->depth - 1].kids, "%u 0 R ", id);
    pdf->groups[pdf->depth].id = id;
    pdf->groups[pdf->depth].role = role;
    struct buf *kids = &pdf->groups[pdf->depth++].kids;
    if (kids->arena == NULL) *kids = buf_make(pdf->arena, CONTENT_MAX);
    kids->len = 0;
}

void pdf_group_end(struct pdf *pdf) {
    pdf->depth--;
    uint32_t parent = pdf->depth > 0 ? pdf->groups[pdf->depth - 1].id : pdf->struct_id;
    SMALL(pdf, pdf->groups[pdf->depth].id, "<</S/%s/P %u 0 R/K[%.*s]>>", pdf->groups[pdf->depth].role, parent,
          STR_ARG(buf_view(&pdf->groups[pdf->depth].kids)));
}

void pdf_leaf_begin(struct pdf *pdf, const char *role, struct str alt) {
    pdf->leaf_id = new_object(pdf);
    pdf->leaf_role = role;
    pdf->leaf_alt = alt;
    buf_format(&pdf->groups[pdf->depth - 1].kids, "%u 0 R ", pdf->leaf_id);
    buf_format(&pdf->content, "/%s<</MCID %d>>BDC\n", role, pdf->next_mark);
}

void pdf_leaf_end(struct pdf *pdf) {
    struct str alt = pdf->leaf_alt.len == 0 ? S("") : str_format(pdf->scratch, "/Alt%.*s", STR_ARG(text_string(pdf, pdf->leaf_alt)));
    SMALL(pdf, pdf->leaf_id, "<</S/%s/P %u 0 R/Pg %u 0 R/K %d%.*s>>", pdf->leaf_role, pdf->groups[pdf->depth - 1].id, pdf->page_id,
          pdf->next_mark, STR_ARG(alt));
    buf_format(&pdf->page_marks, "%u 0 R ", pdf->leaf_id);
    pdf->next_mark++;
    buf_c(&pdf->content, "EMC\n");
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
    arena_reset(pdf->scratch);
    pdf->page_id = new_object(pdf);
    pdf->content.len = 0;
    pdf->page_marks.len = 0;
    pdf->next_mark = 0;
}

void pdf_page_end(struct pdf *pdf) {
    uint32_t content_id = new_object(pdf);
    stream_object(pdf, content_id, "", buf_view(&pdf->content));
    SMALL(pdf, pdf->page_id, "<</Type/Page/Parent %u 0 R/Contents %u 0 R/StructParents %u/Tabs/S>>", pdf->pages_id, content_id, pdf->page_count);
    uint32_t marks_id = new_object(pdf);
    SMALL(pdf, marks_id, "[%.*s]", STR_ARG(buf_view(&pdf->page_marks)));
    buf_format(&pdf->parent_tree, "%u %u 0 R ", pdf->page_count++, marks_id);
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

static void run_open(struct pdf *pdf, struct text_run *run, int face, double size, double x, double y) {
    buf_format(&pdf->content, "/F%d ", face);
    pdf_number(&pdf->content, size);
    buf_c(&pdf->content, " Tf 1 0 0 1 ");
    pdf_number(&pdf->content, x);
    buf_char(&pdf->content, ' ');
    pdf_number(&pdf->content, y);
    buf_c(&pdf->content, " Tm<");
    run->open = true;
    run->face = face;
}

/* Is the advance the glyph's own, so that the next glyph follows by itself? Shaped runs say so by offsets of zero; advances that
 * were changed by kerning are switched off when shaping. */
static bool stands_apart(const struct glyph *glyph) {
    return glyph->dx != 0 || glyph->dy != 0;
}

static void put_hex(struct buf *out, uint16_t id) {
    static const char digits[] = "0123456789ABCDEF";
    const char hex[] = {digits[id >> 12], digits[id >> 8 & 15], digits[id >> 4 & 15], digits[id & 15]};
    buf_bytes(out, hex, sizeof hex);
}

static void put_plain_glyph(struct pdf *pdf, struct text_run *run, const struct glyph *g, double size, double x, double y) {
    bool apart = stands_apart(g);
    if (run->open && (apart || run->face != g->face)) run_close(pdf, run);
    if (!run->open) run_open(pdf, run, g->face, size, x + g->dx * size / 1000, y + g->dy * size / 1000);
    put_hex(&pdf->content, g->id);
    if (apart) run_close(pdf, run);
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
        bool known = font_use_glyph(pdf->use, first, end == i + 1 ? meaning : S(""));
        for (size_t k = i + 1; k < end; k++) known = font_use_glyph(pdf->use, &line->glyphs[k], S("")) && known;
        bool said = !known || end > i + 1;
        if (said) {
            run_close(pdf, &run);
            struct str text = text_string(pdf, meaning);
            buf_format(&pdf->content, "/Span<</ActualText%.*s>>BDC\n", STR_ARG(text));
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
    if (pdf->picture_ids[number] == 0) pdf->picture_ids[number] = new_object(pdf);
    put_form(pdf, name, x, y, side);
}

void pdf_mark(struct pdf *pdf, double x, double y, double side) {
    if (pdf->mark_id == 0) pdf->mark_id = new_object(pdf);
    put_form(pdf, "M", x, y, side);
}

static void write_forms(struct pdf *pdf, struct buf *resources) {
    buf_c(resources, "/ExtGState<<");
    for (const int *o = picture_opacities; *o != 0; o++) buf_format(resources, "/O%d<</ca .%02d/CA .%02d>>", *o, *o, *o);
    buf_c(resources, ">>/XObject<<");
    struct str states = buf_view(resources);
    struct str own = str_format(pdf->arena, "/Type/XObject/Subtype/Form/BBox[0 0 96 96]/Matrix[.0104166667 0 0 .0104166667 0 0]/Resources%.*s>>",
                                (int)(states.len - strlen("/XObject<<")), states.ptr);
    for (int i = 0; i < PICTURE_COUNT; i++) {
        if (pdf->picture_ids[i] == 0) continue;
        buf_format(resources, "/P%c %u 0 R", 'A' + i, pdf->picture_ids[i]);
        stream_object(pdf, pdf->picture_ids[i], str_c(pdf->arena, own), str_of(picture_drawings[i]));
    }
    if (pdf->mark_id != 0) {
        static const char mark[] = ".04 .29 .376 rg 0 5 4 4 re 5 5 4 4 re 0 0 4 4 re f 1 .776 .16 rg 5 0 4 4 re f";
        buf_format(resources, "/M %u 0 R", pdf->mark_id);
        stream_object(pdf, pdf->mark_id, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[.1111111 0 0 .1111111 0 0]", str_of(mark));
    }
    buf_c(resources, ">>");
}

static enum rc write_font(struct pdf *pdf, int face, struct buf *resources) {
    struct font_file f;
    TRY(font_embed(pdf->arena, pdf->use, face, &f));
    uint32_t ids[5];
    for (size_t i = 0; i < COUNT(ids); i++) ids[i] = new_object(pdf);
    buf_format(resources, "/F%d %u 0 R", face, ids[0]);
    SMALL(pdf, ids[0], "<</Type/Font/Subtype/Type0/BaseFont/%.*s/Encoding/Identity-H/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>", STR_ARG(f.name),
          ids[1], ids[2]);
    SMALL(pdf, ids[1], "<</Type/Font/Subtype/CIDFontType2/BaseFont/%.*s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
          "/FontDescriptor %u 0 R/W[%.*s]/CIDToGIDMap/Identity>>", STR_ARG(f.name), ids[3], STR_ARG(f.widths));
    SMALL(pdf, ids[3], "<</Type/FontDescriptor/FontName/%.*s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d"
          "/StemV %d/FontFile2 %u 0 R>>", STR_ARG(f.name), f.box[0], f.box[1], f.box[2], f.box[3], f.ascent, f.descent, f.cap_height,
          f.bold ? 140 : 80, ids[4]);
    stream_object(pdf, ids[2], "", f.unicodes);
    struct str length = str_format(pdf->arena, "/Length1 %zu", f.program.len);
    stream_object(pdf, ids[4], str_c(pdf->arena, length), f.program);
    return RC_OK;
}

static void write_xref(struct pdf *pdf, uint32_t catalog_id, uint32_t info_id) {
    uint32_t id = new_object(pdf);
    pdf->objects[id].offset = pdf->out->len;
    struct buf rows = buf_make(pdf->arena, (size_t)pdf->object_count * 7 + 16);
    for (uint32_t i = 0; i < pdf->object_count; i++) {
        const struct object *o = &pdf->objects[i];
        unsigned char type = i == 0 ? 0 : o->packed ? 2 : 1;
        uint32_t a = i == 0 ? 0 : (uint32_t)o->offset, b = i == 0 ? 65535 : o->place;
        const unsigned char row[] = {type, (unsigned char)(a >> 24), (unsigned char)(a >> 16), (unsigned char)(a >> 8), (unsigned char)a,
                                     (unsigned char)(b >> 8), (unsigned char)b};
        buf_bytes(&rows, row, sizeof row);
    }
    size_t start = pdf->out->len;
    struct str entries = str_format(pdf->arena, "/Type/XRef/Size %u/W[1 4 2]/Root %u 0 R/Info %u 0 R", pdf->object_count, catalog_id, info_id);
    stream_object(pdf, id, str_c(pdf->arena, entries), buf_view(&rows));
    buf_format(pdf->out, "startxref\n%zu\n%%%%EOF\n", start);
}

static void write_catalog(struct pdf *pdf, uint32_t catalog_id, uint32_t info_id) {
    struct str title = text_string(pdf, pdf->title);
    SMALL(pdf, info_id, "<</Title%.*s/Producer(LeerID)>>", STR_ARG(title));
    uint32_t tree_id = new_object(pdf), meta_id = new_object(pdf);
    SMALL(pdf, tree_id, "<</Nums[%.*s]>>", STR_ARG(buf_view(&pdf->parent_tree)));
    SMALL(pdf, pdf->struct_id, "<</Type/StructTreeRoot/K %u 0 R/ParentTree %u 0 R/ParentTreeNextKey %u>>", pdf->document_id, tree_id, pdf->page_count);
    SMALL(pdf, pdf->pages_id, "<</Type/Pages/Count %u/Kids[%.*s]/MediaBox[0 0 595.28 841.89]/Resources %u 0 R>>", pdf->page_count,
          STR_ARG(buf_view(&pdf->kids)), pdf->resources_id);
    SMALL(pdf, catalog_id,
          "<</Type/Catalog/Pages %u 0 R/Lang(nl-BE)/MarkInfo<</Marked true>>/StructTreeRoot %u 0 R/Metadata %u 0 R/ViewerPreferences"
          "<</DisplayDocTitle true/PrintScaling/None/Duplex/Simplex/PickTrayByPDFSize true>>>>", pdf->pages_id, pdf->struct_id, meta_id);
    struct str meta = str_format(pdf->arena,
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"><pdfuaid:part>1</pdfuaid:part>"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%.*s</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>", STR_ARG(pdf->title));
    pdf->objects[meta_id] = (struct object){.offset = pdf->out->len};
    buf_format(pdf->out, "%u 0 obj<</Type/Metadata/Subtype/XML/Length %zu>>stream\n", meta_id, meta.len);
    buf_str(pdf->out, meta);
    buf_c(pdf->out, "\nendstream\nendobj\n");
}

static enum rc finish(struct pdf *pdf) {
    pdf_group_end(pdf);
    struct buf resources = buf_make(pdf->arena, CONTENT_MAX);
    buf_c(&resources, "<<");
    write_forms(pdf, &resources);
    buf_c(&resources, "/Font<<");
    for (int face = 0; face < FONT_FACES; face++)
        if (font_used(pdf->use, face)) TRY(write_font(pdf, face, &resources));
    buf_c(&resources, ">>>>");
    small_object(pdf, pdf->resources_id, buf_view(&resources));
    uint32_t catalog_id = new_object(pdf), info_id = new_object(pdf);
    write_catalog(pdf, catalog_id, info_id);
    flush_pack(pdf);
    write_xref(pdf, catalog_id, info_id);
    return pdf->out->overflow ? RC_LIMIT : RC_OK;
}

enum rc pdf_end(struct pdf *pdf) {
    struct arena *scratch CLEANUP(arena_destroy_at) = pdf->scratch;
    enum rc rc = finish(pdf);
    libdeflate_free_compressor(pdf->deflate);
    return rc;
}
