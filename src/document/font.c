#include "document/font_face.h"

#include <errno.h>
#include <harfbuzz/hb-ot.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include "base/text.h"

enum { PATH_MAX_BYTES = 400, PARTS_MAX = 40 };

/*
 * Families in order of preference: letters designed for young readers, then the widest coverage,
 * then one family per further script. Droid has no bold face.
 */
static const struct {
    const char *folder, *files[FONT_STYLES], *name;
} families[FONT_FAMILIES] = {
    {"andika", {"Andika-Regular.ttf", "Andika-Bold.ttf"}, "Andika"},
    {"dejavu", {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf"}, "DejaVuSans"},
#define NOTO(name)                                                                                 \
    { "noto", {name "-Regular.ttf", name "-Bold.ttf"}, name }
    NOTO("NotoSans"),
    NOTO("NotoSansArabic"),
    NOTO("NotoSansThai"),
    NOTO("NotoSansDevanagari"),
    NOTO("NotoSansBengali"),
    NOTO("NotoSansGurmukhi"),
    NOTO("NotoSansGujarati"),
    NOTO("NotoSansTamil"),
    NOTO("NotoSansTelugu"),
    NOTO("NotoSansKannada"),
    NOTO("NotoSansMalayalam"),
    NOTO("NotoSansSinhala"),
    NOTO("NotoSansKhmer"),
    NOTO("NotoSansLao"),
    NOTO("NotoSansMyanmar"),
    NOTO("NotoSansEthiopic"),
    NOTO("NotoSerifTibetan"),
    NOTO("NotoSansThaana"),
#undef NOTO
    {"droid", {"DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf"}, "DroidSansFallback"},
    {"nanum", {"NanumGothic.ttf", "NanumGothicBold.ttf"}, "NanumGothic"},
};

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

enum rc fonts_open(struct arena *arena, const char *folder, struct fonts **ret_fonts,
                   struct fault *fault) {
    struct fonts *fonts = ARENA_NEW(arena, struct fonts);
    fonts->language = hb_language_from_string("und", -1);
    for (int i = 0; i < FONT_FACES; i++) {
        char file[PATH_MAX_BYTES];
        const char *own = families[i / FONT_STYLES].folder,
                   *name = families[i / FONT_STYLES].files[i % FONT_STYLES];
        int len = folder == NULL
                      ? snprintf(file, sizeof file, "/usr/share/fonts/truetype/%s/%s", own, name)
                      : snprintf(file, sizeof file, "%s/%s", folder, name);
        ENSURE(len > 0 && (size_t)len < sizeof file, RC_INVALID);
        enum rc rc = open_face(&fonts->faces[i], file, fault);
        if (rc == RC_OK) continue;
        fonts_close(fonts);
        return rc;
    }
    *ret_fonts = fonts;
    return RC_OK;
}

const char *font_family_name(int face) {
    return families[face / FONT_STYLES].name;
}

void fonts_close(struct fonts *fonts) {
    for (int i = 0; i < FONT_FACES; i++) {
        if (fonts->faces[i].font != NULL) hb_font_destroy(fonts->faces[i].font);
        if (fonts->faces[i].face != NULL) hb_face_destroy(fonts->faces[i].face);
    }
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
        for (int family = 0; family < FONT_FAMILIES; family++)
            found = found || has(&fonts->faces[family * FONT_STYLES + FONT_BOLD], point);
        if (!found) return point;
    }
    return 0;
}

enum { NO_FACE = -1 };

static int face_for(const struct fonts *fonts, enum font_style style, struct str word) {
    for (int family = 0; family < FONT_FAMILIES; family++)
        if (has_all(&fonts->faces[family * FONT_STYLES + style], word))
            return family * FONT_STYLES + style;
    return NO_FACE;
}

/*
 * Returns the face that has the longest prefix of word, and that length (at least one character).
 * Returns the first family when no font has the first character.
 */
static int face_for_beginning(const struct fonts *fonts, enum font_style style, struct str word,
                              size_t *ret_len) {
    int best = style;
    size_t longest = 0;
    for (int family = 0; family < FONT_FAMILIES; family++) {
        int face = family * FONT_STYLES + style;
        size_t len = 0;
        for (size_t at = 0; at < word.len; len = at)
            if (!has(&fonts->faces[face], next_point(word, &at))) break;
        if (len > longest) best = face;
        if (len > longest) longest = len;
    }
    if (longest == 0) (void)next_point(word, &longest);
    *ret_len = longest;
    return best;
}

/* A line that is being shaped. */
struct line_builder {
    struct arena *arena;
    const struct fonts *fonts;
    enum font_style style;
    struct str text;
    struct glyph *glyphs;
    size_t count, room;
    int width;
};

static struct glyph *add_glyph(struct line_builder *b) {
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

static void add_plain(struct line_builder *b, int face, size_t from, size_t to) {
    const struct face *f = &b->fonts->faces[face];
    for (size_t at = from; at < to;) {
        size_t begin = at;
        uint32_t point = next_point(b->text, &at);
        *add_glyph(b) = (struct glyph){.face = (uint16_t)face,
                                       .id = f->plain_glyphs[point],
                                       .advance = f->plain_advances[point],
                                       .from = (uint32_t)begin,
                                       .to = (uint32_t)at};
        b->width += f->plain_advances[point];
    }
}

/*
 * Returns the end, in the text, of the cluster whose first glyph is infos[i]: the start of the next
 * cluster in the text, or the end of the word. HarfBuzz sorts cluster numbers: ascending in
 * left-to-right runs, descending in right-to-left runs.
 */
static uint32_t cluster_end(const hb_glyph_info_t *infos, unsigned count, unsigned i,
                            size_t word_end, bool rtl) {
    if (rtl) return i == 0 ? (uint32_t)word_end : infos[i - 1].cluster;
    unsigned next = i + 1;
    while (next < count && infos[next].cluster == infos[i].cluster) next++;
    return next == count ? (uint32_t)word_end : infos[next].cluster;
}

static void add_shaped(struct line_builder *b, int face, size_t from, size_t to, bool rtl) {
    static const hb_feature_t features[] = {{HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1},
                                            {HB_TAG('k', 'e', 'r', 'n'), 0, 0, (unsigned)-1}};
    const struct face *f = &b->fonts->faces[face];
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf8(buffer, b->text.ptr, (int)b->text.len, (unsigned)from, (int)(to - from));
    hb_buffer_set_direction(buffer, rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    /* Without an explicit language HarfBuzz calls setlocale(), which is not thread-safe. */
    hb_buffer_set_language(buffer, b->fonts->language);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(f->font, buffer, features, rtl ? 1 : COUNT(features));
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, &count);
    for (unsigned i = 0; i < count; i++) {
        bool again = i > 0 && infos[i].cluster == infos[i - 1].cluster;
        uint32_t begin = infos[i].cluster;
        *add_glyph(b) =
            (struct glyph){.face = (uint16_t)face,
                           .id = (uint16_t)infos[i].codepoint,
                           .advance = thousandths(f, places[i].x_advance),
                           .dx = thousandths(f, places[i].x_offset),
                           .dy = thousandths(f, places[i].y_offset),
                           .from = begin,
                           .positioned = places[i].x_offset != 0 || places[i].y_offset != 0 ||
                                         places[i].x_advance != hb_font_get_glyph_h_advance(
                                                                    f->font, infos[i].codepoint),
                           .to = again ? begin : cluster_end(infos, count, i, to, rtl)};
        b->width += thousandths(f, places[i].x_advance);
    }
    hb_buffer_destroy(buffer);
}

static void add_in_face(struct line_builder *b, int face, size_t from, size_t to, bool rtl) {
    if (is_plain(str_sub(b->text, from, to - from)))
        add_plain(b, face, from, to);
    else
        add_shaped(b, face, from, to, rtl);
}

/* Adds a word in the face that has all its characters, or in parts when none has ("李-Peeters"). */
static void add_piece(struct line_builder *b, size_t from, size_t to, bool rtl) {
    int face = face_for(b->fonts, b->style, str_sub(b->text, from, to - from));
    if (face != NO_FACE) {
        add_in_face(b, face, from, to, rtl);
        return;
    }
    size_t starts[PARTS_MAX + 1] = {from}, count = 0;
    int faces[PARTS_MAX];
    while (starts[count] < to && count < PARTS_MAX) {
        size_t at = starts[count], len;
        faces[count] = face_for_beginning(b->fonts, b->style, str_sub(b->text, at, to - at), &len);
        starts[++count] = at + len;
    }
    starts[count] = to;
    for (size_t i = 0; i < count; i++) {
        size_t k = rtl ? count - 1 - i : i;
        add_in_face(b, faces[k], starts[k], starts[k + 1], rtl);
    }
}

/* Adds a run of one direction, word by word and in drawing order. */
static void add_run(struct line_builder *b, size_t from, size_t to, bool rtl) {
    size_t at = rtl ? to : from;
    while (rtl ? at > from : at < to) {
        size_t next = at;
        bool blank = b->text.ptr[rtl ? at - 1 : at] == ' ';
        if (rtl)
            while (next > from && (b->text.ptr[next - 1] == ' ') == blank) next--;
        if (!rtl)
            while (next < to && (b->text.ptr[next] == ' ') == blank) next++;
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

static void add_bidi(struct line_builder *b) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t units = 0;
    UChar *wide = ARENA_ARRAY(b->arena, UChar, b->text.len + 1);
    u_strFromUTF8(wide, (int32_t)b->text.len + 1, &units, b->text.ptr, (int32_t)b->text.len,
                  &status);
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

struct line font_line(struct arena *arena, const struct fonts *fonts, enum font_style style,
                      struct str text) {
    struct line_builder b = {.arena = arena, .fonts = fonts, .style = style, .text = text};
    if (is_plain(text))
        add_run(&b, 0, text.len, false);
    else
        add_bidi(&b);
    return (struct line){b.glyphs, b.count, b.width, text};
}
