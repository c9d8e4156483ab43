#include "web/agent.h"

struct agent_name {
    const char *mark, *name;
};

/*
 * Marks of browsers; the first that occurs decides, because browsers also send those further down.
 */
static const struct agent_name browsers[] = {
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"OPR/", "Opera"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"Firefox/", "Firefox"},
    {"FxiOS/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Chrome/", "Chrome"},
    {"HeadlessChrome/", "Chrome"},
    {"Safari/", "Safari"},
};
static const struct agent_name systems[] = {
    {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},   {"CrOS", "Chromebook"},
    {"Windows", "Windows"}, {"Macintosh", "Mac"}, {"Linux", "Linux"},
};

static const char *name_in(struct str text, const struct agent_name *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_contains(text, str_of(names[i].mark))) return names[i].name;
    return "";
}

struct str agent_words(struct arena *arena, struct str user_agent) {
    const char *browser = name_in(user_agent, browsers, COUNT(browsers));
    const char *platform = name_in(user_agent, systems, COUNT(systems));
    bool both = browser[0] != '\0' && platform[0] != '\0';
    return str_format(arena, "%s%s%s", browser, both ? ", " : "", platform);
}
