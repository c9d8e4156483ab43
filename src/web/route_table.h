/*
 * The route table: everything the system does. To find any behaviour, pick a row and follow handler
 * → service → domain. `leerid routes` prints the table.
 *
 * The file is included twice, each time with another definition of ROW: web/handlers.h declares the
 * handlers, and dispatch/routes.c defines web_routes. So a new handler needs only a row here.
 */

#ifndef GET
#define GET(sites, pattern, who, right, handler, help)                                             \
    ROW(HTTP_GET, sites, pattern, 0, HTTP_NO_STORE, 0, who, right, handler, NULL, help)
#define POST(sites, pattern, body, who, right, handler, form, help)                                \
    ROW(HTTP_POST, sites, pattern, body, HTTP_NO_STORE, 0, who, right, handler, form, help)
/* For handlers that hash a password, wait for a job or call another server. */
#define SLOW(sites, pattern, body, who, right, handler, form, help)                                \
    ROW(HTTP_POST, sites, pattern, body, HTTP_NO_STORE, HTTP_SLOW, who, right, handler, form, help)
/* For forms with text fields of several lines. */
#define LINES(sites, pattern, body, who, right, handler, form, help)                               \
    ROW(HTTP_POST, sites, pattern, body, HTTP_NO_STORE, HTTP_LINES, who, right, handler, form, help)
/*
 * For programs: the handler reads query and body as sent, so that parameters may contain any
 * character.
 */
#define CLIENT(method, pattern, body, handler, help)                                               \
    ROW(method, ON_MIJN, pattern, body, HTTP_NO_STORE, HTTP_RAW_BODY | HTTP_RAW_QUERY, WHO_CLIENT, \
        0, handler, NULL, help)
/* The same, readable by scripts of any site (CORS). */
#define OPEN(method, pattern, body, handler, help)                                                 \
    ROW(method, ON_MIJN, pattern, body, HTTP_NO_STORE,                                             \
        HTTP_RAW_BODY | HTTP_RAW_QUERY | HTTP_ANY_ORIGIN, WHO_CLIENT, 0, handler, NULL, help)
#endif

/* clang-format off */
/* both sites */
ROW(HTTP_GET, ON_BOTH, "/a/:file", 0, HTTP_FOREVER, 0, WHO_ANYONE, 0, files_asset, NULL,
    N_("built-in files: styles, scripts, fonts, pictures"))
ROW(HTTP_GET, ON_BOTH, "/healthz", 0, HTTP_NO_STORE, HTTP_ANY_HOST, WHO_ANYONE, 0,
    health_answer, NULL, N_("can it serve, can it write"))
GET(ON_BOTH, "/taal/:code", WHO_ANYONE, 0, files_language, N_("chooses the language"))

ROW(HTTP_GET, ON_BOTH, "/oidc/logo/:applicatie", 0, HTTP_REVALIDATE, 0, WHO_ANYONE, 0,
    oidc_logo_get, NULL, N_("the logo of an application"))

/* Schoolloket: signing in and out */
GET(ON_LOKET, "/", WHO_ANYONE, 0, sign_in_page_show, N_("sign-in, or on to the list"))
GET(ON_LOKET, "/aanmelden", WHO_ANYONE, 0, sign_in_page_show, N_("sign-in"))
SLOW(ON_LOKET, "/aanmelden", FORM, WHO_ANYONE, 0, sign_in_page_submit, &sign_in_form,
     N_("signs staff in"))
POST(ON_LOKET, "/aanmelden/sleutel", FORM, WHO_ANYONE, 0, passkey_submit_sign_in, NULL,
     N_("signs staff in with a passkey"))
ROW(HTTP_GET, ON_LOKET, "/aanmelden/organisatie", 0, HTTP_NO_STORE, HTTP_SLOW, WHO_ANYONE, 0,
    outside_begin, NULL, N_("to the provider of the organisation (OpenID Connect)"))
ROW(HTTP_GET, ON_LOKET, "/aanmelden/organisatie/terug", 0, HTTP_NO_STORE,
    HTTP_RAW_QUERY | HTTP_SLOW, WHO_ANYONE, 0, outside_finish, NULL,
    N_("and back, with who it is and what they may do"))
GET(ON_LOKET, "/uitnodiging/:token", WHO_ANYONE, 0, sign_in_page_invite_link,
    N_("the one-time link; what is in it moves to a cookie"))
GET(ON_LOKET, "/uitnodiging", WHO_ANYONE, 0, sign_in_page_invite, N_("the first password"))
SLOW(ON_LOKET, "/uitnodiging", FORM, WHO_ANYONE, 0, sign_in_page_accept_invite, &sign_in_form,
     N_("chooses the first password"))
POST(ON_LOKET, "/afmelden", FORM, WHO_STAFF, 0, sign_in_page_sign_out, NULL, N_("signs out"))
SLOW(ON_LOKET, "/bevestig", FORM, WHO_STAFF, 0, proof_page_submit, NULL,
     N_("the password once more"))
GET(ON_LOKET, "/bewaard", WHO_STAFF, 0, stored_form_page,
    N_("the form that was kept after the session ended"))
POST(ON_LOKET, "/verberg", FORM, WHO_STAFF, 0, sign_in_page_hide_secrets, &hide_form,
     N_("hiding or showing passwords"))

/* Schoolloket: pupils */
ROW(HTTP_GET, ON_LOKET, "/leerlingen", 0, HTTP_NO_STORE, HTTP_COMPRESSIBLE, WHO_SCHOOL,
    RIGHT_SEE_PUPILS, list_page, NULL, N_("the list with search, filters and sorting"))
POST(ON_LOKET, "/leerlingen", LARGE_FORM, WHO_SCHOOL, RIGHT_SEE_PUPILS, list_action, &list_form,
     N_("does something with the chosen pupils"))

/* Schoolloket: creating accounts */
GET(ON_LOKET, "/maak/:batch", WHO_SCHOOL, RIGHT_CREATE, one_page,
    N_("the sign-in details of a new LeerID"))
SLOW(ON_LOKET, "/maak/:batch", FORM, WHO_SCHOOL, RIGHT_CREATE, one_post, &edit_form,
     N_("changes or saves them"))
GET(ON_LOKET, "/bulk/:batch", WHO_SCHOOL, RIGHT_CREATE, bulk_page,
    N_("the proposals for chosen pupils"))
SLOW(ON_LOKET, "/bulk/:batch", LARGE_FORM, WHO_SCHOOL, RIGHT_CREATE, bulk_post, &bulk_form,
     N_("changes or saves them"))
GET(ON_LOKET, "/bulk/:batch/bezig", WHO_SCHOOL, RIGHT_CREATE, bulk_progress_page,
    N_("how far saving has come"))
GET(ON_LOKET, "/bulk/:batch/klaar", WHO_SCHOOL, RIGHT_CREATE, bulk_result_page,
    N_("what was made"))
POST(ON_LOKET, "/bulk/:batch/ongedaan", FORM, WHO_SCHOOL, RIGHT_CREATE, bulk_undo, NULL,
     N_("undoes it"))
POST(ON_LOKET, "/bulk/:batch/opnieuw", FORM, WHO_SCHOOL, RIGHT_CREATE, bulk_again, NULL,
     N_("a new list of those that failed"))

/* Schoolloket: printing */
GET(ON_LOKET, "/bulk/:batch/zip", WHO_SCHOOL, RIGHT_PRINT, print_batch_zip,
    N_("ZIP with Excel, A4 and stickers"))
GET(ON_LOKET, "/bulk/:batch/a4", WHO_SCHOOL, RIGHT_PRINT, print_batch_a4, N_("cards on A4"))
GET(ON_LOKET, "/bulk/:batch/excel", WHO_SCHOOL, RIGHT_PRINT, print_batch_workbook, N_("Excel"))
GET(ON_LOKET, "/leerlingen/:pupil/kaart", WHO_SCHOOL, RIGHT_PRINT, print_one_card,
    N_("the card of a pupil, to print at once"))
GET(ON_LOKET, "/leerlingen/:pupil/zip", WHO_SCHOOL, RIGHT_PRINT, print_one_zip,
    N_("the card and the sticker of a pupil"))
GET(ON_LOKET, "/afdrukken", WHO_SCHOOL, RIGHT_PRINT, print_page, N_("paper, order and printer"))
POST(ON_LOKET, "/afdrukken", LARGE_FORM, WHO_SCHOOL, RIGHT_PRINT, print_post, &print_form,
     N_("makes the file, or a test sheet"))

/* Schoolloket: networks */
GET(ON_LOKET, "/netwerken", WHO_SCHOOL, RIGHT_CONFIGURE, network_page,
    N_("the networks of the school"))
POST(ON_LOKET, "/netwerken", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, network_post, &network_form,
     N_("adds or removes one"))
/* Schoolloket: applications */
GET(ON_LOKET, "/applicaties", WHO_SCHOOL, RIGHT_SEE_PUPILS, applications_page,
    N_("all applications, what they receive and for whom they are on"))
POST(ON_LOKET, "/applicaties", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, applications_post,
     &applications_form,
     N_("switches applications on or off"))
GET(ON_LOKET, "/applicaties/:applicatie", WHO_SCHOOL, RIGHT_SEE_PUPILS, application_page,
    N_("an application: for whom, and sign-ins per day"))
POST(ON_LOKET, "/applicaties/:applicatie", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, application_post,
     &application_form,
     N_("chooses for whom an application is on"))
GET(ON_LOKET, "/platform/applicaties", WHO_OPERATOR, 0, admitted_page,
    N_("the admitted applications"))
GET(ON_LOKET, "/platform/applicaties/nieuw", WHO_OPERATOR, 0, admit_new_page,
    N_("the form for a new application"))
LINES(ON_LOKET, "/platform/applicaties/nieuw", FORM, WHO_OPERATOR, 0, admit_new, &admission_form,
      N_("admits an application and shows its secret"))
GET(ON_LOKET, "/platform/applicaties/:applicatie", WHO_OPERATOR, 0, admit_page,
    N_("an application of the platform"))
LINES(ON_LOKET, "/platform/applicaties/:applicatie", FORM, WHO_OPERATOR, 0, admit_post,
     &admission_form,
      N_("changes an application"))
POST(ON_LOKET, "/platform/applicaties/:applicatie/beheer", FORM, WHO_OPERATOR, 0, admit_manage,
     &admission_manage_form,
     N_("a new secret, or removal"))

/* pupil site: signing in */
GET(ON_MIJN, "/", WHO_ANYONE, 0, mijn_root, N_("asks for the username, or shows the start"))
GET(ON_MIJN, "/aanmelden", WHO_ANYONE, 0, mijn_ask_name,
    N_("from a typed name to the personal page"))
GET(ON_MIJN, "/:username", WHO_ANYONE, 0, mijn_keypad,
    N_("pictures or text, also for names that nobody has"))
SLOW(ON_MIJN, "/:username", FORM, WHO_ANYONE, 0, mijn_sign_in, &mijn_sign_in_form,
     N_("signs a pupil in"))
POST(ON_MIJN, "/afmelden", FORM, WHO_PUPIL, 0, mijn_sign_out, NULL, N_("signs out"))
POST(ON_MIJN, "/afmelden-overal", FORM, WHO_PUPIL, 0, mijn_sign_out_everywhere, NULL,
     N_("signs out on all devices"))

/* pupil site: own password and e-mail address; Schoolloket: one pupil, saved filters */
GET(ON_MIJN, "/nieuw-wachtwoord", WHO_ANYONE, 0, mijn_first_page,
    N_("the own password at the first sign-in"))
SLOW(ON_MIJN, "/nieuw-wachtwoord", FORM, WHO_ANYONE, 0, mijn_first, &password_form,
     N_("saves it and signs in"))
GET(ON_MIJN, "/wachtwoord", WHO_PUPIL, 0, mijn_change_page, N_("another password of your own"))
SLOW(ON_MIJN, "/wachtwoord", FORM, WHO_PUPIL, 0, mijn_change, &password_form,
     N_("saves it and signs out elsewhere"))
GET(ON_MIJN, "/wachtwoord-vergeten", WHO_ANYONE, 0, mijn_forgotten_page,
    N_("asks for a link by mail"))
POST(ON_MIJN, "/wachtwoord-vergeten", FORM, WHO_ANYONE, 0, mijn_forgotten, &forgotten_form,
     N_("notes the request, alike for each name"))
GET(ON_MIJN, "/wachtwoord-vergeten/nieuw", WHO_ANYONE, 0, mijn_renew_page,
    N_("a new password after a mail"))
SLOW(ON_MIJN, "/wachtwoord-vergeten/nieuw", FORM, WHO_ANYONE, 0, mijn_renew, &password_form,
     N_("saves it and signs in"))
GET(ON_MIJN, "/wachtwoord-vergeten/nieuw/:token", WHO_ANYONE, 0, mijn_renew_link,
    N_("the link in the mail"))
GET(ON_MIJN, "/e-mail", WHO_PUPIL, 0, mijn_email_page, N_("the e-mail address"))
POST(ON_MIJN, "/e-mail", FORM, WHO_PUPIL, 0, mijn_email, &email_form,
     N_("sends a mail to confirm the address, or removes it"))
GET(ON_MIJN, "/e-mail/bevestig", WHO_ANYONE, 0, mijn_prove_page, N_("the button to confirm"))
POST(ON_MIJN, "/e-mail/bevestig", FORM, WHO_ANYONE, 0, mijn_prove, NULL, N_("confirms the address"))
GET(ON_MIJN, "/e-mail/bevestig/:token", WHO_ANYONE, 0, mijn_prove_link, N_("the link in the mail"))
GET(ON_MIJN, "/hulp", WHO_ANYONE, 0, mijn_help, N_("help with signing in"))
GET(ON_MIJN, "/privacy", WHO_ANYONE, 0, mijn_privacy, N_("what is kept"))
GET(ON_MIJN, "/ouders", WHO_ANYONE, 0, mijn_parents, N_("explanation for parents"))
GET(ON_MIJN, "/toegankelijkheid", WHO_ANYONE, 0, mijn_accessibility,
    N_("how the site works for everyone"))
GET(ON_LOKET, "/leerlingen/:id", WHO_SCHOOL, RIGHT_SEE_PUPILS, pupil_page, N_("one pupil"))
POST(ON_LOKET, "/leerlingen/:id/toon", FORM, WHO_SCHOOL, RIGHT_PRINT, pupil_show, NULL,
     N_("shows the password"))
POST(ON_LOKET, "/leerlingen/:id/scherm", FORM, WHO_SCHOOL, RIGHT_PRINT, pupil_screen, NULL,
     N_("shows the card large on the screen"))
POST(ON_LOKET, "/leerlingen/:id/maak", FORM, WHO_SCHOOL, RIGHT_CREATE, pupil_create, NULL,
     N_("begins a LeerID for one pupil"))
POST(ON_LOKET, "/leerlingen/:id/inactief", FORM, WHO_SCHOOL, RIGHT_EDIT, pupil_deactivate,
     &pupil_form,
     N_("makes the account inactive"))
POST(ON_LOKET, "/leerlingen/:id/actief", FORM, WHO_SCHOOL, RIGHT_EDIT, pupil_activate, &pupil_form,
     N_("makes the account active again"))
POST(ON_LOKET, "/leerlingen/:id/ongedaan", FORM, WHO_SCHOOL, RIGHT_RESET, pupil_undo, &pupil_form,
     N_("reverts creation or a new password"))
POST(ON_LOKET, "/leerlingen/:id/vrij", FORM, WHO_SCHOOL, RIGHT_RESET, pupil_lift_pause, NULL,
     N_("lifts the pause"))
GET(ON_LOKET, "/leerlingen/:id/wijzig", WHO_SCHOOL, RIGHT_RESET, edit_page,
    N_("changing sign-in details"))
SLOW(ON_LOKET, "/leerlingen/:id/wijzig", FORM, WHO_SCHOOL, RIGHT_RESET, edit_post, &edit_form,
     N_("changes them"))
GET(ON_LOKET, "/leerlingen/:id/historiek", WHO_SCHOOL, RIGHT_SEE_PUPILS, history_page,
    N_("what happened to the account"))
GET(ON_LOKET, "/leerlingen/:id/detail", WHO_SCHOOL, RIGHT_SEE_PUPILS, history_detail_page,
    N_("sign-ins, prints and visits"))
POST(ON_LOKET, "/filters", FORM, WHO_SCHOOL, RIGHT_SEE_PUPILS, filter_keep, &saved_filter_form,
     N_("saves a filter of the list"))
POST(ON_LOKET, "/filters/weg", FORM, WHO_SCHOOL, RIGHT_SEE_PUPILS, filter_forget,
     &saved_filter_form,
     N_("removes a saved filter"))

/* Schoolloket: school, own account, import, platform */
GET(ON_LOKET, "/instelling", WHO_STAFF, 0, school_page,
    N_("Change School: the schools with their counters"))
POST(ON_LOKET, "/instelling", FORM, WHO_STAFF, 0, school_choose, &school_form,
     N_("chooses the school"))
GET(ON_LOKET, "/instellingen", WHO_SCHOOL, RIGHT_CONFIGURE, settings_page,
    N_("settings of the school"))
POST(ON_LOKET, "/instellingen", LARGE_FORM, WHO_SCHOOL, RIGHT_CONFIGURE, settings_save,
     &settings_form,
     N_("saves them"))
GET(ON_LOKET, "/personeel", WHO_SCHOOL, RIGHT_CONFIGURE, staff_page,
    N_("who works at the school, and what a manager can renew for them"))
SLOW(ON_LOKET, "/personeel", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, staff_post, &staff_form,
     N_("renews the access of a colleague, or removes their second step"))
GET(ON_LOKET, "/rekening", WHO_STAFF, 0, own_page, N_("the own password and the second step"))
POST(ON_LOKET, "/tweede-stap/later", FORM, WHO_STAFF, 0, factor_later, NULL,
     N_("closes the notice that a second step becomes mandatory, for today"))
GET(ON_LOKET, "/wie-drukte", WHO_SCHOOL, RIGHT_CONFIGURE, reveals_page,
    N_("who showed or printed passwords, when and how many"))
POST(ON_LOKET, "/wie-drukte", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, reveals_lift, &reveals_form,
     N_("raises the daily budget of a colleague"))
GET(ON_LOKET, "/platform/wie-drukte/:school", WHO_OPERATOR, 0, reveals_of_school_page,
    N_("the same for a school of choice"))
GET(ON_LOKET, "/taken", WHO_SCHOOL, RIGHT_CREATE, tasks_page, N_("recently made"))
SLOW(ON_LOKET, "/rekening", FORM, WHO_STAFF, 0, own_post, &account_form, N_("modifies them"))
GET(ON_LOKET, "/klaslijsten", WHO_SCHOOL, RIGHT_PRINT, lists_page, N_("choosing class lists"))
POST(ON_LOKET, "/klaslijsten", LARGE_FORM, WHO_SCHOOL, RIGHT_PRINT, lists_make, &class_lists_form,
     N_("a class list as PDF"))
GET(ON_LOKET, "/privacy", WHO_ANYONE, 0, privacy_page,
    N_("what is kept, and where questions go"))
GET(ON_LOKET, "/hulp", WHO_ANYONE, 0, help_page, N_("help and manual"))
GET(ON_LOKET, "/sneltoetsen", WHO_ANYONE, 0, keys_page, N_("keyboard shortcuts"))
POST(ON_LOKET, "/sneltoetsen", FORM, WHO_STAFF, 0, keys_save, &keys_form, N_("switches them on or off"))
GET(ON_LOKET, "/import", WHO_SCHOOL, RIGHT_CONFIGURE, import_page, N_("importing a list of pupils"))
POST(ON_LOKET, "/import", FILE_BODY, WHO_SCHOOL, RIGHT_CONFIGURE, import_post, &import_form,
     N_("shows what changes, or applies it"))
GET(ON_LOKET, "/platform", WHO_OPERATOR, 0, platform_page, N_("schools and staff"))
POST(ON_LOKET, "/platform/instelling", FORM, WHO_OPERATOR, 0, platform_add_school,
     &platform_school_form,
     N_("adds a school"))
POST(ON_LOKET, "/platform/personeel", FORM, WHO_OPERATOR, 0, platform_add_staff,
     &platform_staff_form,
     N_("adds staff"))
POST(ON_LOKET, "/platform/personeel/toegang", FORM, WHO_OPERATOR, 0, platform_access,
     &platform_access_form,
     N_("gives new access or disables"))

/* pupil site: applications (OpenID Connect) */
OPEN(HTTP_GET, "/.well-known/openid-configuration", 0, oidc_configuration_get,
     N_("what applications read first"))
OPEN(HTTP_GET, "/.well-known/oauth-authorization-server", 0, oidc_configuration_get,
     N_("the same under its other name (RFC 8414)"))
OPEN(HTTP_GET, "/oidc/jwks", 0, oidc_jwks_get, N_("the public keys"))
ROW(HTTP_GET, ON_MIJN, "/oidc/authorize", 0, HTTP_NO_STORE, HTTP_RAW_QUERY, WHO_ANYONE, 0,
    oidc_authorize_get, NULL, N_("an application asks who the pupil is"))
CLIENT(HTTP_POST, "/oidc/authorize", FORM, oidc_authorize_post,
       N_("the same request in a form"))
GET(ON_MIJN, "/oidc/verder", WHO_ANYONE, 0, oidc_further,
    N_("after sign-in: the request that waits"))
OPEN(HTTP_POST, "/oidc/token", FORM, oidc_token_post, N_("code or refresh token becomes token"))
OPEN(HTTP_GET, "/oidc/userinfo", 0, oidc_userinfo_get, N_("the data of the pupil"))
OPEN(HTTP_POST, "/oidc/userinfo", FORM, oidc_userinfo_post, N_("the same data"))
CLIENT(HTTP_POST, "/oidc/introspect", FORM, oidc_introspect_post, N_("is a token still alive"))
OPEN(HTTP_POST, "/oidc/revoke", FORM, oidc_revoke_post, N_("revokes a token"))
ROW(HTTP_GET, ON_MIJN, "/oidc/logout", 0, HTTP_NO_STORE, HTTP_RAW_QUERY, WHO_ANYONE, 0,
    oidc_logout_get, NULL, N_("an application wants to sign out the pupil"))
CLIENT(HTTP_POST, "/oidc/logout", FORM, oidc_logout_post, N_("the same request in a form"))
ROW(HTTP_GET, ON_MIJN, "/oidc/afmelden", 0, HTTP_NO_STORE, HTTP_RAW_QUERY, WHO_ANYONE, 0,
    oidc_logout_question, NULL, N_("asks the pupil"))
POST(ON_MIJN, "/oidc/afmelden", FORM, WHO_ANYONE, 0, oidc_logout_answer, &oidc_logout_form,
     N_("what the pupil answers"))
CLIENT(HTTP_POST, "/oidc/par", FORM, oidc_par_post, N_("a request handed over in advance (PAR)"))
/* clang-format on */
