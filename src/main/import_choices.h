/*
 * Choices on the command line of leerid import: --map 'Kolom=veld' and --groups 'naam=lager', or a
 * file with one such line each.
 */
#pragma once

#include "main/command.h"
#include "service/roster/import_roster.h"

struct import_choices {
    struct column_mapping mapping;
    struct level_choice *groups; /* for any school */
    struct kept_group *names;    /* the same, with the names as typed */
    size_t group_count;
};
/* Reads --map and --groups. Returns false after printing what is wrong. Needs an open store. */
bool import_choices_read(struct cli *cli, int school, struct import_choices *ret_choices);
/* Keeps them for the next list of the school (0: of several schools) after an applied import. */
enum exit_code import_choices_keep(struct cli *cli, int fd, int school,
                                   const struct import_choices *choices);
/* Returns the groups that people have to choose, as JSON. */
json_t *import_questions_json(const struct group_questions *questions);
