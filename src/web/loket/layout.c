#include "web/loket/layout.h"

#include "format/url.h"
#include "web/loket/flash.h"

static bool fits(struct str pattern, struct str path) {
    bool more = true, more_path = true;
    while (more && more_path) {
        struct str part = str_cut(&pattern, '/', &more), piece = str_cut(&path, '/', &more_path);
        if (!str_starts(part, S(":")) && !str_eq(part, piece)) return false;
    }
    return more == more_path;
}

bool loket_is_page(struct str address) {
    struct str path = str_cut(&address, '?', NULL);
    for (size_t i = 0; i < web_route_count; i++)
        if (web_routes[i].method == HTTP_GET && (web_routes[i].site_mask & ON_LOKET) &&
            fits(str_of(web_routes[i].pattern), path))
            return true;
    return false;
}

static struct str parent_of(struct str path) {
    while (path.len > 1 && path.ptr[path.len - 1] != '/') path.len--;
    if (path.len > 1) path.len--;
    return path;
}

struct str loket_address(struct visit *visit, bool above) {
    const struct http_request *r = visit->request;
    struct str path = r->path;
    bool shown = !above && (r->method == HTTP_GET || loket_is_page(path));
    while (!shown) {
        path = parent_of(path);
        shown = loket_is_page(path);
    }
    return visit_own_path(r->query.len == 0 ? path
                                            : str_format(visit->arena, "%.*s?%.*s", STR_ARG(path),
                                                         STR_ARG(r->query)));
}

/*
 * Returns where to go after another school was chosen: the same tab with the same filter. A page of
 * one pupil or batch has no counterpart in the other school.
 */
static struct str after_switch(struct visit *visit) {
    struct str path = visit->request->path;
    bool own = str_starts(path, S("/leerlingen/")) || str_starts(path, S("/bulk/")) ||
               str_starts(path, S("/maak/"));
    bool kept = visit->request->method == HTTP_GET && !str_starts(path, S("/instelling")) && !own;
    if (kept) return visit_here(visit);
    return str_starts(path, S("/leerlingen")) && visit->request->query.len > 0
               ? str_format(visit->arena, "/leerlingen?%.*s", STR_ARG(visit->request->query))
               : S("/leerlingen");
}

struct frame loket_frame(struct visit *visit, const char *title, enum loket_tab tab) {
    struct frame frame = {.title = visit_say(visit, title),
                          .tab = tab,
                          .here = loket_address(visit, false),
                          .factor_days = -1};
    loket_flash_take(visit, &frame);
    if (!visit->signed_in) return frame;
    frame.login = visit->staff.login;
    frame.hide_secrets = visit->staff.hide_secrets;
    frame.shortcuts = visit->staff.shortcuts;
    frame.warns = true;
    frame.message_count = visit->staff.messages;
    if (!visit->staff.later && !visit->staff.must_register && !visit->staff.must_change)
        frame.factor_days = visit->staff.factor_days_left;
    frame.many_schools =
        visit->staff.school_count > 1 ||
        visit->staff.outside; /* staff of an external provider may get more schools there */
    frame.operates = rights_somewhere(&visit->staff.rights, RIGHT_PLATFORM, (struct school_id){0});
    frame.switch_school =
        str_format(visit->arena, "/instelling?terug=%.*s",
                   STR_ARG(url_encode(visit->arena, visit_own_path(after_switch(visit)))));
    if (visit->school.value == 0) return frame;
    const struct staff_rights *rights = &visit->staff.rights;
    frame.creates = rights_somewhere(rights, RIGHT_CREATE, visit->school);
    frame.prints = rights_somewhere(rights, RIGHT_PRINT, visit->school);
    frame.configures = rights_somewhere(rights, RIGHT_CONFIGURE, visit->school);
    frame.school_name = visit->staff.school_name;
    frame.school_number = str_format(visit->arena, "%06d", visit->school.value);
    return frame;
}
