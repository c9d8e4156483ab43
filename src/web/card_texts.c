#include "web/card_texts.h"

/* The text of one member of struct card_texts. */
static const struct {
    size_t at;
    const char *english;
} texts[] = {
    {offsetof(struct card_texts, username), N_("Username:")},
    {offsetof(struct card_texts, password), N_("Password:")},
    {offsetof(struct card_texts, temporary), N_("Temporary password:")},
    {offsetof(struct card_texts, note), N_("Sign in, then choose a password of your own.")},
    {offsetof(struct card_texts, note_by),
     N_("Sign in by {0}/{1}/{2}, then choose a password of your own.")},
    {offsetof(struct card_texts, foot),
     N_("LeerID · {0}made {1}/{2}/{3} {4} · Do not show this to anyone.")},
    {offsetof(struct card_texts, qr), N_("QR code to {0}")},
    {offsetof(struct card_texts, link), N_("Personal page")},
    {offsetof(struct card_texts, title_cards), N_("LeerID cards {0}, {1}")},
    {offsetof(struct card_texts, title_labels), N_("LeerID stickers {0}, {1}")},
    {offsetof(struct card_texts, title_list), N_("LeerID class list {0}, {1}")},
    {offsetof(struct card_texts, range), N_("{0} to {1}")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_NUMBER]), N_("No.")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_NAME]), N_("Name")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_USERNAME]), N_("Username")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_STATUS]), N_("Status")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_SECRET]), N_("Password")},
    {offsetof(struct card_texts, list_columns[CLASS_LIST_SIGNATURE]), N_("Signature")},
    {offsetof(struct card_texts, list_secret),
     N_("Confidential: do not show this list of passwords to anyone.")},
    {offsetof(struct card_texts, list_foot), N_("LeerID · made on {0} · sheet {1} of {2}")},
    {offsetof(struct card_texts, active), N_("Active")},
    {offsetof(struct card_texts, inactive), N_("Inactive")},
};

struct card_texts card_texts_in(enum language language) {
    static const char *const codes[LANGUAGES] = {"nl-BE", "fr-BE", "en", "de-BE"};
    struct card_texts all = {.language = codes[language]};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str text = tr(language, texts[i].english);
        memcpy((char *)&all + texts[i].at, &text, sizeof text);
    }
    for (int i = 0; i < CARD_PICTURE_NAMES; i++)
        all.pictures[i] = str_of(picture_name(i, language));
    return all;
}
