#include "web/loket/application/application_words.h"

#include "domain/application.h"
#include "domain/oidc.h"

static const char *const data_texts[OIDC_DATA] = {
    N_("first name"),     N_("name"),   N_("username"),
    N_("e-mail address"), N_("school"), N_("administrative group"),
    N_("class"),          N_("level"),  N_("roll number"),
    N_("account type"),
};
static const char *const level_texts[] = {
    [LEVEL_UNKNOWN] = "",
    [LEVEL_PRE_PRIMARY] = N_("pre-primary"),
    [LEVEL_PRIMARY] = N_("primary"),
    [LEVEL_SECONDARY] = N_("secondary"),
    [LEVEL_HIGHER] = N_("higher education"),
};

size_t application_data_words(struct visit *visit, unsigned data, const struct str **ret_words) {
    struct str *words = ARENA_ARRAY(visit->arena, struct str, OIDC_DATA);
    size_t count = 0;
    for (int i = 0; i < OIDC_DATA; i++)
        if (data & 1u << i) words[count++] = visit_say(visit, data_texts[i]);
    *ret_words = words;
    return count;
}

size_t application_data_choices(struct visit *visit, unsigned chosen,
                                const struct choice **ret_choices) {
    struct choice *choices = ARENA_ARRAY(visit->arena, struct choice, OIDC_DATA);
    for (int i = 0; i < OIDC_DATA; i++)
        choices[i] = (struct choice){str_of(oidc_data_name(i)), visit_say(visit, data_texts[i]),
                                     (chosen & 1u << i) != 0};
    *ret_choices = choices;
    return OIDC_DATA;
}

size_t application_option_choices(struct visit *visit, unsigned chosen,
                                  const struct choice **ret_choices) {
    static const char *const texts[APP_OPTIONS] = {
        N_("Its assertions may name us in a list (aud), as older libraries do"),
        N_("Always receives the time of sign-in (require_auth_time)"),
        N_("Receives its data in the ID token as well"),
        N_("Receives an e-mail address that does not exist (…@….invalid) if it gets no real one"),
    };
    struct choice *choices = ARENA_ARRAY(visit->arena, struct choice, APP_OPTIONS);
    for (int i = 0; i < APP_OPTIONS; i++)
        choices[i] = (struct choice){str_of(oidc_option_name(i)), visit_say(visit, texts[i]),
                                     (chosen & 1u << i) != 0};
    *ret_choices = choices;
    return APP_OPTIONS;
}

size_t application_level_choices(struct visit *visit, unsigned levels, unsigned chosen,
                                 const struct choice **ret_choices) {
    struct choice *choices = ARENA_ARRAY(visit->arena, struct choice, LEVEL_HIGHER);
    size_t count = 0;
    for (int i = LEVEL_PRE_PRIMARY; i <= LEVEL_HIGHER; i++)
        if (levels & 1u << i)
            choices[count++] =
                (struct choice){str_format(visit->arena, "%d", i), visit_say(visit, level_texts[i]),
                                (chosen & 1u << i) != 0};
    *ret_choices = choices;
    return count;
}
