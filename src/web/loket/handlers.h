/* The handlers of the Schoolloket by file; each row of web/dispatch/routes.c names one. */
#pragma once

#include "web/web.h"

/* list.c: the pupil list */
enum rc list_page(struct visit *visit);
enum rc list_action(struct visit *visit);

/* bulk.c: the draft of many, and of one */
enum rc bulk_page(struct visit *visit);
enum rc bulk_post(struct visit *visit);
enum rc one_page(struct visit *visit);
enum rc one_post(struct visit *visit);

/* bulk_result.c */
enum rc bulk_progress_page(struct visit *visit);
enum rc bulk_result_page(struct visit *visit);
enum rc bulk_undo(struct visit *visit);
enum rc bulk_again(struct visit *visit);

/* network.c: the networks of the school */
enum rc network_page(struct visit *visit);
enum rc network_post(struct visit *visit);

/* print.c: paper, order and printer for cards; the files themselves */
enum rc print_page(struct visit *visit);
enum rc print_post(struct visit *visit);
enum rc print_batch_zip(struct visit *visit);
enum rc print_batch_a4(struct visit *visit);
enum rc print_batch_workbook(struct visit *visit);
enum rc print_one_zip(struct visit *visit);
enum rc print_one_card(struct visit *visit);
/* The page for these pupils' cards. */
enum rc print_page_of(struct visit *visit, const int64_t *ids, size_t count);
/* pupil.c: the pupil page and what is done there */
enum rc pupil_page(struct visit *visit);
enum rc pupil_show(struct visit *visit);
enum rc pupil_screen(struct visit *visit);
enum rc pupil_create(struct visit *visit);
enum rc pupil_deactivate(struct visit *visit);
enum rc pupil_activate(struct visit *visit);
enum rc pupil_undo(struct visit *visit);
enum rc pupil_lift_pause(struct visit *visit);

/* history.c: both histories of an account */
enum rc history_page(struct visit *visit);
enum rc history_detail_page(struct visit *visit);

/* edit.c: "Pas aanmeldgegevens aan" */
enum rc edit_page(struct visit *visit);
enum rc edit_post(struct visit *visit);

/* school.c: which school, and its settings */
enum rc school_page(struct visit *visit);
enum rc school_choose(struct visit *visit);
enum rc privacy_page(struct visit *visit);
enum rc settings_page(struct visit *visit);
enum rc settings_save(struct visit *visit);

/* own_account.c: the own password, second step and shortcut keys */
enum rc own_page(struct visit *visit);
enum rc own_post(struct visit *visit);
enum rc keys_page(struct visit *visit);
enum rc keys_save(struct visit *visit);

/* desk.c: recent tasks, class lists, saved filters, help */
enum rc tasks_page(struct visit *visit);
enum rc lists_page(struct visit *visit);
enum rc lists_page_of(struct visit *visit, int64_t *ids,
                      size_t count); /* of pupils chosen in the list */
enum rc lists_make(struct visit *visit);
enum rc filter_keep(struct visit *visit);
enum rc filter_forget(struct visit *visit);
enum rc help_page(struct visit *visit);

/* import.c: rosters */
enum rc import_page(struct visit *visit);
enum rc import_post(struct visit *visit);

/* platform.c: schools and staff, for operators */
enum rc platform_page(struct visit *visit);
enum rc platform_add_school(struct visit *visit);
enum rc platform_add_staff(struct visit *visit);
enum rc platform_access(struct visit *visit);
/* applications.c: Applicatie beheer of a school */
enum rc applications_page(struct visit *visit);
enum rc applications_post(struct visit *visit);
enum rc application_page(struct visit *visit);
enum rc application_post(struct visit *visit);

/* admit.c: applications of the platform, for operators */
enum rc admitted_page(struct visit *visit);
enum rc admit_new_page(struct visit *visit);
enum rc admit_new(struct visit *visit);
enum rc admit_page(struct visit *visit);
enum rc admit_post(struct visit *visit);
enum rc admit_manage(struct visit *visit);

/* kept.c: the form that was kept when the session ended */
enum rc kept_page(struct visit *visit);
