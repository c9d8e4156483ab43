#include "main/config_names.h"

#include "base/near.h"

enum { SHORT_NAME = 12 /* length of "LEERID_STATE" */ };

void config_variable_name(const char *key, char ret_name[NAME_SIZE]) {
    size_t len = strlen("LEERID_");
    memcpy(ret_name, "LEERID_", len);
    for (; *key != '\0' && len < NAME_SIZE - 1; key++)
        ret_name[len++] = *key >= 'a' && *key <= 'z' ? (char)(*key - 32) : *key;
    ret_name[len] = '\0';
}

bool config_is_injected(struct str name) {
    static const char *const inner[] = {"_SERVICE_HOST", "_SERVICE_PORT", "_PORT_", "_ENV_"};
    static const char *const ends[] = {"_PORT", "_NAME"};
    for (size_t i = 0; i < COUNT(inner); i++)
        if (str_contains(name, str_of(inner[i]))) return true;
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends(name, str_of(ends[i]))) return true;
    return false;
}

const char *config_near_name(struct str name, const char *const *names, size_t count) {
    const char *nearest = NULL;
    int best = 3;
    if (name.len >= NAME_SIZE || config_is_injected(name)) return NULL;
    for (size_t i = 0; i < count; i++) {
        struct str known = str_of(names[i]);
        int far = near_distance(name, known), allowed = known.len <= SHORT_NAME ? 1 : 2;
        if (far > allowed || far >= best) continue;
        best = far;
        nearest = names[i];
    }
    return nearest;
}
