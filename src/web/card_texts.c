#include "web/card_texts.h"

/* The text of one member of struct card_texts. */
static const struct {
    size_t at;
    const char *dutch;
} texts[] = {
    {offsetof(struct card_texts, username), N_("Gebruikersnaam:")},
    {offsetof(struct card_texts, password), N_("Wachtwoord:")},
    {offsetof(struct card_texts, temporary), N_("Tijdelijk wachtwoord:")},
    {offsetof(struct card_texts, note), N_("Meld je aan en kies daarna zelf een wachtwoord.")},
    {offsetof(struct card_texts, note_by),
     N_("Meld je aan uiterlijk op {0}-{1}-{2} en kies daarna zelf een wachtwoord.")},
    {offsetof(struct card_texts, foot),
     N_("LeerID · {0}gemaakt {1}-{2}-{3} {4} · Toon dit aan niemand.")},
    {offsetof(struct card_texts, qr), N_("QR-code naar {0}")},
    {offsetof(struct card_texts, link), N_("Persoonlijke pagina")},
    {offsetof(struct card_texts, title_cards), N_("LeerID kaarten {0}, {1}")},
    {offsetof(struct card_texts, title_labels), N_("LeerID stickers {0}, {1}")},
    {offsetof(struct card_texts, title_list), N_("LeerID klaslijst {0}, {1}")},
    {offsetof(struct card_texts, range), N_("{0} tot {1}")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_NUMBER]), N_("Nr.")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_NAME]), N_("Naam")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_USERNAME]), N_("Gebruikersnaam")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_STATUS]), N_("Status")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_SECRET]), N_("Wachtwoord")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_SIGNATURE]), N_("Handtekening")},
    {offsetof(struct card_texts, list_secret),
     N_("Vertrouwelijk: toon deze lijst met wachtwoorden aan niemand.")},
    {offsetof(struct card_texts, list_foot), N_("LeerID · gemaakt op {0} · blad {1} van {2}")},
    {offsetof(struct card_texts, active), N_("Actief")},
    {offsetof(struct card_texts, inactive), N_("Inactief")},
};

struct card_texts card_texts_in(enum language language) {
    static const char *const codes[LANGUAGES] = {"nl-BE", "fr-BE", "en", "de-BE"};
    struct card_texts all = {.language = codes[language]};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str text = tr(language, texts[i].dutch);
        memcpy((char *)&all + texts[i].at, &text, sizeof text);
    }
    for (int i = 0; i < CARD_PICTURE_NAMES; i++)
        all.pictures[i] = str_of(picture_name(i, language));
    return all;
}
