#include "document/qr.h"

#include <qrcodegen/qrcodegen.h>

#include "document/pdf.h"

enum { VERSION_MAX = 12, SIZE_MAX_MODULES = 17 + 4 * VERSION_MAX };
_Static_assert(SIZE_MAX_MODULES < 100, "two digits");

struct rectangle {
    int x, y, w, h;
};

/*
 * Covers the dark modules with rectangles: each horizontal run extends down over the rows that
 * contain the same run.
 */
static int merge_runs(const uint8_t *code, int size, struct rectangle *ret, int room) {
    static const int none = -1;
    int count = 0, open[SIZE_MAX_MODULES];
    for (int x = 0; x < size; x++) open[x] = none;
    for (int y = 0; y < size; y++) {
        /* one extra module, always light, ends the last run */
        bool dark[SIZE_MAX_MODULES + 1] = {false};
        for (int x = 0; x < size; x++) dark[x] = qrcodegen_getModule(code, x, y);
        for (int x = 0; x < size;) {
            int w = 0;
            while (dark[x + w]) w++;
            bool grows = w > 0 && open[x] != none && ret[open[x]].w == w &&
                         ret[open[x]].y + ret[open[x]].h == y;
            if (grows) ret[open[x]].h++;
            if (w > 0 && !grows && count < room) {
                open[x] = count;
                ret[count++] = (struct rectangle){x, y, w, 1};
            }
            x += w > 0 ? w : 1;
        }
    }
    return count;
}

static enum rc encode(const char *text, struct rectangle *ret, int room, int *ret_count,
                      int *ret_size) {
    uint8_t scratch[qrcodegen_BUFFER_LEN_FOR_VERSION(VERSION_MAX)],
        code[qrcodegen_BUFFER_LEN_FOR_VERSION(VERSION_MAX)];
    ENSURE(qrcodegen_encodeText(text, scratch, code, qrcodegen_Ecc_MEDIUM, 1, VERSION_MAX,
                                qrcodegen_Mask_2, false),
           RC_LIMIT);
    *ret_size = qrcodegen_getSize(code);
    *ret_count = merge_runs(code, *ret_size, ret, room);
    return RC_OK;
}

enum { RECTANGLES_MAX = SIZE_MAX_MODULES * SIZE_MAX_MODULES / 2 };

static char *two_digits(char *at, int number) {
    if (number >= 10) *at++ = (char)('0' + number / 10);
    *at++ = (char)('0' + number % 10);
    *at++ = ' ';
    return at;
}

/* Hot path without printf: these lines are a third of the bytes of a sheet of cards. */
static void draw_one(struct buf *out, const struct rectangle *r) {
    char line[16],
        *at = two_digits(two_digits(two_digits(two_digits(line, r->x), r->y), r->w), r->h);
    memcpy(at, "re\n", 3);
    buf_bytes(out, line, (size_t)(at + 3 - line));
}

enum rc qr_draw(struct buf *out, const char *text, double x, double y, double side) {
    struct rectangle all[RECTANGLES_MAX];
    int count, size;
    TRY(encode(text, all, RECTANGLES_MAX, &count, &size));
    buf_c(out, "q 0 g ");
    buf_format(out, "%.4f 0 0 %.4f ", side / size, -side / size);
    pdf_number(out, x);
    buf_char(out, ' ');
    pdf_number(out, y + side);
    buf_c(out, " cm\n");
    for (int i = 0; i < count; i++) draw_one(out, &all[i]);
    buf_c(out, "f Q\n");
    return RC_OK;
}

enum rc qr_svg_path(struct buf *out, const char *text, int *ret_modules) {
    struct rectangle all[RECTANGLES_MAX];
    int count;
    TRY(encode(text, all, RECTANGLES_MAX, &count, ret_modules));
    buf_c(out, "<path d=\"");
    for (int i = 0; i < count; i++)
        buf_format(out, "M%d %dh%dv%dh-%dz", all[i].x, all[i].y, all[i].w, all[i].h, all[i].w);
    buf_c(out, "\"/>");
    return RC_OK;
}
