#include "web/password_text.h"

#include "web/pages.h"

static const char *const texts[] = {
    [OWN_FINE] = "",
    [OWN_SHORT] = N_("This password is too short. Choose one of at least 10 characters."),
    [OWN_LONG] = N_("This password is too long. It may have at most 128 characters."),
    [OWN_COMMON] = N_("This password is too easy to guess: many people choose it. Choose three "
                      "words that do not belong together, for example."),
    [OWN_NAMES] =
        N_("This password is too easy to guess: your name or your school's name is in it. Choose "
           "something else, for example three words that do not belong together."),
    [OWN_WORDS] = N_("This password is too easy to guess: it is one ordinary word with a little "
                     "bit added. Add two more words."),
    [OWN_HOLDS_GIVEN] = N_("The password on your card is in it, and that was on paper. Think of "
                           "something completely new."),
    [OWN_SAME] = N_("This is your current password. Choose another one."),
};

struct str password_flaw_text(const struct visit *visit, enum own_flaw flaw) {
    return flaw == OWN_FINE ? S("") : visit_say(visit, texts[flaw]);
}
