#include "web/loket/flaw_texts.h"

#include "domain/pictures.h"

struct str flaw_of_username(const struct visit *visit, enum username_flaw flaw, struct str username,
                            struct str suggestion) {
    static const char *const texts[] = {
        [USERNAME_FINE] = "",
        [USERNAME_EMPTY] = N_("Enter a username."),
        [USERNAME_AT] = N_("Remove the @ from this username."),
        [USERNAME_LONG] = N_("Make the username shorter. It may have at most 50 characters."),
        [USERNAME_SIGNS] = N_("Use only letters, digits, dots and hyphens."),
        [USERNAME_SHAPE] = N_("Begin and end with a letter or digit, and never put two dots or "
                              "hyphens next to each other."),
        [USERNAME_RESERVED] = N_("This name is an address of the site itself. Choose another."),
        [USERNAME_TAKEN] = N_("{0} already exists. We suggest {1}."),
    };
    if (flaw == USERNAME_FINE) return S("");
    const struct str args[] = {username, suggestion};
    return visit_fill(visit, visit_say(visit, texts[flaw]), args, COUNT(args));
}

struct str flaw_of_secret(const struct visit *visit, enum typed_flaw flaw) {
    static const char *const texts[] = {
        [TYPED_FINE] = "",
        [TYPED_SHORT] = N_("Use at least 8 characters."),
        [TYPED_LONG] = N_("Use at most 40 characters."),
        [TYPED_BLANKS] = N_("Remove the spaces."),
        [TYPED_HAS_NAME] = N_("Remove the pupil's name from the password."),
        [TYPED_GUESSABLE] = N_("This password is too easy to guess. Choose another."),
        [TYPED_TWICE] = N_("Another pupil in this list already has this password. Choose another."),
    };
    return flaw == TYPED_FINE ? S("") : visit_say(visit, texts[flaw]);
}

struct str flaw_of_outcome(const struct visit *visit, enum batch_outcome outcome) {
    switch (outcome) {
        case OUTCOME_HAS_ACCOUNT: return visit_say(visit, "already has a LeerID by now");
        case OUTCOME_NOT_ENROLLED: return visit_say(visit, "is no longer enrolled in this school");
        case OUTCOME_LEFT_OUT: return visit_say(visit, "was not ticked");
        case OUTCOME_FITS: return visit_say(visit, "has already become advanced");
        case OUTCOME_NO_ACCOUNT: return visit_say(visit, "no longer has an active LeerID");
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
    const char *text =
        N_("{0}: the password is not kept. Create a new password to print a card again.");
    if (pupil->inactive)
        text = N_("{0}: the account is inactive. Make it active again before printing a card.");
    if (pupil->character != 0) text = N_("{0}: no font has the character {1}.");
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
