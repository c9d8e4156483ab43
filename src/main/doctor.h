/* leerid doctor: checks of an installation, each with a verdict. doctor.c has the table; a check is
 * a function that adds findings. A check without findings is fine. */
#pragma once

#include "main/command.h"

enum verdict { VERDICT_OK, VERDICT_WARNING, VERDICT_FAILED, VERDICTS };

struct doctor {
    struct cli *cli;
    enum verdict verdict; /* of the check that runs: the worst of its findings */
    json_t *findings;     /* of that check */
    json_t *facts;        /* further members of the answer with --json */
};

/* Adds a finding in Dutch. mend: the command that mends it, "" when the text says what to do.
 * VERDICT_OK: information. */
void doctor_add(struct doctor *doctor, enum verdict verdict, struct str mend, const char *format,
                ...) PRINTF_LIKE(4, 5);

void check_owners(struct doctor *doctor); /* owners and modes of the files of the installation */
void check_copies(
    struct doctor *doctor); /* age of the last backup; databases that a restore put aside */
void check_addresses(struct doctor *doctor); /* where serve listens: free, or answered by LeerID */
void check_mail(struct doctor *doctor);
void check_certificates(struct doctor *doctor);
void check_provider(struct doctor *doctor); /* sign-in of staff elsewhere */

enum exit_code doctor_history(struct cli *cli); /* doctor --history */
