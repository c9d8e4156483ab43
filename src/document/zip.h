/*
 * ZIP archives in memory.
 *
 * Without a passphrase every local header holds the CRC and both sizes and no data descriptor
 * follows, so that streaming readers (java.util.zip.ZipInputStream, Apache POI, fflate, exceljs)
 * can read the archive from front to back. Names are ASCII, times are those of Europe/Brussels.
 * Equal input gives equal bytes. With a passphrase the entries are encrypted with AES-256 (AE-2),
 * which 7-Zip opens and the built-in openers of Windows and macOS do not.
 *
 * Source: APPNOTE.TXT 6.3.9, sections 4.3 to 4.5; docs/decisions/0005-documents.md.
 */
#pragma once

#include "base/buf.h"

struct zip_entry {
    const char *name; /* ASCII, '/' between folders */
    struct str bytes;
    bool deflate; /* compress; false for what is compressed already (PDF, another ZIP) */
};

struct zip_options {
    struct str passphrase; /* ptr NULL: not encrypted */
    int64_t made_ms;       /* time of every entry, milliseconds UTC; 1980 to 2107 */
};

/*
 * Appends a whole archive to out, which must be empty. Scratch memory comes from arena.
 * Errors: RC_TOO_LARGE when out has no room or a part exceeds 4 GiB, RC_IO when libarchive fails.
 */
enum rc zip_write(struct arena *arena, const struct zip_entry *entries, size_t count,
                  const struct zip_options *options, struct buf *out) MUST_USE;
