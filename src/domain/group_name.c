/*
 * Recognises old and new style names of administrative groups with one table of rules.
 *
 * A name is split into words of letters and digits. Ordinals become digits ("1ste", "eerste" give
 * "1"), and two words are abbreviated ("leerjaar" gives "lj", "graad" gives "gr"). Every rule whose
 * pattern occurs in the words matches; of these the rules with the highest weight decide.
 */
#include "domain/group_rules.h"

enum { WORDS_MAX = 32, WORD_CHARS = 48 };
struct words {
    char at[WORDS_MAX][WORD_CHARS]; /* longer words are truncated */
    size_t count;
};

static const struct {
    const char *written, *word;
} same[] = {
    {"leerjaar", "lj"}, {"leerj", "lj"}, {"lrj", "lj"},   {"ljr", "lj"},    {"leerjaren", "lj"},
    {"graad", "gr"},    {"jr", "jaar"},  {"eerste", "1"}, {"tweede", "2"},  {"derde", "3"},
    {"vierde", "4"},    {"vijfde", "5"}, {"zesde", "6"},  {"zevende", "7"}, {"1ste", "1"},
    {"1st", "1"},       {"2nd", "2"},    {"3rd", "3"},    {"8ste", "8"},
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool in_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Replaces a word by its normal form, in place: "leerjaar" by "lj", "4de" by "4". */
static void use_usual_form(char *word) {
    if (is_digit(word[0]) &&
        (strcmp(word + 1, "e") == 0 || strcmp(word + 1, "de") == 0 || strcmp(word + 1, "ste") == 0))
        word[1] = 0;
    for (size_t i = 0; i < COUNT(same); i++) {
        if (strcmp(word, same[i].written) != 0) continue;
        memcpy(word, same[i].word, strlen(same[i].word) + 1); /* the normal form is never longer */
        return;
    }
}

static void split(struct str folded, struct words *words) {
    words->count = 0;
    for (size_t i = 0; i < folded.len && words->count < WORDS_MAX;) {
        if (!in_word(folded.ptr[i])) {
            i++;
            continue;
        }
        char *word = words->at[words->count++];
        size_t len = 0;
        for (; i < folded.len && in_word(folded.ptr[i]); i++)
            if (len + 1 < WORD_CHARS) word[len++] = folded.ptr[i];
        word[len] = 0;
        use_usual_form(word);
    }
}

static bool is_subject(const char *word) {
    for (size_t i = 0; i < group_subject_count; i++)
        if (strcmp(word, group_subjects[i]) == 0) return true;
    return false;
}

/* Matches one word against a pattern of len characters. */
static bool word_matches(const char *word, const char *pattern, size_t len) {
    if (len == 0) return *word == 0;
    if (*pattern == '%') return is_subject(word);
    if (*pattern == '*') {
        if (len == 1) return true;
        for (; *word != 0; word++)
            if (word_matches(word, pattern + 1, len - 1)) return true;
        return false;
    }
    if (*pattern == '[') { /* [1-3] */
        if (len < 5 || pattern[4] != ']') {
            bool two = *word != 0 && (*word == pattern[1] || *word == pattern[2]); /* [a-b] */
            return two && word_matches(word + 1, pattern + 4, len - 4);
        }
        return *word >= pattern[1] && *word <= pattern[3] &&
               word_matches(word + 1, pattern + 5, len - 5);
    }
    return *word == *pattern && word_matches(word + 1, pattern + 1, len - 1);
}

/* Matches the words from one position on; the pattern ends at NUL or '&'. */
static bool matches_at(const struct words *words, size_t at, const char *pattern) {
    while (*pattern != 0 && *pattern != '&') {
        size_t len = strcspn(pattern, " $&");
        if (len > 0 && (at == words->count || !word_matches(words->at[at++], pattern, len)))
            return false;
        pattern += len;
        if (*pattern == '$') return at == words->count;
        if (*pattern == ' ') pattern++;
    }
    return true;
}

static bool occurs(const struct words *words, const char *pattern) {
    size_t last = *pattern == '^' ? 1 : words->count;
    if (*pattern == '^') pattern++;
    for (size_t at = 0; at < last && at < words->count; at++)
        if (matches_at(words, at, pattern)) return true;
    return false;
}

static bool rule_applies(const struct group_rule *rule, const struct words *words) {
    const char *pattern = rule->pattern;
    while (occurs(words, pattern)) {
        pattern = strchr(pattern, '&');
        if (pattern == NULL) return true;
        pattern += 2; /* "& " */
    }
    return false;
}

level_set level_of_group(struct str folded, level_set allowed) {
    struct words words;
    split(folded, &words);
    level_set found = LEVELS_NONE;
    int weight = 0;
    for (size_t i = 0; i < group_rule_count; i++) {
        const struct group_rule *rule = &group_rules[i];
        level_set reading = rule->levels & allowed;
        if (reading == LEVELS_NONE || (int)rule->weight < weight || !rule_applies(rule, &words))
            continue;
        found = (int)rule->weight > weight ? reading : found | reading;
        weight = (int)rule->weight;
    }
    return (found & ~(level_set)LEVELS_BASIC) != 0 && (found & (found - 1)) != 0 ? LEVELS_NONE
                                                                                 : found;
}
