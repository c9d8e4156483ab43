/* leerid settings: prints the settings with their values and origins. */
#include <stdio.h>

#include "main/command.h"

enum exit_code command_settings(struct cli *cli) {
    json_t *items = json_array();
    if (!cli->json)
        cli_print("# change them in {0} (or --config FILE), one line each: name = value; or in the "
                  "environment, which has precedence: LEERID_NAME=value",
                  CONFIG_FILE);
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = &setting_infos[i];
        struct str value = cli->config.values[i];
        if (i == SETTING_DATABASE) value = config_database_shown(cli->arena, value);
        const char *origin = setting_origin_name(cli->config.origins[i]);
        json_array_append_new(items,
                              json_pack("{s:s, s:o, s:s, s:s, s:s, s:s}", "key", info->key, "value",
                                        cli_json_str(value), "default", info->standard, "range",
                                        tr(LANGUAGE_NL, info->range).ptr, "meaning",
                                        tr(LANGUAGE_NL, info->meaning).ptr, "origin", origin));
        if (cli->json) continue;
        struct str text = cli_in_words(
            cli->arena, &MESSAGE("{0} ({1}; default {2})", message_word(info->meaning),
                                 message_word(info->range),
                                 info->standard[0] != '\0' ? message_arg_c(info->standard)
                                                           : message_word(N_("empty"))));
        printf("%-16s %-32.*s %-12s %.*s\n", info->key, STR_ARG(value), origin, STR_ARG(text));
    }
    if (cli->json) return cli_json(json_pack("{s:o}", "items", items)), EXIT_DONE;
    json_decref(items);
    return EXIT_DONE;
}
