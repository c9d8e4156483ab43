#include "main/reason.h"

#include <errno.h>
#include <string.h>

#include "main/command.h"

const char *system_reason(int error) {
    static const struct {
        int error;
        const char *text;
    } reasons[] = {
        {ENOENT, "het bestaat niet; kijk het pad na"},
        {ENOTDIR, "een deel van het pad is geen map"},
        {EISDIR, "het is een map"},
        {ESPIPE, "het is geen gewoon bestand; bewaar de inhoud eerst in een bestand"},
        {EACCES, "geen toegang; kijk de eigenaar en de rechten na"},
        {EPERM, "het mag niet van het systeem"},
        {EROFS, "die schijf mag alleen gelezen worden"},
        {ENOSPC, "de schijf is vol"},
        {EDQUOT, "het quotum van deze gebruiker is op"},
        {EEXIST, "het bestaat al"},
        {EBUSY, "het is in gebruik"},
        {EMFILE, "er staan te veel bestanden open"},
        {ENAMETOOLONG, "de naam is te lang"},
        {ENOMEM, "er is geen geheugen meer"},
        {EXDEV, "het staat op een andere schijf"},
    };
    for (size_t i = 0; i < COUNT(reasons); i++)
        if (reasons[i].error == error) return reasons[i].text;
    const char *name = strerrorname_np(error);
    return name == NULL ? "onbekende fout" : name;
}

void report_unplaced(struct str file, enum rc rc) {
    cli_say(rc == RC_UNCERTAIN
                ? "%.*s is geschreven, maar is misschien weg na een stroomonderbreking: %s; maak "
                  "het opnieuw"
                : "%.*s kan niet geschreven worden: %s",
            STR_ARG(file), system_reason(errno));
}
