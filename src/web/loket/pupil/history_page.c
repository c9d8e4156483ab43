/*
 * Both histories of an account: changes as sentences, and frequent events as a table. Source:
 * docs/develop/requirements.md "Histories".
 */
#include "domain/history.h"
#include "service/application/application.h"
#include "web/handlers.h"
#include "web/loket/layout.h"
#include "web/loket/pupil/pupil_view.h"
#include "web/pages.h"
#include "web/when.h"

enum { PAGE_LINES = 50 };

static const struct {
    enum history_event event;
    const char *sentence;
} sentences[] = {
    {HISTORY_CREATED, N_("LeerID created")},
    {HISTORY_USERNAME, N_("Username changed")},
    {HISTORY_SECRET_RENEWED, N_("New password given")},
    {HISTORY_TYPE, N_("Account type changed")},
    {HISTORY_DEACTIVATED, N_("Account deactivated")},
    {HISTORY_ACTIVATED, N_("Account reactivated")},
    {HISTORY_UNDONE, N_("Undone")},
    {HISTORY_ENROLLED, N_("Enrolment received")},
    {HISTORY_MOVED, N_("Different administrative group or class")},
    {HISTORY_ENROLMENT_ENDED, N_("Enrolment ended")},
    {HISTORY_NAMES_CHANGED, N_("Enrolment data changed")},
    {HISTORY_JOINED, N_("Two enrolments turned out to be for the same pupil")},
    {HISTORY_OWN_SECRET, N_("Own password chosen")},
    {HISTORY_EMAIL_SET, N_("E-mail address changed")},
    {HISTORY_EMAIL_PROVED, N_("E-mail address confirmed")},
    {HISTORY_UNLOCKED, N_("Pause ended")},
    {HISTORY_ERASED, N_("Account erased")},
    {VISIT_PRINTED, N_("Card printed")},
    {VISIT_SHOWN, N_("Password shown")},
    {VISIT_SIGNED_IN, N_("Signed in")},
    {VISIT_FAILED, N_("Signing in failed")},
    {VISIT_WAITED, N_("A short break")},
    {VISIT_SIGNED_OUT, N_("Signed out")},
    {VISIT_APPLICATION, N_("Application opened")},
    {VISIT_LIST_WITH_SECRETS, N_("Class list with passwords printed")},
};

static const char *sentence_of(int event) {
    for (size_t i = 0; i < COUNT(sentences); i++)
        if ((int)sentences[i].event == event) return sentences[i].sentence;
    return N_("Another event");
}

static struct str application_name(struct visit *visit, struct str detail) {
    int64_t id;
    struct application application;
    if (id_parse(detail, &id) != RC_OK) return S("");
    enum rc rc = application_by_id(visit->service, visit->arena, id, &application, &visit->fault);
    return rc == RC_OK ? application.wish.name
                       : visit_say(visit, "an application that no longer exists");
}

/*
 * Returns the detail of an event in words, for instance of "kind=1". For a deactivation it is the
 * reason itself. Unknown details are hidden.
 */
static struct str detail_of(struct visit *visit, const struct history_line *line) {
    static const char *const kinds[] = {"", N_("picture password"), N_("word with digits"),
                                        N_("temporary password"), N_("own password")};
    static const char *const types[] = {"", N_("basic"), N_("advanced")};
    struct str rest = line->detail;
    struct str name = str_cut(&rest, '=', NULL);
    int64_t number;
    if (line->event == HISTORY_DEACTIVATED) return line->detail;
    if (line->event == VISIT_APPLICATION) return application_name(visit, line->detail);
    if (str_eq(line->detail, S("everywhere"))) return visit_say(visit, "on all devices");
    if (str_eq(line->detail, S("removed"))) return visit_say(visit, "removed");
    if (str_to_i64(str_cut(&rest, ' ', NULL), 0, 1000, &number) != RC_OK) return S("");
    if (str_eq(name, S("kind")) && number < (int64_t)COUNT(kinds))
        return visit_say(visit, kinds[number]);
    if (str_eq(name, S("type")) && number < (int64_t)COUNT(types))
        return visit_say(visit, types[number]);
    if (str_eq(name, S("event"))) return visit_say(visit, sentence_of((int)number));
    return S("");
}

static struct str actor_of(struct visit *visit, const struct history_line *line) {
    switch (line->actor_kind) {
        case ACTOR_STAFF:
            if (line->elsewhere) return visit_say(visit, "Staff of another school");
            return line->actor_name.len > 0 ? line->actor_name : visit_say(visit, "Staff");
        case ACTOR_PUPIL: return visit_say(visit, "The pupil");
        case ACTOR_COMMAND: return visit_say(visit, "Platform management");
        case ACTOR_SYSTEM: break;
    }
    return visit_say(visit, "Automatically");
}

static void fill_events(struct pupil_visit *p, const struct history_line *lines, size_t count) {
    struct visit *visit = p->visit;
    struct event_line *events = ARENA_ARRAY(visit->arena, struct event_line, count);
    for (size_t i = 0; i < count; i++)
        events[i] =
            (struct event_line){.iso = when_iso(visit->arena, lines[i].at_ms),
                                .when = when_moment(visit->arena, visit->language, lines[i].at_ms),
                                .what = visit_say(visit, sentence_of(lines[i].event)),
                                .who = actor_of(visit, &lines[i]),
                                .detail = detail_of(visit, &lines[i]),
                                .source = lines[i].source};
    p->view.events = events;
    p->view.event_count = count;
}

static struct str older_query(const struct pupil_visit *p, int64_t seq) {
    return str_format(p->visit->arena, "%.*s%svoor=%lld", STR_ARG(p->view.query),
                      p->view.query.len > 0 ? "&" : "?", (long long)seq);
}

static enum rc read_events(struct pupil_visit *p, bool detail) {
    struct visit *visit = p->visit;
    int64_t before;
    /* seq has 32 bits: PostgreSQL rejects a comparison with a larger number */
    if (str_to_i64(visit_query(visit, "voor"), 1, INT32_MAX, &before) != RC_OK) before = INT32_MAX;
    struct history_page page;
    TRY(pupil_history(CALL(visit), p->pupil_id, detail, before, PAGE_LINES, &page));
    fill_events(p, page.lines, page.count);
    p->view.older = page.next_seq == 0 ? S("") : older_query(p, page.next_seq);
    p->view.subtab = detail ? 2 : 1;
    return RC_OK;
}

static enum rc show_history(struct visit *visit, const char *title, bool detail) {
    struct pupil_visit p;
    TRY(pupil_visit_open(visit, title, &p));
    TRY(pupil_visit_neighbours(&p));
    TRY(read_events(&p, detail));
    struct page page = visit_page(visit);
    if (detail) page_loket_history_detail(&page, &p.view);
    if (!detail) page_loket_history(&page, &p.view);
    return visit_html(visit, &page);
}

enum rc history_page(struct visit *visit) {
    return show_history(visit, "Account historiek", false);
}

enum rc history_detail_page(struct visit *visit) {
    return show_history(visit, "Detail account historiek", true);
}
