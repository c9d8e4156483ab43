#include "web/loket/flaw_texts.h"

#include "domain/pictures.h"

struct str flaw_of_username(const struct visit *visit, enum username_flaw flaw, struct str username,
                            struct str suggestion) {
    static const char *const texts[] = {
        [USERNAME_FINE] = "",
        [USERNAME_EMPTY] = N_("Vul een gebruikersnaam in."),
        [USERNAME_AT] = N_("Haal de @ weg uit deze gebruikersnaam."),
        [USERNAME_LONG] = N_("Maak de gebruikersnaam korter. Hij mag hoogstens 50 tekens tellen."),
        [USERNAME_SIGNS] = N_("Gebruik alleen letters, cijfers, punten en streepjes."),
        [USERNAME_SHAPE] = N_("Begin en eindig met een letter of cijfer, en zet nooit twee punten "
                              "of streepjes naast elkaar."),
        [USERNAME_RESERVED] = N_("Deze naam is een adres van de site zelf. Kies een andere."),
        [USERNAME_TAKEN] = N_("{0} bestaat al. We stellen {1} voor."),
    };
    if (flaw == USERNAME_FINE) return S("");
    const struct str args[] = {username, suggestion};
    return visit_fill(visit, visit_say(visit, texts[flaw]), args, COUNT(args));
}

struct str flaw_of_secret(const struct visit *visit, enum typed_flaw flaw) {
    static const char *const texts[] = {
        [TYPED_FINE] = "",
        [TYPED_SHORT] = N_("Neem minstens 8 tekens."),
        [TYPED_LONG] = N_("Neem hoogstens 40 tekens."),
        [TYPED_BLANKS] = N_("Haal de spaties weg."),
        [TYPED_HAS_NAME] = N_("Haal de naam van de leerling uit het wachtwoord."),
        [TYPED_GUESSABLE] = N_("Dit wachtwoord is te makkelijk te raden. Neem een ander."),
        [TYPED_TWICE] =
            N_("Een andere leerling in deze lijst heeft dit wachtwoord al. Neem een ander."),
    };
    return flaw == TYPED_FINE ? S("") : visit_say(visit, texts[flaw]);
}

struct str flaw_of_outcome(const struct visit *visit, enum batch_outcome outcome) {
    switch (outcome) {
        case OUTCOME_HAS_ACCOUNT: return visit_say(visit, "heeft intussen al een LeerID");
        case OUTCOME_NOT_ENROLLED:
            return visit_say(visit, "is niet meer ingeschreven in deze school");
        case OUTCOME_LEFT_OUT: return visit_say(visit, "was niet aangevinkt");
        case OUTCOME_FITS: return visit_say(visit, "is intussen al gevorderd");
        case OUTCOME_NO_ACCOUNT: return visit_say(visit, "heeft intussen geen actief LeerID meer");
        case OUTCOME_PENDING:
        case OUTCOME_MADE:
        case OUTCOME_UNDONE:
        case OUTCOME_TURNING:
        case OUTCOME_TURNED:
        case OUTCOME_TURNED_BACK: break;
    }
    return S("");
}

struct unprintable flaw_not_printed(const struct visit *visit, const struct pupil_row *row) {
    struct str name =
        str_format(visit->arena, "%.*s %.*s", STR_ARG(row->first_name), STR_ARG(row->last_name));
    struct str all = str_format(visit->arena, "%.*s %.*s %.*s", STR_ARG(name),
                                STR_ARG(row->group_name), STR_ARG(row->class_code));
    return (struct unprintable){row->roll_number, name, print_missing_sign(visit->service, all),
                                row->inactive};
}

struct str flaw_left_out(const struct visit *visit, const struct unprintable *pupil) {
    struct str who = str_format(visit->arena, "%.*s (%lld)", STR_ARG(pupil->name),
                                (long long)pupil->roll_number);
    const struct str args[] = {who, str_format(visit->arena, "U+%04X", pupil->character)};
    const char *text = N_("{0}: het wachtwoord wordt niet bewaard. Maak een nieuw wachtwoord om "
                          "weer een kaart te drukken.");
    if (pupil->inactive)
        text =
            N_("{0}: het account is inactief. Maak het eerst weer actief om een kaart te drukken.");
    if (pupil->character != 0) text = N_("{0}: geen lettertype heeft het teken {1}.");
    return visit_fill(visit, visit_say(visit, text), args, COUNT(args));
}

struct str flaw_secret_kind(enum secret_kind kind) {
    if (kind == SECRET_PICTURE) return S("plaatjes");
    return kind == SECRET_WORD ? S("woord") : S("gevorderd");
}

struct secret_view loket_secret(const struct visit *visit, enum secret_kind kind,
                                struct str secret) {
    struct secret_view view = {
        .shown = secret.ptr != NULL, .pictures = kind == SECRET_PICTURE, .text = secret};
    unsigned char pictures[SECRET_PICTURES_MAX];
    int count;
    if (!view.shown || !view.pictures || secret_pictures(secret, pictures, &count) != RC_OK)
        return view;
    for (int i = 0; i < count; i++)
        view.row[view.count++] = (struct picture_view){
            str_of(picture_name(pictures[i], visit->language)),
            page_picture_address(str_of(picture_name(pictures[i], LANGUAGE_NL)))};
    return view;
}
