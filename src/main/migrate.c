/* leerid migrate: creates the keys and the database, or migrates the database. */
#include <stdio.h>

#include "main/command.h"

enum exit_code command_migrate(struct cli *cli) {
    if (!cli_open(cli, NEED_STORE | NEED_SIGNING | NEED_CREATE)) return EXIT_FAILED;
    struct str database = config_database_shown(cli->arena, cli->config.values[SETTING_DATABASE]);
    if (cli->json) cli_json(json_pack("{s:o}", "database", cli_json_str(database)));
    if (!cli->json) cli_print("{0} is up to date", database);
    return EXIT_DONE;
}
