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
    [FLASH_CREATED] = {FLASH_GOOD, N_("The LeerID was created successfully."),
                       N_("The ZIP file with the card and the sticker is being downloaded.")},
    [FLASH_CHANGED] = {FLASH_GOOD, N_("The sign-in data was changed."),
                       N_("Does the card say something different? Then print it again.")},
    [FLASH_SECRET_CHANGED] = {FLASH_GOOD, N_("The password was changed."),
                              N_("The old card no longer works. Give the pupil the new card. For "
                                 "another 10 minutes you can restore the previous password.")},
    [FLASH_DEACTIVATED] =
        {FLASH_GOOD, N_("The account is inactive."),
         N_("The pupil can no longer sign in. You can reactivate the account at any time.")},
    [FLASH_ACTIVATED] = {FLASH_GOOD, N_("The account is active again."),
                         N_("The pupil can sign in with the card they already had.")},
    [FLASH_UNDONE_CREATE] =
        {FLASH_GOOD, N_("Undone."),
         N_("The LeerID is gone. Cards you have already printed no longer work.")},
    [FLASH_UNDONE_SECRET] = {FLASH_GOOD, N_("The previous password is valid again."),
                             N_("The card with the new password no longer works.")},
    [FLASH_UNDO_LATE] = {FLASH_WARN, N_("This can no longer be undone."),
                         N_("The pupil has already signed in, or the time is up.")},
    [FLASH_RELEASED] = {FLASH_GOOD, N_("Unblocked."), N_("The pupil can try again at once.")},
    [FLASH_NOTHING_CHOSEN] =
        {FLASH_WARN, N_("Select one or more pupils first."),
         N_("Tick the box in front of the name, or the box at the top for everyone.")},
    [FLASH_NOTHING_TO_MAKE] = {FLASH_WARN, N_("There is nothing to create."),
                               N_("The selected pupils all have a LeerID already.")},
    [FLASH_DRAFT_DROPPED] = {FLASH_GOOD, N_("Nothing was created."), N_("The draft is gone.")},
    [FLASH_SETTINGS] = {FLASH_GOOD, N_("The settings were saved."),
                        N_("They apply to new passwords.")},
    [FLASH_PASSWORD] = {FLASH_GOOD, N_("Your password was saved."),
                        N_("On other devices you are signed out.")},
    [FLASH_TOTP_ON] = {FLASH_GOOD, N_("The second step is on."),
                       N_("From now on signing in asks for a code too.")},
    [FLASH_TOTP_OFF] = {FLASH_GOOD, N_("The second step is off."),
                        N_("You sign in with your password alone.")},
    [FLASH_FILTER_SAVED] = {FLASH_GOOD, N_("The filter was saved."),
                            N_("You will find it among the quick filters.")},
    [FLASH_FILTER_FULL] = {FLASH_WARN, N_("Twelve filters have already been saved."),
                           N_("Remove one first.")},
    [FLASH_FILTER_DROPPED] = {FLASH_GOOD, N_("The filter was removed."),
                              N_("The pupils themselves do not change.")},
    [FLASH_UNDONE_BATCH] =
        {FLASH_GOOD, N_("Undone."),
         N_("{0} LeerIDs are gone. Cards you have already printed no longer work.")},
    [FLASH_HAS_ALREADY] = {FLASH_WARN, N_("This pupil already has a LeerID."),
                           N_("Somebody created it in the meantime. Nothing was added.")},
    [FLASH_NETWORKS] = {FLASH_GOOD, N_("The networks were updated."), N_("They apply at once.")},
    [FLASH_KEPT] = {FLASH_GOOD, N_("You are signed in again."), N_("What you filled in is kept.")},
    [FLASH_CONFLICT] = {FLASH_WARN,
                        N_("This account was changed in the meantime, by you in another window or "
                           "by a colleague."),
                        N_("Look at the new data and try again.")},
    [FLASH_HAS_ACCOUNT] = {FLASH_WARN, N_("This pupil already has a LeerID."),
                           N_("You can see which one below.")},
    [FLASH_APPLICATIONS] = {FLASH_GOOD, N_("Saved."),
                            N_("Access to applications was changed at once.")},
    [FLASH_APPLICATION_GONE] = {FLASH_GOOD, N_("The application was removed."),
                                N_("Nobody can sign in with it any more.")},
    [FLASH_UNDONE_SOME] = {FLASH_WARN, N_("Undone, except where somebody has already signed in."),
                           N_("Gone: {0}. Kept: {1}, because somebody has already signed in with "
                              "them. Cards of the LeerIDs that are gone no longer work.")},
    [FLASH_NOT_KEPT] = {FLASH_WARN, N_("This password cannot be shown."),
                        N_("Give a new password with ‘Change sign-in data’.")},
    [FLASH_RENAMED] =
        {FLASH_GOOD, N_("The sign-in data was changed."),
         N_("The old card still shows the previous username. Give the pupil the new card.")},
    [FLASH_UNCHANGED] = {FLASH_WARN, N_("There was nothing to change."),
                         N_("The sign-in data is unchanged.")},
    [FLASH_FILE] = {FLASH_GOOD, N_("Your password is correct."),
                    N_("The file is on its way. Does the download not start?")},
    [FLASH_SIGNED_OUT] = {FLASH_GOOD, N_("You are signed out."),
                          N_("Nobody can continue with your account on this device.")},
    [FLASH_NO_CARD] = {FLASH_WARN, N_("No card can be printed for this pupil now."),
                       N_("Check below whether the account is active and the password is kept.")},
    [FLASH_PASSKEY_ON] = {FLASH_GOOD, N_("The passkey is saved."),
                          N_("From now on one touch signs you in.")},
    [FLASH_PASSKEY_OFF] = {FLASH_GOOD, N_("The passkey is removed."),
                           N_("Nobody can sign in with it any more.")},
    [FLASH_PLACE_ENDED] = {FLASH_GOOD, N_("Signed out."),
                           N_("Going on there needs a new sign-in.")},
    [FLASH_FACTOR_RESET] =
        {FLASH_GOOD, N_("The second step of {0} has been removed."),
         N_("Your colleague is signed out everywhere and chooses a new second step at the next "
            "sign-in. The other LeerID managers get a message.")},
    [FLASH_BUDGET_LIFTED] = {FLASH_GOOD, N_("The daily budget has been raised."),
                             N_("It applies today. It is in the list.")},
    [FLASH_PRINTED] = {FLASH_GOOD, N_("The file is ready."), "{0}"},
    [FLASH_UNDONE_TURNED] =
        {FLASH_GOOD, N_("Undone."),
         N_("Gone: {0}. Basic again, with the previous password: {1}. Kept, because somebody has "
            "already signed in with them: {2}. The other cards no longer work.")},
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
    frame->download_text = visit_say(visit, "Download ZIP file");
    if (code == FLASH_FILE && url_decode(visit->arena, value, false, &path) == RC_OK) {
        frame->download = visit_own_path(path);
        frame->download_text = visit_say(visit, "Download the file");
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
