#include "web/loket/application/application_words.h"

#include "domain/application.h"
#include "domain/oidc.h"

static const char *const data_texts[OIDC_DATA] = {
    N_("voornaam"),     N_("naam"),   N_("gebruikersnaam"),
    N_("e-mailadres"),  N_("school"), N_("administratieve groep"),
    N_("klas"),         N_("niveau"), N_("stamnummer"),
    N_("type account"),
};
static const char *const level_texts[] = {
    [LEVEL_UNKNOWN] = "",          [LEVEL_PRE_PRIMARY] = N_("kleuter"),
    [LEVEL_PRIMARY] = N_("lager"), [LEVEL_SECONDARY] = N_("secundair"),
    [LEVEL_HIGHER] = N_("hoger"),
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
        N_("Haar bewijzen mogen ons in een lijst noemen (aud), zoals oudere bibliotheken doen"),
        N_("Krijgt altijd het tijdstip van aanmelden (require_auth_time)"),
        N_("Krijgt haar gegevens ook in het ID token"),
        N_("Krijgt een onbestaand e-mailadres (…@….invalid) als ze geen echt adres krijgt"),
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
