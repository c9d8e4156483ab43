#include "language/language.h"

static const char *const codes[LANGUAGES] = {
    [LANGUAGE_NL] = "nl", [LANGUAGE_FR] = "fr", [LANGUAGE_EN] = "en", [LANGUAGE_DE] = "de"};

enum rc language_by_code(struct str code, enum language *ret) {
    for (int i = 0; i < LANGUAGES; i++) {
        if (!str_eq(code, str_of(codes[i]))) continue;
        *ret = (enum language)i;
        return RC_OK;
    }
    return RC_NONE;
}

/* Returns the language part of a locale such as "fr_BE.UTF-8@euro". */
static struct str language_part(struct str locale) {
    size_t len = 0;
    while (len < locale.len && strchr("_.@-", locale.ptr[len]) == NULL) len++;
    return str_sub(locale, 0, len);
}

enum language language_of_variables(const struct language_variables *variables) {
    const char *const values[] = {variables->own, variables->lc_all, variables->lc_messages,
                                  variables->lang};
    enum language language = LANGUAGE_NL;
    size_t i = 0;
    while (i < COUNT(values) && (values[i] == NULL || values[i][0] == '\0')) i++;
    if (i < COUNT(values)) (void)!language_by_code(language_part(str_of(values[i])), &language);
    return language;
}
