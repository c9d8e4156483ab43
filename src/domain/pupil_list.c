#include "domain/pupil_list.h"

#include <stdlib.h>

enum account_status pupil_row_status(const struct pupil_row *row) {
    if (!row->has_account) return STATUS_NO_ACCOUNT;
    return row->inactive ? STATUS_INACTIVE : STATUS_ACTIVE;
}

bool pupil_row_turns(const struct pupil_row *row) {
    return pupil_row_status(row) == STATUS_ACTIVE &&
           account_turns(row->type, row->level, row->type_override);
}

/*
 * Tells whether the word equals the class or a whole word of the group name: "4a", "4de leerjaar".
 * Parts do not count, because they occur in too many names.
 */
static bool is_place(const struct pupil_row *row, struct str word) {
    struct str group = row->group_name;
    if (str_eq_ascii_nocase(row->class_code, word)) return true;
    while (group.len > 0)
        if (str_eq_ascii_nocase(str_cut(&group, ' ', NULL), word)) return true;
    return false;
}

/* Characters that usernames leave out of names. */
static bool is_joint(char c) {
    return c == ' ' || c == '-' || c == '.';
}

/*
 * Tells whether text begins with the letters of word, skipping joints in both. False for a word
 * without letters.
 */
static bool begins_with_letters(struct str text, struct str word) {
    size_t at = 0, letters = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (is_joint(word.ptr[i])) continue;
        while (at < text.len && is_joint(text.ptr[at])) at++;
        if (at == text.len || text.ptr[at++] != word.ptr[i]) return false;
        letters++;
    }
    return letters > 0;
}

/*
 * Matches names written as in usernames: "vandenbroeck" finds "Van den Broeck", also without an
 * account.
 */
static bool holds_joined_names(struct str names, struct str word) {
    for (size_t i = 0; i < names.len; i++) {
        bool starts = i == 0 || is_joint(names.ptr[i - 1]);
        if (starts && begins_with_letters(str_sub(names, i, names.len), word)) return true;
    }
    return false;
}

static bool holds_word(const struct pupil_row *row, struct str word) {
    return str_contains(row->search_key, word) || is_place(row, word) ||
           str_contains(row->username, word) || holds_joined_names(row->search_key, word);
}

static bool holds_all_words(const struct pupil_row *row, struct str words) {
    while (words.len > 0) {
        struct str word = str_cut(&words, ' ', NULL);
        if (!holds_word(row, word)) return false;
    }
    return true;
}

bool pupil_matches(const struct pupil_filter *f, const struct pupil_row *row) {
    if (f->status != 0 && f->status != 1 + (int)pupil_row_status(row)) return false;
    if (f->type != 0 && !(row->has_account && (int)row->type == f->type)) return false;
    if (f->secret_kind != 0 && !(row->has_account && (int)row->secret_kind == f->secret_kind))
        return false;
    if (f->never_signed_in && !(row->has_account && !row->signed_in)) return false;
    if (f->needs_help && !row->needs_help) return false;
    if (f->turns && !pupil_row_turns(row)) return false;
    if (f->group_name.len > 0 && !str_eq(f->group_name, row->group_name)) return false;
    if (f->class_code.len > 0 && !str_eq(f->class_code, row->class_code)) return false;
    return holds_all_words(row, f->search);
}

static int by_number(int64_t a, int64_t b) {
    return a < b ? -1 : a > b;
}

static int type_rank(const struct pupil_row *row) {
    return row->has_account ? (int)row->type : 0;
}

/* Returns the folded first name; the search key begins with the roll number and the first name. */
static struct str first_name_key(const struct pupil_row *row) {
    struct str key = row->search_key;
    str_cut(&key, ' ', NULL);
    return key;
}

static int compare_column(enum list_column column, const struct pupil_row *a,
                          const struct pupil_row *b) {
    switch (column) {
        case LIST_NAME: return str_cmp(a->sort_key, b->sort_key);
        case LIST_FIRST_NAME: return str_cmp(first_name_key(a), first_name_key(b));
        case LIST_ROLL_NUMBER: return by_number(a->roll_number, b->roll_number);
        case LIST_GROUP: {
            int order = str_cmp(a->group_name, b->group_name);
            return order != 0 ? order : str_cmp(a->class_code, b->class_code);
        }
        case LIST_STATUS: return (int)pupil_row_status(a) - (int)pupil_row_status(b);
        case LIST_TYPE: return type_rank(a) - type_rank(b);
        case LIST_COLUMNS: break;
    }
    return 0;
}

/* Breaks ties by name and then by roll number, so that the order is deterministic. */
static int compare_rows(const void *left, const void *right, void *context) {
    const struct pupil_row *a = *(const struct pupil_row *const *)left,
                           *b = *(const struct pupil_row *const *)right;
    const struct pupil_filter *filter = context;
    int order = compare_column(filter->sort, a, b);
    if (order != 0) return filter->descending ? -order : order;
    order = str_cmp(a->sort_key, b->sort_key);
    return order != 0 ? order : by_number(a->roll_number, b->roll_number);
}

void pupil_list_select(struct arena *arena, const struct pupil_row *rows, size_t count,
                       const struct pupil_filter *filter, const struct pupil_row ***ret_selected,
                       size_t *ret_count) {
    const struct pupil_row **selected = ARENA_ARRAY(arena, const struct pupil_row *, count);
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (pupil_matches(filter, &rows[i])) selected[found++] = &rows[i];
    struct pupil_filter order = *filter;
    qsort_r(selected, found, sizeof *selected, compare_rows, &order);
    *ret_selected = selected;
    *ret_count = found;
}

struct pupil_counts pupil_list_count(const struct pupil_row *rows, size_t count) {
    struct pupil_counts counts = {.all = count};
    for (size_t i = 0; i < count; i++) {
        const struct pupil_row *row = &rows[i];
        counts.without_account += !row->has_account;
        counts.never_signed_in += row->has_account && !row->signed_in;
        counts.picture += row->has_account && row->secret_kind == SECRET_PICTURE;
        counts.needs_help += row->needs_help;
        counts.turns += pupil_row_turns(row);
    }
    return counts;
}

static int compare_names(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void distinct(struct str *names, size_t count, size_t *ret_count) {
    qsort(names, count, sizeof *names, compare_names);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (names[i].len > 0 && (kept == 0 || !str_eq(names[kept - 1], names[i])))
            names[kept++] = names[i];
    *ret_count = kept;
}

void pupil_list_groups(struct arena *arena, const struct pupil_row *rows, size_t count,
                       struct str **ret_names, size_t *ret_count) {
    struct str *names = ARENA_ARRAY(arena, struct str, count);
    for (size_t i = 0; i < count; i++) names[i] = rows[i].group_name;
    distinct(names, count, ret_count);
    *ret_names = names;
}

void pupil_list_classes(struct arena *arena, const struct pupil_row *rows, size_t count,
                        struct str **ret_names, size_t *ret_count) {
    struct str *names = ARENA_ARRAY(arena, struct str, count);
    for (size_t i = 0; i < count; i++) names[i] = rows[i].class_code;
    distinct(names, count, ret_count);
    *ret_names = names;
}
