#include "domain/own_password.h"

#include <float.h>
#include <math.h>

#include "domain/common.h"
#include "domain/dutch.h"

/*
 * Bits of each kind of part. A name is among the first guesses; a dictionary word among some 8,000,
 * because children know no more. Each part after the first adds part_bits.
 */
static const double name_bits = 3, dictionary_bits = 13, year_bits = 6, repeat_bits = 2,
                    disguise_bits = 1, part_bits = 1, mark_bits = 1;
enum { LONGEST = 64, NAME_SHORTEST = 2, NAME_RECOGNISED = 3, NAME_WORDS = 40 };

struct split {
    struct arena *arena;
    struct str original; /* same length as folded, letter for letter; otherwise folded itself */
    char folded[LONGEST + 1],
        plain[LONGEST + 1]; /* plain: without substitutions, "w4chtw00rd" as "wachtwoord" */
    size_t len;
    struct str names[NAME_WORDS];
    size_t name_count;
    double best[LONGEST + 1];
    size_t from[LONGEST + 1];
    enum own_part part[LONGEST + 1];
    bool begins[LONGEST + 1],
        ends[LONGEST +
             1]; /* positions where a known part begins or ends; the text between is unknown */
};

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

static char without_substitution(char c) {
    static const char from[] = "013457@$!", to[] = "oieastasi";
    const char *found = c == '\0' ? NULL : strchr(from, c);
    return found == NULL ? c : to[found - from];
}

static void add_name(struct split *r, struct str word) {
    if (word.len >= NAME_SHORTEST && r->name_count < NAME_WORDS) r->names[r->name_count++] = word;
}

/*
 * Adds each word of a name and each run of consecutive words without spaces: "Basisschool De
 * Regenboog" gives basisschool, regenboog, basisschoolderegenboog, deregenboog …
 */
static void add_names(struct split *r, struct str name) {
    char *joined = arena_alloc(r->arena, name.len + 1);
    size_t len = 0, starts[NAME_WORDS], words = 0, begin = 0;
    for (size_t i = 0; i <= name.len; i++) {
        if (i < name.len && is_letter(name.ptr[i])) {
            joined[len++] = name.ptr[i];
            continue;
        }
        if (len == begin || words == NAME_WORDS) continue;
        starts[words++] = begin;
        begin = len;
    }
    for (size_t w = 0; w < words; w++)
        for (size_t last = w; last < words; last++)
            add_name(r, (struct str){joined + starts[w],
                                     (last + 1 < words ? starts[last + 1] : len) - starts[w]});
}

static void add_part(struct split *r, size_t begin, size_t end, double bits, enum own_part part) {
    double sum = r->best[begin] + bits + (begin > 0 ? part_bits : 0);
    if (sum >= r->best[end]) return;
    r->best[end] = sum;
    r->from[end] = begin;
    r->part[end] = part;
}

/* Returns log2 of the number of guesses for a word, and its kind; DBL_MAX when it is not known. */
static double word_bits(const struct split *r, struct str word, enum own_part *ret_part) {
    *ret_part = word.len >= NAME_RECOGNISED ? OWN_PART_NAME : OWN_PART_OTHER;
    for (size_t i = 0; i < r->name_count; i++)
        if (str_eq(word, r->names[i])) return name_bits;
    *ret_part = OWN_PART_COMMON;
    for (size_t i = 0; i < common_count(); i++)
        if (str_eq(word, str_of(common_at(i)))) return 2 + log2((double)(i + 1));
    *ret_part = OWN_PART_DICTIONARY;
    return dutch_word(word) ? dictionary_bits : DBL_MAX;
}

static bool is_year(struct str text) {
    int64_t year;
    return text.len == 4 && str_to_i64(text, 1930, 2059, &year) == RC_OK;
}

static double known_bits(const struct split *r, size_t begin, size_t end, enum own_part *ret_part) {
    struct str folded = {r->folded + begin, end - begin}, plain = {r->plain + begin, end - begin};
    double bits = word_bits(r, folded, ret_part);
    if (bits == DBL_MAX && !str_eq(folded, plain))
        bits = word_bits(r, plain, ret_part) + disguise_bits;
    if (bits < DBL_MAX) return bits;
    *ret_part = OWN_PART_OTHER;
    if (is_year(folded)) return year_bits;
    if (begin >= folded.len && memcmp(r->folded + begin - folded.len, folded.ptr, folded.len) == 0)
        return repeat_bits;
    if (folded.len > 1) return DBL_MAX;
    return strchr(end == r->len ? "!?.1*" : " .-_", folded.ptr[0]) != NULL
               ? mark_bits
               : DBL_MAX; /* punctuation after or between words */
}

static void mark_known(struct split *r) {
    enum own_part part;
    for (size_t begin = 0; begin < r->len; begin++)
        for (size_t end = begin + 1; end <= r->len && end - begin <= DUTCH_LONGEST; end++)
            if (known_bits(r, begin, end, &part) < DBL_MAX) r->begins[begin] = r->ends[end] = true;
    r->ends[0] = r->begins[r->len] = true;
}

static void find_cheapest(struct split *r,
                          double (*bits_of)(struct arena *arena, struct str text)) {
    for (size_t i = 1; i <= r->len; i++) r->best[i] = DBL_MAX;
    for (size_t begin = 0; begin < r->len; begin++) {
        if (r->best[begin] == DBL_MAX) continue;
        for (size_t end = begin + 1; end <= r->len; end++) {
            enum own_part part;
            double bits = end - begin <= DUTCH_LONGEST ? known_bits(r, begin, end, &part) : DBL_MAX;
            if (bits < DBL_MAX) add_part(r, begin, end, bits, part);
            if (r->ends[begin] && r->begins[end])
                add_part(r, begin, end, bits_of(r->arena, str_sub(r->original, begin, end)),
                         OWN_PART_OTHER);
        }
    }
}

/* Maps the keys of an AZERTY keyboard to QWERTY, whose key rows the estimator knows. */
static struct str as_qwerty(struct arena *arena, struct str text) {
    static const char azerty[] = "azqwm", qwerty[] = "qwaz;";
    char *copy = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        const char *found = text.ptr[i] == '\0' ? NULL : strchr(azerty, text.ptr[i]);
        copy[i] = found == NULL ? text.ptr[i] : qwerty[found - azerty];
    }
    return (struct str){copy, text.len};
}

struct own_strength own_password_strength(struct arena *arena, const struct text_rules *rules,
                                          struct str password, const struct str *names,
                                          size_t name_count,
                                          double (*bits_of)(struct arena *arena, struct str text)) {
    struct split *r = ARENA_NEW(arena, struct split);
    struct str folded = text_fold(arena, rules, password);
    r->arena = arena;
    r->len = folded.len < LONGEST ? folded.len : LONGEST;
    r->original =
        folded.len == password.len && text_length(password) == password.len ? password : folded;
    for (size_t i = 0; i < r->len; i++) {
        r->folded[i] = folded.ptr[i];
        r->plain[i] = without_substitution(folded.ptr[i]);
    }
    for (size_t i = 0; i < name_count; i++) add_names(r, text_fold(arena, rules, names[i]));
    mark_known(r);
    find_cheapest(r, bits_of);
    struct own_strength strength = {.bits = r->best[r->len]};
    for (size_t at = r->len; at > 0; at = r->from[at]) strength.holds[r->part[at]] = true;
    double keys = bits_of(arena, as_qwerty(arena, str_sub(folded, 0, r->len)));
    if (keys < strength.bits)
        strength = (struct own_strength){.bits = keys, .holds = {[OWN_PART_OTHER] = true}};
    return strength;
}
