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
    N_("ingebouwde bestanden: stijl, scripts, letters, plaatjes"))
ROW(HTTP_GET, ON_BOTH, "/healthz", 0, HTTP_NO_STORE, HTTP_ANY_HOST, WHO_ANYONE, 0,
    health_answer, NULL, N_("kan dit dienen, kan het schrijven"))
GET(ON_BOTH, "/taal/:code", WHO_ANYONE, 0, files_language, N_("kiest de taal"))

ROW(HTTP_GET, ON_BOTH, "/oidc/logo/:applicatie", 0, HTTP_REVALIDATE, 0, WHO_ANYONE, 0,
    oidc_logo_get, NULL, N_("het logo van een applicatie"))

/* Schoolloket: signing in and out */
GET(ON_LOKET, "/", WHO_ANYONE, 0, sign_in_page_show, N_("aanmelden, of naar de lijst"))
GET(ON_LOKET, "/aanmelden", WHO_ANYONE, 0, sign_in_page_show, N_("aanmelden"))
SLOW(ON_LOKET, "/aanmelden", FORM, WHO_ANYONE, 0, sign_in_page_submit, &sign_in_form,
     N_("meldt personeel aan"))
POST(ON_LOKET, "/aanmelden/sleutel", FORM, WHO_ANYONE, 0, passkey_submit_sign_in, NULL,
     N_("meldt personeel aan met een toegangssleutel"))
ROW(HTTP_GET, ON_LOKET, "/aanmelden/organisatie", 0, HTTP_NO_STORE, HTTP_SLOW, WHO_ANYONE, 0,
    outside_begin, NULL, N_("naar de provider van de organisatie (OpenID Connect)"))
ROW(HTTP_GET, ON_LOKET, "/aanmelden/organisatie/terug", 0, HTTP_NO_STORE,
    HTTP_RAW_QUERY | HTTP_SLOW, WHO_ANYONE, 0, outside_finish, NULL,
    N_("en terug, met wie het is en wat die mag"))
GET(ON_LOKET, "/uitnodiging/:token", WHO_ANYONE, 0, sign_in_page_invite_link,
    N_("de eenmalige link; wat erin staat, gaat naar een cookie"))
GET(ON_LOKET, "/uitnodiging", WHO_ANYONE, 0, sign_in_page_invite, N_("het eerste wachtwoord"))
SLOW(ON_LOKET, "/uitnodiging", FORM, WHO_ANYONE, 0, sign_in_page_accept_invite, &sign_in_form,
     N_("kiest het eerste wachtwoord"))
POST(ON_LOKET, "/afmelden", FORM, WHO_STAFF, 0, sign_in_page_sign_out, NULL, N_("meldt af"))
SLOW(ON_LOKET, "/bevestig", FORM, WHO_STAFF, 0, proof_page_submit, NULL,
     N_("het wachtwoord nog een keer"))
GET(ON_LOKET, "/bewaard", WHO_STAFF, 0, stored_form_page,
    N_("het formulier dat na het einde van de sessie bewaard bleef"))
POST(ON_LOKET, "/verberg", FORM, WHO_STAFF, 0, sign_in_page_hide_secrets, &hide_form,
     N_("wachtwoorden verbergen of tonen"))

/* Schoolloket: pupils */
ROW(HTTP_GET, ON_LOKET, "/leerlingen", 0, HTTP_NO_STORE, HTTP_COMPRESSIBLE, WHO_SCHOOL,
    RIGHT_SEE_PUPILS, list_page, NULL, N_("de lijst met zoeken, filters en sorteren"))
POST(ON_LOKET, "/leerlingen", LARGE_FORM, WHO_SCHOOL, RIGHT_SEE_PUPILS, list_action, &list_form,
     N_("doet iets met de gekozen leerlingen"))

/* Schoolloket: creating accounts */
GET(ON_LOKET, "/maak/:batch", WHO_SCHOOL, RIGHT_CREATE, one_page,
    N_("de aanmeldgegevens van een nieuw LeerID"))
SLOW(ON_LOKET, "/maak/:batch", FORM, WHO_SCHOOL, RIGHT_CREATE, one_post, &edit_form,
     N_("past ze aan of bewaart ze"))
GET(ON_LOKET, "/bulk/:batch", WHO_SCHOOL, RIGHT_CREATE, bulk_page,
    N_("de voorstellen voor gekozen leerlingen"))
SLOW(ON_LOKET, "/bulk/:batch", LARGE_FORM, WHO_SCHOOL, RIGHT_CREATE, bulk_post, &bulk_form,
     N_("past ze aan of bewaart ze"))
GET(ON_LOKET, "/bulk/:batch/bezig", WHO_SCHOOL, RIGHT_CREATE, bulk_progress_page,
    N_("hoe ver het bewaren staat"))
GET(ON_LOKET, "/bulk/:batch/klaar", WHO_SCHOOL, RIGHT_CREATE, bulk_result_page,
    N_("wat er gemaakt is"))
POST(ON_LOKET, "/bulk/:batch/ongedaan", FORM, WHO_SCHOOL, RIGHT_CREATE, bulk_undo, NULL,
     N_("maakt het ongedaan"))
POST(ON_LOKET, "/bulk/:batch/opnieuw", FORM, WHO_SCHOOL, RIGHT_CREATE, bulk_again, NULL,
     N_("een nieuwe lijst van wie niet lukte"))

/* Schoolloket: printing */
GET(ON_LOKET, "/bulk/:batch/zip", WHO_SCHOOL, RIGHT_PRINT, print_batch_zip,
    N_("ZIP met Excel, A4 en stickers"))
GET(ON_LOKET, "/bulk/:batch/a4", WHO_SCHOOL, RIGHT_PRINT, print_batch_a4, N_("kaarten op A4"))
GET(ON_LOKET, "/bulk/:batch/excel", WHO_SCHOOL, RIGHT_PRINT, print_batch_workbook, N_("Excel"))
GET(ON_LOKET, "/leerlingen/:pupil/kaart", WHO_SCHOOL, RIGHT_PRINT, print_one_card,
    N_("de kaart van een leerling, om meteen te drukken"))
GET(ON_LOKET, "/leerlingen/:pupil/zip", WHO_SCHOOL, RIGHT_PRINT, print_one_zip,
    N_("de kaart en de sticker van een leerling"))
GET(ON_LOKET, "/afdrukken", WHO_SCHOOL, RIGHT_PRINT, print_page, N_("papier, volgorde en printer"))
POST(ON_LOKET, "/afdrukken", LARGE_FORM, WHO_SCHOOL, RIGHT_PRINT, print_post, &print_form,
     N_("maakt het bestand, of een testblad"))

/* Schoolloket: networks */
GET(ON_LOKET, "/netwerken", WHO_SCHOOL, RIGHT_CONFIGURE, network_page,
    N_("de netwerken van de school"))
POST(ON_LOKET, "/netwerken", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, network_post, &network_form,
     N_("voert er een in of haalt er een weg"))
/* Schoolloket: applications */
GET(ON_LOKET, "/applicaties", WHO_SCHOOL, RIGHT_SEE_PUPILS, applications_page,
    N_("alle applicaties, wat ze krijgen en voor wie ze aan staan"))
POST(ON_LOKET, "/applicaties", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, applications_post,
     &applications_form,
     N_("zet applicaties aan of uit"))
GET(ON_LOKET, "/applicaties/:applicatie", WHO_SCHOOL, RIGHT_SEE_PUPILS, application_page,
    N_("een applicatie: voor wie, en aanmeldingen per dag"))
POST(ON_LOKET, "/applicaties/:applicatie", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, application_post,
     &application_form,
     N_("kiest voor wie een applicatie aan staat"))
GET(ON_LOKET, "/platform/applicaties", WHO_OPERATOR, 0, admitted_page,
    N_("de toegelaten applicaties"))
GET(ON_LOKET, "/platform/applicaties/nieuw", WHO_OPERATOR, 0, admit_new_page,
    N_("het formulier voor een nieuwe applicatie"))
LINES(ON_LOKET, "/platform/applicaties/nieuw", FORM, WHO_OPERATOR, 0, admit_new, &admission_form,
      N_("laat een applicatie toe en toont haar geheim"))
GET(ON_LOKET, "/platform/applicaties/:applicatie", WHO_OPERATOR, 0, admit_page,
    N_("een applicatie van het platform"))
LINES(ON_LOKET, "/platform/applicaties/:applicatie", FORM, WHO_OPERATOR, 0, admit_post,
     &admission_form,
      N_("wijzigt een applicatie"))
POST(ON_LOKET, "/platform/applicaties/:applicatie/beheer", FORM, WHO_OPERATOR, 0, admit_manage,
     &admission_manage_form,
     N_("een nieuw geheim, of weg ermee"))

/* pupil site: signing in */
GET(ON_MIJN, "/", WHO_ANYONE, 0, mijn_root, N_("vraagt de gebruikersnaam, of toont het begin"))
GET(ON_MIJN, "/aanmelden", WHO_ANYONE, 0, mijn_ask_name,
    N_("van een getypte naam naar de persoonlijke bladzijde"))
GET(ON_MIJN, "/:username", WHO_ANYONE, 0, mijn_keypad,
    N_("plaatjes of tekst, ook voor namen die niemand heeft"))
SLOW(ON_MIJN, "/:username", FORM, WHO_ANYONE, 0, mijn_sign_in, &mijn_sign_in_form,
     N_("meldt een leerling aan"))
POST(ON_MIJN, "/afmelden", FORM, WHO_PUPIL, 0, mijn_sign_out, NULL, N_("meldt af"))
POST(ON_MIJN, "/afmelden-overal", FORM, WHO_PUPIL, 0, mijn_sign_out_everywhere, NULL,
     N_("meldt op alle toestellen af"))

/* pupil site: own password and e-mail address; Schoolloket: one pupil, saved filters */
GET(ON_MIJN, "/nieuw-wachtwoord", WHO_ANYONE, 0, mijn_first_page,
    N_("het eigen wachtwoord bij de eerste aanmelding"))
SLOW(ON_MIJN, "/nieuw-wachtwoord", FORM, WHO_ANYONE, 0, mijn_first, &password_form,
     N_("bewaart het en meldt aan"))
GET(ON_MIJN, "/wachtwoord", WHO_PUPIL, 0, mijn_change_page, N_("een ander eigen wachtwoord"))
SLOW(ON_MIJN, "/wachtwoord", FORM, WHO_PUPIL, 0, mijn_change, &password_form,
     N_("bewaart het en meldt elders af"))
GET(ON_MIJN, "/wachtwoord-vergeten", WHO_ANYONE, 0, mijn_forgotten_page,
    N_("vraagt om een link per mail"))
POST(ON_MIJN, "/wachtwoord-vergeten", FORM, WHO_ANYONE, 0, mijn_forgotten, &forgotten_form,
     N_("noteert de vraag, voor elke naam gelijk"))
GET(ON_MIJN, "/wachtwoord-vergeten/nieuw", WHO_ANYONE, 0, mijn_renew_page,
    N_("een nieuw wachtwoord na een mail"))
SLOW(ON_MIJN, "/wachtwoord-vergeten/nieuw", FORM, WHO_ANYONE, 0, mijn_renew, &password_form,
     N_("bewaart het en meldt aan"))
GET(ON_MIJN, "/wachtwoord-vergeten/nieuw/:token", WHO_ANYONE, 0, mijn_renew_link,
    N_("de link in de mail"))
GET(ON_MIJN, "/e-mail", WHO_PUPIL, 0, mijn_email_page, N_("het e-mailadres"))
POST(ON_MIJN, "/e-mail", FORM, WHO_PUPIL, 0, mijn_email, &email_form,
     N_("stuurt een mail om het adres te bevestigen, of haalt het weg"))
GET(ON_MIJN, "/e-mail/bevestig", WHO_ANYONE, 0, mijn_prove_page, N_("de knop om te bevestigen"))
POST(ON_MIJN, "/e-mail/bevestig", FORM, WHO_ANYONE, 0, mijn_prove, NULL, N_("bevestigt het adres"))
GET(ON_MIJN, "/e-mail/bevestig/:token", WHO_ANYONE, 0, mijn_prove_link, N_("de link in de mail"))
GET(ON_MIJN, "/hulp", WHO_ANYONE, 0, mijn_help, N_("hulp bij het aanmelden"))
GET(ON_MIJN, "/privacy", WHO_ANYONE, 0, mijn_privacy, N_("wat bewaard wordt"))
GET(ON_MIJN, "/ouders", WHO_ANYONE, 0, mijn_parents, N_("uitleg voor ouders"))
GET(ON_MIJN, "/toegankelijkheid", WHO_ANYONE, 0, mijn_accessibility,
    N_("hoe de site voor iedereen werkt"))
GET(ON_LOKET, "/leerlingen/:id", WHO_SCHOOL, RIGHT_SEE_PUPILS, pupil_page, N_("één leerling"))
POST(ON_LOKET, "/leerlingen/:id/toon", FORM, WHO_SCHOOL, RIGHT_PRINT, pupil_show, NULL,
     N_("toont het wachtwoord"))
POST(ON_LOKET, "/leerlingen/:id/scherm", FORM, WHO_SCHOOL, RIGHT_PRINT, pupil_screen, NULL,
     N_("toont de kaart groot op het scherm"))
POST(ON_LOKET, "/leerlingen/:id/maak", FORM, WHO_SCHOOL, RIGHT_CREATE, pupil_create, NULL,
     N_("begint een LeerID voor één leerling"))
POST(ON_LOKET, "/leerlingen/:id/inactief", FORM, WHO_SCHOOL, RIGHT_EDIT, pupil_deactivate,
     &pupil_form,
     N_("maakt het account inactief"))
POST(ON_LOKET, "/leerlingen/:id/actief", FORM, WHO_SCHOOL, RIGHT_EDIT, pupil_activate, &pupil_form,
     N_("maakt het account weer actief"))
POST(ON_LOKET, "/leerlingen/:id/ongedaan", FORM, WHO_SCHOOL, RIGHT_RESET, pupil_undo, &pupil_form,
     N_("zet aanmaken of nieuw wachtwoord terug"))
POST(ON_LOKET, "/leerlingen/:id/vrij", FORM, WHO_SCHOOL, RIGHT_RESET, pupil_lift_pause, NULL,
     N_("heft de pauze op"))
GET(ON_LOKET, "/leerlingen/:id/wijzig", WHO_SCHOOL, RIGHT_RESET, edit_page,
    N_("aanmeldgegevens aanpassen"))
SLOW(ON_LOKET, "/leerlingen/:id/wijzig", FORM, WHO_SCHOOL, RIGHT_RESET, edit_post, &edit_form,
     N_("past ze aan"))
GET(ON_LOKET, "/leerlingen/:id/historiek", WHO_SCHOOL, RIGHT_SEE_PUPILS, history_page,
    N_("wat er met het account gebeurde"))
GET(ON_LOKET, "/leerlingen/:id/detail", WHO_SCHOOL, RIGHT_SEE_PUPILS, history_detail_page,
    N_("aanmeldingen, afdrukken en bezoeken"))
POST(ON_LOKET, "/filters", FORM, WHO_SCHOOL, RIGHT_SEE_PUPILS, filter_keep, &saved_filter_form,
     N_("bewaart een filter van de lijst"))
POST(ON_LOKET, "/filters/weg", FORM, WHO_SCHOOL, RIGHT_SEE_PUPILS, filter_forget,
     &saved_filter_form,
     N_("verwijdert een bewaarde filter"))

/* Schoolloket: school, own account, import, platform */
GET(ON_LOKET, "/instelling", WHO_STAFF, 0, school_page,
    N_("Wijzig Instelling: de scholen met hun tellers"))
POST(ON_LOKET, "/instelling", FORM, WHO_STAFF, 0, school_choose, &school_form,
     N_("kiest de school"))
GET(ON_LOKET, "/instellingen", WHO_SCHOOL, RIGHT_CONFIGURE, settings_page,
    N_("instellingen van de school"))
POST(ON_LOKET, "/instellingen", LARGE_FORM, WHO_SCHOOL, RIGHT_CONFIGURE, settings_save,
     &settings_form,
     N_("bewaart ze"))
GET(ON_LOKET, "/personeel", WHO_SCHOOL, RIGHT_CONFIGURE, staff_page,
    N_("wie er in de school werkt, en wat een beheerder voor hen kan vernieuwen"))
SLOW(ON_LOKET, "/personeel", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, staff_post, &staff_form,
     N_("vernieuwt de toegang van een collega, of verwijdert diens tweede stap"))
GET(ON_LOKET, "/rekening", WHO_STAFF, 0, own_page, N_("het eigen wachtwoord en de tweede stap"))
POST(ON_LOKET, "/tweede-stap/later", FORM, WHO_STAFF, 0, factor_later, NULL,
     N_("sluit voor vandaag de melding dat een tweede stap verplicht wordt"))
GET(ON_LOKET, "/wie-drukte", WHO_SCHOOL, RIGHT_CONFIGURE, reveals_page,
    N_("wie wachtwoorden toonde of afdrukte, wanneer en hoeveel"))
POST(ON_LOKET, "/wie-drukte", FORM, WHO_SCHOOL, RIGHT_CONFIGURE, reveals_lift, &reveals_form,
     N_("verhoogt het dagbudget van een collega"))
GET(ON_LOKET, "/platform/wie-drukte/:school", WHO_OPERATOR, 0, reveals_of_school_page,
    N_("hetzelfde voor een school naar keuze"))
GET(ON_LOKET, "/taken", WHO_SCHOOL, RIGHT_CREATE, tasks_page, N_("recent gemaakt"))
SLOW(ON_LOKET, "/rekening", FORM, WHO_STAFF, 0, own_post, &account_form, N_("wijzigt ze"))
GET(ON_LOKET, "/klaslijsten", WHO_SCHOOL, RIGHT_PRINT, lists_page, N_("klaslijsten kiezen"))
POST(ON_LOKET, "/klaslijsten", LARGE_FORM, WHO_SCHOOL, RIGHT_PRINT, lists_make, &class_lists_form,
     N_("een klaslijst als PDF"))
GET(ON_LOKET, "/privacy", WHO_ANYONE, 0, privacy_page,
    N_("wat bewaard wordt, en bij wie vragen terechtkomen"))
GET(ON_LOKET, "/hulp", WHO_ANYONE, 0, help_page, N_("hulp en handleiding"))
GET(ON_LOKET, "/sneltoetsen", WHO_ANYONE, 0, keys_page, N_("sneltoetsen"))
POST(ON_LOKET, "/sneltoetsen", FORM, WHO_STAFF, 0, keys_save, &keys_form, N_("zet ze aan of uit"))
GET(ON_LOKET, "/import", WHO_SCHOOL, RIGHT_CONFIGURE, import_page, N_("leerlingenlijst inlezen"))
POST(ON_LOKET, "/import", FILE_BODY, WHO_SCHOOL, RIGHT_CONFIGURE, import_post, &import_form,
     N_("toont wat verandert, of voert het door"))
GET(ON_LOKET, "/platform", WHO_OPERATOR, 0, platform_page, N_("instellingen en personeel"))
POST(ON_LOKET, "/platform/instelling", FORM, WHO_OPERATOR, 0, platform_add_school,
     &platform_school_form,
     N_("voegt een instelling toe"))
POST(ON_LOKET, "/platform/personeel", FORM, WHO_OPERATOR, 0, platform_add_staff,
     &platform_staff_form,
     N_("voegt personeel toe"))
POST(ON_LOKET, "/platform/personeel/toegang", FORM, WHO_OPERATOR, 0, platform_access,
     &platform_access_form,
     N_("geeft nieuwe toegang of schakelt uit"))

/* pupil site: applications (OpenID Connect) */
OPEN(HTTP_GET, "/.well-known/openid-configuration", 0, oidc_configuration_get,
     N_("wat applicaties eerst lezen"))
OPEN(HTTP_GET, "/.well-known/oauth-authorization-server", 0, oidc_configuration_get,
     N_("hetzelfde onder zijn andere naam (RFC 8414)"))
OPEN(HTTP_GET, "/oidc/jwks", 0, oidc_jwks_get, N_("de openbare sleutels"))
ROW(HTTP_GET, ON_MIJN, "/oidc/authorize", 0, HTTP_NO_STORE, HTTP_RAW_QUERY, WHO_ANYONE, 0,
    oidc_authorize_get, NULL, N_("een applicatie vraagt wie de leerling is"))
CLIENT(HTTP_POST, "/oidc/authorize", FORM, oidc_authorize_post,
       N_("dezelfde vraag in een formulier"))
GET(ON_MIJN, "/oidc/verder", WHO_ANYONE, 0, oidc_further,
    N_("na het aanmelden: de vraag die wacht"))
OPEN(HTTP_POST, "/oidc/token", FORM, oidc_token_post, N_("code of refresh token wordt token"))
OPEN(HTTP_GET, "/oidc/userinfo", 0, oidc_userinfo_get, N_("de gegevens van de leerling"))
OPEN(HTTP_POST, "/oidc/userinfo", FORM, oidc_userinfo_post, N_("dezelfde gegevens"))
CLIENT(HTTP_POST, "/oidc/introspect", FORM, oidc_introspect_post, N_("leeft een token nog"))
OPEN(HTTP_POST, "/oidc/revoke", FORM, oidc_revoke_post, N_("trekt een token in"))
ROW(HTTP_GET, ON_MIJN, "/oidc/logout", 0, HTTP_NO_STORE, HTTP_RAW_QUERY, WHO_ANYONE, 0,
    oidc_logout_get, NULL, N_("een applicatie wil de leerling afmelden"))
CLIENT(HTTP_POST, "/oidc/logout", FORM, oidc_logout_post, N_("dezelfde vraag in een formulier"))
ROW(HTTP_GET, ON_MIJN, "/oidc/afmelden", 0, HTTP_NO_STORE, HTTP_RAW_QUERY, WHO_ANYONE, 0,
    oidc_logout_question, NULL, N_("vraagt het de leerling"))
POST(ON_MIJN, "/oidc/afmelden", FORM, WHO_ANYONE, 0, oidc_logout_answer, &oidc_logout_form,
     N_("wat de leerling daarop zegt"))
CLIENT(HTTP_POST, "/oidc/par", FORM, oidc_par_post, N_("een vraag vooraf afgegeven (PAR)"))
/* clang-format on */
