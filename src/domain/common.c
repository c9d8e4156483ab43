#include "domain/common.h"

#include "base/rc.h"

static const char *const common[] = {
    "wachtwoord", "welkom",     "geheim",      "azerty",      "hallo",     "azertyuiop",
    "qsdfghjklm", "voetbal",    "school",      "leerling",    "leerid",    "schatje",
    "liefde",     "liefje",     "lieverd",     "vriend",      "vriendin",  "mama",
    "papa",       "familie",    "oma",         "opa",         "broer",     "zus",
    "baby",       "konijn",     "hond",        "kat",         "poes",      "poesje",
    "paard",      "paarden",    "vlinder",     "dolfijn",     "panda",     "tijger",
    "leeuw",      "draak",      "eenhoorn",    "zonnetje",    "bloem",     "bloemen",
    "regenboog",  "zomer",      "winter",      "lente",       "herfst",    "vakantie",
    "januari",    "februari",   "maart",       "april",       "juni",      "juli",
    "augustus",   "september",  "oktober",     "november",    "december",  "maandag",
    "dinsdag",    "woensdag",   "donderdag",   "vrijdag",     "zaterdag",  "zondag",
    "verjaardag", "kerstmis",   "sinterklaas", "computer",    "internet",  "telefoon",
    "chocolade",  "frietjes",   "appeltaart",  "aardbei",     "banaan",    "pannenkoek",
    "koekje",     "snoepje",    "muziek",      "gitaar",      "dansen",    "turnen",
    "zwemmen",    "fiets",      "fietsen",     "auto",        "tractor",   "trein",
    "basketbal",  "volleybal",  "anderlecht",  "clubbrugge",  "standard",  "genk",
    "gent",       "antwerpen",  "brussel",     "brugge",      "leuven",    "mechelen",
    "hasselt",    "kortrijk",   "oostende",    "aalst",       "belgie",    "vlaanderen",
    "vlaams",     "nederlands", "leerkracht",  "juf",         "meester",   "klas",
    "toets",      "punten",     "smartschool", "tijdelijk",   "nieuw",     "sterk",
    "veilig",     "niemand",    "iedereen",    "ikhouvanjou", "hoihoi",    "doei",
    "groetjes",   "prinses",    "koning",      "ridder",      "superheld", "kampioen",
    "speeltijd",  "minecraft",  "fortnite",    "roblox",      "pokemon",
};

size_t common_count(void) {
    return COUNT(common);
}

const char *common_at(size_t number) {
    return common[number];
}
