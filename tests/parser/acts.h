/* Misbehaviour of a compromised reader in the child: the table acts[]. */
#pragma once

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/image.h"
#include "format/table.h"
#include "parse/frames.h"

static void send_bytes(const void *bytes, size_t len) {
    for (size_t at = 0; at < len;) {
        ssize_t wrote = write(STDOUT_FILENO, (const char *)bytes + at, len - at);
        if (wrote <= 0) _exit(0);
        at += (size_t)wrote;
    }
}

static void send_frame(uint32_t len, uint32_t kind, const void *payload, size_t payload_len) {
    const uint32_t head[] = {len, kind};
    send_bytes(head, sizeof head);
    send_bytes(payload, payload_len);
}

/* Sends a row of one field as it is encoded on the pipe. */
static void send_row(int32_t line, uint32_t count, uint16_t field_len, size_t bytes) {
    static char payload[70000];
    memcpy(payload, &line, 4);
    memcpy(payload + 4, &count, 4);
    memcpy(payload + 8, &field_len, 2);
    send_frame((uint32_t)(10 + bytes), FRAME_ROW, payload, 10 + bytes);
}

static void send_end(int32_t rc, int32_t code, size_t bytes) {
    const int32_t end[] = {rc, code, -5, 1123469796};
    send_frame((uint32_t)bytes, FRAME_END, end, bytes);
}

__attribute__((unused)) static void crash(void) {
    *(volatile int *)NULL = 1;
}
static void take_all_memory(void) {
    for (struct arena *endless = arena_create((size_t)1 << 40, false);;)
        memset(arena_alloc(endless, 1 << 20), 1, 1 << 20);
}
static void spin(void) {
    for (volatile int i = 0;; i = !i) continue;
}
static void wait_for_ever(void) {
    pause();
}
static void say_nothing(void) {
    _exit(0);
}
static void flood(void) {
    static char payload[8 + 2 * TABLE_COLUMNS_MAX + TABLE_COLUMNS_MAX * TABLE_FIELD_MAX];
    const uint32_t count = TABLE_COLUMNS_MAX;
    const uint16_t len = TABLE_FIELD_MAX;
    memcpy(payload + 4, &count, 4);
    for (size_t i = 0; i < count; i++) memcpy(payload + 8 + 2 * i, &len, 2);
    for (int32_t line = 1;; line++) {
        memcpy(payload, &line, 4);
        send_frame(sizeof payload, FRAME_ROW, payload, sizeof payload);
    }
}
static void flood_with_garbage(void) {
    for (char bytes[4096] = {0x7f};; bytes[9]++) send_bytes(bytes, sizeof bytes);
}
static void send_long_frame(void) {
    send_frame(FRAME_MAX + 1, FRAME_ROW, "", 0);
}
static void send_longest_frame(void) {
    send_frame(UINT32_MAX, FRAME_ROW, "", 0);
}
static void send_unknown_kind(void) {
    send_frame(0, 99, "", 0);
}
static void send_ready_again(void) {
    send_frame(0, FRAME_READY, "", 0);
}
static void send_half_a_frame(void) {
    send_frame(100, FRAME_ROW, "x", 1);
    _exit(0);
}
static void send_empty_row(void) {
    send_frame(0, FRAME_ROW, "", 0);
}
static void send_line_zero(void) {
    send_row(0, 1, 0, 0);
}
static void send_line_back(void) {
    send_row(5, 1, 0, 0);
    send_row(4, 1, 0, 0);
}
static void send_line_beyond(void) {
    send_row(TABLE_ROWS_MAX + 1, 1, 0, 0);
}
static void send_no_field(void) {
    send_row(1, 0, 0, 0);
}
static void send_201_fields(void) {
    send_row(1, 201, 0, 2000);
}
static void send_count_beyond(void) {
    send_row(1, UINT32_MAX, 0, 0);
}
static void send_field_beyond(void) {
    send_row(1, 1, 100, 99);
}
static void send_bytes_behind(void) {
    send_row(1, 1, 100, 101);
}
static void send_long_field(void) {
    send_row(1, 1, TABLE_FIELD_MAX + 1, TABLE_FIELD_MAX + 1);
}
static void send_longest_field(void) {
    send_row(1, 1, UINT16_MAX, UINT16_MAX);
}
static void send_end_of_nothing(void) {
    send_end(99, 0, 16);
}
static void send_end_of_flawless(void) {
    send_end(RC_INVALID, TABLE_FINE, 16);
}
static void send_end_of_flaw_999(void) {
    send_end(RC_INVALID, 999, 16);
}
static void send_end_below(void) {
    send_end(RC_INVALID, -1, 16);
}
static void send_short_end(void) {
    send_end(RC_OK, 0, 8);
}
/* A note as it is encoded on the pipe. */
static void send_note(int32_t code, int32_t line, int32_t count, size_t detail) {
    static char payload[16 + TABLE_NOTE_DETAIL_MAX + 1];
    const int32_t head[] = {code, line, 1, count};
    memcpy(payload, head, sizeof head);
    send_frame((uint32_t)(sizeof head + detail), FRAME_NOTE, payload, sizeof head + detail);
}
static void send_short_note(void) {
    send_frame(15, FRAME_NOTE, "123456789012345", 15);
}
static void send_note_99(void) {
    send_note(TABLE_NOTES, 1, 1, 0);
}
static void send_note_below(void) {
    send_note(-1, 1, 1, 0);
}
static void send_note_line_beyond(void) {
    send_note(TABLE_NOTE_FORMAT, TABLE_ROWS_MAX + 2, 1, 0);
}
static void send_note_count_below(void) {
    send_note(TABLE_NOTE_FORMAT, 1, -1, 0);
}
static void send_long_note(void) {
    send_note(TABLE_NOTE_FORMAT, 1, 1, TABLE_NOTE_DETAIL_MAX + 1);
}
static void flood_with_notes(void) {
    for (;;) send_note(TABLE_NOTE_FORMAT, 1, 1, TABLE_NOTE_DETAIL_MAX);
}
static void send_places(void) {
    send_end(RC_INVALID, TABLE_QUOTES, 16);
    _exit(0);
}

/*
 * Sends an image as it is encoded on the pipe: result, flaw, and bytes that start as a PNG of that
 * size.
 */
static void send_image(int32_t rc, int32_t flaw, unsigned char side, size_t bytes) {
    static char payload[FRAME_MAX] = "________\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    memcpy(payload, &rc, 4);
    memcpy(payload + 4, &flaw, 4);
    payload[8 + 19] = payload[8 + 23] = (char)side;
    send_frame((uint32_t)(8 + bytes), FRAME_IMAGE, payload, 8 + bytes);
}
static void send_image_as_table(void) {
    send_image(RC_OK, IMAGE_FINE, 1, 33);
}
static void send_short_image(void) {
    send_frame(4, FRAME_IMAGE, "abcd", 4);
}
static void send_image_of_no_bytes(void) {
    send_image(RC_OK, IMAGE_FINE, 1, 0);
}
static void send_half_a_header(void) {
    send_image(RC_OK, IMAGE_FINE, 1, 32);
}
static void send_image_of_no_pixels(void) {
    send_image(RC_OK, IMAGE_FINE, 0, 33);
}
static void send_long_image(void) {
    send_image(RC_OK, IMAGE_FINE, 1, IMAGE_BYTES_MAX + 1);
}
static void send_fine_image_with_flaw(void) {
    send_image(RC_OK, IMAGE_CUT, 1, 33);
}
static void send_flawed_image_with_bytes(void) {
    send_image(RC_INVALID, IMAGE_CUT, 1, 33);
}
static void send_image_flaw_999(void) {
    send_image(RC_INVALID, 999, 1, 0);
}
static void send_image_flaw_none(void) {
    send_image(RC_INVALID, IMAGE_FINE, 1, 0);
}
static void send_image_rc_99(void) {
    send_image(99, IMAGE_FINE, 1, 33);
}
static void send_web_page(void) {
    static const char page[] = "\0\0\0\0\0\0\0\0<html><script>alert(1)</script></html>____";
    send_frame(sizeof page - 1, FRAME_IMAGE, page, sizeof page - 1);
}

/* For readers of images. why: text in the log. */
static const struct {
    const char *name;
    void (*act)(void);
    const char *why;
} image_acts[] = {
    {"spin", spin, "kind=image"},
    {"say_nothing", say_nothing, "kind=image why=exit"},
    {"flood_with_garbage", flood_with_garbage, "kind=image why=frames"},
    {"send_long_frame", send_long_frame, "kind=image why=frames"},
    {"send_row", send_no_field, "kind=image why=frames"},
    {"send_end", send_places, "kind=image why="},
    {"send_short_image", send_short_image, "kind=image why=frames"},
    {"send_image_of_no_bytes", send_image_of_no_bytes, "kind=image why=frames"},
    {"send_half_a_header", send_half_a_header, "kind=image why=frames"},
    {"send_image_of_no_pixels", send_image_of_no_pixels, "kind=image why=frames"},
    {"send_long_image", send_long_image, "kind=image why=frames"},
    {"send_fine_image_with_flaw", send_fine_image_with_flaw, "kind=image why=frames"},
    {"send_flawed_image_with_bytes", send_flawed_image_with_bytes, "kind=image why=frames"},
    {"send_image_flaw_999", send_image_flaw_999, "kind=image why=frames"},
    {"send_image_flaw_none", send_image_flaw_none, "kind=image why=frames"},
    {"send_image_rc_99", send_image_rc_99, "kind=image why=frames"},
    {"send_web_page", send_web_page, "kind=image why=frames"},
};

/* why: text in the log; NULL: no log line. */
static const struct {
    const char *name;
    void (*act)(void);
    enum table_flaw_code code;
    const char *why;
} acts[] = {
#ifndef LEERID_SANITIZED /* there, cmocka's signal handler, through which reports go, would        \
                            continue */
    {"crash", crash, TABLE_UNREADABLE, "why=signal number=11"},
#endif
    {"take_all_memory", take_all_memory, TABLE_UNREADABLE,
     "event=parse_failed level=warning kind=table why="},
    {"spin", spin, TABLE_UNREADABLE, "file_bytes"},
    {"say_nothing", say_nothing, TABLE_UNREADABLE, "why=exit"},
    {"flood", flood, TABLE_UNREADABLE, "why=frames"},
    {"flood_with_garbage", flood_with_garbage, TABLE_UNREADABLE, "why=frames"},
    {"send_long_frame", send_long_frame, TABLE_UNREADABLE, "why=frames"},
    {"send_longest_frame", send_longest_frame, TABLE_UNREADABLE, "why=frames"},
    {"send_unknown_kind", send_unknown_kind, TABLE_UNREADABLE, "why=frames"},
    {"send_ready_again", send_ready_again, TABLE_UNREADABLE, "why=frames"},
    {"send_half_a_frame", send_half_a_frame, TABLE_UNREADABLE, "why=exit"},
    {"send_image_as_table", send_image_as_table, TABLE_UNREADABLE, "why=frames"},
    {"send_empty_row", send_empty_row, TABLE_UNREADABLE, "why=frames"},
    {"send_line_zero", send_line_zero, TABLE_UNREADABLE, "why=frames"},
    {"send_line_back", send_line_back, TABLE_UNREADABLE, "why=frames"},
    {"send_line_beyond", send_line_beyond, TABLE_UNREADABLE, "why=frames"},
    {"send_no_field", send_no_field, TABLE_UNREADABLE, "why=frames"},
    {"send_201_fields", send_201_fields, TABLE_UNREADABLE, "why=frames"},
    {"send_count_beyond", send_count_beyond, TABLE_UNREADABLE, "why=frames"},
    {"send_field_beyond", send_field_beyond, TABLE_UNREADABLE, "why=frames"},
    {"send_bytes_behind", send_bytes_behind, TABLE_UNREADABLE, "why=frames"},
    {"send_long_field", send_long_field, TABLE_UNREADABLE, "why=frames"},
    {"send_longest_field", send_longest_field, TABLE_UNREADABLE, "why=frames"},
    {"send_end_of_nothing", send_end_of_nothing, TABLE_UNREADABLE, "why=frames"},
    {"send_end_of_flawless", send_end_of_flawless, TABLE_UNREADABLE, "why=frames"},
    {"send_end_of_flaw_999", send_end_of_flaw_999, TABLE_UNREADABLE, "why=frames"},
    {"send_end_below", send_end_below, TABLE_UNREADABLE, "why=frames"},
    {"send_short_end", send_short_end, TABLE_UNREADABLE, "why=frames"},
    {"send_short_note", send_short_note, TABLE_UNREADABLE, "why=frames"},
    {"send_note_99", send_note_99, TABLE_UNREADABLE, "why=frames"},
    {"send_note_below", send_note_below, TABLE_UNREADABLE, "why=frames"},
    {"send_note_line_beyond", send_note_line_beyond, TABLE_UNREADABLE, "why=frames"},
    {"send_note_count_below", send_note_count_below, TABLE_UNREADABLE, "why=frames"},
    {"send_long_note", send_long_note, TABLE_UNREADABLE, "why=frames"},
    {"flood_with_notes", flood_with_notes, TABLE_UNREADABLE, "why=frames"},
    {"send_places", send_places, TABLE_QUOTES, NULL},
};
