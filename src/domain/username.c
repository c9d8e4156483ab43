#include "domain/username.h"

/* First segments of paths on the pupil site, where /<username> is a personal page. */
static const char *const reserved[] = {
    "a",
    "aanmelden",
    "accounts",
    "admin",
    "afmelden",
    "api",
    "app",
    "apps",
    "assets",
    "auth",
    "authorize",
    "callback",
    "e-mail",
    "favicon.ico",
    "healthz",
    "help",
    "introspect",
    "jwks",
    "kaart",
    "login",
    "logout",
    "loket",
    "luister",
    "metrics",
    "mijn",
    "oauth",
    "oauth2",
    "oidc",
    "par",
    "privacy",
    "revoke",
    "robots.txt",
    "session",
    "start",
    "static",
    "taal",
    "token",
    "userinfo",
    "wachtwoord",
    "well-known",
    ".well-known",
    "toegankelijkheid",
    "nieuw-wachtwoord",
    "wachtwoord-vergeten",
    "gegevens",
    "sessies",
    "afmelden-overal",
    "hulp",
    "ouders",
    "pauze",
    "verder",
};

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/*
 * Writes one part of a proposal: letters, digits and single inner hyphens of the transliterated
 * name.
 */
static size_t put_part(struct str latin, char *out) {
    size_t len = 0;
    for (size_t i = 0; i < latin.len; i++) {
        char c = latin.ptr[i];
        if (is_letter(c) || is_digit(c)) out[len++] = c;
        if (c == '-' && len > 0 && out[len - 1] != '-') out[len++] = c;
    }
    while (len > 0 && out[len - 1] == '-') len--;
    return len;
}

static struct str cut_to(struct str name, size_t max) {
    name = str_sub(name, 0, max);
    while (name.len > 0 && (name.ptr[name.len - 1] == '.' || name.ptr[name.len - 1] == '-'))
        name.len--;
    return name;
}

static bool is_reserved(struct str name) {
    for (size_t i = 0; i < COUNT(reserved); i++)
        if (str_eq(name, str_of(reserved[i]))) return true;
    return false;
}

struct str username_propose(struct arena *arena, const struct text_rules *rules,
                            struct str first_name, struct str last_name) {
    struct str first = text_latin(arena, rules, first_name),
               last = text_latin(arena, rules, last_name);
    char *out = arena_alloc(arena, first.len + last.len + 2);
    size_t len = put_part(first, out);
    if (len > 0) out[len++] = '.';
    size_t more = put_part(last, out + len);
    len += more;
    if (more == 0 && len > 0) len--;
    struct str name = cut_to((struct str){out, len}, USERNAME_MAX);
    bool has_letter = false;
    for (size_t i = 0; i < name.len; i++) has_letter = has_letter || is_letter(name.ptr[i]);
    if (!has_letter) return S("leerling");
    return is_reserved(name) ? str_format(arena, "leerling.%.*s", STR_ARG(name)) : name;
}

static enum username_flaw shape_flaw(struct str name) {
    bool has_letter = false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool sign = c == '.' || c == '-';
        if (!is_letter(c) && !is_digit(c) && !sign) return USERNAME_SIGNS;
        has_letter = has_letter || is_letter(c);
        bool edge = i == 0 || i + 1 == name.len;
        if (sign && (edge || name.ptr[i - 1] == '.' || name.ptr[i - 1] == '-'))
            return USERNAME_SHAPE;
    }
    return has_letter ? USERNAME_FINE : USERNAME_SHAPE;
}

enum username_flaw username_read(struct arena *arena, const struct text_rules *rules,
                                 struct str typed, struct str *ret_username) {
    *ret_username = S("");
    struct str clean;
    enum text_flaw text = text_clean(arena, typed, 400, &clean);
    if (text == TEXT_TOO_LONG) return USERNAME_LONG;
    if (text != TEXT_FINE) return USERNAME_SIGNS;
    if (clean.len == 0) return USERNAME_EMPTY;
    struct str latin = text_latin(arena, rules, clean);
    char *out = arena_alloc(arena, latin.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < latin.len; i++)
        if (latin.ptr[i] != ' ' && latin.ptr[i] != '\'' && latin.ptr[i] != '`')
            out[len++] = latin.ptr[i];
    struct str name = {out, len};
    *ret_username = name;
    if (str_contains(name, S("@"))) return USERNAME_AT;
    if (name.len == 0) return USERNAME_SIGNS;
    if (name.len > USERNAME_MAX) return USERNAME_LONG;
    if (is_reserved(name)) return USERNAME_RESERVED;
    return shape_flaw(name);
}

struct str username_numbered(struct arena *arena, struct str base, int n) {
    if (n <= 1) return base;
    struct str number = str_format(arena, "%d", n);
    struct str stem = cut_to(base, USERNAME_MAX - number.len);
    return str_format(arena, "%.*s%d", STR_ARG(stem), n);
}
