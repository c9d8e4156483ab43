#include "web/loket/reveal_text.h"

#include "web/when.h"

static const char *const kinds[] = {
    [REVEAL_SHOWN] = N_("Password shown"),
    [REVEAL_CARDS] = N_("Cards or stickers printed"),
    [REVEAL_ZIP] = N_("ZIP file with cards"),
    [REVEAL_WORKBOOK] = N_("Excel with passwords"),
    [REVEAL_CLASS_LIST] = N_("Class list with passwords"),
    [REVEAL_EXTENDED] = N_("Went over the daily budget"),
    [REVEAL_LIFTED] = N_("Daily budget raised for {0}"),
};

static struct str what_of(struct visit *visit, const struct reveal_line *line) {
    if (line->kind < REVEAL_SHOWN || line->kind > REVEAL_LIFTED) return S("");
    struct str what = visit_fill(visit, visit_say(visit, kinds[line->kind]), &line->about, 1);
    if (line->class_code.len == 0) return what;
    const struct str args[] = {what, line->class_code};
    return visit_fill(visit, visit_say(visit, "{0}, class {1}"), args, COUNT(args));
}

struct reveal_row reveal_row_of(struct visit *visit, const struct reveal_line *line) {
    return (struct reveal_row){.iso = when_iso(visit->arena, line->at_ms),
                               .when = when_moment(visit->arena, visit->language, line->at_ms),
                               .who = line->who,
                               .what = what_of(visit, line),
                               .reason = line->reason,
                               .cards = line->cards,
                               .beyond = line->signs & REVEAL_BEYOND,
                               .at_night = line->signs & REVEAL_AT_NIGHT,
                               .other_class = line->signs & REVEAL_OTHER_CLASS};
}
