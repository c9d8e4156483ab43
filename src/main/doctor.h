/*
 * leerid doctor: checks of an installation. doctor.c has the table; a check is a function that adds
 * findings, and a check without findings passed.
 */
#pragma once

#include "main/command.h"

enum verdict { VERDICT_OK, VERDICT_WARNING, VERDICT_FAILED, VERDICTS };

struct doctor {
    struct cli *cli;
    enum verdict verdict; /* of the running check: the worst of its findings */
    json_t *findings;     /* of the running check */
    json_t *facts;        /* additional members of the --json output */
};

/*
 * Adds a finding. mend is the command that fixes it, or empty when the message says what to do.
 * VERDICT_OK adds information only.
 */
void doctor_add(struct doctor *doctor, enum verdict verdict, struct str mend,
                struct message message);

void check_owners(struct doctor *doctor); /* owners and modes of the files of the installation */
void check_copies(
    struct doctor *doctor); /* age of the last backup; databases that a restore set aside */
void check_addresses(struct doctor *doctor); /* listen addresses: free, or answered by LeerID */
void check_mail(struct doctor *doctor);
void check_certificates(struct doctor *doctor);
void check_provider(struct doctor *doctor); /* staff sign-in through an external provider */

enum exit_code doctor_history(struct cli *cli); /* leerid doctor --history */
