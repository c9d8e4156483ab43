#include "format/table_kind.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, OLE_MAX = 64 << 20, NAME_MAX_BYTES = 40 };

/* File types that are sent by mistake, recognised by their first bytes. */
static const struct {
    size_t at;
    const char *bytes;
    enum table_flaw_code code;
} others[] = {
    {0, "\x89PNG", TABLE_IMAGE},
    {0, "\xFF\xD8\xFF", TABLE_IMAGE},
    {0, "GIF8", TABLE_IMAGE},
    {8, "WEBPVP8", TABLE_IMAGE},
    {0, "II*", TABLE_IMAGE},
    {0, "%PDF-", TABLE_PDF},
    {0, "{\\rtf", TABLE_OLD_WORD},
    {30, "mimetypeapplication/vnd.oasis.opendocument", TABLE_OPEN_DOCUMENT},
    {0, "MIME-Version: 1.0", TABLE_WEB_PAGE}, /* .mht: a page with its pictures */
    {30, "LeerID-", TABLE_OWN_ARCHIVE},       /* name of the first entry of the ZIP */
    {0, "\x1F\x8B", TABLE_ARCHIVE},
    {0, "7z\xBC\xAF", TABLE_ARCHIVE},
    {0, "Rar!", TABLE_ARCHIVE},
    {0,
     "\xFD"
     "7zXZ",
     TABLE_ARCHIVE},
    {0,
     "\x7F"
     "ELF",
     TABLE_PROGRAM},
    {0, "MZ\x90", TABLE_PROGRAM},
    {0, "SQLite format 3", TABLE_PROGRAM},
};

static enum table_flaw_code other_kind(struct str head) {
    for (size_t i = 0; i < COUNT(others); i++)
        if (str_starts(str_sub(head, others[i].at, head.len), str_of(others[i].bytes)))
            return others[i].code;
    return TABLE_FINE;
}

/* Names of streams in an OLE file, in UTF-16. */
static const struct {
    struct str name;
    enum table_flaw_code code;
} ole_streams[] = {
    {S("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), TABLE_ENCRYPTED},
    {S("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), TABLE_OLD_WORD},
};

/* Returns what an OLE file contains. The table of its streams can be anywhere in the file. */
static enum table_flaw_code ole_kind(int fd) {
    enum { OVERLAP = 64 };
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    char *chunk = arena_alloc(arena, CHUNK);
    ssize_t len;
    for (off_t at = 0; at < OLE_MAX && (len = pread(fd, chunk, CHUNK, at)) > OVERLAP;
         at += len - OVERLAP)
        for (size_t i = 0; i < COUNT(ole_streams); i++)
            if (memmem(chunk, (size_t)len, ole_streams[i].name.ptr, ole_streams[i].name.len))
                return ole_streams[i].code;
    return TABLE_OLD_EXCEL;
}

static struct str after(struct str text, const char *end) {
    const char *found = memmem(text.ptr, text.len, end, strlen(end));
    return found == NULL ? S("")
                         : str_sub(text, (size_t)(found - text.ptr) + strlen(end), text.len);
}

/* Returns the local name of an element at this position. */
static struct str name_at(struct str text, size_t from) {
    size_t to = from;
    while (to < text.len && to < NAME_MAX_BYTES && strchr(" \t\r\n/>[", text.ptr[to]) == NULL) {
        if (text.ptr[to] == ':') from = to + 1;
        to++;
    }
    return str_sub(text, from, to - from);
}

/* Returns the local name of the first element; "" when the text is not markup. */
static struct str first_element(struct str text) {
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_sub(text, 3, text.len);
    text = str_trim(text);
    for (int i = 0; i < 20 && (str_starts(text, S("<?")) || str_starts(text, S("<!"))); i++) {
        bool comment = str_starts(text, S("<!--"));
        if (str_starts(text, S("<!D")) || str_starts(text, S("<!d"))) { /* names the element */
            struct str type = str_trim(str_sub(text, 9, NAME_MAX_BYTES));
            return name_at(type, 0);
        }
        text = str_trim(after(text, comment ? "-->" : ">"));
    }
    if (text.len < 2 || text.ptr[0] != '<') return S("");
    return name_at(text, 1);
}

static enum table_kind markup_kind(struct str element) {
    static const char *const html[] = {
        "html", "head", "body", "meta", "title",  "style",  "table", "div", "tr", "thead", "p",
        "br",   "b",    "font", "span", "script", "center", "link",  "h1",  "h2", "h3"};
    if (element.len == 0) return TABLE_KIND_CSV;
    for (size_t i = 0; i < COUNT(html); i++)
        if (str_eq_ascii_nocase(element, str_of(html[i]))) return TABLE_KIND_HTML;
    return str_eq(element, S("Workbook")) ? TABLE_KIND_SHEET_XML : TABLE_KIND_XML;
}

enum table_kind table_kind_of_text(struct str head) {
    return markup_kind(first_element(head));
}

enum table_kind table_kind_of(int fd, struct str head, enum table_flaw_code *ret_code) {
    *ret_code = other_kind(head);
    if (str_starts(head, S("PK\3\4"))) return TABLE_KIND_ZIP;
    if (str_starts(head, S("\xD0\xCF\x11\xE0"))) *ret_code = ole_kind(fd);
    return table_kind_of_text(head);
}
