#include "web/when.h"

static const char *const months[] = {
    N_("January"), N_("February"), N_("March"),     N_("April"),   N_("May"),      N_("June"),
    N_("July"),    N_("August"),   N_("September"), N_("October"), N_("November"), N_("December")};

static struct str date_text(struct arena *arena, enum language language, struct date date) {
    return str_format(arena, "%d%s %.*s %d", date.day, language == LANGUAGE_DE ? "." : "",
                      STR_ARG(tr(language, months[date.month - 1])), date.year);
}

struct str when_day(struct arena *arena, enum language language, day_count day) {
    return day == DAY_NONE ? S("") : date_text(arena, language, day_to_date(day));
}

struct str when_moment(struct arena *arena, enum language language, int64_t at_ms) {
    struct local_time at = day_local_of_ms(at_ms);
    struct str date = date_text(arena, language, at.date);
    switch (language) {
        case LANGUAGE_FR:
            return str_format(arena, "%.*s, %d h %02d", STR_ARG(date), at.hour, at.minute);
        case LANGUAGE_EN:
            return str_format(arena, "%.*s, %d:%02d", STR_ARG(date), at.hour, at.minute);
        case LANGUAGE_DE:
            return str_format(arena, "%.*s, %d.%02d Uhr", STR_ARG(date), at.hour, at.minute);
        case LANGUAGE_NL:
        case LANGUAGES: break;
    }
    return str_format(arena, "%.*s, %d.%02d uur", STR_ARG(date), at.hour, at.minute);
}

struct str when_iso(struct arena *arena, int64_t at_ms) {
    int64_t seconds = at_ms / 1000, day = seconds / 86400, rest = seconds % 86400;
    struct date date = day_to_date((day_count)day);
    return str_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", date.year, date.month, date.day,
                      (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
}
