#include "web/password_text.h"

#include "web/pages.h"

static const char *const texts[] = {
    [OWN_FINE] = "",
    [OWN_SHORT] = N_("Dit wachtwoord is te kort. Kies er een van minstens 10 tekens."),
    [OWN_LONG] = N_("Dit wachtwoord is te lang. Het mag hoogstens 128 tekens tellen."),
    [OWN_COMMON] = N_("Dit wachtwoord is te makkelijk te raden: veel mensen kiezen het. Neem "
                      "bijvoorbeeld drie woorden die niet bij elkaar horen."),
    [OWN_NAMES] =
        N_("Dit wachtwoord is te makkelijk te raden: je naam of die van je school staat erin. Neem "
           "iets anders, bijvoorbeeld drie woorden die niet bij elkaar horen."),
    [OWN_WORDS] = N_("Dit wachtwoord is te makkelijk te raden: het is één gewoon woord met een "
                     "beetje erbij. Zet er nog twee woorden bij."),
    [OWN_HOLDS_GIVEN] = N_("Het wachtwoord van je kaart staat erin, en dat stond op papier. Bedenk "
                           "iets helemaal nieuws."),
    [OWN_SAME] = N_("Dit is je wachtwoord van nu. Neem een ander."),
};

struct str password_flaw_text(const struct visit *visit, enum own_flaw flaw) {
    return flaw == OWN_FINE ? S("") : visit_say(visit, texts[flaw]);
}
