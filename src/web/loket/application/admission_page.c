/*
 * Operators admit applications: name, addresses, data with a reason, levels. Secrets are shown
 * once.
 */
#include "service/application/application.h"
#include "service/oidc/oidc_refusals.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/application/application_words.h"
#include "web/loket/flash.h"
#include "web/loket/layout.h"
#include "web/pages.h"
#include "web/when.h"

enum { LINES_MAX = 4096 };

static const char *const uri_problems[] = {
    [URI_FINE] = "",
    [URI_LONG] = N_("{0}: this address is too long."),
    [URI_SHAPE] =
        N_("{0}: this is not a full address (https://…), or it has spaces or a username."),
    [URI_FRAGMENT] = N_("{0}: an address with # is not allowed."),
    [URI_SCHEME] = N_("{0}: use https. Only a public application may have a scheme of its own."),
    [URI_WILDCARD] = N_("{0}: * is not allowed. Enter each address in full."),
};
static const char *const problems[] = {
    [APPLICATION_FINE] = "",
    [APPLICATION_NO_NAME] = N_("Enter a name of at most 60 characters."),
    [APPLICATION_LONG] = N_("One of the texts is too long."),
    [APPLICATION_NO_REDIRECT] = N_("Enter 1 to 20 addresses for after signing in."),
    [APPLICATION_URI] = "",
    [APPLICATION_KEYS] = N_("As keys, enter a JWK Set with public keys for RS256 or ES256, or its "
                            "address, not both; a public application has none."),
    [APPLICATION_SECTOR] = N_("The addresses have different hosts: enter a sector."),
};

static struct str problem_of(struct visit *visit, const struct application_flaws *flaws) {
    if (flaws->flaw == APPLICATION_FINE) return S("");
    if (flaws->flaw != APPLICATION_URI) return visit_say(visit, problems[flaws->flaw]);
    return visit_fill(visit, visit_say(visit, uri_problems[flaws->uri_flaw]), &flaws->uri, 1);
}

enum rc admitted_page(struct visit *visit) {
    struct application_line *lines;
    struct application_count *counts;
    size_t count, count_count;
    day_count today = service_today(visit->service), first = today - day_to_date(today).day + 1;
    TRY(application_list(visit->service, visit->arena, &lines, &count, &visit->fault));
    TRY(application_counts(&(struct call){visit->service, visit->arena, &visit->actor,
                                          (struct school_id){0}, &visit->fault},
                           first, today, &counts, &count_count));
    struct admitted_row *rows = ARENA_ARRAY(visit->arena, struct admitted_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct admitted_row){
            .id = id_text(visit->arena, lines[i].application_id),
            .name = lines[i].name,
            .maker = lines[i].maker,
            .client_id = lines[i].client_id,
            .since = when_day(visit->arena, visit->language, day_of_ms(lines[i].created_ms)),
            .is_public = lines[i].is_public,
            .everywhere = lines[i].all_schools};
        for (size_t j = 0; j < count_count; j++)
            if (counts[j].application_id == lines[i].application_id)
                rows[i].sign_ins += counts[j].sign_ins;
    }
    struct admitted_view view = {
        .frame = loket_frame(visit, "Applications on the platform", TAB_APPLICATIONS),
        .rows = rows,
        .row_count = count};
    struct page page = visit_page(visit);
    page_loket_admitted(&page, &view);
    return visit_html(visit, &page);
}

static struct str joined(struct arena *arena, const struct str *lines, size_t count) {
    struct buf out = buf_make(arena, 64 * 1024);
    for (size_t i = 0; i < count; i++)
        buf_format(&out, "%s%.*s", i > 0 ? "\n" : "", STR_ARG(lines[i]));
    return buf_view(&out);
}

static struct admit_view view_of(struct visit *visit, const struct application_wish *w) {
    struct admit_view view = {
        .frame = loket_frame(visit, "Allow an application", TAB_APPLICATIONS),
        .id = S(""),
        .name = w->name,
        .maker = w->maker,
        .description = w->description,
        .reason = w->reason,
        .home_url = w->home_url,
        .logout_uri = w->logout_uri,
        .keys = w->keys,
        .keys_uri = w->keys_uri,
        .sector = w->sector,
        .redirects = joined(visit->arena, w->redirect_uris, w->redirect_count),
        .is_public = w->is_public,
        .es256 = w->alg == JOSE_ES256,
        .logout_redirects = joined(visit->arena, w->logout_redirect_uris, w->logout_redirect_count),
        .public_subject = w->public_subject,
        .may_refresh = w->may_refresh,
        .all_schools = w->all_schools,
        .problem = S(""),
        .client_id = S(""),
        .secret = S(""),
        .issuer = visit->service->mijn_url};
    view.data_count = application_data_choices(visit, w->data, &view.data);
    view.option_count = application_option_choices(visit, w->options, &view.options);
    view.level_count = application_level_choices(visit, LEVELS_ALL, w->levels, &view.levels);
    return view;
}

static enum rc show_admission(struct visit *visit, const struct admit_view *view) {
    struct page page = visit_page(visit);
    page_loket_admit(&page, view);
    if (view->problem.len > 0) visit->response->status = 422;
    return visit_html(visit, &page);
}

static enum rc fill_refusals(struct visit *visit, int64_t application_id, struct admit_view *view) {
    struct oidc_refused *refused;
    TRY(oidc_refusals(visit->service, visit->arena, application_id, &refused, &view->refusal_count,
                      &visit->fault));
    struct refusal_row *rows = ARENA_ARRAY(visit->arena, struct refusal_row, view->refusal_count);
    for (size_t i = 0; i < view->refusal_count; i++) {
        const struct oidc_refusal *refusal = oidc_refusal(refused[i].why);
        rows[i] = (struct refusal_row){
            when_moment(visit->arena, visit->language, refused[i].last_ms), refused[i].endpoint,
            str_of(oidc_error_code(refusal->error)), str_of(refusal->text)};
    }
    view->refusals = rows;
    return RC_OK;
}

/* Shows the form of an existing application. */
static enum rc show_known(struct visit *visit, const struct application *a,
                          const struct application_wish *wish, struct str problem,
                          struct str secret) {
    struct admit_view view = view_of(visit, wish);
    view.frame.title = a->wish.name;
    view.id = id_text(visit->arena, a->application_id);
    view.client_id = a->client_id;
    view.has_secret = a->secret_hash.ptr != NULL;
    view.everywhere = a->wish.all_schools;
    TRY(application_schools(visit->service, visit->arena, a->application_id, &view.schools,
                            &visit->fault));
    TRY(fill_refusals(visit, a->application_id, &view));
    view.problem = problem;
    view.secret = secret;
    view.frame.once = secret.len > 0;
    return show_admission(visit, &view);
}

enum rc admit_new_page(struct visit *visit) {
    struct application_wish wish = application_wish_default();
    struct admit_view view = view_of(visit, &wish);
    return show_admission(visit, &view);
}

enum rc admit_page(struct visit *visit) {
    int64_t id;
    struct application a;
    TRY(visit_id(visit, 0, &id));
    TRY(application_by_id(visit->service, visit->arena, id, &a, &visit->fault));
    return show_known(visit, &a, &a.wish, S(""), S(""));
}

/* Returns the lines of a text field that are not empty. */
static const struct str *take_lines(struct visit *visit, struct str rest, size_t *ret_count) {
    struct str *lines = ARENA_ARRAY(visit->arena, struct str, LINES_MAX);
    size_t count = 0;
    while (rest.len > 0 && count < LINES_MAX) {
        struct str line = str_trim(str_cut(&rest, '\n', NULL));
        if (line.len > 0) lines[count++] = line;
    }
    *ret_count = count;
    return lines;
}

static unsigned take_data(struct visit *visit) {
    size_t count;
    unsigned data = 0, bit;
    const struct str *values = FORM(visit, admission_form)->data.values;
    count = FORM(visit, admission_form)->data.count;
    for (size_t i = 0; i < count; i++)
        if (oidc_data_read(values[i], &bit) == RC_OK) data |= bit;
    return data;
}

static unsigned take_options(struct visit *visit) {
    size_t count;
    unsigned options = 0;
    const struct str *values = FORM(visit, admission_form)->options.values;
    count = FORM(visit, admission_form)->options.count;
    for (size_t i = 0; i < count; i++)
        for (int bit = 0; bit < APP_OPTIONS; bit++)
            if (str_eq(values[i], str_of(oidc_option_name(bit)))) options |= 1u << bit;
    return options;
}

static unsigned take_levels(struct visit *visit) {
    size_t count;
    unsigned levels = 0;
    int64_t level;
    const struct str *values = FORM(visit, admission_form)->levels.values;
    count = FORM(visit, admission_form)->levels.count;
    for (size_t i = 0; i < count; i++)
        if (str_to_i64(values[i], LEVEL_PRE_PRIMARY, LEVEL_HIGHER, &level) == RC_OK)
            levels |= 1u << level;
    return levels;
}

static struct application_wish read_admission(struct visit *visit) {
    struct application_wish w = {.name = FORM(visit, admission_form)->name,
                                 .maker = FORM(visit, admission_form)->maker,
                                 .description = FORM(visit, admission_form)->description,
                                 .reason = FORM(visit, admission_form)->reason,
                                 .home_url = str_trim(FORM(visit, admission_form)->home_url),
                                 .logout_uri = str_trim(FORM(visit, admission_form)->logout_uri),
                                 .keys = str_trim(FORM(visit, admission_form)->keys),
                                 .keys_uri = str_trim(FORM(visit, admission_form)->keys_uri),
                                 .sector = FORM(visit, admission_form)->sector,
                                 .data = take_data(visit),
                                 .levels = take_levels(visit),
                                 .options = take_options(visit),
                                 .alg =
                                     FORM(visit, admission_form)->es256 ? JOSE_ES256 : JOSE_RS256,
                                 .is_public = FORM(visit, admission_form)->is_public,
                                 .public_subject = FORM(visit, admission_form)->public_subject,
                                 .may_refresh = FORM(visit, admission_form)->may_refresh,
                                 .all_schools = FORM(visit, admission_form)->all_schools};
    w.redirect_uris =
        take_lines(visit, FORM(visit, admission_form)->redirect_uris, &w.redirect_count);
    w.logout_redirect_uris = take_lines(visit, FORM(visit, admission_form)->logout_redirect_uris,
                                        &w.logout_redirect_count);
    return w;
}

enum rc admit_new(struct visit *visit) {
    struct application_wish wish = read_admission(visit);
    struct application_made made;
    struct application_flaws flaws;
    struct application a;
    enum rc rc = application_add(CALL(visit), &wish, &made, &flaws);
    if (rc == RC_INVALID) {
        struct admit_view view = view_of(visit, &wish);
        view.problem = problem_of(visit, &flaws);
        return show_admission(visit, &view);
    }
    TRY(rc);
    TRY(application_by_id(visit->service, visit->arena, made.application_id, &a, &visit->fault));
    return show_known(visit, &a, &a.wish, S(""), made.client_secret);
}

enum rc admit_post(struct visit *visit) {
    int64_t id;
    struct application a;
    TRY(visit_id(visit, 0, &id));
    TRY(application_by_id(visit->service, visit->arena, id, &a, &visit->fault));
    struct application_wish wish = read_admission(visit);
    wish.is_public = a.wish.is_public;
    struct application_flaws flaws;
    struct str secret;
    enum rc rc = application_set(CALL(visit), id, &wish, &secret, &flaws);
    if (rc == RC_INVALID) return show_known(visit, &a, &wish, problem_of(visit, &flaws), S(""));
    TRY(rc);
    if (secret.len > 0) {
        TRY(application_by_id(visit->service, visit->arena, id, &a, &visit->fault));
        return show_known(visit, &a, &a.wish, S(""), secret);
    }
    loket_flash(visit, FLASH_APPLICATIONS);
    return visit_redirect(visit, S("/platform/applicaties"));
}

enum rc admit_manage(struct visit *visit) {
    int64_t id;
    struct application a;
    TRY(visit_id(visit, 0, &id));
    if (str_eq(FORM(visit, admission_manage_form)->command, S("weg"))) {
        TRY(application_remove(CALL(visit), id));
        loket_flash(visit, FLASH_APPLICATION_GONE);
        return visit_redirect(visit, S("/platform/applicaties"));
    }
    ENSURE(str_eq(FORM(visit, admission_manage_form)->command, S("geheim")), RC_INVALID);
    struct str secret;
    TRY(application_rotate(CALL(visit), id, &secret));
    TRY(application_by_id(visit->service, visit->arena, id, &a, &visit->fault));
    return show_known(visit, &a, &a.wish, S(""), secret);
}
