#include "format/xml.h"

#include <expat.h>
#include <string.h>

enum { DEPTH_MAX = 64, TOKEN_MAX = 1 << 20 };

struct reading {
    const struct xml_events *events;
    struct table_flaw *flaw;
    XML_Parser parser;
    int depth;
    enum rc rc;
};

static void stop(struct reading *r, enum rc rc) {
    if (r->rc != RC_OK || rc == RC_OK) return;
    r->rc = rc;
    XML_StopParser(r->parser, XML_FALSE);
}

static void report_flaw(struct reading *r, enum table_flaw_code code) {
    int line = (int)XML_GetCurrentLineNumber(r->parser);
    if (r->rc == RC_OK) stop(r, table_flawed(r->flaw, code, line, 1));
}

static const char *local_name(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

const char *xml_attribute(const char *const *attributes, const char *local) {
    for (; attributes[0] != NULL; attributes += 2)
        if (strcmp(local_name(attributes[0]), local) == 0) return attributes[1];
    return "";
}

/* Reports a start tag. After a stop in a start tag, expat still reports the end of an empty
 * element; that is ignored. */
static void begin(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct reading *r = context;
    if (r->rc != RC_OK) return;
    if (++r->depth > DEPTH_MAX) return report_flaw(r, TABLE_XML);
    int line = (int)XML_GetCurrentLineNumber(r->parser);
    stop(r, r->events->begin(r->events->context, local_name(name), (const char *const *)attributes,
                             line));
}

static void end(void *context, const XML_Char *name) {
    struct reading *r = context;
    if (r->rc != RC_OK) return;
    r->depth--;
    stop(r, r->events->end(r->events->context, local_name(name)));
}

static void text(void *context, const XML_Char *bytes, int len) {
    struct reading *r = context;
    if (r->rc != RC_OK) return;
    stop(r, r->events->text(r->events->context, (struct str){bytes, (size_t)len}));
}

static void no_doctype(void *context, const XML_Char *name, const XML_Char *sysid,
                       const XML_Char *pubid, int internal) {
    (void)name, (void)sysid, (void)pubid, (void)internal;
    report_flaw(context, TABLE_XML);
}

static bool is_early_end(XML_Parser parser) {
    enum XML_Error error = XML_GetErrorCode(parser);
    return error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN ||
           error == XML_ERROR_PARTIAL_CHAR || error == XML_ERROR_UNCLOSED_CDATA_SECTION;
}

static void parse(struct reading *r, const struct byte_input *in, char *chunk) {
    int64_t total = 0;
    for (ssize_t len = 1; len != 0 && r->rc == RC_OK;) {
        len = in->read(in->context, chunk, INPUT_CHUNK);
        if (len < 0) return report_flaw(r, len == -2 ? TABLE_TOO_LARGE : TABLE_CANNOT_OPEN);
        total += len;
        bool parsed = XML_Parse(r->parser, chunk, (int)len, len == 0) == XML_STATUS_OK;
        if (!parsed) report_flaw(r, is_early_end(r->parser) ? TABLE_CUT : TABLE_XML);
        if (r->rc == RC_OK && total - XML_GetCurrentByteIndex(r->parser) > TOKEN_MAX)
            report_flaw(r, TABLE_TOO_LARGE);
    }
}

enum rc xml_read(const struct byte_input *in, const struct xml_events *events,
                 struct table_flaw *ret_flaw) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    char *chunk = arena_alloc(arena, INPUT_CHUNK);
    struct reading r = {.events = events, .flaw = ret_flaw, .parser = XML_ParserCreate(NULL)};
    ENSURE(r.parser != NULL, RC_IO);
    if (!in->rewind(in->context)) report_flaw(&r, TABLE_CANNOT_OPEN);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, begin, end);
    XML_SetCharacterDataHandler(r.parser, text);
    XML_SetStartDoctypeDeclHandler(r.parser, no_doctype);
    parse(&r, in, chunk);
    XML_ParserFree(r.parser);
    return r.rc;
}
