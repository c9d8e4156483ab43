#include "document/font.h"

#include <errno.h>
#include <harfbuzz/hb-ot.h>
#include <harfbuzz/hb-subset.h>
#include <harfbuzz/hb.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include "base/buf.h"
#include "base/text.h"

/* Letters up to here need no shaping in our fonts: one character, one glyph. */
enum { PLAIN = 0x250, GLYPHS_MAX = 65536, PATH_MAX_BYTES = 400, FILE_PART_MAX = 4 << 20 };

static const struct {
    const char *folder, *file, *name;
    bool bold;
} sources[FONT_FACES] = {
    {"andika", "Andika-Regular.ttf", "Andika", false},
    {"andika", "Andika-Bold.ttf", "Andika-Bold", true},
    {"dejavu", "DejaVuSans.ttf", "DejaVuSans", false},
    {"dejavu", "DejaVuSans-Bold.ttf", "DejaVuSans-Bold", true},
};

struct face {
    hb_face_t *face;
    hb_font_t *font;
    int units;
    uint16_t plain_glyphs[PLAIN];
    int plain_advances[PLAIN]; /* thousandths */
};

struct fonts {
    struct face faces[FONT_FACES];
    hb_language_t language;
};

static int thousandths(const struct face *face, int units) {
    return (int)(((int64_t)units * 1000 + (units < 0 ? -face->units : face->units) / 2) / face->units);
}

static void read_plain(struct face *face) {
    for (uint32_t c = 0x20; c < PLAIN; c++) {
        hb_codepoint_t glyph;
        if (!hb_font_get_nominal_glyph(face->font, c, &glyph)) continue;
        face->plain_glyphs[c] = (uint16_t)glyph;
        face->plain_advances[c] = thousandths(face, hb_font_get_glyph_h_advance(face->font, glyph));
    }
}

static enum rc open_face(struct face *face, const char *file, struct fault *fault) {
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(file);
    if (blob == NULL) return FAULT(fault, RC_IO, "%s: %s", file, strerror(errno));
    face->face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    face->font = hb_font_create(face->face);
    face->units = (int)hb_face_get_upem(face->face);
    read_plain(face);
    hb_font_make_immutable(face->font);
    return RC_OK;
}

enum rc fonts_open(struct arena *arena, const char *folder, struct fonts **ret_fonts, struct fault *fault) {
    struct fonts *fonts = ARENA_NEW(arena, struct fonts);
    fonts->language = hb_language_from_string("und", -1);
    for (int i = 0; i < FONT_FACES; i++) {
        char file[PATH_MAX_BYTES];
        int len = folder == NULL ? snprintf(file, sizeof file, "/usr/share/fonts/truetype/%s/%s", sources[i].folder, sources[i].file)
                                 : snprintf(file, sizeof file, "%s/%s", folder, sources[i].file);
        ENSURE(len > 0 && (size_t)len < sizeof file, RC_INVALID);
        enum rc rc = open_face(&fonts->faces[i], file, fault);
        if (rc == RC_OK) continue;
        fonts_close(fonts);
        return rc;
    }
    *ret_fonts = fonts;
    return RC_OK;
}

void fonts_close(struct fonts *fonts) {
    for (int i = 0; i < FONT_FACES; i++) {
        if (fonts->faces[i].font != NULL) hb_font_destroy(fonts->faces[i].font);
        if (fonts->faces[i].face != NULL) hb_face_destroy(fonts->faces[i].face);
    }
}

/* The next code point; text is valid UTF-8. */
static uint32_t next_point(struct str text, size_t *at) {
    unsigned char first = (unsigned char)text.ptr[*at];
    int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t point = more == 0 ? first : first & (0x3Fu >> more);
    for (int i = 1; i <= more && *at + (size_t)i < text.len; i++) point = point << 6 | ((unsigned char)text.ptr[*at + (size_t)i] & 0x3F);
    *at += (size_t)more + 1;
    return point;
}

static bool invisible(uint32_t point) {
    return u_hasBinaryProperty((UChar32)point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static bool has(const struct face *face, uint32_t point) {
    hb_codepoint_t glyph;
    if (point < PLAIN) return face->plain_glyphs[point] != 0;
    return hb_font_get_nominal_glyph(face->font, point, &glyph) || invisible(point);
}

static bool has_all(const struct face *face, struct str text) {
    for (size_t at = 0; at < text.len;)
        if (!has(face, next_point(text, &at))) return false;
    return true;
}

uint32_t fonts_missing(const struct fonts *fonts, struct str text) {
    for (size_t at = 0; at < text.len;) {
        uint32_t point = next_point(text, &at);
        bool found = false;
        for (int family = 0; family < FONT_FAMILIES; family++) found = found || has(&fonts->faces[family * FONT_STYLES + FONT_BOLD], point);
        if (!found) return point;
    }
    return 0;
}

static int face_for(const struct fonts *fonts, enum font_style style, struct str word) {
    for (int family = 0; family < FONT_FAMILIES; family++)
        if (has_all(&fonts->faces[family * FONT_STYLES + style], word)) return family * FONT_STYLES + style;
    return style;
}

/* A line being built. */
struct building {
    struct arena *arena;
    const struct fonts *fonts;
    enum font_style style;
    struct str text;
    struct glyph *glyphs;
    size_t count, room;
    int width;
};

static struct glyph *add_glyph(struct building *b) {
    if (b->count == b->room) {
        size_t room = b->room == 0 ? 64 : b->room * 2;
        struct glyph *grown = ARENA_ARRAY(b->arena, struct glyph, room);
        if (b->count > 0) memcpy(grown, b->glyphs, b->count * sizeof *grown);
        b->glyphs = grown;
        b->room = room;
    }
    return &b->glyphs[b->count++];
}

static bool is_plain(struct str text) {
    for (size_t at = 0; at < text.len;)
        if (next_point(text, &at) >= PLAIN) return false;
    return true;
}

static void add_plain(struct building *b, int face, size_t from, size_t to) {
    const struct face *f = &b->fonts->faces[face];
    for (size_t at = from; at < to;) {
        size_t begin = at;
        uint32_t point = next_point(b->text, &at);
        *add_glyph(b) = (struct glyph){.face = (uint16_t)face, .id = f->plain_glyphs[point], .advance = f->plain_advances[point],
                                       .from = (uint32_t)begin, .to = (uint32_t)at};
        b->width += f->plain_advances[point];
    }
}

/* Where the cluster whose first glyph is infos[i] ends in the text: at the next larger cluster number, or at the end of the word. HarfBuzz
 * keeps them in order: rising from left to right, falling from right to left. */
static uint32_t cluster_end(const hb_glyph_info_t *infos, unsigned count, unsigned i, size_t word_end, bool rtl) {
    if (rtl) return i == 0 ? (uint32_t)word_end : infos[i - 1].cluster;
    unsigned next = i + 1;
    while (next < count && infos[next].cluster == infos[i].cluster) next++;
    return next == count ? (uint32_t)word_end : infos[next].cluster;
}

static void add_shaped(struct building *b, int face, size_t from, size_t to, bool rtl) {
    static const hb_feature_t features[] = {{HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1}, {HB_TAG('k', 'e', 'r', 'n'), 0, 0, (unsigned)-1}};
    const struct face *f = &b->fonts->faces[face];
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf8(buffer, b->text.ptr, (int)b->text.len, (unsigned)from, (int)(to - from));
    hb_buffer_set_direction(buffer, rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    /* Without one HarfBuzz takes that of the process, with setlocale(): no call for threads. */
    hb_buffer_set_language(buffer, b->fonts->language);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(f->font, buffer, features, rtl ? 1 : COUNT(features));
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, &count);
    for (unsigned i = 0; i < count; i++) {
        bool again = i > 0 && infos[i].cluster == infos[i - 1].cluster;
        uint32_t begin = infos[i].cluster;
        *add_glyph(b) = (struct glyph){.face = (uint16_t)face, .id = (uint16_t)infos[i].codepoint,
            .advance = thousandths(f, places[i].x_advance), .dx = thousandths(f, places[i].x_offset),
            .dy = thousandths(f, places[i].y_offset), .from = begin,
            .to = again ? begin : cluster_end(infos, count, i, to, rtl)};
        b->width += thousandths(f, places[i].x_advance);
    }
    hb_buffer_destroy(buffer);
}

static void add_piece(struct building *b, size_t from, size_t to, bool rtl) {
    struct str piece = str_sub(b->text, from, to - from);
    int face = face_for(b->fonts, b->style, piece);
    if (is_plain(piece)) add_plain(b, face, from, to);
    else add_shaped(b, face, from, to, rtl);
}

/* A run of one direction: words and the blanks between them, in the order they are drawn. */
static void add_run(struct building *b, size_t from, size_t to, bool rtl) {
    size_t at = rtl ? to : from;
    while (rtl ? at > from : at < to) {
        size_t next = at;
        bool blank = b->text.ptr[rtl ? at - 1 : at] == ' ';
        if (rtl) while (next > from && (b->text.ptr[next - 1] == ' ') == blank) next--;
        if (!rtl) while (next < to && (b->text.ptr[next] == ' ') == blank) next++;
        add_piece(b, rtl ? next : at, rtl ? at : next, rtl);
        at = next;
    }
}

static size_t utf8_offset(const UChar *units, int32_t upto) {
    int32_t len = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8(NULL, 0, &len, units, upto, &status);
    return (size_t)len;
}

static void add_bidi(struct building *b) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t units = 0;
    UChar *wide = ARENA_ARRAY(b->arena, UChar, b->text.len + 1);
    u_strFromUTF8(wide, (int32_t)b->text.len + 1, &units, b->text.ptr, (int32_t)b->text.len, &status);
    UBiDi *bidi = ubidi_open();
    ubidi_setPara(bidi, wide, units, UBIDI_DEFAULT_LTR, NULL, &status);
    int32_t runs = ubidi_countRuns(bidi, &status);
    for (int32_t i = 0; U_SUCCESS(status) && i < runs; i++) {
        int32_t start, length;
        bool rtl = ubidi_getVisualRun(bidi, i, &start, &length) == UBIDI_RTL;
        add_run(b, utf8_offset(wide, start), utf8_offset(wide, start + length), rtl);
    }
    ubidi_close(bidi);
}

struct line font_line(struct arena *arena, const struct fonts *fonts, enum font_style style, struct str text) {
    struct building b = {.arena = arena, .fonts = fonts, .style = style, .text = text};
    if (is_plain(text)) add_run(&b, 0, text.len, false);
    else add_bidi(&b);
    return (struct line){b.glyphs, b.count, b.width, text};
}

struct font_use {
    const struct fonts *fonts;
    struct arena *arena;
    struct str *meanings[FONT_FACES]; /* by glyph; ptr NULL: not used */
};

struct font_use *font_use_make(struct arena *arena, const struct fonts *fonts) {
    struct font_use *use = ARENA_NEW(arena, struct font_use);
    use->fonts = fonts;
    use->arena = arena;
    return use;
}

bool font_use_glyph(struct font_use *use, const struct glyph *glyph, struct str meaning) {
    if (use->meanings[glyph->face] == NULL) use->meanings[glyph->face] = ARENA_ARRAY(use->arena, struct str, GLYPHS_MAX);
    struct str *known = &use->meanings[glyph->face][glyph->id];
    if (known->ptr == NULL) *known = meaning.len > 0 ? str_copy(use->arena, meaning) : S("");
    return str_eq(*known, meaning);
}

bool font_used(const struct font_use *use, int face) {
    return use->meanings[face] != NULL;
}

static enum rc subset(struct arena *arena, const struct font_use *use, int face, struct str *ret_program) {
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    ENSURE(input != NULL, RC_IO);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
    for (uint32_t id = 0; id < GLYPHS_MAX; id++)
        if (use->meanings[face][id].ptr != NULL) hb_set_add(hb_subset_input_glyph_set(input), id);
    static const hb_tag_t dropped[] = {HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'), HB_TAG('c', 'm', 'a', 'p'),
                                       HB_TAG('n', 'a', 'm', 'e'), HB_TAG('p', 'o', 's', 't'), HB_TAG('O', 'S', '/', '2')};
    for (size_t i = 0; i < COUNT(dropped); i++) hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), dropped[i]);
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
        if (point >= 0x10000) buf_format(out, "%04X%04X", 0xD7C0 + (point >> 10), 0xDC00 + (point & 0x3FF));
        else buf_format(out, "%04X", point);
    }
}

static struct str unicode_map(struct arena *arena, const struct str *meanings) {
    struct buf out = buf_make(arena, FILE_PART_MAX), rows = buf_make(arena, FILE_PART_MAX);
    buf_c(&out, "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n"
                "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n1 begincodespacerange <0000><FFFF> endcodespacerange\n");
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

enum rc font_embed(struct arena *arena, const struct font_use *use, int face, struct font_file *ret_file) {
    const struct face *f = &use->fonts->faces[face];
    struct font_file file = {.bold = sources[face].bold};
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
    file.name = str_format(arena, "%s+%s", tag, sources[face].name);
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
