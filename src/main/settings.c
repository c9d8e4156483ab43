/* leerid settings: prints the settings with their values and origins. */
#include <stdio.h>

#include "main/command.h"

enum exit_code command_settings(struct cli *cli) {
    json_t *items = json_array();
    if (!cli->json)
        puts("# wijzig ze in " CONFIG_FILE
             " (of --config BESTAND), een regel elk: naam = waarde; of in de omgeving, die"
             " voorgaat: LEERID_NAAM=waarde");
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = &setting_infos[i];
        struct str value = cli->config.values[i];
        if (i == SETTING_DATABASE) value = config_database_shown(cli->arena, value);
        const char *origin = setting_origin_name(cli->config.origins[i]);
        json_array_append_new(items,
                              json_pack("{s:s, s:o, s:s, s:s, s:s, s:s}", "key", info->key, "value",
                                        json_str(value), "default", info->standard, "range",
                                        info->range, "meaning", info->meaning, "origin", origin));
        if (cli->json) continue;
        const char *standard = info->standard[0] != '\0' ? info->standard : "leeg";
        printf("%-16s %-32.*s %-12s %s (%s; anders %s)\n", info->key, STR_ARG(value), origin,
               info->meaning, info->range, standard);
    }
    if (cli->json) return cli_json(json_pack("{s:o}", "items", items)), EXIT_DONE;
    json_decref(items);
    return EXIT_DONE;
}
