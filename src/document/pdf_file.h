/*
 * PDF file structure: numbered objects, object streams that compress small objects together, and
 * the cross-reference table. Private to src/document. Source: ISO 32000-1, 7.5.
 */
#pragma once

#include "base/buf.h"

enum { SMALL_OBJECTS = 250 /* objects per object stream */ };

struct object;
struct libdeflate_compressor;
struct pdf_file {
    struct arena *arena, *scratch; /* scratch is reset at each page */
    struct buf *out;
    struct libdeflate_compressor *deflate;
    struct object *objects;
    uint32_t count, room;
    struct buf small; /* text of the objects that go into the next object stream */
    uint32_t small_ids[SMALL_OBJECTS];
    size_t small_ends[SMALL_OBJECTS], small_count;
    struct buf packed; /* the latest stream, compressed */
};

/* Starts a file in out. pdf_file_close() releases the compressor and the scratch arena. */
struct pdf_file pdf_file_begin(struct arena *arena, struct buf *out);
/* Writes the waiting objects and the cross-reference table. Errors: RC_TOO_LARGE. */
enum rc pdf_file_end(struct pdf_file *file, uint32_t catalog_id, uint32_t info_id) MUST_USE;
void pdf_file_close(struct pdf_file *file);

/* Reserves an object number; each must be written later. */
uint32_t object_new(struct pdf_file *file);
/*
 * Write an object at once: a compressed stream, an uncompressed stream, or a small object that goes
 * into an object stream. entries are additional keys of the stream dictionary.
 */
void object_stream(struct pdf_file *file, uint32_t id, const char *entries, struct str bytes);
void object_plain_stream(struct pdf_file *file, uint32_t id, const char *entries, struct str bytes);
void object_small(struct pdf_file *file, uint32_t id, struct str text);
/* Ends a small object whose text the caller appended to file->small. */
void object_small_end(struct pdf_file *file, uint32_t id);
/* Writes a small object from a format string. */
#define OBJECT_SMALL(file, id, ...)                                                                \
    object_small((file), (id), str_format((file)->scratch, __VA_ARGS__))

void pdf_reference(struct buf *out, const char *before, uint32_t id); /* "before7 0 R" */
void pdf_hex(struct buf *out, uint32_t unit);                         /* four hexadecimal digits */
/* A string of the file itself, such as the title: UTF-16BE in hexadecimal. */
void pdf_text_string(struct buf *out, struct str text);
void pdf_ascii_string(struct buf *out, struct str text); /* "(…)"; other bytes as octal escapes */
