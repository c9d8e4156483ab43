/*
 * ZIP archives in memory.
 *
 * Without a passphrase, local headers contain the CRC and both sizes and no data descriptor
 * follows, so streaming readers (java.util.zip.ZipInputStream, Apache POI, fflate, exceljs) can
 * read the archive front to back. With a passphrase, entries are encrypted with AES-256 (AE-2):
 * 7-Zip opens them, the built-in tools of Windows and macOS do not.
 *
 * Names are ASCII, times are in Europe/Brussels. Equal input gives equal bytes when no passphrase
 * is set. Source: APPNOTE.TXT 6.3.9, sections 4.3 to 4.5; docs/decisions/0005-documents.md.
 */
#pragma once

#include "base/buf.h"

struct zip_entry {
    const char *name; /* ASCII, '/' between folders */
    struct str bytes;
    bool deflate; /* compress; false for data that is compressed already (PDF, another ZIP) */
};

struct zip_options {
    struct str passphrase; /* ptr NULL: not encrypted */
    int64_t made_ms;       /* time of all entries in ms UTC; years 1980 to 2107 */
};

/*
 * Writes a complete archive to out, which must be empty. arena provides scratch memory.
 * Errors: RC_TOO_LARGE when out is full, an entry exceeds 4 GiB or there are more than 1000
 * entries; RC_IO when a library fails.
 */
enum rc zip_write(struct arena *arena, const struct zip_entry *entries, size_t count,
                  const struct zip_options *options, struct buf *out) MUST_USE;
