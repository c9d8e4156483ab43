#include "web/loket/flash.h"

#include "domain/id.h"
#include "format/url.h"

/*
 * The index of a row is its code in the cookie. Add new rows at the end, so that a cookie of an
 * older version keeps its meaning.
 */
static const struct {
    enum flash_tone tone;
    const char *title, *text;
} flashes[FLASHES] = {
    [FLASH_CREATED] = {FLASH_GOOD, N_("Het LeerID is succesvol aangemaakt."),
                       N_("Het ZIP-bestand met de kaart en de sticker wordt gedownload.")},
    [FLASH_CHANGED] = {FLASH_GOOD, N_("De aanmeldgegevens zijn gewijzigd."),
                       N_("Staat er iets anders op de kaart? Druk ze dan opnieuw af.")},
    [FLASH_SECRET_CHANGED] = {FLASH_GOOD, N_("Het wachtwoord is gewijzigd."),
                              N_("De oude kaart werkt niet meer. Geef de leerling de nieuwe kaart. "
                                 "Je kunt nog 10 minuten het vorige wachtwoord terugzetten.")},
    [FLASH_DEACTIVATED] =
        {FLASH_GOOD, N_("Het account is inactief."),
         N_("De leerling kan zich niet meer aanmelden. Je kunt het altijd weer actief maken.")},
    [FLASH_ACTIVATED] = {FLASH_GOOD, N_("Het account is weer actief."),
                         N_("De leerling kan zich aanmelden met de kaart die er al was.")},
    [FLASH_UNDONE_CREATE] =
        {FLASH_GOOD, N_("Ongedaan gemaakt."),
         N_("Het LeerID is weg. Kaarten die je al afdrukte, werken niet meer.")},
    [FLASH_UNDONE_SECRET] = {FLASH_GOOD, N_("Het vorige wachtwoord geldt weer."),
                             N_("De kaart met het nieuwe wachtwoord werkt niet meer.")},
    [FLASH_UNDO_LATE] = {FLASH_WARN, N_("Dit kan niet meer ongedaan gemaakt worden."),
                         N_("De leerling heeft zich al aangemeld, of de tijd is voorbij.")},
    [FLASH_RELEASED] = {FLASH_GOOD, N_("Vrijgegeven."),
                        N_("De leerling kan meteen opnieuw proberen.")},
    [FLASH_NOTHING_CHOSEN] =
        {FLASH_WARN, N_("Kies eerst een of meer leerlingen."),
         N_("Vink het vakje voor de naam aan, of bovenaan het vakje voor iedereen.")},
    [FLASH_NOTHING_TO_MAKE] = {FLASH_WARN, N_("Er is niets te maken."),
                               N_("De gekozen leerlingen hebben allemaal al een LeerID.")},
    [FLASH_DRAFT_DROPPED] = {FLASH_GOOD, N_("Er is niets gemaakt."),
                             N_("De voorstellen zijn weg.")},
    [FLASH_SETTINGS] = {FLASH_GOOD, N_("De instellingen zijn bewaard."),
                        N_("Ze gelden voor nieuwe wachtwoorden.")},
    [FLASH_PASSWORD] = {FLASH_GOOD, N_("Je wachtwoord is bewaard."),
                        N_("Op andere toestellen ben je afgemeld.")},
    [FLASH_TOTP_ON] = {FLASH_GOOD, N_("De tweede stap staat aan."),
                       N_("Vanaf nu vraagt het aanmelden ook een code.")},
    [FLASH_TOTP_OFF] = {FLASH_GOOD, N_("De tweede stap staat uit."),
                        N_("Je meldt je aan met je wachtwoord alleen.")},
    [FLASH_FILTER_SAVED] = {FLASH_GOOD, N_("De filter is bewaard."),
                            N_("Je vindt hem bij de snelle filters.")},
    [FLASH_FILTER_FULL] = {FLASH_WARN, N_("Er zijn al twaalf filters bewaard."),
                           N_("Verwijder er eerst een.")},
    [FLASH_FILTER_DROPPED] = {FLASH_GOOD, N_("De filter is verwijderd."),
                              N_("De leerlingen zelf veranderen niet.")},
    [FLASH_UNDONE_BATCH] =
        {FLASH_GOOD, N_("Ongedaan gemaakt."),
         N_("{0} LeerID's zijn weg. Kaarten die je al afdrukte, werken niet meer.")},
    [FLASH_HAS_ALREADY] = {FLASH_WARN, N_("Deze leerling heeft al een LeerID."),
                           N_("Iemand maakte het intussen aan. Er is niets bijgekomen.")},
    [FLASH_NETWORKS] = {FLASH_GOOD, N_("De netwerken zijn bijgewerkt."), N_("Ze gelden meteen.")},
    [FLASH_KEPT] = {FLASH_GOOD, N_("Je bent weer aangemeld."), N_("Wat je invulde, is bewaard.")},
    [FLASH_CONFLICT] = {FLASH_WARN,
                        N_("Dit account is intussen gewijzigd, door jou in een ander venster of "
                           "door een collega."),
                        N_("Bekijk de nieuwe gegevens en probeer opnieuw.")},
    [FLASH_HAS_ACCOUNT] = {FLASH_WARN, N_("Deze leerling heeft al een LeerID."),
                           N_("Je ziet hieronder welk.")},
    [FLASH_APPLICATIONS] = {FLASH_GOOD, N_("Bewaard."),
                            N_("De toegang tot applicaties is meteen gewijzigd.")},
    [FLASH_APPLICATION_GONE] = {FLASH_GOOD, N_("De applicatie is verwijderd."),
                                N_("Niemand kan zich er nog mee aanmelden.")},
    [FLASH_UNDONE_SOME] = {FLASH_WARN, N_("Ongedaan gemaakt, behalve waar al mee aangemeld is."),
                           N_("Weg: {0}. Blijven: {1}, want daar is al mee aangemeld. Kaarten van "
                              "wie weg is, werken niet meer.")},
    [FLASH_NOT_KEPT] = {FLASH_WARN, N_("Dit wachtwoord kan niet getoond worden."),
                        N_("Geef een nieuw wachtwoord met ‘Pas aanmeldgegevens aan’.")},
    [FLASH_RENAMED] = {FLASH_GOOD, N_("De aanmeldgegevens zijn gewijzigd."),
                       N_("Op de oude kaart staat nog de vorige gebruikersnaam. Geef de leerling "
                          "de nieuwe kaart.")},
    [FLASH_UNCHANGED] = {FLASH_WARN, N_("Er was niets te wijzigen."),
                         N_("De aanmeldgegevens zijn wat ze waren.")},
    [FLASH_FILE] = {FLASH_GOOD, N_("Je wachtwoord klopt."),
                    N_("Het bestand komt eraan. Begint het niet vanzelf?")},
    [FLASH_SIGNED_OUT] = {FLASH_GOOD, N_("Je bent afgemeld."),
                          N_("Op dit toestel kan niemand verder met jouw account.")},
    [FLASH_NO_CARD] =
        {FLASH_WARN, N_("Van deze leerling kan nu geen kaart gedrukt worden."),
         N_("Kijk hieronder of het account actief is en of het wachtwoord bewaard is.")},
    [FLASH_PASSKEY_ON] = {FLASH_GOOD, N_("De toegangssleutel is bewaard."),
                          N_("Voortaan meld je je aan met één aanraking.")},
    [FLASH_PASSKEY_OFF] = {FLASH_GOOD, N_("De toegangssleutel is verwijderd."),
                           N_("Niemand kan zich er nog mee aanmelden.")},
    [FLASH_PLACE_ENDED] = {FLASH_GOOD, N_("Afgemeld."),
                           N_("Wie daar verder wil, meldt zich opnieuw aan.")},
    [FLASH_FACTOR_RESET] =
        {FLASH_GOOD, N_("De tweede stap van {0} is verwijderd."),
         N_("Je collega is overal afgemeld en kiest bij de volgende aanmelding een nieuwe tweede "
            "stap. De andere LeerID-beheerders krijgen bericht.")},
    [FLASH_BUDGET_LIFTED] = {FLASH_GOOD, N_("Het dagbudget is verhoogd."),
                             N_("Het geldt vandaag. Het staat in de lijst.")},
    [FLASH_PRINTED] = {FLASH_GOOD, N_("Het bestand is gemaakt."), "{0}"},
    [FLASH_UNDONE_TURNED] =
        {FLASH_GOOD, N_("Ongedaan gemaakt."),
         N_("Weg: {0}. Weer basis, met het vorige wachtwoord: {1}. Blijven, want er is al mee "
            "aangemeld: {2}. De andere kaarten werken niet meer.")},
};

static void keep_flash(struct visit *visit, enum flash flash, struct str value) {
    visit_set_cookie(visit, COOKIE_FLASH,
                     str_format(visit->arena, "%d.%.*s", (int)flash, STR_ARG(value)), 60);
}

void loket_flash_count(struct visit *visit, enum flash flash, size_t count) {
    keep_flash(visit, flash, str_format(visit->arena, "%zu", count));
}

void loket_flash_counts(struct visit *visit, enum flash flash, size_t count, size_t other) {
    keep_flash(visit, flash, str_format(visit->arena, "%zu.%zu", count, other));
}

void loket_flash_undone(struct visit *visit, size_t gone, size_t basic, size_t stay) {
    keep_flash(visit, FLASH_UNDONE_TURNED,
               str_format(visit->arena, "%zu.%zu.%zu", gone, basic, stay));
}

void loket_flash(struct visit *visit, enum flash flash) {
    keep_flash(visit, flash, S(""));
}

void loket_flash_text(struct visit *visit, enum flash flash, struct str text) {
    keep_flash(visit, flash, url_encode(visit->arena, text));
}

void loket_flash_of(struct visit *visit, enum flash flash, int64_t id) {
    keep_flash(visit, flash, id_text(visit->arena, id));
}

void loket_flash_file(struct visit *visit, struct str path) {
    keep_flash(visit, FLASH_FILE, url_encode(visit->arena, path));
}

/* Fills the download or new card that the page offers; a file starts to download by itself. */
static void take_download(struct visit *visit, int64_t code, struct str value,
                          struct frame *frame) {
    int64_t id;
    struct str path;
    frame->download_text = visit_say(visit, "Download ZIP bestand");
    if (code == FLASH_FILE && url_decode(visit->arena, value, false, &path) == RC_OK) {
        frame->download = visit_own_path(path);
        frame->download_text = visit_say(visit, "Download het bestand");
    } else if (code == FLASH_CREATED && id_parse(value, &id) == RC_OK)
        frame->download = str_format(visit->arena, "/bulk/%.*s/zip", STR_ARG(value));
    else if (id_parse(value, &id) == RC_OK)
        frame->new_card = str_format(visit->arena, "/leerlingen/%.*s", STR_ARG(value));
}

void loket_flash_take(struct visit *visit, struct frame *frame) {
    struct str value = visit_cookie(visit, COOKIE_FLASH);
    int64_t code;
    if (value.len == 0 || visit->request->head) return;
    visit_set_cookie(visit, COOKIE_FLASH, S("-"), -1);
    if (str_to_i64(str_cut(&value, '.', NULL), 1, FLASHES - 1, &code) != RC_OK) return;
    struct str rest = value, first = str_cut(&rest, '.', NULL), second = str_cut(&rest, '.', NULL);
    bool has_text = code == FLASH_PRINTED || code == FLASH_FACTOR_RESET;
    if (has_text && url_decode(visit->arena, value, false, &first) != RC_OK) first = S("");
    const struct str args[] = {first, second, rest};
    frame->flash = flashes[code].tone;
    frame->flash_title =
        visit_fill(visit, visit_say(visit, flashes[code].title), args, COUNT(args));
    frame->flash_text = visit_fill(visit, visit_say(visit, flashes[code].text), args, COUNT(args));
    take_download(visit, code, value, frame);
}
