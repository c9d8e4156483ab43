#include "web/loket/stored_form.h"

#include "format/form.h"
#include "format/url.h"
#include "service/staff/preferences.h"
#include "web/csrf_token.h"
#include "web/form.h"
#include "web/handlers.h"
#include "web/loket/layout.h"
#include "web/pages.h"

#define FORM_NAME "laatste"
#define AGAIN_FIELD "opnieuw"
enum { FIELDS_MAX = 20000, FIELD_NAME_MAX = 64, BODY_MAX = 4 * 1024 * 1024 };

void stored_form_fields(struct visit *visit, struct kept_field **ret_fields, size_t *ret_count) {
    const struct http_fields forms = visit->request->forms;
    struct kept_field *kept = ARENA_ARRAY(visit->arena, struct kept_field,
                                          forms.count + 1); /* one extra for the caller */
    size_t count = 0;
    for (size_t i = 0; i < forms.count; i++) {
        unsigned flags = form_flags(visit, forms.rows[i].name);
        if (flags & FORM_KEPT)
            kept[count++] = (struct kept_field){forms.rows[i].name, forms.rows[i].value};
        else if ((flags & FORM_RETYPE) && forms.rows[i].raw.len > 0)
            kept[count++] = (struct kept_field){S(AGAIN_FIELD), forms.rows[i].name};
    }
    *ret_fields = kept;
    *ret_count = count;
}

bool stored_form_lost(struct visit *visit, const char *name) {
    size_t count;
    const struct str *lost = http_all(visit->arena, visit->request->forms, AGAIN_FIELD, &count);
    for (size_t i = 0; i < count; i++)
        if (str_eq(lost[i], str_of(name))) return true;
    return visit_form(visit, name).len > 0;
}

static void put_stored_field(struct buf *out, struct str name, struct str value) {
    if (out->len > 0) buf_char(out, '&');
    buf_str(out, url_encode(out->arena, name));
    buf_char(out, '=');
    buf_str(out, url_encode(out->arena, value));
}

/*
 * Returns whether the field is a button that completes the form. It is not stored, so that
 * continuing shows the filled-in form again.
 */
static bool ends(const struct kept_field *field) {
    return str_eq(field->name, S("actie")) &&
           (str_eq(field->value, S("bewaar")) || str_eq(field->value, S("druk")));
}

/* Returns the form to store, preceded by its address and school. */
static struct str body_of(struct visit *visit, struct school_id school) {
    struct kept_field *fields;
    size_t count;
    struct buf body = buf_make(visit->arena, BODY_MAX);
    stored_form_fields(visit, &fields, &count);
    put_stored_field(&body, S("naar"), visit_here(visit));
    put_stored_field(&body, S("school"), str_format(visit->arena, "%d", school.value));
    for (size_t i = 0; i < count; i++)
        if (!ends(&fields[i])) put_stored_field(&body, fields[i].name, fields[i].value);
    return body.overflow ? S("") : buf_view(&body);
}

static bool save_form(struct visit *visit, int64_t staff_id, struct school_id school) {
    struct str body = body_of(visit, school);
    return body.len > 0 && preferences_form_keep(visit->service, visit->arena, staff_id,
                                                 S(FORM_NAME), body, &visit->fault) == RC_OK;
}

bool stored_form_save(struct visit *visit) {
    struct ended_session ended;
    bool form = visit->request->method == HTTP_POST && visit->request->file == NULL &&
                csrf_form_is_ours(visit, COOKIE_SESSION);
    if (!form) return false;
    if (staff_session_ended(visit->service, visit->arena, visit_cookie(visit, COOKIE_SESSION),
                            &ended, &visit->fault) != RC_OK)
        return false;
    return save_form(visit, ended.staff_id, ended.school);
}

bool stored_form_save_here(struct visit *visit) {
    return visit->request->file == NULL && save_form(visit, visit->staff.staff_id, visit->school);
}

/* Switches to the school that the form was filled in for, when the user still works there. */
static enum rc back_to_school(struct visit *visit, struct str number) {
    int64_t school;
    if (str_to_i64(number, 1, 999999, &school) != RC_OK || school == visit->school.value)
        return RC_OK;
    enum rc rc = staff_choose_school(visit->service, visit->arena, &visit->staff,
                                     (struct school_id){(int32_t)school}, &visit->fault);
    return rc == RC_NONE ? RC_OK : rc;
}

enum rc stored_form_page(struct visit *visit) {
    struct str body;
    struct form_fields fields;
    enum rc rc = preferences_form_take(visit->service, visit->arena, visit->staff.staff_id,
                                       S(FORM_NAME), &body, &visit->fault);
    if (rc == RC_NONE) return visit_redirect(visit, S("/leerlingen"));
    TRY(rc);
    ENSURE(form_parse(visit->arena, body, (struct form_limits){FIELDS_MAX, FIELD_NAME_MAX},
                      &fields) == RC_OK &&
               fields.count >= 2,
           RC_NONE);
    TRY(back_to_school(visit, fields.rows[1].value));
    struct kept_field *kept = ARENA_ARRAY(visit->arena, struct kept_field, fields.count);
    struct kept_view view = {.frame = loket_frame(visit, "What you filled in is kept", TAB_NONE),
                             .action = visit_own_path(fields.rows[0].value),
                             .kept = kept,
                             .kept_count = fields.count - 2};
    for (size_t i = 2; i < fields.count; i++)
        kept[i - 2] = (struct kept_field){fields.rows[i].name, fields.rows[i].value};
    view.frame.once = true; /* the stored form is deleted now */
    struct page page = visit_page(visit);
    page_loket_kept(&page, &view);
    return visit_html(visit, &page);
}
