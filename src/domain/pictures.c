#include "domain/pictures.h"

static const char *const names[PICTURES][LANGUAGES] = {
    {"hond", "chien", "dog", "Hund"},
    {"vis", "poisson", "fish", "Fisch"},
    {"eend", "canard", "duck", "Ente"},
    {"vlinder", "papillon", "butterfly", "Schmetterling"},
    {"banaan", "banane", "banana", "Banane"},
    {"appel", "pomme", "apple", "Apfel"},
    {"ijsje", "glace", "ice cream", "Eis"},
    {"boom", "arbre", "tree", "Baum"},
    {"politie", "police", "police", "Polizei"},
    {"robot", "robot", "robot", "Roboter"},
    {"zon", "soleil", "sun", "Sonne"},
    {"auto", "voiture", "car", "Auto"},
    {"deur", "porte", "door", "Tür"},
    {"fototoestel", "appareil photo", "camera", "Fotoapparat"},
    {"rugzak", "sac à dos", "backpack", "Rucksack"},
    {"bal", "ballon", "ball", "Ball"},
};

/* Other spellings, after folding and without spaces. */
static const struct {
    const char *folded;
    int number;
} typed[] = {{"icecream", 6}, {"ijs", 6},  {"appareilphoto", 13}, {"foto", 13},
             {"sacados", 14}, {"tur", 12}, {"tuer", 12}};

const char *picture_name(int number, enum language language) {
    return names[number][language];
}

int picture_by_word(struct str folded) {
    for (int i = 0; i < PICTURES; i++)
        for (int l = 0; l < LANGUAGES; l++)
            if (str_eq_ascii_nocase(folded, str_of(names[i][l]))) return i;
    for (size_t i = 0; i < COUNT(typed); i++)
        if (str_eq(folded, str_of(typed[i].folded))) return typed[i].number;
    return -1;
}
