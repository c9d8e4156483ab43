#include "parse/image_frames.h"

struct result {
    int32_t rc, flaw;
};

enum rc image_send(struct frame_writer *writer, enum rc rc, enum image_flaw flaw, struct str png) {
    const struct result result = {(int32_t)rc, (int32_t)flaw};
    size_t len = rc == RC_OK ? png.len : 0;
    char *payload = frame_put(writer, FRAME_IMAGE, sizeof result + len);
    ENSURE(payload != NULL, RC_IO);
    memcpy(payload, &result, sizeof result);
    if (len > 0) memcpy(payload + sizeof result, png.ptr, len);
    return frame_flush(writer);
}

bool image_of_frame(struct str payload, enum rc *ret_rc, struct str *ret_png,
                    enum image_flaw *ret_flaw) {
    struct result result;
    if (payload.len < sizeof result) return false;
    memcpy(&result, payload.ptr, sizeof result);
    struct str png = str_sub(payload, sizeof result, payload.len);
    bool fine = result.rc == RC_OK && result.flaw == IMAGE_FINE && image_has_header(png);
    bool flawed = result.rc == RC_INVALID && result.flaw > IMAGE_FINE &&
                  result.flaw < IMAGE_FLAWS && png.len == 0;
    if (!fine && !flawed) return false;
    *ret_rc = (enum rc)result.rc;
    *ret_png = png;
    *ret_flaw = (enum image_flaw)result.flaw;
    return true;
}
