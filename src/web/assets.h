/* The embedded files, made by tools/assets.py; the address holds a hash of the content. */
#pragma once

#include "base/str.h"

struct asset {
    const char *address, *content_type, *digest;
    const unsigned char *plain;
    size_t plain_len;
    const unsigned char *packed; /* gzip; NULL: not worth it */
    size_t packed_len;
};
extern const struct asset assets[];
extern const size_t asset_count;

/* The pictures of picture passwords are parts of one file. */
struct picture_place {
    const char *name, *address; /* Dutch name; file and part */
};
extern const struct picture_place picture_places[];
extern const size_t picture_place_count;
