/* Proposes a column mapping for a file from its first rows. */
#include "format/roster_mapping.h"

#include "format/roster_columns.h"

enum { KEPT_ROWS = HEADER_ROWS + MAPPING_SAMPLES, KEPT_ARENA = 64 << 20, CHOICES_MAX = 400 };

struct str roster_choices_write(struct arena *arena, const struct column_choice *choices,
                                size_t count) {
    struct buf out = buf_make(arena, 2000);
    for (size_t i = 0; i < count; i++)
        buf_format(&out, "%.*s=%s\n", STR_ARG(choices[i].key),
                   choices[i].column == COLUMNS ? "" : roster_titles[choices[i].column]);
    return buf_view(&out);
}

void roster_choices_read(struct arena *arena, const struct text_rules *rules, struct str text,
                         const struct column_choice **ret_choices, size_t *ret_count) {
    struct column_choice *choices = ARENA_ARRAY(arena, struct column_choice, CHOICES_MAX);
    size_t count = 0;
    bool more = text.len > 0;
    while (more && count < CHOICES_MAX) {
        struct str line = str_cut(&text, '\n', &more);
        bool found;
        struct str key = str_cut(&line, '=', &found);
        if (!found || key.len == 0) continue;
        enum roster_column column =
            line.len == 0 ? COLUMNS : roster_column_of_title(roster_header_key(arena, rules, line));
        if (line.len == 0 || column != COLUMNS)
            choices[count++] = (struct column_choice){str_copy(arena, key), column};
    }
    *ret_choices = choices;
    *ret_count = count;
}

struct kept_row {
    int line;
    size_t count;
    struct str *fields;
};

struct proposing {
    struct arena *arena;
    struct kept_row kept[KEPT_ROWS];
    size_t count; /* rows kept */
    size_t rows;  /* rows that are not blank */
    struct str sheet;
};

static bool is_blank(const struct str *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_trim(fields[i]).len > 0) return false;
    return true;
}

static enum rc keep_row(void *context, int line, const struct str *fields, size_t count) {
    struct proposing *p = context;
    if (is_blank(fields, count)) return RC_OK;
    p->rows++;
    if (p->count == KEPT_ROWS) return RC_OK;
    struct kept_row *row = &p->kept[p->count++];
    *row = (struct kept_row){line, count, ARENA_ARRAY(p->arena, struct str, count)};
    for (size_t i = 0; i < count; i++) row->fields[i] = str_copy(p->arena, fields[i]);
    return RC_OK;
}

static void keep_note(void *context, const struct table_note *note) {
    struct proposing *p = context;
    if (note->code == TABLE_NOTE_SHEET) p->sheet = str_copy(p->arena, note->detail);
}

/* Counts the fields without digits: a measure of how much a row with unknown names resembles a
 * header. */
static size_t words_in(const struct kept_row *row) {
    size_t words = 0;
    for (size_t i = 0; i < row->count; i++) {
        struct str field = str_trim(row->fields[i]);
        bool digit = false;
        for (size_t c = 0; c < field.len; c++)
            digit = digit || (field.ptr[c] >= '0' && field.ptr[c] <= '9');
        words += field.len > 0 && !digit;
    }
    return words;
}

/* Finds the header: the first row with all required columns; otherwise the row with the most known
 * names, then the most words. */
static size_t find_header(struct arena *arena, const struct proposing *p,
                          const struct header_rules *rules, struct header *ret_header) {
    size_t best = p->count, best_score = 0;
    for (size_t i = 0; i < p->count && p->kept[i].line <= HEADER_ROWS; i++) {
        struct header h;
        roster_header_read(arena, rules, p->kept[i].fields, p->kept[i].count, &h);
        size_t known = 0;
        for (int c = 0; c < COLUMNS; c++) known += h.place[c] != 0;
        size_t words = words_in(&p->kept[i]);
        bool complete = h.missing == 0;
        size_t score = complete ? SIZE_MAX : known * 1000 + words;
        if (score <= best_score) continue;
        best = i;
        best_score = score;
        *ret_header = h;
        if (complete) break;
    }
    return best;
}

static struct str show(struct arena *arena, struct str field) {
    struct str clean;
    struct str shown = text_visible(arena, str_trim(field));
    if (text_clean(arena, shown, TABLE_FIELD_MAX, &clean) != TEXT_FINE) return S("…");
    return text_first(clean, MAPPING_SAMPLE_CHARS);
}

static void fill_columns(struct arena *arena, const struct proposing *p, size_t at,
                         const struct header *h, struct mapping_proposal *proposal) {
    proposal->count = h->count;
    proposal->columns = ARENA_ARRAY(arena, struct proposed_column, h->count);
    for (size_t i = 0; i < h->count; i++) {
        const struct header_cell *cell = &h->cells[i];
        struct proposed_column *column = &proposal->columns[i];
        bool used = cell->column != COLUMNS &&
                    (h->place[cell->column] == (int)i + 1 || h->second[cell->column] == (int)i + 1);
        bool call_name = cell->column == COLUMN_CALL_NAME &&
                         h->place[COLUMN_FIRST] == h->place[COLUMN_CALL_NAME];
        *column = (struct proposed_column){
            .name = show(arena, p->kept[at].fields[i]),
            .key = cell->key,
            .column = call_name ? COLUMN_FIRST
                      : used    ? cell->column
                                : COLUMNS,
            .also_group = cell->also_group,
            .origin = used || cell->origin == ORIGIN_CHOICE ? cell->origin : ORIGIN_NONE};
        for (size_t s = 0; s < proposal->sample_count; s++) {
            const struct kept_row *row = &p->kept[at + 1 + s];
            if (i < row->count) column->samples[s] = show(arena, row->fields[i]);
        }
    }
}

static void propose(struct arena *arena, const struct proposing *p,
                    const struct mapping_request *request, struct mapping_proposal *proposal) {
    const struct header_rules rules = {request->rules, request->school_known, request->mappings,
                                       request->mapping_count};
    struct header h = {.chosen_twice = COLUMNS};
    size_t at = find_header(arena, p, &rules, &h);
    *proposal = (struct mapping_proposal){.sheet = p->sheet, .twice = COLUMNS};
    if (at == p->count) return;
    size_t below = p->count - at - 1;
    proposal->header_line = p->kept[at].line;
    proposal->fingerprint = h.fingerprint;
    proposal->rows = p->rows - at - 1;
    proposal->sample_count = below < MAPPING_SAMPLES ? below : MAPPING_SAMPLES;
    proposal->complete = h.missing == 0 && h.chosen_twice == COLUMNS && h.twice == 0;
    proposal->by_choice = h.by_choice;
    proposal->twice = h.chosen_twice;
    for (int c = 0; c < COLUMNS; c++)
        proposal->missing[c] =
            h.place[c] == 0 && roster_is_required(request->school_known, (enum roster_column)c);
    fill_columns(arena, p, at, &h, proposal);
}

enum rc roster_propose_fd(struct arena *arena, int fd, const struct mapping_request *request,
                          struct mapping_proposal *ret_proposal, struct table_flaw *ret_flaw) {
    struct arena *kept CLEANUP(arena_destroy_at) = arena_create(KEPT_ARENA, true);
    struct proposing p = {.arena = kept, .sheet = S("")};
    const struct table_sink sink = {.row = keep_row, .context = &p, .note = keep_note};
    *ret_flaw = (struct table_flaw){TABLE_FINE, 0, 0};
    TRY(request->tables->read(request->tables->context, fd, &sink, ret_flaw));
    ENSURE(!arena_is_over(kept), RC_TOO_LARGE);
    p.sheet = str_copy(arena, p.sheet);
    propose(arena, &p, request, ret_proposal);
    return RC_OK;
}
