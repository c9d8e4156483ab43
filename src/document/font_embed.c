/* Collects the glyphs a document uses and builds the font subsets to embed. */
#include <harfbuzz/hb-ot.h>
#include <harfbuzz/hb-subset.h>

#include "base/buf.h"
#include "base/text.h"
#include "document/font_face.h"

enum { GLYPHS_MAX = 65536, FILE_PART_MAX = 4 << 20 };

struct font_use {
    const struct fonts *fonts;
    struct arena *arena;
    struct str *meanings[FONT_FACES]; /* by glyph number; ptr NULL: not used */
};

struct font_use *font_use_make(struct arena *arena, const struct fonts *fonts) {
    struct font_use *use = ARENA_NEW(arena, struct font_use);
    use->fonts = fonts;
    use->arena = arena;
    return use;
}

bool font_use_glyph(struct font_use *use, const struct glyph *glyph, struct str meaning) {
    if (use->meanings[glyph->face] == NULL)
        use->meanings[glyph->face] = ARENA_ARRAY(use->arena, struct str, GLYPHS_MAX);
    struct str *known = &use->meanings[glyph->face][glyph->id];
    if (known->ptr == NULL) *known = meaning.len > 0 ? str_copy(use->arena, meaning) : S("");
    return str_eq(*known, meaning);
}

bool font_used(const struct font_use *use, int face) {
    return use->meanings[face] != NULL;
}

static enum rc subset(struct arena *arena, const struct font_use *use, int face,
                      struct str *ret_program) {
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    ENSURE(input != NULL, RC_IO);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
    for (uint32_t id = 0; id < GLYPHS_MAX; id++)
        if (use->meanings[face][id].ptr != NULL) hb_set_add(hb_subset_input_glyph_set(input), id);
    static const hb_tag_t dropped[] = {HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'),
                                       HB_TAG('G', 'D', 'E', 'F'), HB_TAG('c', 'm', 'a', 'p'),
                                       HB_TAG('n', 'a', 'm', 'e'), HB_TAG('p', 'o', 's', 't'),
                                       HB_TAG('O', 'S', '/', '2')};
    for (size_t i = 0; i < COUNT(dropped); i++)
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), dropped[i]);
    hb_face_t *made = hb_subset_or_fail(use->fonts->faces[face].face, input);
    hb_subset_input_destroy(input);
    ENSURE(made != NULL, RC_BUG);
    hb_blob_t *blob = hb_face_reference_blob(made);
    unsigned len;
    const char *bytes = hb_blob_get_data(blob, &len);
    *ret_program = str_copy(arena, (struct str){bytes, len});
    hb_blob_destroy(blob);
    hb_face_destroy(made);
    return RC_OK;
}

static void hex_utf16(struct buf *out, struct str text) {
    for (size_t at = 0; at < text.len;) {
        uint32_t point = next_point(text, &at);
        if (point >= 0x10000)
            buf_format(out, "%04X%04X", 0xD7C0 + (point >> 10), 0xDC00 + (point & 0x3FF));
        else
            buf_format(out, "%04X", point);
    }
}

static struct str unicode_map(struct arena *arena, const struct str *meanings) {
    struct buf out = buf_make(arena, FILE_PART_MAX), rows = buf_make(arena, FILE_PART_MAX);
    buf_c(&out, "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo "
                "<</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n"
                "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n1 begincodespacerange "
                "<0000><FFFF> endcodespacerange\n");
    int count = 0;
    for (uint32_t id = 0; id <= GLYPHS_MAX; id++) {
        bool end = id == GLYPHS_MAX;
        if (!end && meanings[id].len > 0) {
            buf_format(&rows, "<%04X><", id);
            hex_utf16(&rows, meanings[id]);
            buf_c(&rows, ">\n");
            count++;
        }
        if (count == 0 || (!end && count < 100)) continue;
        buf_format(&out, "%d beginbfchar\n%.*sendbfchar\n", count, STR_ARG(buf_view(&rows)));
        rows = buf_make(arena, FILE_PART_MAX);
        count = 0;
    }
    buf_c(&out, "endcmap CMapName currentdict /CMap defineresource pop end end");
    return buf_view(&out);
}

enum rc font_embed(struct arena *arena, const struct font_use *use, int face,
                   struct font_file *ret_file) {
    const struct face *f = &use->fonts->faces[face];
    struct font_file file = {.bold = face % FONT_STYLES == FONT_BOLD};
    TRY(subset(arena, use, face, &file.program));
    struct buf widths = buf_make(arena, FILE_PART_MAX);
    uint32_t mark = 2166136261u;
    for (uint32_t id = 0; id < GLYPHS_MAX; id++) {
        if (use->meanings[face][id].ptr == NULL) continue;
        mark = (mark ^ id) * 16777619u;
        buf_format(&widths, "%u[%d]", id, thousandths(f, hb_font_get_glyph_h_advance(f->font, id)));
    }
    char tag[7] = {0};
    for (int i = 0; i < 6; i++, mark /= 26) tag[i] = (char)('A' + mark % 26);
    file.name = str_format(arena, "%s+%s%s", tag, font_family_name(face), file.bold ? "-Bold" : "");
    file.widths = buf_view(&widths);
    file.unicodes = unicode_map(arena, use->meanings[face]);
    hb_font_extents_t extents;
    hb_font_get_h_extents(f->font, &extents);
    file.ascent = thousandths(f, extents.ascender);
    file.descent = thousandths(f, extents.descender);
    file.cap_height = 700;
    file.box[0] = -1000;
    file.box[1] = file.descent;
    file.box[2] = 2000;
    file.box[3] = file.ascent;
    *ret_file = file;
    return RC_OK;
}
