/* Informat export: XML with the elements wsLeerling (persons) and wsInschrijving (enrolments), in
 * one file or in two, joined on pointer = p_persoon. Enrolments that contain the names need no
 * persons. The enclosing elements are not interpreted. */
#include "base/buf.h"
#include "format/package.h"
#include "format/xml.h"

/* Elements of both records with the columns they fill. The first non-empty one in a record wins. */
static const struct {
    const char *element;
    enum roster_column column;
} fields[] = {
    {"instelnr", COLUMN_SCHOOL},
    {"Stamnr", COLUMN_ROLL},
    {"Stamnr_kort", COLUMN_ROLL},
    {"Voornaam", COLUMN_FIRST},
    {"nickname", COLUMN_CALL_NAME},
    {"roepnaam", COLUMN_CALL_NAME},
    {"Naam", COLUMN_LAST},
    {"afdelingsjaar", COLUMN_GROUP},
    {"nr_admgr", COLUMN_GROUP_NUMBER},
    {"nrAdmgrp", COLUMN_GROUP_NUMBER},
    {"Klascode", COLUMN_CLASS},
    {"Klas", COLUMN_CLASS},
    {"hfdstructuur", COLUMN_LEVEL},
    {"geboortedatum", COLUMN_BIRTH},
    {"geslacht", COLUMN_SEX},
    {"rijksregnr", COLUMN_NUMBER},
    {"rijksregisternr", COLUMN_NUMBER},
    {"bisnr", COLUMN_NUMBER},
    {"begindatum", COLUMN_BEGIN},
    {"einddatum", COLUMN_END},
    {"vestCode", COLUMN_SITE},
};
enum { KEY = COLUMNS, STATUS, VALUES }; /* further values of a record, after the columns */

enum record { NO_RECORD, PERSON, ENROLMENT };

struct reading {
    struct package *package;
    struct keyed *persons; /* VALUES texts by pointer */
    enum record wanted, record;
    int depth, line, place; /* place: index of the open element's value; -1: none */
    size_t found, strays;
    int stray_line;
    struct arena *arena; /* memory of the current record */
    struct buf text;
    struct str values[VALUES];
};

static int place_of(struct str element) {
    if (str_eq_ascii_nocase(element, S("pointer")) || str_eq_ascii_nocase(element, S("p_persoon")))
        return KEY;
    if (str_eq_ascii_nocase(element, S("status"))) return STATUS;
    for (size_t i = 0; i < COUNT(fields); i++)
        if (str_eq_ascii_nocase(element, str_of(fields[i].element))) return (int)fields[i].column;
    return -1;
}

static enum rc begin(void *context, const char *name, const char *const *attributes, int line) {
    struct reading *r = context;
    struct str element = str_of(name);
    (void)attributes;
    r->depth++;
    if (r->record == NO_RECORD) {
        bool person = str_eq_ascii_nocase(element, S("wsLeerling"));
        if (!person && !str_eq_ascii_nocase(element, S("wsInschrijving"))) return RC_OK;
        r->record = person ? PERSON : ENROLMENT;
        r->depth = 0;
        r->line = line;
        arena_reset(r->arena);
        for (int i = 0; i < VALUES; i++) r->values[i] = S("");
        return RC_OK;
    }
    r->place = r->depth == 1 ? place_of(element) : -1;
    r->text = buf_make(r->arena, TABLE_FIELD_MAX);
    return RC_OK;
}

static enum rc text(void *context, struct str piece) {
    struct reading *r = context;
    if (r->record == NO_RECORD || r->place < 0) return RC_OK;
    buf_str(&r->text, piece);
    return r->text.overflow ? table_flawed(r->package->flaw, TABLE_FIELD_TOO_LONG, r->line, 1)
                            : RC_OK;
}

/* Sends an enrolment, completed with values of its person. Status 0 means realised; other
 * enrolments are skipped. */
static enum rc send_enrolment(struct reading *r) {
    const struct str *person = keyed_find(r->persons, r->values[KEY]);
    struct str status = r->values[STATUS];
    if (status.len > 0 && !str_eq(status, S("0"))) return RC_OK;
    for (int c = 0; c < COLUMNS && person != NULL; c++)
        if (r->values[c].len == 0) r->values[c] = person[c];
    if (person == NULL && r->values[COLUMN_LAST].len == 0) {
        if (r->strays++ == 0) r->stray_line = r->line;
        return RC_OK;
    }
    return package_emit(r->package, r->line, r->values);
}

static enum rc end(void *context, const char *name) {
    struct reading *r = context;
    (void)name;
    if (r->record == NO_RECORD) return RC_OK;
    if (r->depth-- > 0) {
        struct str value = str_trim(buf_view(&r->text));
        if (r->place >= 0 && value.len > 0 && r->values[r->place].len == 0)
            r->values[r->place] = value;
        if (r->place >= 0 && r->place < COLUMNS && r->wanted == NO_RECORD)
            r->package->has[r->place] = true;
        r->place = -1;
        return RC_OK;
    }
    enum record record = r->record;
    r->record = NO_RECORD;
    r->found += record == ENROLMENT;
    if (record == ENROLMENT) return r->wanted == ENROLMENT ? send_enrolment(r) : RC_OK;
    if (r->wanted == NO_RECORD) keyed_put(r->persons, r->values[KEY], r->values, VALUES);
    bool over = arena_is_over(r->package->arena);
    return over ? package_flawed(r->package, TABLE_TOO_LARGE) : RC_OK;
}

static enum rc read_file(void *context, const struct byte_input *in) {
    struct reading *r = context;
    const struct xml_events events = {begin, end, text, r};
    r->record = NO_RECORD;
    r->place = -1;
    return xml_read(in, &events, r->package->flaw);
}

static const char *recognise(const struct package *p) {
    for (size_t i = 0; i < p->count; i++)
        if (p->files[i].kind != TABLE_KIND_XML) return NULL;
    return p->count == 1 || p->count == 2 ? "Informat" : NULL;
}

/* Reads the export in two passes: the first collects the persons and the columns, the second sends
 * the enrolments. */
static enum rc read(struct package *p) {
    struct arena *arena CLEANUP(arena_destroy_at) = arena_create(1 << 20, true);
    struct reading r = {.package = p,
                        .persons = keyed_create(p->arena, sizeof(struct str[VALUES])),
                        .arena = arena};
    for (size_t i = 0; i < p->count; i++) TRY(package_read_part(p, (int)i, read_file, &r));
    if (r.found == 0) return package_flawed(p, TABLE_XML);
    r.wanted = ENROLMENT;
    for (size_t i = 0; i < p->count; i++) TRY(package_read_part(p, (int)i, read_file, &r));
    if (r.strays > 0)
        package_note(p, TABLE_NOTE_DANGLING, r.stray_line, (int)r.strays, S("p_persoon"));
    return RC_OK;
}

const struct package_format package_informat = {recognise, read};
