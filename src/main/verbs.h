/* Commands whose first word is a verb, such as `leerid school add …`. */
#pragma once

#include "main/command.h"

struct verb {
    const char *name;
    enum exit_code (*run)(struct cli *cli);
};
static inline enum exit_code verb_run(struct cli *cli, const struct verb *verbs, size_t count) {
    for (size_t i = 0; i < count && cli->word_count > 0; i++)
        if (strcmp(cli->words[0], verbs[i].name) == 0) return verbs[i].run(cli);
    return cli_usage(cli, NULL);
}
static inline struct str verb_word(const struct cli *cli, size_t at) {
    return at < cli->word_count ? str_of(cli->words[at]) : S("");
}
