/* Header row of a roster: recognises it and finds the position of each column. */
#include <string.h>

#include "format/roster_columns.h"

/* a row with this many of the required columns was meant as the header */
enum { HEADER_LIKE = 2 };

bool roster_is_required(bool school_known, enum roster_column column) {
    static const bool always[COLUMNS] = {
        [COLUMN_ROLL] = true, [COLUMN_FIRST] = true, [COLUMN_LAST] = true, [COLUMN_GROUP] = true};
    return always[column] || (column == COLUMN_SCHOOL && !school_known);
}

static void place_name(struct header *h, const struct header_cell *cell, int position) {
    enum roster_column column = cell->column;
    bool first = h->place[column] == 0;
    if (cell->weak && !first) return;
    bool better = !first && (h->weak[column] || cell->synonym < h->name[column]);
    if (!first && cell->synonym == h->name[column]) h->twice = position;
    if (first || better) {
        h->second[column] = h->weak[column] ? 0 : h->place[column];
        h->place[column] = position;
        h->name[column] = cell->synonym;
        h->weak[column] = cell->weak;
        return;
    }
    if (h->second[column] == 0) h->second[column] = position;
}

/* Uses another column with nearly the same meaning when a column is absent. */
static void borrow(struct header *h, enum roster_column column, enum roster_column from) {
    if (h->place[column] == 0) h->place[column] = h->place[from];
}

/* Returns "naam" for the first occurrence and "naam#2" for the second. */
static struct str unique_key(struct arena *arena, const struct header *h, size_t at,
                             struct str key) {
    int before = 1;
    for (size_t i = 0; i < at; i++) before += str_eq(h->cells[i].plain, key);
    return before == 1 ? key : str_format(arena, "%.*s#%d", STR_ARG(key), before);
}

static uint64_t add_hash(uint64_t hash, struct str text) {
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 1099511628211U;
    return (hash ^ '\n') * 1099511628211U; /* FNV-1a */
}

/* Returns the mapping that staff chose for this header; NULL when there is none. */
static const struct column_mapping *mapping_for(const struct header_rules *rules,
                                                struct str fingerprint) {
    for (size_t i = 0; i < rules->mapping_count; i++) {
        const struct column_mapping *m = &rules->mappings[i];
        if (m->fingerprint.len == 0 || str_eq(m->fingerprint, fingerprint)) return m;
    }
    return NULL;
}

/* Applies a mapping. A field with a chosen column is not searched by name. */
static void apply_choices(struct header *h, const struct column_mapping *mapping) {
    for (size_t i = 0; i < h->count; i++) {
        struct header_cell *cell = &h->cells[i];
        for (size_t c = 0; c < mapping->count; c++) {
            const struct column_choice *choice = &mapping->choices[c];
            if (!str_eq(choice->key, cell->key)) continue;
            if (cell->origin != ORIGIN_CHOICE) cell->column = COLUMNS;
            cell->origin = ORIGIN_CHOICE;
            h->by_choice = true;
            if (choice->column == COLUMNS) continue;
            if (h->place[choice->column] != 0) h->chosen_twice = choice->column;
            h->place[choice->column] = (int)i + 1;
            h->chosen[choice->column] = true;
            cell->also_group =
                cell->also_group || (choice->column == COLUMN_GROUP && cell->column != COLUMNS);
            if (!cell->also_group) cell->column = choice->column;
        }
    }
}

static void read_names(struct arena *arena, const struct header_rules *rules, struct header *h,
                       const struct str *fields, size_t count) {
    uint64_t hash = 14695981039346656037U;
    h->cells = ARENA_ARRAY(arena, struct header_cell, count);
    h->count = count;
    for (size_t i = 0; i < count; i++) {
        struct header_cell *cell = &h->cells[i];
        cell->plain = roster_header_key(arena, rules->rules, fields[i]);
        cell->key = unique_key(arena, h, i, cell->plain);
        cell->column = COLUMNS;
        hash = add_hash(hash, cell->key);
        if (str_eq(cell->plain, S("leeridgebruikersnaam"))) h->own = (int)i + 1;
    }
    h->fingerprint = str_format(arena, "%016llx", (unsigned long long)hash);
}

void roster_header_read(struct arena *arena, const struct header_rules *rules,
                        const struct str *fields, size_t count, struct header *ret_header) {
    struct header *h = ret_header;
    *h = (struct header){.chosen_twice = COLUMNS};
    while (count > 0 && str_trim(fields[count - 1]).len == 0) count--;
    read_names(arena, rules, h, fields, count);
    const struct column_mapping *mapping = mapping_for(rules, h->fingerprint);
    if (mapping != NULL) apply_choices(h, mapping);
    for (size_t i = 0; i < count; i++) {
        struct header_cell *cell = &h->cells[i];
        if (cell->origin == ORIGIN_CHOICE) continue;
        cell->synonym = roster_synonym_of(cell->plain, &cell->column, &cell->weak);
        if (cell->synonym < 0 || h->chosen[cell->column]) {
            cell->column = COLUMNS;
            continue;
        }
        cell->origin = ORIGIN_NAME;
        place_name(h, cell, (int)i + 1);
    }
    borrow(h, COLUMN_FIRST, COLUMN_CALL_NAME);
    borrow(h, COLUMN_GROUP, COLUMN_GROUP_NUMBER);
    if (h->place[COLUMN_LEVEL] != 0) borrow(h, COLUMN_GROUP, COLUMN_CLASS);
    for (int c = 0; c < COLUMNS; c++) {
        if (!roster_is_required(rules->school_known, (enum roster_column)c)) continue;
        h->found += h->place[c] != 0;
        h->missing += h->place[c] == 0;
    }
}

struct str roster_header_names(struct arena *arena, const struct header *h, bool school_known,
                               enum header_part part) {
    struct buf names = buf_make(arena, 500);
    for (int c = 0; c < COLUMNS; c++) {
        bool required = roster_is_required(school_known, (enum roster_column)c);
        bool wanted = part == HEADER_FOUND
                          ? h->place[c] != 0
                          : required && (part == HEADER_REQUIRED || h->place[c] == 0);
        if (!wanted) continue;
        if (names.len > 0) buf_c(&names, ", ");
        buf_c(&names, roster_titles[c]);
    }
    return buf_view(&names);
}

/* Keeps the row that most resembles a header. */
static void keep_nearest(struct roster_reading *r, const struct header *h, int line) {
    if (h->found <= r->nearest_found) return;
    bool school_known = r->reader->school != 0;
    r->nearest_line = line;
    r->nearest_found = h->found;
    r->nearest_missing = roster_header_names(r->messages->arena, h, school_known, HEADER_MISSING);
    r->nearest_has = roster_header_names(r->messages->arena, h, school_known, HEADER_FOUND);
}

/* Lists the names of the columns that are not used. */
static void list_ignored(struct roster_reading *r, const struct header *h,
                         const struct str *fields) {
    for (size_t i = 0; i < h->count; i++) {
        struct str clean;
        if (h->cells[i].column != COLUMNS || h->cells[i].also_group) continue;
        if (text_clean(r->row_arena, text_visible(r->row_arena, fields[i]), NAME_MAX_CHARS,
                       &clean) != TEXT_FINE ||
            clean.len == 0)
            continue;
        if (r->ignored.len > 0) buf_c(&r->ignored, ", ");
        buf_str(&r->ignored, clean);
    }
}

bool roster_header_take(struct roster_reading *r, int line, const struct str *fields,
                        size_t count) {
    const struct roster_reader *reader = r->reader;
    const struct header_rules rules = {.rules = reader->rules,
                                       .school_known = reader->school != 0,
                                       .mappings = reader->mappings,
                                       .mapping_count = reader->mapping_count};
    struct header h;
    roster_header_read(r->row_arena, &rules, fields, count, &h);
    if (h.missing > 0) {
        keep_nearest(r, &h, line);
        return false;
    }
    if (h.own != 0) roster_message_add(r->messages, ROSTER_OWN_WORKBOOK, line, h.own, S(""));
    if (h.twice != 0)
        roster_message_add(r->messages, ROSTER_COLUMN_TWICE, line, h.twice,
                           str_trim(fields[h.twice - 1]));
    if (h.chosen_twice != COLUMNS)
        roster_message_add(r->messages, ROSTER_CHOSEN_TWICE, line, h.place[h.chosen_twice],
                           str_of(roster_titles[h.chosen_twice]));
    r->header_flaws += r->messages->total;
    memcpy(r->place, h.place, sizeof h.place);
    memcpy(r->second, h.second, sizeof h.second);
    list_ignored(r, &h, fields);
    return r->has_header = true;
}

void roster_header_missing(struct roster_reading *r, int line) {
    struct roster_messages *messages = r->messages;
    size_t at = messages->count;
    if (r->nearest_found >= HEADER_LIKE) {
        roster_message_add(messages, ROSTER_NO_COLUMNS, r->nearest_line, 1, r->nearest_missing);
        if (at < messages->count) messages->items[at].also = r->nearest_has;
        return;
    }
    const struct header none = {.found = 0};
    roster_message_add(
        messages, ROSTER_NO_HEADER, line, 1,
        roster_header_names(messages->arena, &none, r->reader->school != 0, HEADER_REQUIRED));
}
