#include "main/reason.h"

#include <errno.h>
#include <string.h>

#include "main/command.h"

struct message_arg reason_of_errno(int error) {
    static const struct {
        int error;
        const char *text;
    } reasons[] = {
        {ENOENT, N_("het bestaat niet; kijk het pad na")},
        {ENOTDIR, N_("een deel van het pad is geen map")},
        {EISDIR, N_("het is een map")},
        {ESPIPE, N_("het is geen gewoon bestand; bewaar de inhoud eerst in een bestand")},
        {EACCES, N_("geen toegang; kijk de eigenaar en de rechten na")},
        {EPERM, N_("het mag niet van het systeem")},
        {EROFS, N_("die schijf mag alleen gelezen worden")},
        {ENOSPC, N_("de schijf is vol")},
        {EDQUOT, N_("het quotum van deze gebruiker is op")},
        {EEXIST, N_("het bestaat al")},
        {EBUSY, N_("het is in gebruik")},
        {EMFILE, N_("er staan te veel bestanden open")},
        {ENAMETOOLONG, N_("de naam is te lang")},
        {ENOMEM, N_("er is geen geheugen meer")},
        {EXDEV, N_("het staat op een andere schijf")},
    };
    for (size_t i = 0; i < COUNT(reasons); i++)
        if (reasons[i].error == error) return message_word(reasons[i].text);
    const char *name = strerrorname_np(error);
    return name == NULL ? message_word(N_("onbekende fout")) : message_arg_c(name);
}

void reason_unplaced(struct str file, enum rc rc) {
    cli_say(
        rc == RC_UNCERTAIN
            ? N_("{0} is geschreven, maar is misschien weg na een stroomonderbreking: {1}; maak "
                 "het opnieuw")
            : N_("{0} kan niet geschreven worden: {1}"),
        file, reason_of_errno(errno));
}
