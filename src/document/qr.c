#include "document/qr.h"

#include <qrcodegen/qrcodegen.h>

#include "document/pdf.h"

enum { VERSION_MAX = 12, SIZE_MAX_MODULES = 17 + 4 * VERSION_MAX };

struct rectangle {
    int x, y, w, h;
};

/* Each horizontal run of dark modules, grown downwards as long as the same run stands in the next row. */
static int merged(const uint8_t *code, int size, struct rectangle *ret, int room) {
    static const int none = -1;
    int count = 0, open[SIZE_MAX_MODULES];
    for (int x = 0; x < size; x++) open[x] = none;
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size;) {
            int w = 0;
            while (x + w < size && qrcodegen_getModule(code, x + w, y)) w++;
            bool grows = w > 0 && open[x] != none && ret[open[x]].w == w && ret[open[x]].y + ret[open[x]].h == y;
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

static enum rc encode(const char *text, struct rectangle *ret, int room, int *ret_count, int *ret_size) {
    uint8_t scratch[qrcodegen_BUFFER_LEN_FOR_VERSION(VERSION_MAX)], code[qrcodegen_BUFFER_LEN_FOR_VERSION(VERSION_MAX)];
    ENSURE(qrcodegen_encodeText(text, scratch, code, qrcodegen_Ecc_MEDIUM, 1, VERSION_MAX, qrcodegen_Mask_2, false), RC_LIMIT);
    *ret_size = qrcodegen_getSize(code);
    *ret_count = merged(code, *ret_size, ret, room);
    return RC_OK;
}

enum { RECTANGLES_MAX = SIZE_MAX_MODULES * SIZE_MAX_MODULES / 2 };

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
    for (int i = 0; i < count; i++) {
        buf_i64(out, all[i].x);
        buf_char(out, ' ');
        buf_i64(out, all[i].y);
        buf_char(out, ' ');
        buf_i64(out, all[i].w);
        buf_char(out, ' ');
        buf_i64(out, all[i].h);
        buf_c(out, " re\n");
    }
    buf_c(out, "f Q\n");
    return RC_OK;
}

enum rc qr_svg_path(struct buf *out, const char *text, int *ret_modules) {
    struct rectangle all[RECTANGLES_MAX];
    int count;
    TRY(encode(text, all, RECTANGLES_MAX, &count, ret_modules));
    buf_c(out, "<path d=\"");
    for (int i = 0; i < count; i++) buf_format(out, "M%d %dh%dv%dh-%dz", all[i].x, all[i].y, all[i].w, all[i].h, all[i].w);
    buf_c(out, "\"/>");
    return RC_OK;
}
