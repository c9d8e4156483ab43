/* leerid serve and routes: placeholders of the wiring until the web room is there. */
#include "main/command.h"

enum exit_code command_serve(struct cli *cli) {
    cli_say("nog niet");
    return EXIT_FAILED;
}

enum exit_code command_routes(struct cli *cli) {
    cli_say("nog niet");
    return EXIT_FAILED;
}
