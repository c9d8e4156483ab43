#include "language/tr.h"

#include <stdlib.h>
#include <string.h>

static int by_english(const void *key, const void *element) {
    return strcmp(key, ((const struct translation *)element)->english);
}

struct str tr_for(enum language language, bool pupil, const char *english) {
    const struct translation *found =
        bsearch(english, translations, translation_count, sizeof *translations, by_english);
    if (found == NULL) return str_of(english);
    const char *own = pupil ? found->pupil[language] : "", *other = found->texts[language];
    return str_of(own[0] != '\0' ? own : other[0] != '\0' ? other : english);
}

struct str tr(enum language language, const char *english) {
    return tr_for(language, false, english);
}

struct str tr_form(enum language language, struct str text, long long number) {
    const struct singular *rule = &singulars[language];
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] != '~' || text.ptr[i + 1] != '~') continue;
        bool one = number >= rule->from && number <= rule->to;
        return one ? str_sub(text, 0, i) : str_sub(text, i + 2, text.len - i - 2);
    }
    return text;
}
