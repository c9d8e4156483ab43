/* The file around a PDF's content: numbered objects, small ones packed together in compressed
 * object streams, the table of where each stands. Inside src/document only. Source: ISO
 * 32000-1, 7.5. */
#pragma once

#include "base/buf.h"

enum { SMALL_OBJECTS = 250 /* in one object stream */ };

struct object;
struct libdeflate_compressor;
struct pdf_file {
    struct arena *arena, *scratch; /* scratch: until the page ends */
    struct buf *out;
    struct libdeflate_compressor *deflate;
    struct object *objects;
    uint32_t count, room;
    struct buf small; /* objects that wait for the next object stream */
    uint32_t small_ids[SMALL_OBJECTS];
    size_t small_ends[SMALL_OBJECTS], small_count;
    struct buf packed; /* the last stream, compressed */
};

struct pdf_file pdf_file_begin(struct arena *arena, struct buf *out);
enum rc pdf_file_end(struct pdf_file *file, uint32_t catalog_id, uint32_t info_id) MUST_USE;
void pdf_file_close(struct pdf_file *file);

uint32_t object_new(struct pdf_file *file);
void object_stream(struct pdf_file *file, uint32_t id, const char *entries,
                   struct str bytes); /* compressed */
void object_plain_stream(struct pdf_file *file, uint32_t id, const char *entries, struct str bytes);
void object_small(struct pdf_file *file, uint32_t id, struct str text);
/* Ends the object whose text was just written to file->small. */
void object_small_end(struct pdf_file *file, uint32_t id);
#define OBJECT_SMALL(file, id, ...)                                                                \
    object_small((file), (id), str_format((file)->scratch, __VA_ARGS__))

void pdf_reference(struct buf *out, const char *before, uint32_t id); /* "before7 0 R" */
void pdf_hex(struct buf *out, uint32_t unit);                         /* four digits */
void pdf_text_string(struct buf *out,
                     struct str text); /* strings of the file itself: UTF-16BE in hexadecimal */
void pdf_ascii_string(struct buf *out, struct str text); /* "(…)", other bytes as octal */
